"""picaflor replay JOURNAL"""

from __future__ import annotations

from pathlib import Path

from picaflor.app.replay import replay_directory
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Json
from picaflor.faces.cli.waiting import Waiting


def replay(journal: Path, /, *, run: int = -1, json_: Json = False) -> int:
    """Run a recorded session again and compare what left it.

    Exit code 0 when everything is the same byte for byte; otherwise the first difference is named.

    Example: picaflor replay ~/.local/share/picaflor/emulated/demo/run-000001

    Parameters
    ----------
    journal
        The folder of a recorded session.
    run
        Which of its runs, counted from 0; -1 is the last.
    json_
        One line of JSON.
    """
    with Waiting("Replaying", quiet=json_, percent=True) as told:
        verdict = replay_directory(journal, run, told)
    if json_:
        output.emit(
            {
                "same": verdict.same,
                "inputs": str(verdict.inputs),
                "outputs": str(verdict.outputs),
                "difference": verdict.difference,
            }
        )
    elif verdict.same:
        output.say(f"The same: {verdict.inputs} inputs led to the same {verdict.outputs} records, byte for byte.")
    else:
        output.complain(f"Different {verdict.difference}")
    return 0 if verdict.same else 1
