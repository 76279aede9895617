"""Subscriptions of the public socket ↔ our topics."""

from __future__ import annotations

from typing import Final

from picaflor.wire.stream import Channel, Topic

DEPTH: Final = 200
# Whole books at a pace: the name that a topic carries → levels a side.
BOOK_CHANNELS: Final = {"": DEPTH}
WORDS: Final = {Channel.BOOK: "depth", Channel.TRADES: "trade"}
CHANNELS: Final = {word: channel for channel, word in WORDS.items()}


def word_of(topic: Topic) -> str:
    """The venue's word for a public channel."""
    if topic.channel not in WORDS:
        raise ValueError(f"this row has no public channel of {topic.channel}")
    return WORDS[topic.channel]


def topics_of(word: str, symbols: str) -> tuple[Topic, ...] | None:
    """Row 30: several symbols with commas between them. None: this row has no such channel."""
    channel = CHANNELS.get(word)
    return None if channel is None else tuple(Topic(channel, symbol) for symbol in symbols.split(","))
