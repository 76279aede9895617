"""picaflor buy and sell: one order by hand."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from cyclopts import Parameter

from picaflor.app.by_hand import Wanted, need_lists, open_hand, place, place_on_paper
from picaflor.app.configuration import places_of
from picaflor.app.durations import read_duration
from picaflor.app.endpoints import find_reach
from picaflor.app.houses import open_houses
from picaflor.app.paper_visit import paper_at
from picaflor.app.posts import fees_of
from picaflor.app.problems import Usage
from picaflor.app.targets import MAIN, find_target
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.faces.cli import asking, output
from picaflor.faces.cli.options import Account, Endpoint, Json, Project, Switch
from picaflor.faces.cli.waiting import Waiting

OK, OUTCOME_UNKNOWN = 0, 8
Kind = Annotated[Literal["limit", "limit_maker", "market"] | None, Parameter(name="--type")]
TimeInForce = Annotated[Literal["GTC", "IOC", "FOK", "DAY", "GTD"], Parameter(name="--tif")]


def buy(
    connector: str,
    pair: str,
    amount: str,
    price: str | None = None,
    /,
    *,
    type_: Kind = None,
    tif: TimeInForce = "GTC",
    lasts: str = "",
    stop: str | None = None,
    take_profit: str | None = None,
    stop_loss: str | None = None,
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
    is 7 if it was refused, and 8 if nobody knows what became of it. The real venue needs --live; on paper, as at
    bitget_paper_trade, nothing is needed.

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
    lasts
        GTD: for how long, such as 90s or 2h.
    stop
        Wait until the market's price is this, where the venue has such orders.
    take_profit
        Once it is filled, get rid of it at this price; with --stop-loss, whichever comes first. Where the venue has lists.
    stop_loss
        Once it is filled, get rid of it at market when the price is this.
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
    wanted = _wanted(
        Side.BUY, pair, amount, price, type_, tif, lasts, stop, take_profit, stop_loss, reduce_only=reduce_only
    )
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
    lasts: str = "",
    stop: str | None = None,
    take_profit: str | None = None,
    stop_loss: str | None = None,
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
    lasts
        GTD: for how long, such as 90s or 2h.
    stop
        Wait until the market's price is this, where the venue has such orders.
    take_profit
        Once it is filled, get rid of it at this price; with --stop-loss, whichever comes first. Where the venue has lists.
    stop_loss
        Once it is filled, get rid of it at market when the price is this.
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
    wanted = _wanted(
        Side.SELL, pair, amount, price, type_, tif, lasts, stop, take_profit, stop_loss, reduce_only=reduce_only
    )
    return _trade(wanted, connector, account, endpoint, project, within, live=live, json_=json_)


def _wanted(
    side: Side,
    pair: str,
    amount: str,
    price: str | None,
    type_: str | None,
    tif: str,
    lasts: str,
    stop: str | None,
    gain: str | None,
    loss: str | None,
    *,
    reduce_only: bool,
) -> Wanted:
    kind = OrderType(type_.upper()) if type_ else OrderType.MARKET if price is None else OrderType.LIMIT
    if (kind is OrderType.MARKET) is not (price is None):
        raise Usage(f"an order of type {kind.lower()} {'has no' if price else 'needs a'} price")
    if (tif == "GTD") is not bool(lasts):
        raise Usage("--tif GTD wants --lasts, and nothing else does: for how long, such as 2h")
    if stop is not None and (kind is OrderType.LIMIT_MAKER or tif != "GTC"):
        raise Usage("what waits for a price becomes a limit or a market order: leave --tif and limit_maker out")
    if stop is not None and (gain is not None or loss is not None):
        raise Usage("what waits for a price begins nothing: leave --stop out, or --take-profit and --stop-loss")
    lasts_ns = read_duration(lasts) if lasts else 0
    return Wanted(side, pair, amount, price, kind, Tif(tif), reduce_only, lasts_ns, stop, gain, loss)


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
    target = find_target(connector)
    need_lists(target, wanted)
    reach = find_reach(target.venue.id, endpoint, config)
    if not (target.paper or reach.hosts.local or live):
        raise Usage(
            f"{target.id} is the real venue: say --live to trade there, name an emulated one with --endpoint, or trade"
            f" on paper as {target.on_paper().id}"
        )
    within_ns = read_duration(within)
    if target.paper:
        at, opened = paper_at(places, target, account, config), open_hand(places, target, reach)
        work = place_on_paper(target, reach, at, opened, wanted, within_ns)
    else:
        keyring = asking.keyring(project, quiet=json_)
        keys = keyring.get(target.entry(reach.world, account))
        opened = open_hand(places, target, reach)
        work = place(target, reach, keys, opened, wanted, within_ns, fees_of(config, target.venue.id))
    try:
        with Waiting(f"Waiting for {target.id}", quiet=json_):
            placed = asyncio.run(work)
    finally:
        opened.lock.release()
    output.emit(placed.record()) if json_ else output.say(placed.words())
    return OK if placed.known else OUTCOME_UNKNOWN
