from __future__ import annotations

import pytest

from picaflor.domain.orders import Hold, MarginMode, PositionMode, Side
from picaflor.venues.bitmart.futures_words import (
    read_margin_mode,
    read_mode,
    read_side,
    read_state,
    reduces,
    write_side,
    write_state,
)
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderStatus


@pytest.mark.parametrize(
    ("number", "side", "hold", "less"),
    [
        (1, Side.BUY, Hold.LONG, False),
        (2, Side.BUY, Hold.SHORT, True),
        (3, Side.SELL, Hold.LONG, True),
        (4, Side.SELL, Hold.SHORT, False),
    ],
)
def test_one_number_says_what_is_done_to_which_position(number: int, side: Side, hold: Hold, less: bool) -> None:
    assert read_side(number, PositionMode.HEDGE) == (side, hold, less)
    assert read_side(number, PositionMode.ONEWAY) == (side, Hold.NET, less)
    assert write_side(hold, side, False) == write_side(Hold.NET, side, less) == number
    assert reduces(hold, side, False) is less


def test_what_is_in_no_table_is_refused() -> None:
    for bad in (
        lambda: read_side(5, PositionMode.HEDGE),
        lambda: read_mode("both"),
        lambda: read_margin_mode("half"),
        lambda: read_state(3, 1, 1),
    ):
        with pytest.raises(BadMessage):
            bad()


def test_words_are_read_in_any_case_and_old_orders_are_those_of_hedges() -> None:
    assert read_margin_mode("Isolated") is MarginMode.ISOLATED
    assert read_mode("") is PositionMode.HEDGE


@pytest.mark.parametrize(
    ("state", "filled", "status"),
    [
        (1, 0, OrderStatus.OPEN),
        (2, 0, OrderStatus.OPEN),
        (2, 4, OrderStatus.PARTIAL),
        (4, 10, OrderStatus.FILLED),
        (4, 4, OrderStatus.CANCELLED),
        (4, 0, OrderStatus.CANCELLED),
    ],
)
def test_how_an_order_ended_its_sizes_say(state: int, filled: int, status: OrderStatus) -> None:
    assert read_state(state, 10, filled) is status
    assert write_state(status) == (4 if state == 4 else 2)
