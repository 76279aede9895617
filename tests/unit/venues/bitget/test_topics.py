from __future__ import annotations

import pytest

from picaflor.venues.bitget.messages import Arg
from picaflor.venues.bitget.topics import arg_of, named_in, topic_of
from picaflor.wire.stream import Channel, Topic

FUTURES = "USDT-FUTURES"


@pytest.mark.parametrize(
    ("arg", "topic"),
    [
        (Arg("SPOT", "books", "BTCUSDT"), Topic(Channel.BOOK, "BTCUSDT")),
        (Arg("SPOT", "books15", "BTCUSDT"), Topic(Channel.BOOK, "BTCUSDT", "books15")),
        (Arg("SPOT", "trade", "BTCUSDT"), Topic(Channel.TRADES, "BTCUSDT")),
        (Arg("SPOT", "orders", "BTCUSDT"), Topic(Channel.ORDERS, "BTCUSDT")),
        (Arg("SPOT", "orders", "default"), Topic(Channel.ORDERS)),
        (Arg("SPOT", "fill", coin="default"), Topic(Channel.FILLS)),  # as one client does, and the venue takes it
        (Arg("SPOT", "account", coin="default"), Topic(Channel.BALANCES)),
        (Arg("SPOT", "account", "default"), Topic(Channel.BALANCES)),
        (Arg("SPOT", "books", "default"), None),
        (Arg("SPOT", "trade", "default"), None),
        (Arg("SPOT", "books50", "BTCUSDT"), None),
        (Arg("SPOT", "ticker", "BTCUSDT"), Topic(Channel.TICKERS, "BTCUSDT")),
        (Arg("SPOT", "ticker", "default"), None),
        (Arg("SPOT", "candle1H", "BTCUSDT"), Topic(Channel.CANDLES, "BTCUSDT", "1h")),
        (Arg("SPOT", "candle1Dutc", "BTCUSDT"), Topic(Channel.CANDLES, "BTCUSDT", "1d")),
        (Arg("SPOT", "candle1D", "BTCUSDT"), None),  # a day that begins at midnight UTC+8
        (Arg("SPOT", "candle1min", "BTCUSDT"), None),  # as REST spells it
        (Arg("SPOT", "candle1m", "default"), None),
        (Arg("SPOT", "positions", "default"), None),
        (Arg("SPOT", "positions", "BTCUSDT"), None),
        (Arg("SPOT", "books"), None),
        (Arg(FUTURES, "books", "BTCUSDT"), Topic(Channel.BOOK, "BTCUSDT", "", FUTURES)),
        (Arg(FUTURES, "books5", "BTCUSDT"), Topic(Channel.BOOK, "BTCUSDT", "books5", FUTURES)),
        (Arg(FUTURES, "positions", "default"), Topic(Channel.POSITIONS, product=FUTURES)),
        (Arg(FUTURES, "orders", coin="default"), Topic(Channel.ORDERS, product=FUTURES)),
        (Arg(FUTURES, "fill", "default"), Topic(Channel.FILLS, product=FUTURES)),
        (Arg(FUTURES, "account", coin="default"), Topic(Channel.BALANCES, product=FUTURES)),
        (Arg("usdt-futures", "books", "BTCUSDT"), None),  # the spelling of the unified account
        (Arg("COIN-FUTURES", "books", "BTCUSD"), Topic(Channel.BOOK, "BTCUSD", "", "COIN-FUTURES")),
        (Arg("SUSDT-FUTURES", "books", "SBTCSUSDT"), None),
    ],
)
def test_args_are_topics(arg: Arg, topic: Topic | None) -> None:
    assert topic_of(arg) == topic


def test_balances_are_asked_for_by_coin_and_orders_by_instrument() -> None:
    assert arg_of(Topic(Channel.BALANCES)) == Arg("SPOT", "account", coin="default")
    assert arg_of(Topic(Channel.ORDERS)) == Arg("SPOT", "orders", "default")


def test_an_error_names_its_topic_in_a_sentence() -> None:
    words = "instType:SPOT,channel:books5,instId:BTCUSDX doesn't exist"
    assert named_in(words) == Topic(Channel.BOOK, "BTCUSDX", "books5")
    assert named_in("instType:USDT-FUTURES,channel:trade,instId:X doesn't exist") == Topic(
        Channel.TRADES, "X", product=FUTURES
    )
    assert named_in("Param error") is None
