"""Subscriptions of the public socket ↔ our topics."""

from __future__ import annotations

from typing import Final

from picaflor.venues.hashkey.charts import INTERVALS
from picaflor.wire.stream import Channel, Topic

DEPTH: Final = 200
# Whole books at a pace: the name that a topic carries → levels a side.
BOOK_CHANNELS: Final = {"": DEPTH}
KLINE: Final = "kline"
WORDS: Final = {Channel.BOOK: "depth", Channel.TRADES: "trade", Channel.TICKERS: "realtimes"}
CHANNELS: Final = {word: channel for channel, word in WORDS.items()}


def word_of(topic: Topic) -> str:
    """The venue's word for a public channel."""
    if topic.channel is Channel.CANDLES and topic.name in INTERVALS:
        return f"{KLINE}_{topic.name}"
    if topic.channel not in WORDS:
        raise ValueError(f"this row has no public channel of {topic.channel}")
    return WORDS[topic.channel]


def topics_of(word: str, symbols: str, interval: str = "") -> tuple[Topic, ...] | None:
    """Row 30: several symbols with commas between them. None: this row has no such channel."""
    head, _, tail = word.partition("_")
    if head == KLINE:
        interval = tail or interval
        channel = Channel.CANDLES if interval in INTERVALS else None
    else:
        channel, interval = CHANNELS.get(word), ""
    return None if channel is None else tuple(Topic(channel, symbol, interval) for symbol in symbols.split(","))


def topic_in(word: str, symbol: str, interval: str) -> Topic | None:
    """What a push tells of."""
    topics = topics_of(word, symbol, interval)
    return topics[0] if topics and len(topics) == 1 and "_" not in word else None
