from __future__ import annotations

import pytest

from picaflor.domain.market import Market
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.steps import reach, steps_of
from picaflor.wire.asks import Place
from tests.unit.sim.venue.conftest import Put

A = read_atoms


def test_an_order_is_lots_and_ticks_and_off_the_grid_it_was_let_pass_wrongly(market: Market) -> None:
    ask = Place("BTCUSDT", "x", Side.BUY, OrderType.LIMIT, A("0.5"), A("60000"))
    assert steps_of(market, ask) == (500_000, 6_000_000)
    assert steps_of(market, Place("BTCUSDT", "x", Side.BUY, OrderType.MARKET, quote=A("5"))) == (0, None)
    with pytest.raises(AssertionError, match="off the grid"):
        steps_of(market, Place("BTCUSDT", "x", Side.BUY, OrderType.LIMIT, A("0.5"), A("60000.001")))


def test_one_reaches_as_far_as_there_is_to_take(floor: Floor, account: VenueAccount, put: Put) -> None:
    book = floor.books["BTCUSDT"]
    assert reach(book, 1) == 0
    put(account, Side.SELL, "0.01", "61000")
    put(account, Side.SELL, "0.01", "62000")
    assert [reach(book, lots) for lots in (10_000, 10_001, 99_999)] == [6_100_000, 6_200_000, 6_200_000]
