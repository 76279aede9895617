"""picaflor history and export: what bots did, run by run, and their orders and fills as files."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from picaflor.app.configuration import places_of
from picaflor.app.exporting import export_to
from picaflor.app.history import Row, runs_of
from picaflor.app.roster import find_bots
from picaflor.app.running import run_until_signal
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Json, Project, Switch
from picaflor.faces.cli.showing import look_again, show
from picaflor.faces.cli.waiting import Waiting

EMPTY = "No bot has a history here: `picaflor start FILE` starts one."


def history(
    bot: str | None = None,
    /,
    *,
    watch: Switch = False,
    project: Project = None,
    json_: Json = False,
) -> int:
    """What the bots did, run by run: fills, amounts, fees, and the result.

    The result is in the quote coin, what is left over at the price of the last fill, less the fees; a run that goes on
    is told as far as it is.

    Example: picaflor history maker

    Parameters
    ----------
    bot
        Its name; as emulated/maker only that of one world. What `buy` and `sell` did is a bot's called hand.
    watch
        Look again every second until Ctrl-C, and show what changed.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each pair of each run.
    """
    places = places_of(project)

    async def read() -> list[Row]:
        with Waiting("Reading journals", quiet=json_, percent=True) as told:
            return runs_of(find_bots(places, bot, hand=True), told)

    if watch:
        return run_until_signal(lambda stop: look_again(read, stop, json_=json_, empty=EMPTY))
    show(asyncio.run(read()), json_=json_, empty=EMPTY)
    return 0


def export(
    what: Literal["trades", "orders", "fills"],
    file: Path,
    /,
    *,
    bot: Annotated[str | None, Parameter(name="--bot")] = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """Write what the bots did as a file: .csv, .json, or .jsonl with a line for each row.

    Numbers are exact texts. Trades are orders that traded, their fills as one at the average price.

    Example: picaflor export fills fills.csv --bot maker

    Parameters
    ----------
    what
        Which rows.
    file
        Where to. What is there is replaced.
    bot
        Of one bot; as emulated/maker only that of one world. Without it of all.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        One line of JSON.
    """
    bots = find_bots(places_of(project), bot, hand=True)
    with Waiting("Reading journals", quiet=json_, percent=True) as told:
        count = export_to(file, what, bots, told)
    if json_:
        output.emit({"exported": what, "rows": str(count), "file": str(file)})
    else:
        output.say(f"{file}: {count} {what.removesuffix('s') if count == 1 else what}")
    return 0
