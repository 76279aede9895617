from __future__ import annotations

from typing import Any

import pytest
from msgspec.json import decode, encode

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side
from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.messages import FillRow, OrderRow
from picaflor.venues.peatio.orders import read_fill, read_order, write_fill, write_order, write_push, write_pushed_fill
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

at = read_atoms
HOUSE = House("h", "H", "h", "h", maker_fee="0.001", taker_fee="0.002")
ROW = {"id": 7, "market": "btcusdt", "side": "sell", "price": "2.0", "state": "wait", "origin_volume": "5.0"}
FILL = {"id": 9, "market": "btcusdt", "price": "2.0", "amount": "5.0", "side": "sell", "order_id": 7}


def order(**more: Any) -> OrderReport:
    return read_order(decode(encode(ROW | {"executed_volume": "0.0"} | more), type=OrderRow))


def fill(**more: Any) -> FillReport:
    return read_fill(decode(encode(FILL | more), type=FillRow))


def test_what_was_filled_is_told_or_follows_from_what_remains() -> None:
    assert order(executed_volume="1.5").filled == at("1.5")
    assert order(executed_volume=None, remaining_volume="4.0").filled == at("1")
    assert order(executed_volume=None, volume="3").filled == at("2")
    for wrong in ({"executed_volume": "6"}, {"executed_volume": None, "volume": "6"}, {"executed_volume": None}):
        with pytest.raises(ValueError, match=r"more|not a number"):
            order(**wrong)


def test_a_post_only_order_that_crossed_is_rejected_for_that() -> None:
    refused = order(state="reject", ord_type="post_only")
    assert (refused.status, refused.type, refused.reason) == (
        OrderStatus.REFUSED,
        OrderType.LIMIT_MAKER,
        "post_only",
    )
    assert order(state="reject").reason == "reject"


def test_a_limit_order_has_a_price_and_one_at_the_market_none() -> None:
    assert order(ord_type="market", price=None).price is None
    with pytest.raises(ValueError, match="not a number"):
        order(price=None)


def test_ours_are_spelled_as_the_platform_does() -> None:
    told = order(executed_volume="1.5", client_id="mine", created_at=1_685_620_800, updated_at="2023-06-01T12:00:05Z")
    rest, push = write_order(HOUSE, told), write_push(told)
    assert (rest["created_at"], rest["updated_at"]) == ("2023-06-01T12:00:00+00:00", "2023-06-01T12:00:05+00:00")
    assert (push["at"], push["updated_at"], push["kind"]) == (1_685_620_800, 1_685_620_805, "ask")
    assert (rest["maker_fee"], rest["taker_fee"], rest["remaining_volume"]) == ("0.001", "0.002", "3.5")
    assert rest["client_id"] == push["client_id"] == "mine"
    assert "market_type" not in rest
    assert write_order(House("h", "H", "h", "h", version=3), told)["market_type"] == "spot"


def test_a_fee_is_what_was_paid_and_not_the_rate() -> None:
    told = fill(fee="0.002", fee_amount="0.02", fee_currency="usdt", taker_type="buy")
    assert (told.fee, told.fee_asset, told.liquidity) == (at("0.02"), "USDT", Liquidity.MAKER)
    written = write_fill(told)
    assert (written["fee"], written["fee_amount"], written["received_amount"]) == ("0.002", "0.02", "9.98")
    assert fill(fee="0.002").fee is None
    with pytest.raises(BadMessage, match="no coin"):
        fill(fee_amount="0.02")


def test_whose_order_it_was() -> None:
    both = {"order_id": None, "ask_id": 15, "bid_id": 22}
    assert (fill(**both).venue_id, fill(**both, side="buy").venue_id) == ("15", "22")
    with pytest.raises(BadMessage, match="no id"):
        fill(order_id=None)


def test_what_is_pushed_of_a_fill_has_no_fee() -> None:
    told = FillReport("btcusdt", "9", "7", Side.BUY, at("2"), at("5"), at("0.1"), "BTC", Liquidity.MAKER, at_ns=10**9)
    pushed = write_pushed_fill(told)
    assert "fee_amount" not in pushed
    assert (pushed["taker_type"], pushed["total"], pushed["created_at"]) == (Side.SELL, "10.0", 1)
