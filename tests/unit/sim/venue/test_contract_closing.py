"""A flash close closes what is meant, at market, and says so of each position."""

from __future__ import annotations

import pytest

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import Hold, PositionMode, Side
from picaflor.wire.asks import Closing, Placed, Refused
from picaflor.wire.contracts import ClosePosition, SetPositionMode
from tests.unit.sim.venue.contracts import BTC, ETH, NOW, House, code


@pytest.fixture
def house() -> House:
    return House()


def close(house: House, symbol: str = "", hold: Hold | None = None) -> Closing | Refused:
    said = house.answers.private(house.one, ClosePosition(symbol, hold), NOW)
    assert isinstance(said, Closing | Refused), said
    return said


def test_a_long_is_sold_at_market_and_nothing_more(house: House) -> None:
    house.trade(house.one, house.two, "0.1", "60000")
    house.put(house.two, Side.BUY, "0.5", "59000")
    said = close(house, BTC)
    assert isinstance(said, Closing)
    ((symbol, placed),) = said.rows
    assert isinstance(placed, Placed)
    assert symbol == BTC
    assert (house.lots(house.one), house.lots(house.two)) == (0, 0)
    order = house.one.orders[int(placed.venue_id)]
    assert (order.place.side, order.place.reduce_only, order.filled) == (Side.SELL, True, order.lots)


def test_a_short_is_bought_back(house: House) -> None:
    house.trade(house.two, house.one, "0.1", "60000")
    house.put(house.two, Side.SELL, "0.1", "60100")
    assert isinstance(close(house, BTC, Hold.LONG), Closing), "one-way there is one side"
    assert house.lots(house.one) == 0


def test_without_a_symbol_all_of_them_and_a_symbol_alone_only_its_own(house: House) -> None:
    for symbol in (BTC, ETH):
        price = write_atoms(house.floor.marks[symbol])
        house.trade(house.one, house.two, "0.1", price, symbol)
        house.put(house.two, Side.BUY, "0.1", price, symbol=symbol)
    close(house, ETH)
    assert house.lots(house.one, symbol=ETH) == 0
    assert house.lots(house.one) > 0
    close(house)
    assert house.lots(house.one) == 0


def test_in_a_hedge_the_side_that_is_named(house: House) -> None:
    house.answers.private(house.one, SetPositionMode(PositionMode.HEDGE), NOW)
    house.put(house.two, Side.SELL, "0.2", "60000")
    house.put(house.one, Side.BUY, "0.2", "60000", hold=Hold.LONG)
    house.put(house.two, Side.BUY, "0.3", "59900")
    house.put(house.one, Side.SELL, "0.1", "59900", hold=Hold.SHORT)
    close(house, BTC, Hold.LONG)
    assert house.lots(house.one, Hold.LONG) == 0
    assert house.lots(house.one, Hold.SHORT) < 0


def test_nothing_open_and_no_such_contract(house: House) -> None:
    for symbol, rule in (("", "no position"), (BTC, "no position"), ("NOPE", "symbol")):
        said = close(house, symbol)
        assert isinstance(said, Refused)
        assert said.code == code(rule)
