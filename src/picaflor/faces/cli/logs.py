"""picaflor logs [BOT]"""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from cyclopts import Parameter

from picaflor.app.configuration import places_of
from picaflor.app.logbook import Line, Logbook, line_words
from picaflor.app.logbook import follow as follow_book
from picaflor.app.problems import Usage
from picaflor.app.roster import find_bots
from picaflor.app.running import run_until_signal
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Json, Project, Switch


def logs(
    bot: str | None = None,
    /,
    *,
    follow: Annotated[Switch, Parameter(name=["--follow", "-f"])] = False,
    lines: int = 50,
    level: Literal["debug", "info", "warning", "error"] = "debug",
    project: Project = None,
    json_: Json = False,
) -> int:
    """What happened to a bot, or to all of them: fills, refusals, gates, crashes, restarts.

    What is written at all is said by log.level in the configuration.

    Example: picaflor logs maker -f

    Parameters
    ----------
    bot
        Its name; as emulated/maker only that of one world.
    follow
        Go on with what comes, until Ctrl-C.
    lines
        How many of the last ones to show first.
    level
        The least important lines to show.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each line.
    """
    if lines < 0:
        raise Usage(f"{lines} lines cannot be shown: say 0 or more")
    book = Logbook(find_bots(places_of(project), bot), level)
    before = book.fresh()
    for line in before[max(0, len(before) - lines) :]:
        _show(line, json_=json_)

    async def on(stop: asyncio.Event) -> None:
        await follow_book(book, lambda line: _show(line, json_=json_), stop, output.hung_up)

    return run_until_signal(on) if follow else 0


def _show(line: Line, *, json_: bool) -> None:
    output.emit(line) if json_ else output.say(line_words(line))
