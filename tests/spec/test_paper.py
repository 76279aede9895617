"""The paper twin: cards of the account played on it, its queue and its walks, its restart, and what it never asks.

`./run prove paper` plays every card of the account so.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from picaflor.app.bot import Status, run_on_paper
from picaflor.app.bot_files import open_bot
from picaflor.app.bot_plan import plan_bot
from picaflor.app.emulate import hosts_of, make_exchange
from picaflor.app.targets import SeveralFamilies
from picaflor.domain.events import OrderState
from picaflor.domain.orders import Liquidity, OrderType, Side
from picaflor.emulator.pump import EmulatorPump
from picaflor.machines.ledger.keeping import keep
from picaflor.settings.config import load
from picaflor.settings.places import Places, World
from picaflor.sim.venue import outsiders
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.transport.clock import Clock
from picaflor.venues import load as load_venue
from picaflor.wire.asks import PUBLIC
from picaflor.wire.net import Request
from tests import paper_worlds
from tests.spec import test_orders as orders
from tests.spec import test_perpetuals as perpetuals
from tests.spec import test_rarer_orders as rarer
from tests.spec import test_restart as restart
from tests.spec.card import ALL, CONTRACTS, SLOW, Card, ready
from tests.worlds import named, pair_of

on_paper = paper_worlds.on_paper  # each test of this file
rows = pytest.mark.parametrize("venue", ALL)
contracts = pytest.mark.parametrize("venue", CONTRACTS)
S = OrderState
BUSY = CrowdConfig(levels=10)

ACCOUNT: dict[str, Callable[[str], None]] = {
    "o2": lambda venue: orders.test_o1_o2_a_limit_order_rests_and_fills_where_it_was_placed(venue, Side.SELL),
    "o12": orders.test_o12_partial_fills_then_a_cancel_keep_what_was_filled_and_release_the_rest_once,
    "x1": restart.test_x1_open_partly_filled_and_unknown_orders_are_rebuilt,
}
POSITIONS: dict[str, Callable[[str], None]] = {
    "p8": lambda venue: perpetuals.test_p8_a_position_whose_margin_is_gone_is_taken_over(venue, Side.SELL),
    "p9": perpetuals.test_p9_tiers_and_maintenance_come_from_the_venue_and_bind,
}
STOPS = [name for name in ALL if load_venue(name).stop_kinds]


@rows
@pytest.mark.parametrize("card", ACCOUNT)
def test_t1_the_venues_rules_on_spot_and_contracts(venue: str, card: str) -> None:
    before = paper_worlds.TRIPS[0]
    ACCOUNT[card](venue)
    assert paper_worlds.TRIPS[0] > before, "it was not played on paper"


@contracts
@pytest.mark.parametrize("card", POSITIONS)
def test_t1_the_venues_rules_of_positions(venue: str, card: str) -> None:
    POSITIONS[card](venue)


@pytest.mark.parametrize("venue", STOPS)
def test_t1_stops_wait_for_the_prices_of_the_real_market(venue: str) -> None:
    rarer.test_o20_a_stop_waits_is_triggered_and_fills(venue)


# the queue


def market_of(card: Card) -> Any:
    return card.world.exchange.market


def trade_there(card: Card, side: Side, lots: int, ticks: int) -> None:
    """Somebody trades on the real market."""
    market = market_of(card)
    symbol = card.market.symbol
    outsiders.take(market.floor, symbol, side, lots, ticks, card.now_ns)
    market._flush(card.now_ns)


@rows
def test_t2_an_order_waits_for_its_place_in_the_queue_and_fills_in_parts(venue: str) -> None:
    card = ready(venue, crowd=SLOW)
    ticks = card.bid
    ahead = dict(market_of(card).floor.books[card.market.symbol].levels(Side.BUY, 9))[ticks]
    name = card.place(Side.BUY, 2_000, ticks)
    card.run(1)
    trade_there(card, Side.SELL, ahead // 2, ticks)
    card.run(3)
    assert card.order(name).state is S.OPEN, "somebody stood before it"
    trade_there(card, Side.SELL, ahead - ahead // 2, ticks)
    card.run(3)
    assert card.order(name).filled == 0
    market = market_of(card)
    outsiders.rest(market.floor, card.market.symbol, Side.BUY, ticks, 5_000, card.now_ns)  # behind us
    trade_there(card, Side.SELL, 700, ticks)
    card.run(3)
    assert (card.order(name).state, card.order(name).filled) == (S.PARTIAL, 700)
    trade_there(card, Side.SELL, 1_500, ticks)
    card.rest()
    assert (card.order(name).state, card.order(name).filled) == (S.FILLED, 2_000)
    assert {(fill.liquidity, fill.ticks) for fill in card.world.fills()} == {(Liquidity.MAKER, ticks)}
    card.books_agree()


@rows
def test_t2_a_market_order_pays_for_the_levels_that_it_walks_through(venue: str) -> None:
    card = ready(venue)
    levels = market_of(card).floor.books[card.market.symbol].levels(Side.SELL, 3)
    wanted = levels[0][1] + levels[1][1] // 2
    name = card.place(Side.BUY, wanted, type=OrderType.MARKET)
    card.rest()
    assert card.order(name).state is S.FILLED
    paid: dict[int, int] = {}
    for fill in card.world.fills():
        paid[fill.ticks] = paid.get(fill.ticks, 0) + fill.lots
    assert paid == {levels[0][0]: levels[0][1], levels[1][0]: wanted - levels[0][1]}
    card.books_agree()


# restart, and silence


@rows
def test_t3_an_account_goes_on_after_a_restart_of_all_of_it(venue: str) -> None:
    card = ready(venue)
    rests = card.place(Side.BUY, 2_000, card.bid - 500)
    card.place(Side.BUY, 1_000, type=OrderType.MARKET)
    card.rest()
    before, live = keep(card.account.ledger), {no: order.report() for no, order in card.account.live.items()}
    accepted = card.account.accepted
    card.world.exchange.restart()
    card.world.account = card.world.exchange.house.account
    assert keep(card.account.ledger) == before
    assert {no: order.report() for no, order in card.account.live.items()} == live
    assert card.account.accepted == accepted
    card.world.kill()
    card.until_open(120)
    card.rest()
    assert card.order(rests).state is S.OPEN
    card.cancel(rests)
    card.rest()
    assert card.order(rests).state is S.CANCELLED
    card.run(70)
    card.books_agree()


class Overheard:
    """A venue that notes what needed a key of those who asked it."""

    def __init__(self, venue: str) -> None:
        row = load_venue(named(venue)[0])
        self.exchange, _ = make_exchange(row, 1, 1, BUSY, others=tuple(row.families.values()))
        self.private: list[Request] = []
        self.asked = 0
        answer, opened = self.exchange.request, self.exchange.opened
        domain = row.domains["live"]

        def request(asked: Request, now_ns: int, client: str = "") -> Any:
            self.asked += 1
            spoken = next((each for each in row.every_family() if each.rest.knows(asked)), row)
            if type(spoken.rest.read_ask(asked)) not in PUBLIC:
                self.private.append(asked)
            return answer(asked, now_ns, client)

        def open_(conn: int, now_ns: int, asked: Request | None = None) -> None:
            path = domain.private.partition("/")[2]
            if asked is not None and path != domain.public.partition("/")[2] and asked.path.lstrip("/") == path:
                self.private.append(asked)
            opened(conn, now_ns, asked)

        self.exchange.request, self.exchange.opened = request, open_  # type: ignore[method-assign]


def _file(folder: Path, venue: str, more: str = 'controller = "simple_maker"') -> Path:
    file = folder / "bot.toml"
    connector, pair = f"{named(venue)[0]}_paper_trade", pair_of(venue)
    file.write_text(f'[strategy]\nconnector = "{connector}"\npair = "{pair}"\nleverage = 5\n{more}\n')
    return file


def _hello(folder: Path, addresses: dict[str, str]) -> str:
    file = folder / "hello.json"
    file.write_text(json.dumps(addresses))
    return str(file)


TONGUES = sorted({load_venue(name).tongue: name for name in ALL}.values())


@pytest.mark.parametrize("venue", [*TONGUES, "bitget_perpetual/USD"])
def test_t4_a_run_on_paper_makes_no_private_call(venue: str, tmp_path: Path) -> None:
    """Over real sockets, as `picaflor start` does it, until an order of its own was seen."""
    house = Overheard(venue)
    status = _run_on_paper(house, venue, _file(tmp_path, venue), tmp_path)
    assert status.proven
    assert house.asked > 0
    assert house.private == []
    for floor in house.exchange.floors.values():
        assert len(floor.accounts) == 2
        assert floor.accounts[1].accepted == 0
    assert all(conn.account is None for conn in house.exchange.sockets.conns.values())


def test_a_bot_trades_contracts_of_one_family_and_says_so(tmp_path: Path) -> None:
    venue = "bitget_perpetual/USD"
    both = _file(tmp_path, venue, 'controller = "pair_spread"\nother_pair = "BTC-USDT"')
    with pytest.raises(SeveralFamilies, match="BTC-USD and BTC-USDT at bitget_perpetual_paper_trade are margined in"):
        _run_on_paper(Overheard(venue), venue, both, tmp_path)


def _run_on_paper(house: Overheard, venue: str, file: Path, tmp_path: Path) -> Status:
    async def run() -> Status:
        pump = EmulatorPump(house.exchange, Clock())
        addresses = await pump.start(hosts_of(load_venue(named(venue)[0])), control=False)
        plan = plan_bot(load([file]), _hello(tmp_path, addresses))
        places = Places(tmp_path, tmp_path / "data")
        files = open_bot(places, World.PAPER, "paper")
        stop = asyncio.Event()

        def look(status: Status) -> None:
            if status.replica.orders or status.sums.changes():
                stop.set()

        try:
            folder = places.make(places.paper_account(plan.target.id, "main"))
            return await asyncio.wait_for(
                run_on_paper(plan, "paper", files, folder, 0, stop, look, lambda *_: None), 60
            )
        finally:
            files.lock.release()
            await pump.close()

    return asyncio.run(run())
