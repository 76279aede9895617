"""picaflor report BOT"""

from __future__ import annotations

from pathlib import Path

from picaflor.app.configuration import places_of
from picaflor.app.report import find_journal, report_of
from picaflor.app.tale_words import tale_lines
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Json, Project
from picaflor.faces.cli.waiting import Waiting
from picaflor.faces.report.page import page

DEFAULT = Path("report.html")


def report(
    bot: str,
    /,
    *,
    to: Path = DEFAULT,
    run: int = -1,
    project: Project = None,
    json_: Json = False,
) -> int:
    """What a run did, as a page for a browser: profit, inventory, markouts, and why each order was placed.

    It is told from the journal, so it is exact, and the same whenever it is made. The page is one file with its charts in
    it; it fetches nothing.

    Example: picaflor report maker --to maker.html

    Parameters
    ----------
    bot
        Its name, as maker or paper/maker; or the folder of a recorded session.
    to
        The file to write.
    run
        Which of its runs, counted from 0; -1 is the last.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each controller and each executor, and no file.
    """
    journal = find_journal(places_of(project), bot)
    with Waiting("Reading the journal", quiet=json_, percent=True) as told:
        made = report_of(journal, run, told)
    if json_:
        for each in made.tale:
            output.emit(each)
        return 0
    to.write_text(page(made), encoding="utf-8")
    for line in tale_lines(made.tale):
        output.say(line)
    output.say(f"The page is {to}")
    return 0
