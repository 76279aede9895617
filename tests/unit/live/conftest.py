"""Real loopback sockets in one event loop, for a moment; whatever is awaited is an event, never a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest


@pytest.fixture
def run() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    def run_it(main: Coroutine[Any, Any, Any]) -> Any:
        complaints: list[dict[str, Any]] = []

        async def within_time() -> Any:
            asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
            async with asyncio.timeout(20):
                return await main

        result = asyncio.run(within_time())
        assert complaints == []
        return result

    return run_it
