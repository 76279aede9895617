"""picaflor doctor"""

from __future__ import annotations

import json
from typing import Annotated

from cyclopts import Parameter

from picaflor.app.doctor import examine


def doctor(*, json_: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """Look for what is wrong with this installation; each failure prints its mend.

    Example: picaflor doctor

    Parameters
    ----------
    json_
        One line of JSON for each finding.
    """
    bad = 0
    for finding in examine():
        bad += not finding.good
        if json_:
            line = {"name": finding.name, "good": finding.good, "saw": finding.saw, "mend": finding.mend}
            print(json.dumps(line))
            continue
        print(f"{'ok  ' if finding.good else 'BAD '} {finding.name:<14}{finding.saw}")
        if not finding.good:
            print(f"     mend: {finding.mend}")
    return 1 if bad else 0
