"""Subscriptions of the contracts' sockets: `futures/channel:symbol` ↔ our topics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from picaflor.venues.bitmart.futures_words import COIN, PRODUCT
from picaflor.wire.stream import EVERY, Channel, Topic

CHANGES: Final = "futures/depthIncrease50"
TRADES: Final = "futures/trade"
TICKERS: Final = "futures/ticker"
ORDERS: Final = "futures/order"
POSITIONS: Final = "futures/position"
MONEY: Final = "futures/asset"
KLINE: Final = "futures/klineBin"
# Whole books at a pace, one side a frame or both: the name that a topic carries → levels a side.
SIDED: Final = ("depth5", "depth20", "depth50")
BOOK_CHANNELS: Final[Mapping[str, int]] = {
    "depth5": 5,
    "depth20": 20,
    "depth50": 50,
    "depthAll5": 5,
    "depthAll20": 20,
    "depthAll50": 50,
}
PACES: Final = ("100ms", "200ms")  # behind an @, which names nothing that we tell apart
# Row 93: intervals as these sockets spell them.
CANDLES: Final[Mapping[str, str]] = {
    "1m": "1m",
    "5m": "5m",
    "15m": "15m",
    "30m": "30m",
    "1h": "1H",
    "2h": "2H",
    "4h": "4H",
    "1d": "1D",
    "1w": "1W",
}
_INTERVALS: Final = {KLINE + theirs: ours for ours, theirs in CANDLES.items()}
_BOOKS: Final = {"futures/" + name: name for name in BOOK_CHANNELS} | {CHANGES: ""}
_PUBLIC: Final = {TRADES: Channel.TRADES, TICKERS: Channel.TICKERS}
_PRIVATE: Final = {ORDERS: Channel.ORDERS, POSITIONS: Channel.POSITIONS}
_WORDS: Final = {channel: word for word, channel in (_PUBLIC | _PRIVATE).items()}


def topic_of(channel: Channel, symbol: str = "", name: str = "") -> Topic:
    return Topic(channel, symbol, name, PRODUCT)


def write_topic(topic: Topic) -> str:
    match topic.channel:
        case Channel.BOOK:
            return f"futures/{topic.name}:{topic.symbol}" if topic.name else f"{CHANGES}:{topic.symbol}"
        case Channel.CANDLES:
            return f"{KLINE}{CANDLES[topic.name]}:{topic.symbol}"
        case Channel.BALANCES:
            return f"{MONEY}:{topic.name or COIN}"
        case Channel.ORDERS | Channel.POSITIONS:
            return _WORDS[topic.channel]
        case Channel.TRADES | Channel.TICKERS:
            return _WORDS[topic.channel] if topic.symbol == EVERY else f"{_WORDS[topic.channel]}:{topic.symbol}"
        case channel:
            raise ValueError(f"this row has no channel of {channel}")


def read_topic(text: str) -> Topic | None:
    """None: there is no such channel."""
    word, _, which = text.partition(":")
    symbol, _, pace = which.partition("@")
    if pace and pace not in PACES:
        return None
    if word in _PRIVATE:
        return topic_of(_PRIVATE[word]) if not which else None
    if word == MONEY:
        return topic_of(Channel.BALANCES, name="" if symbol == COIN else symbol) if symbol else None
    if word == TICKERS:
        return topic_of(Channel.TICKERS, symbol or EVERY)
    if not symbol:
        return None
    if word == TRADES:
        return topic_of(Channel.TRADES, symbol)
    if word in _BOOKS:
        return topic_of(Channel.BOOK, symbol, _BOOKS[word])
    if word in _INTERVALS:
        return topic_of(Channel.CANDLES, symbol, _INTERVALS[word])
    return None
