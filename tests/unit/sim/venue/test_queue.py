"""Orders and cancels that are taken first and done a moment later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.app.emulate import make_exchange
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.queue import NO_FUNDS, QueuedFloor
from picaflor.venues import load
from picaflor.wire.asks import Cancel, CancelAll, Cancelling, Place, Placed, Refused
from picaflor.wire.auth import PlainKeys
from picaflor.wire.reports import OrderStatus

NOW = 1_700_000_000 * 10**9
DELAY = 20_000_000
BTC, USDT = read_atoms("1"), read_atoms("100000")


@pytest.fixture
def house() -> Exchange:
    exchange, _ = make_exchange(replace(load("hitbtc"), queue_ns=DELAY), 1, 1, CrowdConfig(levels=0, take_percent=0))
    exchange.open_account(PlainKeys("other", "s"), {"BTC": 10 * BTC, "USDT": 100 * USDT})
    return exchange


@pytest.fixture
def account(house: Exchange) -> VenueAccount:
    return house.floor.accounts[1]


def place(house: Exchange, who: int, side: Side, price: str, size: str = "1", now_ns: int = NOW) -> str:
    kind = OrderType.LIMIT if price else OrderType.MARKET
    name = f"order-{house.floor.next_no()}"
    order = Place("BTCUSDT", name, side, kind, read_atoms(size), read_atoms(price) if price else None)
    placed = house.rows[0].answers.private(house.floor.accounts[who], order, now_ns)
    assert isinstance(placed, Placed), placed
    assert placed.order is not None
    assert (placed.order.status, placed.order.filled) == (OrderStatus.OPEN, 0)
    return placed.client_id


def state(house: Exchange, who: int, name: str) -> OrderStatus:
    order = house.floor.accounts[who].find(name, "")
    assert order is not None
    return order.status


def test_what_is_taken_meets_nobody_yet(house: Exchange) -> None:
    sold, bought = place(house, 2, Side.SELL, "50000"), place(house, 1, Side.BUY, "50000", now_ns=NOW + 1)
    house.tick(NOW + DELAY)
    assert (state(house, 2, sold), state(house, 1, bought)) == (OrderStatus.OPEN, OrderStatus.OPEN)
    assert house.due() == NOW + 1 + DELAY
    house.tick(NOW + 1 + DELAY)
    assert (state(house, 2, sold), state(house, 1, bought)) == (OrderStatus.FILLED, OrderStatus.FILLED)


def test_a_cancel_is_taken_while_the_order_stands_and_may_come_too_late(house: Exchange, account: VenueAccount) -> None:
    answers = house.rows[0].answers
    resting, name = place(house, 1, Side.BUY, "40000"), place(house, 1, Side.BUY, "50000")
    house.tick(NOW + DELAY)
    place(house, 2, Side.SELL, "50000", now_ns=NOW + DELAY)
    said = answers.private(account, Cancel("", name), NOW + DELAY)
    gone = answers.private(account, Cancel("", resting), NOW + DELAY)
    assert isinstance(said, Cancelling)
    assert isinstance(gone, Cancelling)
    assert said.orders[0].status is gone.orders[0].status is OrderStatus.OPEN
    house.tick(NOW + 2 * DELAY)
    assert (state(house, 1, name), state(house, 1, resting)) == (OrderStatus.FILLED, OrderStatus.CANCELLED)
    assert isinstance(answers.private(account, Cancel("", name), NOW), Refused)
    assert isinstance(answers.private(account, Cancel("", "nobody-knows"), NOW), Refused)


def test_an_order_may_be_cancelled_before_it_came_to_the_book(house: Exchange, account: VenueAccount) -> None:
    name = place(house, 1, Side.BUY, "40000")
    said = house.rows[0].answers.private(account, CancelAll("", Side.BUY), NOW)
    assert isinstance(said, Cancelling)
    assert len(said.orders) == 1
    house.tick(NOW + DELAY)
    assert state(house, 1, name) is OrderStatus.CANCELLED
    assert account.balance("USDT").held == 0


def test_money_is_looked_for_again_when_a_market_order_comes_to_its_turn(
    house: Exchange, account: VenueAccount
) -> None:
    place(house, 2, Side.SELL, "50000")
    house.tick(NOW + DELAY)
    name = place(house, 1, Side.BUY, "", now_ns=NOW + DELAY)
    for order in list(house.floor.accounts[2].live.values()):
        house.floor.end(order, "", NOW + DELAY)
    assert isinstance(house.floor, QueuedFloor)
    house.floor.place(  # at once, as nobody's request
        house.floor.accounts[2],
        Place("BTCUSDT", "dear-order", Side.SELL, OrderType.LIMIT, BTC, read_atoms("150000")),
        NOW + DELAY,
    )
    house.tick(NOW + 2 * DELAY)
    order = account.find(name, "")
    assert order is not None
    assert (order.status, order.reason) == (OrderStatus.REFUSED, NO_FUNDS)
    assert account.balance("USDT").held == 0
    assert not account.live


def test_money_is_tied_when_an_orders_turn_has_come_and_the_second_who_wants_it_is_rejected(
    house: Exchange, account: VenueAccount
) -> None:
    first, second = place(house, 1, Side.BUY, "60000"), place(house, 1, Side.BUY, "60000")
    assert account.balance("USDT").held == 0
    assert len(account.live) == 2
    house.tick(NOW + DELAY)
    assert (state(house, 1, first), state(house, 1, second)) == (OrderStatus.OPEN, OrderStatus.REFUSED)
    assert account.balance("USDT").held >= 60_000 * 10**36
    too_dear = Place("BTCUSDT", "x", Side.BUY, OrderType.LIMIT, BTC, read_atoms("60000"))
    assert isinstance(house.rows[0].answers.private(account, too_dear, NOW), Refused)
