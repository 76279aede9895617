"""The register: all names of an order, the sum of what may happen, and a bound on what is remembered."""

from __future__ import annotations

from picaflor.domain.events import OrderState, Origin
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.machines.orders.record import Record
from picaflor.machines.orders.register import Register


def record(name: str, side: Side = Side.BUY, lots: int = 10, state: OrderState = OrderState.SENT) -> Record:
    return Record(name, "BTC", "BTC-USDT", side, OrderType.LIMIT, Tif.GTC, lots, 500, state=state)


def end(register: Register, *records: Record) -> None:
    for each in records:
        each.state = OrderState.CANCELLED
        register.update(each)


def test_the_worst_case_is_kept_by_side_and_pair() -> None:
    register = Register(10)
    buy, sell = record("a"), record("b", Side.SELL, 3)
    register.add(buy)
    register.add(sell)
    assert register.worst_case("BTC-USDT") == (10, 3)
    assert register.worst_case("ETH-USDT") == (0, 0)
    buy.booked = buy.told = 4
    register.count(buy)
    end(register, sell)
    assert register.worst_case("BTC-USDT") == (6, 0)
    register.drop(buy)
    assert register.worst_case("BTC-USDT") == (0, 0)


def test_an_order_in_flight_may_bear_any_venue_id_until_it_has_one() -> None:
    register = Register(10)
    order = record("a")
    register.add(order)
    assert register.nameless("BTC", Side.BUY)
    assert not register.nameless("BTC", Side.SELL)
    assert not register.nameless("ETH", Side.BUY)
    register.link(order, "v1")
    assert not register.nameless("BTC", Side.BUY)
    assert register.by_venue["BTC", "v1"] is order


def test_an_order_that_ended_without_a_venue_id_waits_for_none() -> None:
    register = Register(10)
    order = record("a")
    register.add(order)
    end(register, order)
    assert not register.nameless("BTC", Side.BUY)
    assert "a" not in register.live


def test_external_orders_are_not_waited_for() -> None:
    register = Register(10)
    order = record("a")
    order.origin = Origin.EXTERNAL
    register.add(order)
    assert not register.nameless("BTC", Side.BUY)


def test_the_oldest_ends_are_forgotten() -> None:
    register = Register(2)
    orders = [record(name) for name in "abcd"]
    for order in orders:
        register.add(order)
        register.link(order, f"v{order.client_id}")
        end(register, order)
    assert [gone.client_id for gone in register.forget()] == ["a", "b"]
    assert (len(register), register.forget()) == (2, [])
    assert ("BTC", "va") not in register.by_venue


def test_one_that_still_owes_trades_is_kept_up_to_twice_the_bound() -> None:
    register = Register(1)
    owing = record("a")
    owing.told = 5
    register.add(owing)
    end(register, owing)
    for name in "bc":
        order = record(name)
        register.add(order)
        end(register, order)
        register.forget()
    assert "a" in register.by_client
    for name in "defg":
        order = record(name)
        order.told = 1
        register.add(order)
        end(register, order)
        register.forget()
    assert len(register) <= 3
    assert register.forgotten_unsettled > 0


def test_one_that_came_back_to_life_is_not_forgotten() -> None:
    register = Register(0)
    order = record("a")
    register.add(order)
    end(register, order)
    order.state = OrderState.OPEN
    register.update(order)
    assert register.forget() == []
    assert "a" in register.live


def test_a_new_name() -> None:
    register = Register(10)
    order = record("@x")
    register.add(order)
    register.rename(order, "a")
    register.update(order)
    assert list(register.by_client) == list(register.live) == list(register.views) == ["a"]
