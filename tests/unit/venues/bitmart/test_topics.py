"""Channels and topics."""

from __future__ import annotations

import pytest

from picaflor.venues.bitmart.topics import read_topic, table_of, write_topic
from picaflor.wire.stream import Channel, Topic

WRITTEN = {
    "spot/depth/increase100:BTC_USDT": Topic(Channel.BOOK, "BTC_USDT"),
    "spot/depth20:BTC_USDT": Topic(Channel.BOOK, "BTC_USDT", "depth20"),
    "spot/kline1H:BTC_USDT": Topic(Channel.CANDLES, "BTC_USDT", "1h"),
    "spot/trade:BTC_USDT": Topic(Channel.TRADES, "BTC_USDT"),
    "spot/ticker:BTC_USDT": Topic(Channel.TICKERS, "BTC_USDT"),
    "spot/bookTicker:BTC_USDT": Topic(Channel.TICKERS, "BTC_USDT", "bookTicker"),
    "spot/user/order:BTC_USDT": Topic(Channel.ORDERS, "BTC_USDT"),
    "spot/user/orders:ALL_SYMBOLS": Topic(Channel.ORDERS),
    "spot/user/balance:BALANCE_UPDATE": Topic(Channel.BALANCES),
}


@pytest.mark.parametrize("text", sorted(WRITTEN))
def test_both_ways(text: str) -> None:
    assert read_topic(text) == WRITTEN[text]
    assert write_topic(WRITTEN[text]) == text


@pytest.mark.parametrize(
    "text", ["spot/trade", "spot/user/orders:BTC_USDT", "spot/user/balance:USDT", "futures/trade:X"]
)
def test_what_is_no_channel(text: str) -> None:
    assert read_topic(text) is None


def test_positions_are_another_rows() -> None:
    with pytest.raises(ValueError, match="positions"):
        table_of(Topic(Channel.POSITIONS))
