"""picaflor replay JOURNAL"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from picaflor.app.replay import replay_directory


def replay(
    journal: Path,
    *,
    run: int = -1,
    json_: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Run a recorded session again and say whether everything that left it is the same, byte for byte.

    Example: picaflor replay ~/.local/share/picaflor/emulated/demo/run-000001

    Parameters
    ----------
    journal
        The directory of a recorded session.
    run
        Which of its runs, counted from 0; -1 is the last.
    json_
        One line for programs.
    """
    verdict = replay_directory(journal, run)
    if json_:
        line = {
            "same": verdict.same,
            "inputs": str(verdict.inputs),
            "outputs": str(verdict.outputs),
            "difference": verdict.difference,
        }
        print(json.dumps(line))
    elif verdict.same:
        print(f"The same: {verdict.inputs} inputs led to the same {verdict.outputs} records, byte for byte.")
    else:
        print(f"Different {verdict.difference}", file=sys.stderr)
    return 0 if verdict.same else 1
