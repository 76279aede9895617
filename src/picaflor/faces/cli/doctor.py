"""picaflor doctor"""

from __future__ import annotations

import sys

from picaflor.app.checkup import examine_accounts
from picaflor.app.configuration import load_config, places_of
from picaflor.app.doctor import Finding, examine
from picaflor.app.durations import read_duration
from picaflor.app.endpoints import find_reach
from picaflor.app.keyring import Keyring
from picaflor.app.problems import Credentials
from picaflor.faces.cli import asking, output
from picaflor.faces.cli.options import Endpoint, Json, Project
from picaflor.faces.cli.waiting import Waiting


def doctor(*, endpoint: Endpoint = None, within: str = "10s", project: Project = None, json_: Json = False) -> int:
    """Look for what is wrong with this installation, and say the mend.

    The venues are asked about keys that are stored: whether they are accepted and what they may do, how far this
    machine's clock is off, and how much of the limits other processes leave. Exit code 0 when nothing is BAD; warnings
    are no failure.

    Example: picaflor doctor

    Parameters
    ----------
    endpoint
        A file with the line that `picaflor emulate` printed: the accounts of that emulated venue.
    within
        How long each venue has to answer.
    project
        The project folder to look at, instead of the one found here or the system's places.
    json_
        One line of JSON for each finding.
    """
    places, within_ns = places_of(project), read_duration(within)
    bad, sound = False, True
    for finding in examine(places):
        bad |= not finding.good
        sound &= finding.good or finding.name not in ("configuration", "vault")
        _show(finding, json_=json_)
    if not sound:
        return 1
    config = load_config(places)
    keyring = Keyring(places, lambda prompt: _password(prompt, quiet=json_))
    said = find_reach("", endpoint, config) if endpoint is not None else None
    with Waiting("Asking venues", quiet=json_) as told:
        found = examine_accounts(keyring, lambda venue: said or find_reach(venue, None, config), within_ns, told)
    for finding in found:
        bad |= not finding.good
        _show(finding, json_=json_)
    return 1 if bad else 0


def _password(prompt: str, *, quiet: bool) -> str:
    """A doctor in a script must not wait for somebody, or read what was meant for somebody else."""
    if not sys.stdin.isatty():
        raise Credentials("the vault needs its password")
    return asking.secret(prompt, quiet=quiet)


def _show(finding: Finding, *, json_: bool) -> None:
    if json_:
        told = {"name": finding.name, "grade": finding.grade, "good": finding.good}
        output.emit({**told, "saw": finding.saw, "mend": finding.mend})
        return
    output.say(f"{finding.grade:<5}{finding.name:<15} {finding.saw}")
    if finding.mend:
        output.say(f"     mend: {finding.mend}")
