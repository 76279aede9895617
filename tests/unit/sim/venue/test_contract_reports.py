"""What is told of a position is counted from when it was opened, and shown with as many digits as the wire has."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import Hold, PositionMode, Side
from picaflor.sim.venue.contract_reports import shown
from picaflor.sim.venue.orders import SHOWN_PLACES
from tests.unit.sim.venue.contracts import BTC, NOW, A, House


@pytest.fixture
def house() -> House:
    return House()


def test_quotients_are_cut_to_what_the_wire_has() -> None:
    unit = 10 ** (36 - SHOWN_PLACES)
    assert shown(10**36 // 3) == 10**36 // 3 // unit * unit
    assert shown(-(10**36) // 3) == -(10**36 // 3 // unit * unit)


def test_a_second_position_begins_from_nothing(house: House) -> None:
    house.trade(house.one, house.two, "0.1", "60000")
    house.trade(house.two, house.one, "0.1", "60500")
    house.now_ns += 7
    house.trade(house.one, house.two, "0.2", "60000")
    (row,) = house.floor.positions(house.one, house.now_ns)
    assert (row.realised, row.funding, row.fees, row.created_ns) == (0, 0, A("7.2"), NOW + 7)
    house.trade(house.two, house.one, "0.05", "60100")
    (row,) = house.floor.positions(house.one, house.now_ns)
    assert (row.size, row.realised) == (A("0.15"), A("5"))


def test_a_short_has_a_negative_size_and_is_liquidated_above(house: House) -> None:
    house.trade(house.one, house.two, "1", "60000")
    (row,) = house.floor.positions(house.two, NOW)
    assert row.size == -A("1")
    assert row.liquidation is not None
    assert row.liquidation > A("60000")
    assert row.maintenance == A("0.004")


def test_the_setup_shows_both_sides_of_a_hedge_and_one_otherwise(house: House) -> None:
    ledger = house.ledger(house.one)
    ledger.set_leverage("BTC-USDT", 5)
    setup = house.floor.setup(house.one, BTC)
    assert (setup.leverage, setup.leverage_long, setup.leverage_short) == (5, 5, 5)
    ledger.set_mode(PositionMode.HEDGE)
    ledger.set_leverage("BTC-USDT", 9, Hold.SHORT)
    setup = house.floor.setup(house.one, BTC)
    assert (setup.position_mode, setup.leverage_long, setup.leverage_short) == (PositionMode.HEDGE, 20, 9)
    assert setup.money is not None
    assert setup.money.total == A("10000")


def test_closing_is_what_rests_to_reduce(house: House) -> None:
    house.trade(house.one, house.two, "0.1", "60000")
    house.put(house.two, Side.BUY, "0.03", "59000", reduce_only=True)
    (row,) = house.floor.positions(house.two, NOW)
    assert row.closing == A("0.03")
