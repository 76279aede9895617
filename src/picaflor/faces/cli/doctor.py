"""picaflor doctor"""

from __future__ import annotations

from picaflor.app.configuration import places_of
from picaflor.app.doctor import examine
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Json, Project


def doctor(*, project: Project = None, json_: Json = False) -> int:
    """Look for what is wrong with this installation, and say the mend.

    Exit code 0 when nothing is BAD; warnings are no failure.

    Example: picaflor doctor

    Parameters
    ----------
    project
        The project folder to look at, instead of the one found here or the system's places.
    json_
        One line of JSON for each finding.
    """
    bad = False
    for finding in examine(places_of(project)):
        bad |= not finding.good
        if json_:
            output.emit(
                {
                    "name": finding.name,
                    "grade": finding.grade,
                    "good": finding.good,
                    "saw": finding.saw,
                    "mend": finding.mend,
                }
            )
            continue
        output.say(f"{finding.grade:<5}{finding.name:<16}{finding.saw}")
        if finding.mend:
            output.say(f"     mend: {finding.mend}")
    return 1 if bad else 0
