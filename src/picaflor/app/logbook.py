"""The logs of bots, old lines first and then as they come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final

from picaflor.app.bot_files import log_path
from picaflor.app.roster import Entry
from picaflor.storage.log_file import LEVELS, LogReader
from picaflor.wire.decoding import write_iso

LOOK_SECONDS: Final = 0.2
Line = dict[str, Any]


class Logbook:
    """Of several bots, in the order of time."""

    def __init__(self, entries: Sequence[Entry], level: str) -> None:
        self._readers = [(entry, LogReader(log_path(entry.folder))) for entry in entries]
        self._least = LEVELS.index(level)

    def fresh(self) -> list[Line]:
        """What has come since the last call."""
        found = [
            {"world": entry.world, "bot": entry.bot, **line}
            for entry, reader in self._readers
            for line in reader.fresh()
            if line.get("level") in LEVELS[self._least :]
        ]
        return sorted(found, key=lambda line: int(line["at_ns"]))


async def follow(
    book: Logbook, show: Callable[[Line], None], stop: asyncio.Event, over: Callable[[], bool] = lambda: False
) -> None:
    """Until `stop`, or until nobody listens: `over` is asked each time, for there may be nothing to show for hours."""
    while not stop.is_set() and not over():
        for line in book.fresh():
            show(line)
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await stop.wait()


def line_words(line: Line) -> str:
    return f"{write_iso(int(line['at_ns']))}  {line['level']:<7}  {line['bot']}  {line['who']}: {line['words']}"
