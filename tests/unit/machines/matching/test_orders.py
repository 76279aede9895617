"""Which orders make no sense to a matching book."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import OrderType, Side
from picaflor.machines.matching.orders import BadOrder, Incoming, check, check_amend

BUY, SELL = Side.BUY, Side.SELL
MARKET = OrderType.MARKET


@pytest.mark.parametrize(
    "order",
    [
        Incoming(1, 1, BUY, 5),
        Incoming(1, 1, BUY, 5, 0),
        Incoming(1, 1, BUY, 5, -1),
        Incoming(1, 1, BUY, 0, 100),
        Incoming(1, 1, BUY, -5, 100),
        Incoming(1, 1, BUY, 5, 100, quote=10),
        Incoming(1, 1, BUY, 5, 100, protect_ticks=100),
        Incoming(1, 1, BUY, 5, None, OrderType.LIMIT_MAKER),
        Incoming(1, 1, BUY, 0, None, MARKET),
        Incoming(1, 1, BUY, -1, None, MARKET),
        Incoming(1, 1, BUY, 5, None, MARKET, quote=10),
        Incoming(1, 1, BUY, 0, None, MARKET, quote=-10),
        Incoming(1, 1, SELL, 0, None, MARKET, quote=10),
    ],
)
def test_nonsense_is_refused(order: Incoming) -> None:
    with pytest.raises(BadOrder):
        check(order)


@pytest.mark.parametrize(
    "order",
    [
        Incoming(1, 1, BUY, 5, 100),
        Incoming(1, 1, SELL, 5, 1, OrderType.LIMIT_MAKER),
        Incoming(1, 1, SELL, 5, None, MARKET),
        Incoming(1, 1, SELL, 5, None, MARKET, protect_ticks=90),
        Incoming(1, 1, BUY, 0, None, MARKET, quote=10),
    ],
)
def test_sense_is_let_in(order: Incoming) -> None:
    check(order)


@pytest.mark.parametrize(("lots", "ticks"), [(0, 100), (-1, 100), (5, 0), (5, -1)])
def test_an_order_is_not_amended_into_nonsense(lots: int, ticks: int) -> None:
    check_amend(1, 1)
    with pytest.raises(BadOrder):
        check_amend(lots, ticks)
