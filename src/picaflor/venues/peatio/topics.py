"""Names of streams ↔ our topics."""

from __future__ import annotations

from typing import Final

from picaflor.venues.peatio.charts import PERIODS
from picaflor.venues.peatio.house import BOOKS, House
from picaflor.wire.stream import Channel, Topic

TICKERS: Final = "global.tickers"
PRIVATE: Final = {"order": Channel.ORDERS, "trade": Channel.FILLS, "balance": Channel.BALANCES}
_PRIVATE_WORDS: Final = {channel: word for word, channel in PRIVATE.items()}
KLINE: Final = "kline-"


def stream_of(house: House, topic: Topic) -> str:
    match topic.channel:
        case Channel.ORDERS | Channel.FILLS | Channel.BALANCES:
            return _PRIVATE_WORDS[topic.channel]
        case Channel.TICKERS:
            return TICKERS
        case Channel.BOOK:
            return f"{topic.symbol}.{topic.name or house.book}"
        case Channel.TRADES:
            return f"{topic.symbol}.trades"
        case Channel.CANDLES:
            return f"{topic.symbol}.{KLINE}{topic.name}"
        case _:
            raise ValueError(f"this row has no channel of {topic.channel}")


def topic_of(house: House, stream: str) -> Topic | None:
    """None: no stream that we know."""
    if stream in PRIVATE:
        return Topic(PRIVATE[stream])
    if stream == TICKERS:
        return Topic(Channel.TICKERS)
    symbol, _, word = stream.partition(".")
    if not symbol:
        return None
    if word == "trades":
        return Topic(Channel.TRADES, symbol)
    if word in BOOKS:
        return Topic(Channel.BOOK, symbol, "" if word == house.book else word)
    interval = word.removeprefix(KLINE)
    if word.startswith(KLINE) and interval in PERIODS:
        return Topic(Channel.CANDLES, symbol, interval)
    return None
