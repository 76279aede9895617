"""picaflor emulate VENUE"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from picaflor.app.emulate import Wanted
from picaflor.app.emulate import emulate as serve
from picaflor.app.running import run_until_signal
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Json, Switch


def emulate(
    venue: str,
    /,
    *,
    port: int = 0,
    seed: int = 1,
    speed: int = 1,
    accounts: Path | None = None,
    faults: Path | None = None,
    activity: Switch = False,
    account_type: str = "classic",
    checksums: Switch = False,
    edition: str = "",
    lively: Switch = False,
    until_eof: Switch = False,
    json_: Json = False,
) -> int:
    """Serve an emulated exchange on this machine.

    It speaks under the venue's real paths and host names, until Ctrl-C or SIGTERM, and prints one line of JSON: the address
    of every host name, a funded account, and the control port.

    Example: picaflor emulate bitget --json

    Parameters
    ----------
    venue
        The venue's id, such as bitget.
    port
        The first port; the venue's other hosts get the following ones. 0 takes any that are free.
    seed
        The same seed gives the same market and the same keys.
    speed
        How many times as fast as yours the venue's clock goes; the line that it prints says since when.
    accounts
        A JSON file of customers instead of the one that is made up: a list of api_key, secret and what else the venue
        wants, each with funds by row and coin, a kind of account and the domain (live, testnet) of its key where it likes;
        or the line of another emulator.
    faults
        A JSON file of what goes wrong how often, in ten thousand: {"requests": {"429": 40}, "frames": {"gap": 8}}.
    activity
        The first customer trades a little by itself, so that its private streams speak.
    account_type
        What kind of account the customers have: classic or unified.
    checksums
        Books carry a checksum, as those of some venues did in former years.
    edition
        Another version of the venue's software than its record's, where there are several: 2.3, 2.5 and 3 of Peatio.
    lively
        Takers come three times as often as usual, as in the main job.
    until_eof
        Also end when standard input ends: whoever started it need not live to end it.
    json_
        That one line and nothing else, for programs.
    """

    def hello(line: dict[str, Any]) -> None:
        output.emit(line)
        if not json_:
            output.say("Serving; Ctrl-C ends it.")

    wanted = Wanted(speed, accounts, faults, activity, checksums, account_type, edition, lively)
    return run_until_signal(lambda stop: serve(venue, port, seed, hello, stop, until_eof=until_eof, wanted=wanted))
