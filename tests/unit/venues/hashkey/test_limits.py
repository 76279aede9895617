"""Rates in figures: what is heavy, and that a start fits into the window."""

from __future__ import annotations

from picaflor.machines.throttle import Throttle
from picaflor.venues.hashkey.limits import COSTS, LIMITS
from picaflor.wire.asks import Place, ReadBalances, ReadClosedOrders, ReadFills, ReadOpenOrders, ReadTime
from picaflor.wire.listening import OpenListening


def test_what_costs_what() -> None:
    assert COSTS[ReadTime].takes == (("public", 1),)
    assert COSTS[Place].takes == (("orders", 1),)
    assert COSTS[ReadFills].takes == (("queries", 5),)
    assert COSTS[OpenListening].takes == (("queries", 1),)


def test_a_start_fits_into_the_limits() -> None:
    throttle = Throttle(LIMITS, COSTS)
    asks = (ReadBalances, OpenListening, ReadBalances, ReadOpenOrders, ReadClosedOrders, ReadFills)
    assert [throttle.take(ask, 10**18) for ask in asks] == [0] * 6
