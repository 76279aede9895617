from __future__ import annotations

import asyncio
from pathlib import Path

from picaflor.app.bot_files import log_path
from picaflor.app.logbook import Line, Logbook, follow, line_words
from picaflor.app.roster import Entry
from picaflor.storage.log_file import LogFile


def entry(folder: Path, name: str) -> Entry:
    (folder / name).mkdir()
    return Entry("live", name, folder / name, {}, {})


def test_the_logs_of_several_bots_are_one_in_the_order_of_time(tmp_path: Path) -> None:
    bots = [entry(tmp_path, "a"), entry(tmp_path, "b")]
    logs = [LogFile(log_path(bot.folder), "debug") for bot in bots]
    for at_ns in range(4):
        logs[at_ns % 2].write(at_ns, "debug" if at_ns == 3 else "info", "bitget", f"line {at_ns}")
    book = Logbook(bots, "info")
    lines = book.fresh()
    assert [(line["bot"], line["words"]) for line in lines] == [("a", "line 0"), ("b", "line 1"), ("a", "line 2")]
    assert line_words(lines[0]) == "1970-01-01T00:00:00.000Z  info     a  bitget: line 0"
    assert book.fresh() == []

    seen: list[str] = []

    async def scenario() -> None:
        stop = asyncio.Event()

        def show(line: Line) -> None:
            seen.append(line["words"])
            stop.set()

        logs[0].write(9, "error", "bitget", "late")
        await follow(book, show, stop)

    asyncio.run(scenario())
    assert seen == ["late"]
    asyncio.run(follow(book, lambda _: None, asyncio.Event(), lambda: True))  # it ends where nobody listens
    for log in logs:
        log.close()
