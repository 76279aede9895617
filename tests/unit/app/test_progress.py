"""What is over is counted, of all that there is to wait for; parts follow each other."""

from __future__ import annotations

import asyncio

import pytest

from picaflor.app.progress import Stopwatch, Tally, part, unheard


def test_all_at_once_and_each_is_told() -> None:
    told: list[tuple[int, int]] = []

    async def double(number: int) -> int:
        for _ in range(3 - number):  # the last begun is over first
            await asyncio.sleep(0)
        return 2 * number

    async def work() -> list[int]:
        tally = Tally(lambda done, total: told.append((done, total)))
        both = await asyncio.gather(tally.all(map(double, (1, 2))), tally.all([double(3)]))
        return [*both[0], *both[1]]

    assert asyncio.run(work()) == [2, 4, 6]
    assert told == [(0, 2), (0, 3), (1, 3), (2, 3), (3, 3)]


def test_what_fails_is_over_too() -> None:
    told: list[tuple[int, int]] = []

    async def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        asyncio.run(Tally(lambda done, total: told.append((done, total))).all([fail()]))
    assert told == [(0, 1), (1, 1)]
    assert asyncio.run(Tally().all([])) == []


def test_parts_follow_each_other() -> None:
    told: list[tuple[int, int]] = []

    def hear(done: int, total: int) -> None:
        told.append((done, total))

    part(hear, 0, 2)(0, 0)
    part(hear, 0, 2)(1, 2)
    part(hear, 1, 2)(7, 7)
    unheard(1, 2)
    assert told == [(0, 2_000), (500, 2_000), (2_000, 2_000)]


def test_a_stopwatch_begins_at_nothing() -> None:
    assert Stopwatch().seconds() == 0
