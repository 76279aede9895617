"""A loop that does not sleep. Who sleeps has to be woken when a message comes, and then finds that others have used its
caches: that takes longer than an order does. Awake, it asks for messages again and again, and a core is never idle."""

from __future__ import annotations

import asyncio


class Awake:
    """From when it is made until `rest`."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._again()

    def _again(self) -> None:
        self._next = self._loop.call_soon(self._again)  # with something left to do a loop only looks, and goes on

    def rest(self) -> None:
        self._next.cancel()
