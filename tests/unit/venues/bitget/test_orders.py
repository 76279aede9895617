from __future__ import annotations

import json

import pytest
from msgspec.json import decode

from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side, Tif
from picaflor.venues.bitget import orders
from picaflor.venues.bitget.messages import FillRow, OrderPushRow, OrderRow
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

PUSH = {
    "instId": "BTCUSDT",
    "orderId": "7",
    "clientOid": "emu-1",
    "price": "61234.56",
    "size": "91.85",
    "newSize": "0.0015",
    "orderType": "limit",
    "force": "gtc",
    "side": "buy",
    "accBaseVolume": "0",
    "status": "live",
    "cTime": "1",
    "uTime": "2",
    "feeDetail": [],
}
FILLED = {
    "fillPrice": "61234.56",
    "tradeId": "9",
    "baseVolume": "0.0005",
    "fillTime": "3",
    "fillFee": "-0.0000005",
    "fillFeeCoin": "BTC",
    "tradeScope": "M",
    "accBaseVolume": "0.0005",
    "status": "partially_filled",
}


def push(**change: object) -> OrderReport:
    return orders.read_push(decode(json.dumps({**PUSH, **change}).encode(), type=OrderPushRow))


def test_an_order_without_a_fill_carries_none() -> None:
    order = push()
    assert (order.fill, order.size, order.quote, order.price) == (
        None,
        read_atoms("0.0015"),
        None,
        read_atoms("61234.56"),
    )


def test_a_fill_is_told_with_what_it_cost() -> None:
    fill = push(**FILLED).fill
    assert fill is not None
    assert (fill.trade_id, fill.price, fill.size) == ("9", read_atoms("61234.56"), read_atoms("0.0005"))
    assert (fill.fee, fill.fee_asset, fill.liquidity) == (read_atoms("0.0000005"), "BTC", Liquidity.MAKER)
    assert (fill.client_id, fill.venue_id, fill.side, fill.at_ns) == ("emu-1", "7", Side.BUY, 3_000_000)


def test_a_fee_that_was_not_told_comes_later_and_a_rebate_is_negative() -> None:
    untold, rebate = push(**FILLED | {"fillFee": ""}).fill, push(**FILLED | {"fillFee": "0.1"}).fill
    assert untold is not None
    assert rebate is not None
    assert (untold.fee, rebate.fee) == (None, -read_atoms("0.1"))


def test_a_market_order_has_no_price_and_a_market_buy_no_size() -> None:
    bought = push(orderType="market", price="0", newSize="500")
    assert (bought.price, bought.size, bought.quote) == (None, None, read_atoms("500"))
    sold = push(orderType="market", side="sell", newSize="0.5")
    assert (sold.price, sold.size, sold.quote) == (None, read_atoms("0.5"), None)


@pytest.mark.parametrize(
    "change",
    [
        {"price": "0"},
        {"price": None},
        {"newSize": "0"},
        {"newSize": ""},
        {"orderId": ""},
        {"status": "dreaming"},
        {"accBaseVolume": "-1"},
        {"cTime": "now"},
        FILLED | {"fillPrice": ""},
        FILLED | {"baseVolume": "0"},
        FILLED | {"fillTime": ""},
        FILLED | {"tradeScope": "X"},
    ],
)
def test_what_cannot_be_right_is_refused_and_never_a_default(change: dict[str, object]) -> None:
    with pytest.raises((BadMessage, BadNumber)):
        push(**change)


def test_the_relic_called_size_is_money_for_a_buy() -> None:
    order = OrderReport(
        "B", "7", "x", OrderStatus.OPEN, Side.BUY, OrderType.LIMIT, 0, read_atoms("20"), read_atoms("3"), tif=Tif.GTC
    )
    bought = orders.write_push(order)
    assert (bought.size, bought.newSize, bought.notional) == ("60", "3", "60")


def fees_of(text: str) -> tuple[tuple[str, int], ...]:
    row = {
        "symbol": "B",
        "orderId": "7",
        "clientOid": "x",
        "price": "1",
        "size": "1",
        "orderType": "limit",
        "side": "buy",
        "status": "filled",
        "priceAvg": "1",
        "baseVolume": "1",
        "quoteVolume": "1",
        "cTime": "1",
        "uTime": "1",
        "feeDetail": text,
    }
    return orders.read_order(decode(json.dumps(row).encode(), type=OrderRow)).fees


def test_the_json_in_a_string() -> None:
    assert fees_of("") == ()
    paid = '{"newFees":{"c":0,"t":-1e-8},"BTC":{"deduction":false,"feeCoinCode":"BTC","totalFee":-8.90000000E-8}}'
    assert fees_of(paid) == (("BTC", read_atoms("0.000000089")),)
    in_their_coin = '{"BGB":{"deduction":true,"feeCoinCode":"BGB","totalFee":0.25}}'
    assert fees_of(in_their_coin) == (("BGB", read_atoms("0.25")),)


def test_their_coin_is_paid_whatever_the_sign() -> None:
    for total in ("0.25", "-0.25"):
        row = {
            "symbol": "B",
            "orderId": "7",
            "tradeId": "9",
            "side": "buy",
            "priceAvg": "1",
            "size": "1",
            "feeDetail": {"deduction": "yes", "feeCoin": "BGB", "totalFee": total},
            "tradeScope": "taker",
            "cTime": "1",
        }
        assert orders.read_fill(decode(json.dumps(row).encode(), type=FillRow)).fee == read_atoms("0.25")


def test_an_average_is_rounded_and_none_is_zero() -> None:
    order = OrderReport("B", "7", "x", OrderStatus.PARTIAL, Side.BUY, OrderType.LIMIT, read_atoms("3"), 1, 1)
    assert orders.write_order(order).priceAvg == "0"
    spent = OrderReport(
        *("B", "7", "x", OrderStatus.PARTIAL, Side.BUY, OrderType.LIMIT),
        filled=read_atoms("3"),
        filled_quote=read_atoms("10"),
    )
    assert orders.write_order(spent).priceAvg == "3.3333333333333333"


def test_a_fill_is_worth_its_price_times_its_size() -> None:
    fill = FillReport("B", "9", "7", Side.BUY, read_atoms("61234.56"), read_atoms("0.0005"))
    assert orders.write_fill(fill).amount == "30.61728"
