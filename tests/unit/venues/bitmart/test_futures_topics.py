from __future__ import annotations

import pytest

from picaflor.venues.bitmart.futures_topics import read_topic, topic_of, write_topic
from picaflor.wire.stream import EVERY, Channel, Topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("futures/depthIncrease50:BTCUSDT", topic_of(Channel.BOOK, "BTCUSDT")),
        ("futures/depth20:BTCUSDT@200ms", topic_of(Channel.BOOK, "BTCUSDT", "depth20")),
        ("futures/ticker", topic_of(Channel.TICKERS, EVERY)),
        ("futures/ticker:X@100ms", topic_of(Channel.TICKERS, "X")),
        ("futures/klineBin1H:X", topic_of(Channel.CANDLES, "X", "1h")),
        ("futures/asset:USDT", topic_of(Channel.BALANCES)),
        ("futures/asset:BTC", topic_of(Channel.BALANCES, name="BTC")),
        ("futures/order", topic_of(Channel.ORDERS)),
    ],
)
def test_a_word_is_a_topic_whatever_its_pace(text: str, topic: Topic) -> None:
    assert read_topic(text) == topic
    assert write_topic(topic) == text.partition("@")[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "futures/trade",
        "futures/trade:",
        "futures/order:BTCUSDT",
        "futures/asset",
        "futures/klineBin7m:X",
        "futures/depth5:X@1ms",
        "spot/trade:BTC_USDT",
    ],
)
def test_what_is_no_channel_is_none(text: str) -> None:
    assert read_topic(text) is None


def test_a_channel_that_is_not_there_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="no channel"):
        write_topic(topic_of(Channel.STOPS))
