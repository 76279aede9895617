"""picaflor panic"""

from __future__ import annotations

import asyncio

from picaflor.app.configuration import places_of
from picaflor.app.durations import read_duration
from picaflor.app.endpoints import Reach, find_reach
from picaflor.app.houses import open_houses
from picaflor.app.panic import accounts_of
from picaflor.app.panic import panic as everything_off
from picaflor.app.paper_clearing import OnPaper, left_on_paper
from picaflor.app.roster import read_roster
from picaflor.app.stopping import tell_to_stop
from picaflor.faces.cli import asking, output
from picaflor.faces.cli.options import Endpoint, Json, Project, Switch
from picaflor.faces.cli.waiting import Waiting

OK, OUTCOME_UNKNOWN = 0, 8


def panic(
    *,
    flatten: Switch = False,
    within: str = "40s",
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """Cancel everything, everywhere, now: all bots stop, and every account is cleared and read again.

    It asks nothing but the vault's password, and the bots are told before that. Orders of people and of other programs
    on these accounts go, too, and so does what rests on paper. What is not proven is named, and the exit code is 8.

    Example: picaflor panic --flatten

    Parameters
    ----------
    flatten
        Close the positions in contracts as well, at market.
    within
        How long to try.
    endpoint
        A file with the line that `picaflor emulate` printed: the accounts of that emulated venue.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each bot and each account.
    """
    places = places_of(project)
    running = [entry for entry in read_roster(places) if entry.alive]
    for entry in running:
        tell_to_stop(entry)
    within_ns = read_duration(within)
    config = open_houses(places)
    keyring = asking.keyring(project, quiet=json_)
    said = find_reach("", endpoint, config) if endpoint is not None else None

    def find(venue: str) -> Reach:
        return said or find_reach(venue, None, config)

    def papers() -> list[OnPaper]:
        return left_on_paper(places, config, find, flat=flatten)

    accounts, shut = accounts_of(keyring, find)
    with Waiting("Everything off", quiet=json_) as told:
        outcome = asyncio.run(everything_off(running, accounts, within_ns, flat=flatten, papers=papers, told=told))
    for stopped in outcome.bots:
        output.emit({"kind": "bot", **stopped.record()}) if json_ else output.say(stopped.words())
    for cleared in (*outcome.accounts, *outcome.papers):
        output.emit({"kind": "account", **cleared.record()}) if json_ else output.say(cleared.words())
    if shut:
        output.complain(f"The accounts were NOT read: {shut}")
    elif not (outcome.accounts or outcome.papers or outcome.bots or json_):
        output.say("No bot is running, and no account of this world has keys stored.")
    return OK if outcome.proven and not shut else OUTCOME_UNKNOWN
