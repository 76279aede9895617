"""Orders and fills, where their words have a twist."""

from __future__ import annotations

import json

import pytest
from msgspec import UNSET
from msgspec.json import decode, encode

from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side, Tif
from picaflor.venues.hitbtc import orders
from picaflor.venues.hitbtc.messages import FillRow, OrderRow
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

ROW = {
    "id": 828680665000,
    "client_order_id": "tc-0000000000000001",
    "symbol": "BTCUSDT",
    "side": "buy",
    "status": "new",
    "type": "limit",
    "time_in_force": "GTC",
    "quantity": "0.00200",
    "quantity_cumulative": "0",
    "price": "25000.50",
    "post_only": False,
    "created_at": "2023-11-14T22:13:20.1Z",
    "updated_at": "2023-11-14T22:13:20.1Z",
}
TRADE = {
    "trade_id": 1361977606,
    "trade_quantity": "0.00050",
    "trade_price": "25000.50",
    "trade_fee": "0.031250625",
    "trade_taker": True,
    "report_type": "trade",
}
A = read_atoms


def row(**changes: object) -> OrderRow:
    return decode(encode({**ROW, **changes}), type=OrderRow)


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({}, OrderStatus.OPEN, ""),
        ({"status": "suspended", "type": "stopLimit"}, OrderStatus.OPEN, ""),
        ({"status": "partiallyFilled", "quantity_cumulative": "0.001"}, OrderStatus.PARTIAL, ""),
        ({"status": "filled", "quantity_cumulative": "0.002"}, OrderStatus.FILLED, ""),
        ({"status": "canceled"}, OrderStatus.CANCELLED, ""),
        ({"status": "expired", "time_in_force": "IOC"}, OrderStatus.EXPIRED, "expired"),
        ({"status": "expired", "post_only": True}, OrderStatus.REFUSED, "post_only"),
        ({"status": "expired", "post_only": True, "quantity_cumulative": "0.001"}, OrderStatus.EXPIRED, "expired"),
    ],
)
def test_how_an_order_stands(changes: dict[str, object], status: OrderStatus, reason: str) -> None:
    order = orders.read_order(row(**changes))
    assert (order.status, order.reason) == (status, reason)


def test_an_order_of_somebody_who_knows_more_kinds_than_we_do_still_counts() -> None:
    day = orders.read_order(row(time_in_force="Day"))
    assert (day.type, day.tif) == (OrderType.LIMIT, Tif.DAY)
    over = orders.read_order(row(time_in_force="Day", post_only=True, status="expired"))
    assert (over.status, over.reason) == (OrderStatus.EXPIRED, "expired")
    stop = orders.read_order(row(type="stopMarket"))
    assert (stop.type, stop.price) == (OrderType.MARKET, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "open"},
        {"side": "Buy"},
        {"type": "iceberg"},
        {"time_in_force": "gtc"},
        {"quantity": "0"},
        {"price": "0"},
        {"id": ""},
        {"created_at": "yesterday"},
    ],
)
def test_a_word_that_is_in_no_table_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises((BadMessage, BadNumber)):
        orders.read_order(row(**changes))


def test_a_limit_order_without_a_price_is_refused() -> None:
    bare = {key: value for key, value in ROW.items() if key != "price"}
    with pytest.raises(BadMessage, match="without a price"):
        orders.read_order(decode(encode(bare), type=OrderRow))


def test_a_report_of_a_trade_tells_of_the_fill() -> None:
    order = orders.read_push(row(**TRADE, status="partiallyFilled", quantity_cumulative="0.0005"))
    assert order.fill == FillReport(
        symbol="BTCUSDT",
        trade_id="1361977606",
        venue_id="828680665000",
        side=Side.BUY,
        price=A("25000.5"),
        size=A("0.0005"),
        fee=A("0.031250625"),
        liquidity=Liquidity.TAKER,
        client_id="tc-0000000000000001",
        at_ns=1_700_000_000_100_000_000,
    )
    assert orders.read_push(row(**{**TRADE, "report_type": "new"})).fill is None
    for key in ("trade_id", "trade_quantity", "trade_price", "trade_taker"):
        some = {name: value for name, value in TRADE.items() if name != key}
        with pytest.raises(BadMessage, match="does not tell of it"):
            orders.read_push(row(**some))


def test_a_report_of_an_unknown_kind_is_refused_and_a_rejection_is_a_refusal() -> None:
    for kind in ({}, {"report_type": "moved"}):
        with pytest.raises(BadMessage, match="a kind of report"):
            orders.read_push(row(**kind))
    rejected = orders.read_push(row(report_type="rejected", status="canceled"))
    assert (rejected.status, rejected.reason) == (OrderStatus.REFUSED, "rejected")


def test_the_history_alone_knows_the_average() -> None:
    order = OrderReport(
        "BTCUSDT",
        "1",
        "tc-00000001",
        OrderStatus.FILLED,
        Side.BUY,
        OrderType.LIMIT,
        A("0.003"),
        price=A("10"),
        size=A("0.003"),
        filled_quote=A("0.029"),
        tif=Tif.GTC,
    )
    assert orders.write_past(order).price_average == "9.6666666666666666"
    assert orders.write_order(order).price_average is UNSET
    assert "price_average" not in json.loads(encode(orders.write_order(order)))


def test_a_rebate_is_negative_and_a_fee_may_be_missing() -> None:
    fill = {
        "id": 7,
        "order_id": 8,
        "client_order_id": "tc-00000001",
        "symbol": "B",
        "side": "sell",
        "quantity": "1",
        "price": "2",
        "timestamp": "2023-11-14T22:13:20Z",
        "taker": False,
    }
    rebate = orders.read_fill(decode(encode({**fill, "fee": "-0.0001"}), type=FillRow))
    assert (rebate.fee, rebate.fee_asset, rebate.liquidity) == (A("-0.0001", signed=True), "", Liquidity.MAKER)
    assert orders.read_fill(decode(encode(fill), type=FillRow)).fee is None


def test_ids_are_numbers_where_they_can_be() -> None:
    assert [orders.number_of(text) for text in ("828680665000", "x1", "９", "1" * 20)] == [
        828680665000,
        "x1",
        "９",
        "1" * 20,
    ]


def test_a_report_of_a_replaced_order_tells_of_two() -> None:
    said = row(report_type="replaced", original_client_order_id="older-0001")
    gone, new = orders.read_replaced(said)
    assert (gone.client_id, gone.status, gone.venue_id) == ("older-0001", OrderStatus.CANCELLED, "828680665000")
    assert (new.client_id, new.status, new.venue_id) == ("tc-0000000000000001", OrderStatus.OPEN, "828680665000")
    # Where an order came from stands in other reports, too.
    assert len(orders.read_replaced(row(report_type="new", original_client_order_id="older-0001"))) == 1
