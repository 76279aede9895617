"""picaflor connect [ID]"""

from __future__ import annotations

import os
import sys

from picaflor.app.configuration import places_of
from picaflor.app.connecting import Line, confirm, keys_of, life_words, questions, table
from picaflor.app.durations import read_duration
from picaflor.app.endpoints import Reach, find_reach
from picaflor.app.houses import open_houses
from picaflor.app.keyring import Keyring
from picaflor.app.problems import Problem
from picaflor.app.targets import MAIN, Target, find_target
from picaflor.faces.cli import asking, output
from picaflor.faces.cli.options import Account, Endpoint, Json, Project
from picaflor.faces.cli.waiting import Waiting

WITHDRAWS = "This key may withdraw, and nothing here ever withdraws: make one that may only read and trade."


def connect(
    connector: str | None = None,
    /,
    *,
    account: Account = MAIN,
    endpoint: Endpoint = None,
    within: str = "10s",
    project: Project = None,
    json_: Json = False,
) -> int:
    """Check a venue's keys with it and store them; alone, the table of connectors.

    The keys are asked for and not echoed, checked with the venue, and only then stored, encrypted. Scripts leave the
    answers in the environment, as PICAFLOR_BITGET_API_KEY, _SECRET, _PASSPHRASE, _MEMO and PICAFLOR_PASSWORD, or on
    standard input in the order of the prompts.

    Example: picaflor connect bitget --account second

    Parameters
    ----------
    connector
        Its id, such as bitget; with _testnet behind it that of its testnet, with _paper_trade that of its paper twin.
    account
        A name of your own, for further accounts at the same venue.
    endpoint
        A file with the line that `picaflor emulate` printed: the keys are those of the emulated venue, and are stored
        apart from live ones. - reads it from standard input.
    within
        How long each venue has to answer.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        Lines of JSON; prompts go to standard error.
    """
    places = places_of(project)
    config = open_houses(places)
    within_ns = read_duration(within)
    keyring = asking.keyring(project, quiet=json_)
    if connector is None:
        said = find_reach("", endpoint, config) if endpoint is not None else None
        with Waiting("Testing keys", quiet=json_) as told:
            lines = table(keyring, lambda venue: said or find_reach(venue, None, config), within_ns, told)
        return _table(lines, json_)
    target = find_target(connector)
    reach = find_reach(target.venue.id, endpoint, config)
    entry = target.entry(reach.world, account)  # also where nothing is stored: it says whether that is a name
    if not target.paper:
        _store(target, entry, reach, keyring, within_ns, quiet=json_)
    if json_:
        world = "paper" if target.paper else str(reach.world)
        output.emit({"id": target.id, "account": account, "connected": True, "world": world})
    else:
        output.say(f"You are now connected to {target.id}")
    return 0


def _store(target: Target, entry: str, reach: Reach, keyring: Keyring, within_ns: int, *, quiet: bool) -> None:
    """Nothing is stored before the venue has said that it knows the keys."""
    if life := life_words(target.venue):
        output.complain(life)
        if not reach.hosts.local and not asking.agreed("Go on all the same?", quiet=quiet):
            raise Problem(f"{target.id} was not connected")
    if entry in keyring.names() and sys.stdin.isatty():
        question = f"There are keys of {entry} already. Replace them once the new ones are checked?"
        if not asking.agreed(question, quiet=quiet):
            raise Problem(f"the keys of {entry} were left as they were")
    fields, unanswered = questions(target, os.environ)
    with asking.hidden():
        for credential in unanswered:
            fields[credential.name] = asking.secret(credential.prompt, quiet=quiet)
    with Waiting(f"Checking the keys with {target.id}", quiet=quiet):
        checked = confirm(target, keys_of(fields), reach, within_ns)
    for warning in checked.warnings(target.id):
        output.complain(warning)
    if checked.may_withdraw and not asking.agreed(f"{WITHDRAWS} Store it all the same?", quiet=quiet):
        raise Problem(f"the keys of {entry} were not stored")
    keyring.put(entry, fields, checked.account_kind)


def _table(lines: list[Line], json_: bool) -> int:
    if json_:
        for line in lines:
            output.emit(
                {
                    "id": line.id,
                    "account": line.account,
                    "world": line.world,
                    "keys_added": line.added,
                    "keys_confirmed": line.confirmed,
                    "account_kind": line.kind or None,
                    "note": line.note,
                }
            )
    else:
        rows = [
            [x.id, x.account, x.world, _word(x.added), _word(x.confirmed), x.kind or "-", x.note or "-"] for x in lines
        ]
        output.table([["connector", "account", "world", "keys added", "keys confirmed", "kind", "note"], *rows])
    return 1 if any(line.confirmed is False for line in lines) else 0


def _word(said: bool | None) -> str:
    return "-" if said is None else "yes" if said else "no"
