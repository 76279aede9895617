"""Which lists of orders have a shape that a venue takes."""

from __future__ import annotations

import pytest

from picaflor.domain.lists import Contingency, Leg, ListWish, fault_of
from picaflor.domain.orders import OrderType, Side, Tif, Wish
from picaflor.domain.stops import StopWish

C = Contingency
PLAIN = Wish("A-B", Side.SELL, 5, 110)
MARKET = Wish("A-B", Side.SELL, 5, None, OrderType.MARKET)
MAKER = Wish("A-B", Side.SELL, 5, 110, OrderType.LIMIT_MAKER)
SHORT = Wish("A-B", Side.SELL, 5, 110, tif=Tif.IOC)
AT_ONCE = Wish("A-B", Side.BUY, 5, 110, tif=Tif.FOK)
ELSEWHERE = Wish("C-B", Side.BUY, 5, 110, tif=Tif.FOK)
STOP = StopWish("A-B", Side.SELL, 5, 90)


@pytest.mark.parametrize(
    ("kind", "legs"),
    [
        (C.ONE_CANCELS, (PLAIN, STOP)),
        (C.ONE_CANCELS, (STOP, STOP, STOP)),
        (C.ONE_TRIGGERS, (MAKER, PLAIN)),
        (C.ONE_TRIGGERS, (PLAIN, MARKET, STOP)),
        (C.ONE_TRIGGERS_ONE_CANCELS, (PLAIN, PLAIN, STOP)),
        (C.ALL_OR_NONE, (AT_ONCE, ELSEWHERE)),
    ],
)
def test_a_good_list(kind: Contingency, legs: tuple[Leg, ...]) -> None:
    assert fault_of(ListWish(kind, legs)) == ""


@pytest.mark.parametrize(
    ("kind", "legs", "why"),
    [
        (C.ONE_CANCELS, (PLAIN,), "2 or 3 orders"),
        (C.ONE_CANCELS, (STOP,) * 4, "2 or 3 orders"),
        (C.ONE_TRIGGERS_ONE_CANCELS, (PLAIN, STOP), "3 or 4 orders"),
        (C.ONE_CANCELS, (PLAIN, PLAIN), "wait for a price"),
        (C.ONE_CANCELS, (MARKET, STOP), "at the market"),
        (C.ONE_TRIGGERS_ONE_CANCELS, (STOP, PLAIN, PLAIN), "wait for a price"),
        (C.ONE_TRIGGERS_ONE_CANCELS, (ELSEWHERE, PLAIN, STOP), "on one pair"),
        (C.ONE_TRIGGERS, (PLAIN, MAKER), "post-only"),
        (C.ONE_TRIGGERS, (PLAIN, SHORT), "rests until"),
        (C.ALL_OR_NONE, (AT_ONCE, AT_ONCE), "of its own"),
        (C.ALL_OR_NONE, (PLAIN, ELSEWHERE), "fills at once"),
    ],
)
def test_what_is_no_list(kind: Contingency, legs: tuple[Leg, ...], why: str) -> None:
    assert why in fault_of(ListWish(kind, legs))
