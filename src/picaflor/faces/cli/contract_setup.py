"""picaflor leverage, margin and position-mode: how an account holds positions, shown and set."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from picaflor.app import account_setup, pots
from picaflor.app.configuration import places_of
from picaflor.app.endpoints import Reach, find_reach
from picaflor.app.houses import open_houses
from picaflor.app.paper_families import NoFunds
from picaflor.app.paper_visit import PaperAt, PaperVisit, paper_at, paper_funds
from picaflor.app.problems import Usage
from picaflor.app.public_pages import Row
from picaflor.app.targets import MAIN, Target, find_target
from picaflor.app.visit import Visit
from picaflor.faces.cli import asking
from picaflor.faces.cli.options import Account, Endpoint, Json, Project, Switch
from picaflor.faces.cli.showing import show
from picaflor.faces.cli.waiting import Waiting

Make = Callable[[Visit], Awaitable[list[Row]]]


def leverage(
    connector: str,
    pair: str,
    times: str | None = None,
    /,
    *,
    live: Switch = False,
    account: Account = MAIN,
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """The leverage of a perpetual contract; with TIMES it is set, and read again.

    A bot sets what its own file says when it starts. To set it at the real venue needs --live.

    Example: picaflor leverage bitget_perpetual BTC-USDT 5 --live

    Parameters
    ----------
    connector
        Its id, such as bitget_perpetual.
    pair
        Such as BTC-USDT; BTC/USDT and BTCUSDT are the same.
    times
        What it is to be, such as 5.
    live
        At the real venue.
    account
        The name that its keys are stored under.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        One line of JSON.
    """
    wanted = None if times is None else account_setup.read_times(times)

    async def make(visit: Visit) -> list[Row]:
        return await account_setup.leverage(visit, pair, wanted)

    return _setup(make, connector, pair, account, endpoint, project, sets=wanted is not None, live=live, json_=json_)


def margin(
    connector: str,
    pair: str,
    amount: str | None = None,
    /,
    *,
    live: Switch = False,
    account: Account = MAIN,
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """The account that a market on margin has of its own; with AMOUNT that much is to be in it in the end.

    It is opened so before anything is traded there, and 0 closes it: then the money is back in the spot purse. A bot
    opens it by its isolated_margin when it starts. To move money at the real venue needs --live.

    Example: picaflor margin hitbtc_margin BTC-USDT 500 --live

    Parameters
    ----------
    connector
        Its id, such as hitbtc_margin.
    pair
        Such as BTC-USDT; BTC/USDT and BTCUSDT are the same.
    amount
        What is to be there, such as 500.
    live
        At the real venue.
    account
        The name that its keys are stored under.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        One line of JSON.
    """
    wanted = None if amount is None else pots.read_balance(amount)
    pots.need_pots(find_target(connector))

    async def make(visit: Visit) -> list[Row]:
        return await pots.pot(visit, pair, wanted)

    return _setup(make, connector, pair, account, endpoint, project, sets=wanted is not None, live=live, json_=json_)


def position_mode(
    connector: str,
    mode: str | None = None,
    /,
    *,
    live: Switch = False,
    account: Account = MAIN,
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """Whether an account holds one position in a contract or one for each side; with MODE it is set, and read again.

    A bot sets what its own file says when it starts. To set it at the real venue needs --live, and venues want nothing
    to be open meanwhile.

    Example: picaflor position-mode bitget_perpetual HEDGE --live

    Parameters
    ----------
    connector
        Its id, such as bitget_perpetual.
    mode
        ONEWAY or HEDGE.
    live
        At the real venue.
    account
        The name that its keys are stored under.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each coin that contracts are quoted in.
    """
    wanted = None if mode is None else account_setup.read_mode(mode)

    async def make(visit: Visit) -> list[Row]:
        return await account_setup.position_mode(visit, wanted)

    return _setup(make, connector, "", account, endpoint, project, sets=wanted is not None, live=live, json_=json_)


async def _on_paper(target: Target, reach: Reach, pair: str, at: PaperAt, make: Make) -> list[Row]:
    """Of every family where there is an account or money for a new one."""
    told: list[Row] = []
    without: NoFunds | None = None
    for its in [target] if pair else target.families():
        try:
            async with account_setup.paper_at_work(its, reach, pair, at) as visit:
                told += await make(visit)
        except NoFunds as nothing:
            without = nothing
    if without is not None and not told:
        raise without
    return told


def _setup(
    make: Make,
    connector: str,
    pair: str,
    account: str,
    endpoint: str | None,
    project: Project,
    *,
    sets: bool,
    live: bool,
    json_: bool,
) -> int:
    places, target = places_of(project), find_target(connector)
    account_setup.need_contracts(target)
    config = open_houses(places)
    reach = find_reach(target.venue.id, endpoint, config)
    if sets and not (target.paper or reach.hosts.local or live):
        raise Usage(
            f"{target.id} is the real venue: say --live to set it there, name an emulated one with --endpoint, or set it"
            f" on paper at {target.on_paper().id}"
        )

    async def rows() -> list[Row]:
        if sets and target.paper:
            at = paper_at(places, target, account, config)
            return await _on_paper(target, reach, pair, at, make)
        if target.paper:
            folder = places.paper_account(target.id, account)
            async with PaperVisit(target, reach, folder, paper_funds(config)) as visit:
                return await make(visit)
        keyring = asking.keyring(project, quiet=json_)
        async with Visit(target, reach, keyring.get(target.entry(reach.world, account))) as visit:
            return await make(visit)

    with Waiting(f"Asking {target.id}", quiet=json_):
        found = asyncio.run(rows())
    show(found, json_=json_, empty="")
    return 0
