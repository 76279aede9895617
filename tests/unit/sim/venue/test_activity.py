"""A busy customer: orders, fills and cancels on every row, the same for the same seed, and nobody else's order touched."""

from __future__ import annotations

import pytest

from picaflor.app.emulate import make_exchange, rows_of
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, OrderType, PositionMode, Side
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.sim.venue.activity import BEAT_NS, RESTING_MAX, Activity
from picaflor.sim.venue.exchange import Exchange
from picaflor.wire.asks import Place, Placed
from picaflor.wire.reports import FillReport, OrderStatus

NOW = 1_785_500_000_000_000_000
BEATS = 120


def live(exchange: Exchange, seed: int = 7, beats: int = BEATS) -> Exchange:
    activity = Activity(exchange, seed)
    for n in range(beats):
        now_ns = NOW + n * BEAT_NS
        assert activity.due() <= now_ns
        exchange.tick(now_ns)
        activity.beat(now_ns)
    return exchange


@pytest.fixture(params=["bitget", "hitbtc"])
def exchange(request: pytest.FixtureRequest) -> Exchange:
    """With all rows of its house."""
    first, *others = rows_of(request.param)
    return make_exchange(first, 1, others=others)[0]


def test_every_row_hears_of_orders_that_rest_end_and_fill(exchange: Exchange) -> None:
    live(exchange)
    for floor in exchange.floors.values():
        account = floor.accounts[1]
        became = {order.status for order in account.orders.values()}
        assert {OrderStatus.FILLED, OrderStatus.CANCELLED} <= became
        assert account.accepted > BEATS // 2
        assert {fill.side for fill in account.fills} == {Side.BUY, Side.SELL}
        assert len(account.live) <= RESTING_MAX


def test_the_same_seed_trades_the_same(exchange: Exchange) -> None:
    def fills(seed: int) -> list[FillReport]:
        return list(live(make_exchange(exchange.venue, 1)[0], seed, 40).floor.accounts[1].fills)

    assert fills(7) == fills(7) != fills(8)


def test_an_order_of_somebody_elses_stays(exchange: Exchange) -> None:
    exchange.tick(NOW)
    floor, account = exchange.floor, exchange.floor.accounts[1]
    mine = Place("BTCUSDT", "mine-0001", Side.BUY, OrderType.LIMIT, read_atoms("0.001"), read_atoms("59000"))
    assert isinstance(floor.place(account, mine, NOW), Placed)
    live(exchange)
    order = account.find("mine-0001", "")
    assert order is not None
    assert order.live


def test_in_a_hedge_it_trades_one_side() -> None:
    spot, contracts, *_ = rows_of("bitget")
    exchange = make_exchange(spot, 1, others=[contracts])[0]
    ledger = exchange.floors["bitget_perpetual"].accounts[1].ledger
    assert isinstance(ledger, PerpetualLedger)
    ledger.set_mode(PositionMode.HEDGE)
    live(exchange)
    fills = exchange.floors["bitget_perpetual"].accounts[1].fills
    assert {fill.hold for fill in fills} == {Hold.LONG}
    assert {fill.side for fill in fills} == {Side.BUY, Side.SELL}


def test_an_empty_book_is_waited_for(exchange: Exchange) -> None:
    activity = Activity(exchange, 7)
    activity.beat(NOW)
    assert exchange.floor.accounts[1].accepted == 0
    assert activity.due() == NOW + BEAT_NS
