"""Rows on a screen, as a table or as lines of JSON; once, or again and again until somebody has seen enough."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from picaflor.app.public_pages import Row, columns
from picaflor.app.running import run_until_signal
from picaflor.app.visit import Visit
from picaflor.faces.cli import output
from picaflor.faces.cli.waiting import Waiting

EVERY_SECONDS = 1.0
Make = Callable[[Visit], Awaitable[list[Row]]]


def show_visit(visit: Visit, make: Make, *, watch: bool, json_: bool, empty: str) -> int:
    """`empty`: the sentence where there is no row."""

    async def rows() -> list[Row]:
        with Waiting(f"Asking {visit.target.id}", quiet=json_):
            return await make(visit)

    async def once() -> int:
        with Waiting(f"Asking {visit.target.id}", quiet=json_):
            async with visit:
                found = await make(visit)
        show(found, json_=json_, empty=empty)
        return 0

    async def again(stop: asyncio.Event) -> None:
        async with visit:
            await look_again(rows, stop, json_=json_, empty=empty)

    return run_until_signal(again) if watch else asyncio.run(once())


async def look_again(
    make: Callable[[], Awaitable[list[Row]]],
    stop: asyncio.Event,
    *,
    json_: bool,
    empty: str,
    below: Callable[[list[Row]], str] = lambda _: "",
) -> None:
    """What has changed is shown anew. `below`: a line for people under the table."""
    before: list[Row] | None = None
    while not stop.is_set() and not output.hung_up():
        rows = await make()
        if rows != before:
            if output.live() and not json_:
                output.clear()
            show(rows, json_=json_, empty=empty)
            if not json_ and (line := below(rows)):
                output.say(line)
        before = rows
        with suppress(TimeoutError):
            async with asyncio.timeout(EVERY_SECONDS):
                await stop.wait()


def show(rows: list[Row], *, json_: bool, empty: str) -> None:
    if json_:
        for row in rows:
            output.emit(dict(row))
    elif not rows:
        output.say(empty)
    else:
        names = columns(rows)
        cells = [_aligned([row.get(name, "") for row in rows]) for name in names]
        heads = [name.replace("_", " ") for name in names]
        output.table(
            [
                list(line)
                for line in zip(*([head, *column] for head, column in zip(heads, cells, strict=True)), strict=True)
            ]
        )


def _aligned(texts: list[str]) -> list[str]:
    """Points of numbers under points; words stay as they are; "-" where there is nothing."""
    if not all(_is_number(text) for text in texts if text):
        return [text or "-" for text in texts]
    halves = [text.partition(".") for text in texts]
    whole, fraction = max(len(a) for a, _, _ in halves), max(len(c) for _, _, c in halves)
    return [
        f"{a:>{whole}}{point or ' ' * bool(fraction)}{c:<{fraction}}" if a else f"{'-':>{whole}}"
        for a, point, c in halves
    ]


def _is_number(text: str) -> bool:
    return len(text) < 40 and text.removeprefix("-").replace(".", "", 1).isdecimal()
