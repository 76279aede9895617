from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Cause, Hold, Liquidity, OrderType, Side
from picaflor.venues.bitmart.futures_messages import FillRow, LastTrade, OrderNote, OrderPush, OrderRow
from picaflor.venues.bitmart.futures_orders import (
    NEVER_RESTED,
    id_of,
    read_fill,
    read_order,
    read_push,
    times_of,
    write_fill,
    write_id,
    write_order,
    write_push,
    write_size,
)
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

ROW: dict[str, Any] = {
    "order_id": 23456789012345678,
    "client_order_id": "a1",
    "symbol": "BTCUSDT",
    "side": 4,
    "type": "limit",
    "size": "10",
    "price": "65000.5",
    "deal_size": "0",
    "state": 4,
    "create_time": 5,
    "update_time": 5,
    "position_mode": "one_way_mode",
}
ORDER = OrderReport(
    "BTCUSDT", "77", "a1", OrderStatus.PARTIAL, Side.SELL, OrderType.LIMIT, ONE, 9 * ONE, 2 * ONE, created_ns=5, at_ns=9
)


def read(**changes: Any) -> OrderReport:
    return read_order(OrderRow(**{**ROW, **changes}))


def test_what_ended_when_it_was_made_and_took_nothing_never_rested() -> None:
    assert read().reason == NEVER_RESTED
    assert "post_only" in NEVER_RESTED
    assert read(update_time=6).reason == read(deal_size="1").reason == read(state=2).reason == ""


@pytest.mark.parametrize(
    ("word", "cause"),
    [
        ("liquidate", Cause.LIQUIDATION),
        ("bankruptcy", Cause.LIQUIDATION),
        ("adl", Cause.DELEVERAGING),
        ("limit", Cause.USER),
    ],
)
def test_the_type_may_say_who_wanted_it(word: str, cause: Cause) -> None:
    order = read(type=word)
    assert (order.cause, order.type) == (cause, OrderType.LIMIT)
    if cause is not Cause.USER:
        assert read(type=word, price="0").type is OrderType.MARKET


def test_unknown_types_are_refused() -> None:
    with pytest.raises(BadMessage, match="no order type"):
        read(type="iceberg")


def test_numbers_beyond_doubles_stay_exact_and_names_stay_texts() -> None:
    assert id_of(23456789012345678) == "23456789012345678"
    assert write_id("23456789012345678") == 23456789012345678
    assert write_id("007") == "007"
    assert write_id("9" * 30) == "9" * 30
    assert bytes(write_size(10 * ONE)) == b"10"
    with pytest.raises(BadMessage):
        id_of("")


def push(**changes: Any) -> OrderReport:
    trade = LastTrade(9, "4", "65000", "-0.01", "USDT")
    return read_push(OrderNote(1, OrderPush(**{**ROW, "state": 2, "deal_size": "4", "last_trade": trade, **changes})))


def test_a_trade_that_is_pushed_has_no_fee_and_took_if_the_order_was_new() -> None:
    fill = push().fill
    assert fill is not None
    assert (fill.fee, fill.liquidity, fill.trade_id) == (None, Liquidity.TAKER, "9")
    later = push(update_time=9).fill
    assert later is not None
    assert later.liquidity is Liquidity.MAKER
    market = push(update_time=9, type="market", price="0").fill
    assert market is not None
    assert market.liquidity is Liquidity.TAKER


def test_a_trade_of_nothing_is_none() -> None:
    assert push(last_trade=LastTrade(0, "0", "0")).fill is None


def test_an_order_of_one_that_waited_says_so() -> None:
    came = read(client_order_id="PLAN_3000097492004577")
    assert (came.cause, came.client_id) == (Cause.STOP, "3000097492004577")
    assert write_order(came).client_order_id == "PLAN_3000097492004577"
    assert push(plan_order_id="5").cause is Cause.STOP
    assert push(plan_order_id="0").cause is Cause.USER


@pytest.mark.parametrize(
    ("order", "action"),
    [
        (ORDER, 2),
        (replace(ORDER, status=OrderStatus.CANCELLED), 3),
        (replace(ORDER, status=OrderStatus.CANCELLED, cause=Cause.LIQUIDATION), 4),
        (replace(ORDER, status=OrderStatus.CANCELLED, cause=Cause.DELEVERAGING), 5),
        (replace(ORDER, fill=FillReport("BTCUSDT", "9", "77", Side.SELL, ONE, ONE, ONE)), 1),
        (replace(ORDER, cause=Cause.LIQUIDATION, fill=FillReport("BTCUSDT", "9", "77", Side.SELL, ONE, ONE, ONE)), 9),
    ],
)
def test_what_happened_to_it_is_a_number(order: OrderReport, action: int) -> None:
    note = write_push(order)
    assert note.action == action
    assert (note.order.last_trade is not None) == (order.fill is not None)
    assert note.order.last_trade is None or note.order.last_trade.fee == "-1"


def test_a_fill_does_not_know_the_mode_of_its_account() -> None:
    fill = FillReport("X", "9", "77", Side.BUY, ONE, ONE, -ONE, "USDT", Liquidity.MAKER, hold=Hold.SHORT, realised=-ONE)
    row = write_fill(fill)
    assert (row.side, row.exec_type, row.paid_fees, row.realised_profit) == (2, "Maker", "-1", "-1")
    assert read_fill(row).hold is Hold.NET
    with pytest.raises(BadMessage):
        read_fill(FillRow(**{**{n: getattr(row, n) for n in row.__struct_fields__}, "exec_type": "Both"}))


def test_leverage_that_is_not_told_is_none() -> None:
    assert (times_of(""), times_of("0"), times_of("12.5")) == (0, 0, 12)
    with pytest.raises(BadMessage):
        times_of("-1")
