"""picaflor cancel [ID [ORDER]]"""

from __future__ import annotations

import asyncio
from typing import Annotated

from cyclopts import Parameter

from picaflor.app.clearing import Cleared, clear_account
from picaflor.app.configuration import load_config, places_of
from picaflor.app.durations import read_duration
from picaflor.app.endpoints import Reach, find_reach
from picaflor.app.keyring import Keyring
from picaflor.app.panic import accounts_of
from picaflor.app.panic import panic as everything_off
from picaflor.app.paper_clearing import OnPaper, clear_paper, left_on_paper
from picaflor.app.paper_visit import paper_at
from picaflor.app.problems import Credentials, NotFound, Usage
from picaflor.app.targets import MAIN, find_target
from picaflor.app.visit import Visit
from picaflor.faces.cli import asking, output
from picaflor.faces.cli.options import Account, Endpoint, Json, Project, Switch
from picaflor.faces.cli.waiting import Waiting

OK, OUTCOME_UNKNOWN = 0, 8


def cancel(
    connector: str | None = None,
    order: str | None = None,
    /,
    *,
    all_: Annotated[Switch, Parameter(name="--all")] = False,
    account: Account = MAIN,
    within: str = "20s",
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """Cancel an order by its id, or --all of an account, or of every account; proven by the venue's own list.

    Bots go on, and may place new orders: `panic` stops them, too. What is not proven is named, and the exit code is 8.

    Example: picaflor cancel bitget pfa000000001

    Parameters
    ----------
    connector
        Its id, such as bitget. Without it every account whose keys are stored and every one on paper, with --all.
    order
        As `picaflor orders` names it.
    all_
        Every order that is open and every stop that waits.
    account
        The name that its keys are stored under.
    within
        How long to try.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue is asked. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each account.
    """
    if (order is None) is not all_ or (order is not None and connector is None):
        raise Usage(
            "say which: `picaflor cancel ID ORDER` for one, `picaflor cancel ID --all`, or `picaflor cancel --all`"
        )
    within_ns = read_duration(within)
    places = places_of(project)
    config = load_config(places)
    keyring = asking.keyring(project, quiet=json_)
    if connector is None:
        said = find_reach("", endpoint, config) if endpoint is not None else None

        def find(venue: str) -> Reach:
            return said or find_reach(venue, None, config)

        def papers() -> list[OnPaper]:
            return left_on_paper(places, config, find, flat=False)

        accounts, shut = accounts_of(keyring, find)
        if shut:
            raise Credentials(shut)
        with Waiting("Cancelling", quiet=json_) as told:
            done = asyncio.run(everything_off([], accounts, within_ns, flat=False, papers=papers, told=told))
        cleared = [*done.accounts, *done.papers]
    else:
        with Waiting(f"Cancelling at {connector}", quiet=json_):
            cleared = [_one(connector, order, account, endpoint, project, keyring, within_ns)]
    return _show(cleared, order, json_=json_)


def _one(
    connector: str,
    order: str | None,
    account: str,
    endpoint: str | None,
    project: Project,
    keyring: Keyring,
    within_ns: int,
) -> Cleared:
    places, target = places_of(project), find_target(connector)
    config = load_config(places)
    reach = find_reach(target.venue.id, endpoint, config)
    if target.paper:
        at = paper_at(places, target, account, config)
        return asyncio.run(clear_paper(target, reach, at, account, within_ns, only=order))
    visit = Visit(target, reach, keyring.get(target.entry(reach.world, account)), urgent=True)
    return asyncio.run(clear_account(visit, account, str(reach.world), within_ns, only=order))


def _show(cleared: list[Cleared], order: str | None, *, json_: bool) -> int:
    if order is not None and cleared[0].proven and not cleared[0].cancelled:
        raise NotFound(f"no order {order} is open at {cleared[0].connector}: it has ended, or there never was one")
    for each in cleared:
        output.emit(each.record()) if json_ else output.say(each.words())
    if not cleared and not json_:
        output.say("No account of this world has keys stored, and nothing rests on paper.")
    return OK if all(each.proven for each in cleared) else OUTCOME_UNKNOWN
