"""picaflor buy and sell: one order by hand."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from cyclopts import Parameter

from picaflor.app.bot_files import HAND, open_bot
from picaflor.app.by_hand import Wanted, place
from picaflor.app.configuration import places_of
from picaflor.app.durations import read_duration
from picaflor.app.endpoints import find_reach
from picaflor.app.houses import open_houses
from picaflor.app.keyring import Keyring
from picaflor.app.problems import Usage
from picaflor.app.targets import MAIN, real_account
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.faces.cli import asking, output
from picaflor.faces.cli.options import Account, Endpoint, Json, Project, Switch

OK, OUTCOME_UNKNOWN = 0, 8
Kind = Annotated[Literal["limit", "limit_maker", "market"] | None, Parameter(name="--type")]
TimeInForce = Annotated[Literal["GTC", "IOC", "FOK"], Parameter(name="--tif")]


def buy(
    connector: str,
    pair: str,
    amount: str,
    price: str | None = None,
    /,
    *,
    type_: Kind = None,
    tif: TimeInForce = "GTC",
    reduce_only: Switch = False,
    live: Switch = False,
    account: Account = MAIN,
    within: str = "20s",
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """Buy by hand: a limit at PRICE, or at market without one.

    The order passes the market's rules before it leaves, and what the venue did not answer is asked for. The exit code
    is 7 if it was refused, and 8 if nobody knows what became of it. The real venue needs --live.

    Example: picaflor buy bitget BTC-USDT 0.01 60000 --type limit_maker --live

    Parameters
    ----------
    connector
        Its id, such as bitget.
    pair
        Such as BTC-USDT; BTC/USDT and BTCUSDT are the same.
    amount
        In the base coin.
    price
        In the quote coin.
    type_
        A limit where there is a price, else market.
    tif
        How long a limit rests.
    reduce_only
        Contracts: never beyond closing what is held.
    live
        At the real venue, with real money.
    account
        The name that its keys are stored under.
    within
        How long to wait, for the venue to be ready and then for its word.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        One line of JSON.
    """
    wanted = _wanted(Side.BUY, pair, amount, price, type_, tif, reduce_only=reduce_only)
    return _trade(wanted, connector, account, endpoint, project, within, live=live, json_=json_)


def sell(
    connector: str,
    pair: str,
    amount: str,
    price: str | None = None,
    /,
    *,
    type_: Kind = None,
    tif: TimeInForce = "GTC",
    reduce_only: Switch = False,
    live: Switch = False,
    account: Account = MAIN,
    within: str = "20s",
    endpoint: Endpoint = None,
    project: Project = None,
    json_: Json = False,
) -> int:
    """Sell by hand: a limit at PRICE, or at market without one. As `buy`.

    Example: picaflor sell bitget BTC-USDT 0.01 --live

    Parameters
    ----------
    connector
        Its id, such as bitget.
    pair
        Such as BTC-USDT; BTC/USDT and BTCUSDT are the same.
    amount
        In the base coin.
    price
        In the quote coin.
    type_
        A limit where there is a price, else market.
    tif
        How long a limit rests.
    reduce_only
        Contracts: never beyond closing what is held.
    live
        At the real venue, with real money.
    account
        The name that its keys are stored under.
    within
        How long to wait, for the venue to be ready and then for its word.
    endpoint
        A file with the line that `picaflor emulate` printed: its emulated venue. - reads it from standard input.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        One line of JSON.
    """
    wanted = _wanted(Side.SELL, pair, amount, price, type_, tif, reduce_only=reduce_only)
    return _trade(wanted, connector, account, endpoint, project, within, live=live, json_=json_)


def _wanted(
    side: Side, pair: str, amount: str, price: str | None, type_: str | None, tif: str, *, reduce_only: bool
) -> Wanted:
    kind = OrderType(type_.upper()) if type_ else OrderType.MARKET if price is None else OrderType.LIMIT
    if (kind is OrderType.MARKET) is not (price is None):
        raise Usage(f"an order of type {kind.lower()} {'has no' if price else 'needs a'} price")
    return Wanted(side, pair, amount, price, kind, Tif(tif), reduce_only)


def _trade(
    wanted: Wanted,
    connector: str,
    account: str,
    endpoint: str | None,
    project: Project,
    within: str,
    *,
    live: bool,
    json_: bool,
) -> int:
    places = places_of(project)
    config = open_houses(places)
    target = real_account(connector)
    reach = find_reach(target.venue.id, endpoint, config)
    if not reach.hosts.local and not live:
        raise Usage(
            f"{target.id} is the real venue: say --live to trade there, or name an emulated one with --endpoint"
        )
    keyring = Keyring(places, lambda prompt: asking.secret(prompt, quiet=json_))
    keys = keyring.get(target.entry(reach.world, account))
    opened = open_bot(places, reach.world, HAND)
    try:
        placed = asyncio.run(place(target, reach, keys, opened, wanted, read_duration(within)))
    finally:
        opened.lock.release()
    output.emit(placed.record()) if json_ else output.say(placed.words())
    return OK if placed.known else OUTCOME_UNKNOWN
