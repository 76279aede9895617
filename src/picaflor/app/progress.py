"""How far something is that takes its time: told to whoever wants to show it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, TypeVar

from picaflor.transport.clock import Clock

SECOND: Final = 1_000_000_000
PARTS: Final = 1_000
Told = Callable[[int, int], None]  # how much is done, and of how much; of 0 where nobody knows
_Made = TypeVar("_Made")


def unheard(done: int, total: int) -> None:
    """For where nobody looks."""


class Stopwatch:
    def __init__(self) -> None:
        self._clock = Clock()
        self._began_ns = self._clock.now_ns()

    def seconds(self) -> int:
        return (self._clock.now_ns() - self._began_ns) // SECOND


class Tally:
    """Counts what is over, of all that it was given to wait for, at once or bit by bit."""

    def __init__(self, told: Told = unheard) -> None:
        self._told = told
        self._done = self._total = 0

    async def all(self, works: Iterable[Awaitable[_Made]]) -> list[_Made]:
        """Side by side."""
        waiting = list(works)
        self._total += len(waiting)
        self._told(self._done, self._total)
        return list(await asyncio.gather(*map(self._one, waiting)))

    async def _one(self, work: Awaitable[_Made]) -> _Made:
        try:
            return await work
        finally:
            self._done += 1
            self._told(self._done, self._total)


def part(told: Told, number: int, count: int) -> Told:
    """Of `count` parts that follow each other the one of that number, counted from 0."""
    return lambda done, total: told(number * PARTS + (PARTS * done // total if total else 0), count * PARTS)
