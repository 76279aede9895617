"""One order of a contract in each of the places where it is told."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Cause, Hold, Liquidity, OrderType, Side, Tif
from picaflor.venues.hashkey.perp_messages import ContractEvent, PerpFillRow, PerpOrderRow, StopRow
from picaflor.venues.hashkey.perp_orders import read_event, read_fill, read_leverage, read_order, read_stop
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderStatus

X = "BTCUSDT-PERPETUAL"
A = read_atoms
ROW: dict[str, Any] = {
    "time": "1",
    "updateTime": "2",
    "orderId": "7",
    "clientOrderId": "c",
    "symbol": X,
    "price": "100",
    "origQty": "3",
    "executedQty": "1",
    "avgPrice": "99.5",
    "type": "LIMIT",
    "side": "SELL_CLOSE",
    "timeInForce": "GTC",
    "status": "PARTIALLY_FILLED",
}
EVENT: dict[str, Any] = {
    "E": "2",
    "s": X,
    "c": "c",
    "S": "BUY_CLOSE",
    "o": "LIMIT",
    "f": "GTC",
    "q": "3",
    "p": "100",
    "X": "NEW",
    "i": "7",
    "l": "0",
    "z": "0",
    "L": "",
    "n": "0",
    "N": "",
    "O": "1",
}


def order(**more: Any) -> PerpOrderRow:
    return PerpOrderRow(**{**ROW, **more})


def event(**more: Any) -> ContractEvent:
    return ContractEvent(**{**EVENT, **more})


def test_side_and_position_stand_in_one_word_and_sizes_are_contracts() -> None:
    read = read_order(order())
    assert (read.side, read.hold, read.size, read.filled) == (Side.SELL, Hold.LONG, A("3"), A("1"))
    assert (read.average, read.filled_quote, read.status) == (A("99.5"), None, OrderStatus.PARTIAL)


def test_a_market_order_shows_a_price_that_is_none_of_its_own() -> None:
    read = read_order(order(priceType="MARKET", timeInForce="IOC", price="104"))
    assert (read.type, read.price, read.tif) == (OrderType.MARKET, None, None)


@pytest.mark.parametrize("words", [{"type": "LIMIT_MAKER"}, {"timeInForce": "LIMIT_MAKER"}])
def test_what_only_rests_says_so_in_either_place(words: dict[str, str]) -> None:
    read = read_order(order(**words))
    assert (read.type, read.tif) == (OrderType.LIMIT_MAKER, Tif.GTC)


@pytest.mark.parametrize(
    ("taken", "how", "cause"),
    [
        (False, "LIQUIDATION_TAKER", Cause.USER),
        (True, "LIQUIDATION_TAKER", Cause.LIQUIDATION),
        (True, "LIQUIDATION_MAKER_ADL", Cause.DELEVERAGING),
    ],
)
def test_who_wanted_it(taken: bool, how: str, cause: Cause) -> None:
    assert read_order(order(isLiquidationOrder=taken, liquidationType=how)).cause is cause
    assert read_event(event(lo=taken, lt=how)).cause is cause


@pytest.mark.parametrize(
    "odd", [{"side": "BUY"}, {"status": "ODD"}, {"orderId": "0"}, {"origQty": "0"}, {"type": "ODD"}, {"price": "0"}]
)
def test_odd_rows_are_not_guessed(odd: dict[str, str]) -> None:
    with pytest.raises(BadMessage):
        read_order(order(**odd))


def test_an_event_with_a_trade_and_one_without() -> None:
    assert read_event(event()).fill is None
    read = read_event(event(l="1", L="99", z="1", n="0.1", N="USDT", d="55", X="PARTIALLY_FILLED"))
    assert read.fill is not None
    assert (read.fill.trade_id, read.fill.hold, read.fill.liquidity) == ("55", Hold.SHORT, None)
    with pytest.raises(BadMessage):
        read_event(event(l="1", L="99", z="1", n="0.1", N="USDT", d=""))


def test_a_market_order_as_newer_sites_tell_it() -> None:
    assert read_event(event(o="MARKET_OF_BASE", f="IOC", p="0")).type is OrderType.MARKET


FILL: dict[str, Any] = {
    "time": "1",
    "tradeId": "5",
    "orderId": "7",
    "symbol": X,
    "price": "10",
    "quantity": "2",
    "commissionAsset": "USDT",
    "commission": "-0.1",
    "side": "BUY_OPEN",
}


@pytest.mark.parametrize(("spelled", "maker"), [("isMarker", True), ("isMaker", True), ("isMaker", False)])
def test_who_was_there_before_is_spelled_in_two_ways(spelled: str, maker: bool) -> None:
    read = read_fill(PerpFillRow(**FILL, **{spelled: maker}))
    assert read.liquidity is (Liquidity.MAKER if maker else Liquidity.TAKER)
    assert (read.fee, read.realised) == (-A("0.1"), None)


def test_a_trade_that_does_not_say_it_is_unreadable() -> None:
    with pytest.raises(BadMessage):
        read_fill(PerpFillRow(**FILL))


def test_a_stop_without_a_price_goes_to_market() -> None:
    said: dict[str, Any] = {
        "time": "1",
        "updateTime": "1",
        "orderId": "7",
        "clientOrderId": "c",
        "symbol": X,
        "origQty": "1",
        "side": "BUY_OPEN",
        "status": "ORDER_NEW",
        "stopPrice": "9",
    }
    assert read_stop(StopRow(**said)).price is None
    for odd in ({"status": "NEW"}, {"type": "LIMIT"}, {"stopPrice": "0"}):
        with pytest.raises(BadMessage):
            read_stop(StopRow(**{**said, **odd}))


def test_leverage_has_decimals_that_are_nothing() -> None:
    assert [read_leverage(text) for text in ("5", "5.00", "", "0")] == [5, 5, 0, 0]
