"""picaflor emulate VENUE"""

from __future__ import annotations

import json
from typing import Annotated, Any

from cyclopts import Parameter

from picaflor.app.emulate import emulate as serve
from picaflor.app.running import run_until_signal


def emulate(
    venue: str,
    *,
    port: int = 0,
    seed: int = 1,
    json_: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Serve an emulated exchange on this machine until Ctrl-C, under the venue's real paths and host names.

    Prints one line of JSON: the address of every host name, a funded account, and the control port.

    Example: picaflor emulate bitget --json

    Parameters
    ----------
    venue
        The venue's id, such as bitget.
    port
        The first port; the venue's other hosts get the following ones. 0 takes any that are free.
    seed
        The same seed gives the same market and the same keys.
    json_
        One line for programs (the only form so far that is printed).
    """

    def hello(line: dict[str, Any]) -> None:
        print(json.dumps(line), flush=True)
        if not json_:
            print("Serving; Ctrl-C ends it.", flush=True)

    return run_until_signal(lambda stop: serve(venue, port, seed, hello, stop))
