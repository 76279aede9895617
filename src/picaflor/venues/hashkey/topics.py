"""Subscriptions of the public socket ↔ our topics."""

from __future__ import annotations

import re
from typing import Final

from picaflor.venues.hashkey.charts import INTERVALS
from picaflor.wire.stream import Channel, Topic, scale_of

DEPTH: Final = 200
# Row 38: both are asked for with the decimals of their prices.
MERGED, DIFFS = "mergedDepth", "diffMergedDepth"
SCALED: Final = (MERGED, DIFFS)
_PLACES: Final = re.compile("[0-9]{1,2}", re.ASCII)
# Whole books at a pace: the name that a topic carries → levels a side; 0: changes.
BOOK_CHANNELS: Final = {"": DEPTH, MERGED: DEPTH, DIFFS: 0}
KLINE: Final = "kline"
WORDS: Final = {Channel.BOOK: "depth", Channel.TRADES: "trade", Channel.TICKERS: "realtimes"}
CHANNELS: Final = {word: channel for channel, word in WORDS.items()}


def word_of(topic: Topic) -> str:
    """The venue's word for a public channel."""
    if topic.channel is Channel.CANDLES and topic.name in INTERVALS:
        return f"{KLINE}_{topic.name}"
    if topic.channel not in WORDS:
        raise ValueError(f"this row has no public channel of {topic.channel}")
    return (scale_of(topic.name)[0] if topic.channel is Channel.BOOK else "") or WORDS[topic.channel]


def topics_of(word: str, symbols: str, interval: str = "", places: str = "") -> tuple[Topic, ...] | None:
    """Row 30: several symbols with commas between them. None: this row has no such channel."""
    head, _, tail = word.partition("_")
    if head == KLINE:
        name = tail or interval
        channel = Channel.CANDLES if name in INTERVALS else None
    elif word in SCALED:
        channel, name = (Channel.BOOK if _PLACES.fullmatch(places) else None), f"{word}@{places}"
    else:
        channel, name = CHANNELS.get(word), ""
    return None if channel is None else tuple(Topic(channel, symbol, name) for symbol in symbols.split(","))


def topic_in(word: str, symbol: str, interval: str, places: str = "") -> Topic | None:
    """What a push tells of."""
    topics = topics_of(word, symbol, interval, places)
    return topics[0] if topics and len(topics) == 1 and "_" not in word else None
