"""picaflor transfer: money between the purses of one account at a venue."""

from __future__ import annotations

import asyncio
from typing import Annotated

from cyclopts import Parameter

from picaflor.app import moving
from picaflor.app.configuration import places_of
from picaflor.app.endpoints import find_reach
from picaflor.app.houses import open_houses
from picaflor.app.problems import Usage
from picaflor.app.public_pages import Row
from picaflor.app.targets import MAIN, find_target
from picaflor.app.visit import Visit
from picaflor.faces.cli import asking
from picaflor.faces.cli.options import Account, Endpoint, Json, Project, Switch
from picaflor.faces.cli.showing import show
from picaflor.faces.cli.waiting import Waiting


def transfer(
    connector: str,
    asset: str | None = None,
    amount: str | None = None,
    /,
    *,
    from_: Annotated[str, Parameter(name="--from")] = "wallet",
    to: str = "spot",
    live: Switch = False,
    account: Account = MAIN,
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """Move money between the purses of an account; with a connector alone, what lies in the one that trades nothing.

    It is asked once: where no answer comes, nobody knows whether it was done, and it is not asked again. At the real
    venue it needs --live.

    Example: picaflor transfer hitbtc USDT 100 --from spot --to contracts --live

    Parameters
    ----------
    connector
        Its id, such as hitbtc.
    asset
        Such as USDT.
    amount
        How much of it.
    from_
        wallet, spot or contracts.
    to
        wallet, spot or contracts.
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
    places, target = places_of(project), find_target(connector)
    moving.need_purses(target)
    if asset is not None and amount is None:
        raise Usage(f"how much {asset}? Say it behind the coin")
    ask = None if asset is None or amount is None else moving.read_transfer(asset, amount, from_, to)
    reach = find_reach(target.venue.id, endpoint, open_houses(places))
    if ask is not None and not (reach.hosts.local or live):
        raise Usage(
            f"{target.id} is the real venue: say --live to move it there, or name an emulated one with --endpoint"
        )

    async def rows() -> list[Row]:
        keyring = asking.keyring(project, quiet=json_)
        async with Visit(target, reach, keyring.get(target.entry(reach.world, account))) as visit:
            return await moving.wallet(visit) if ask is None else await moving.move(visit, ask)

    with Waiting(f"Asking {target.id}", quiet=json_):
        found = asyncio.run(rows())
    show(found, json_=json_, empty="There is nothing in that purse.")
    return 0
