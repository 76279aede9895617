"""Public topics of unified accounts: what they are called, and what of them is not for us."""

from __future__ import annotations

import pytest
from msgspec.json import encode

from picaflor.venues.bitget.uta_public import PublicArg, arg_of, topic_of
from picaflor.wire.stream import Channel, Topic


@pytest.mark.parametrize(
    ("arg", "topic"),
    [
        (PublicArg("spot", "books", "BTCUSDT"), Topic(Channel.BOOK, "BTCUSDT")),
        (PublicArg("usdc-futures", "books50", "BTCPERP"), Topic(Channel.BOOK, "BTCPERP", "books50", "USDC-FUTURES")),
        (PublicArg("coin-futures", "ticker", "BTCUSD"), Topic(Channel.TICKERS, "BTCUSD", product="COIN-FUTURES")),
        (PublicArg("spot", "kline", "BTCUSDT", "4H"), Topic(Channel.CANDLES, "BTCUSDT", "4h")),
    ],
)
def test_a_topic_and_its_words(arg: PublicArg, topic: Topic) -> None:
    assert (topic_of(arg), arg_of(topic)) == (topic, arg)


def test_some_say_inst_id() -> None:
    assert topic_of(PublicArg("SPOT", "publicTrade", instId="BTCUSDT")) == Topic(Channel.TRADES, "BTCUSDT")


@pytest.mark.parametrize(
    "arg",
    [
        PublicArg("margin", "books", "BTCUSDT"),
        PublicArg("spot", "books15", "BTCUSDT"),
        PublicArg("spot", "trade", "BTCUSDT"),
        PublicArg("spot", "ticker"),
        PublicArg("spot", "kline", "BTCUSDT"),
        PublicArg("spot", "kline", "BTCUSDT", "1D"),  # it begins at midnight UTC+8
        PublicArg("usdt-futures", "liquidation"),
    ],
)
def test_what_is_no_topic_of_ours(arg: PublicArg) -> None:
    assert topic_of(arg) is None


def test_an_interval_is_said_of_bars_alone() -> None:
    assert encode(arg_of(Topic(Channel.TRADES, "BTCUSDT"))) == (
        b'{"instType":"spot","topic":"publicTrade","symbol":"BTCUSDT"}'
    )
