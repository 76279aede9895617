"""Orders and fills: what the laws do not show."""

from __future__ import annotations

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Liquidity, OrderType, Side, Tif
from picaflor.venues.hashkey.orders import average, read_event, write_order
from picaflor.venues.hashkey.stream_messages import OrderEvent
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderReport, OrderStatus


def event(**more: object) -> OrderEvent:
    given: dict[str, object] = {
        "E": "2",
        "s": "ETHUSDT",
        "c": "em-1",
        "S": "BUY",
        "o": "LIMIT",
        "f": "GTC",
        "q": "0.05",
        "p": "3050",
        "X": "NEW",
        "i": "18",
        "l": "0",
        "z": "0",
        "L": "0",
        "n": "0",
        "N": "",
        "O": "1",
        "Z": "0",
    }
    return OrderEvent(**{**given, **more})  # type: ignore[arg-type]


def test_an_event_of_a_trade() -> None:
    told = read_event(
        event(X="PARTIALLY_FILLED", l="0.02", z="0.02", L="3049", n="0.00002", N="ETH", d="77", rt="taker")
    )
    assert told.fill is not None
    assert (told.fill.trade_id, told.fill.fee_asset, told.fill.liquidity) == ("77", "ETH", Liquidity.TAKER)
    assert (told.fill.size, told.filled) == (2 * ONE // 100, 2 * ONE // 100)


def test_older_events_name_neither_the_role_nor_the_time() -> None:
    told = read_event(event(X="FILLED", l=1, z=1, L=5, n="0.1", N=None, d="77"))
    assert told.fill is not None
    assert (told.fill.liquidity, told.fill.fee, told.at_ns) == (None, None, 2_000_000)


@pytest.mark.parametrize(
    "more",
    [
        {"l": "1", "L": "0", "d": "7"},
        {"l": "1", "L": "1"},
        {"i": ""},
        {"p": "0"},
        {"rt": "x", "l": "1", "L": "1", "d": "7"},
    ],
)
def test_what_is_no_event(more: dict[str, str]) -> None:
    with pytest.raises(BadMessage):
        read_event(event(**more))


def test_a_market_buy_by_money_has_no_size() -> None:
    told = read_event(event(o="MARKET", p="0", q="0", reqAmt="20", f="IOC"))
    assert (told.size, told.quote, told.price, told.tif) == (None, 20 * ONE, None, None)


def test_what_a_strangers_order_shows_beside() -> None:
    order = OrderReport(
        symbol="A", venue_id="1", client_id="c", status=OrderStatus.PARTIAL, side=Side.BUY, type=OrderType.LIMIT,
        filled=3 * ONE, price=9 * ONE, size=5 * ONE, filled_quote=10 * ONE, tif=Tif.GTC,
    )  # fmt: skip
    assert average(order) == "3.3333333333333333"
    row = write_order(order)
    assert row.cummulativeQuoteQty == row.cumulativeQuoteQty == "10"
