"""Twists of one order: dust of a market buy, roles, ids that are nobody's."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from picaflor.domain.orders import Liquidity, OrderType, Side, Tif
from picaflor.venues.bitmart import orders
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

ONE = 10**36
LIMIT = OrderReport(
    "BTC_USDT", "7", "a1", OrderStatus.OPEN, Side.BUY, OrderType.LIMIT, 0, 5 * ONE, ONE, filled_quote=0, tif=Tif.GTC
)
BUY = OrderReport(
    "BTC_USDT", "7", "a1", OrderStatus.FILLED, Side.BUY, OrderType.MARKET, ONE, quote=50 * ONE, filled_quote=49 * ONE
)


def test_a_filled_market_buy_with_dust_is_called_partially_cancelled_and_read_as_filled() -> None:
    row = orders.write_order(BUY)
    assert (row.state, row.notional, row.priceAvg) == ("partially_canceled", "50", "49")
    assert orders.read_order(row) == BUY
    assert orders.write_order(replace(BUY, filled_quote=50 * ONE)).state == "filled"


def test_who_gave_no_id_sees_the_venues() -> None:
    row = orders.write_order(replace(LIMIT, client_id=""))
    assert row.clientOrderId == "7"
    assert orders.read_order(row).client_id == ""


def test_a_post_only_that_ended_at_birth_was_refused_and_later_was_taken_back() -> None:
    maker = replace(LIMIT, type=OrderType.LIMIT_MAKER, status=OrderStatus.REFUSED, created_ns=10**9, at_ns=10**9)
    read = orders.read_push(orders.write_push(maker))
    assert (read.status, read.reason) == (OrderStatus.REFUSED, "post_only")
    later = replace(maker, status=OrderStatus.CANCELLED, at_ns=2 * 10**9)
    assert orders.read_push(orders.write_push(later)).status is OrderStatus.CANCELLED


def test_words_of_the_stream_count_before_numbers() -> None:
    row = orders.write_push(LIMIT)
    assert (row.state, row.order_state) == ("4", "new")
    row.order_state = "filled"
    assert orders.read_push(row).status is OrderStatus.FILLED
    row.order_state, row.state = "", "5"
    assert orders.read_push(row).status is OrderStatus.PARTIAL
    row.state = "99"
    with pytest.raises(BadMessage):
        orders.read_push(row)


def test_unknown_words_are_refused() -> None:
    row = orders.write_push(LIMIT)
    row.entrust_type = "WHENEVER"
    with pytest.raises(BadMessage):
        orders.read_push(row)
    fill = orders.write_fill(FillReport("BTC_USDT", "9", "7", Side.BUY, ONE, ONE, 0, "USDT", Liquidity.MAKER))
    assert fill.tradeRole == "maker"
    fill.tradeRole = "bystander"
    with pytest.raises(BadMessage):
        orders.read_fill(fill)
    with pytest.raises(BadMessage):
        orders.named("")
    with pytest.raises(BadMessage):
        orders.above_zero("0")
