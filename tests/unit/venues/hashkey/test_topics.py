"""Words of channels."""

from __future__ import annotations

import pytest

from picaflor.venues.hashkey.topics import DIFFS, MERGED, topic_in, topics_of, word_of
from picaflor.wire.stream import Channel, Topic


def test_both_ways() -> None:
    assert word_of(Topic(Channel.BOOK, "A")) == "depth"
    assert topics_of("trade", "A,B") == (Topic(Channel.TRADES, "A"), Topic(Channel.TRADES, "B"))
    assert topics_of("odd", "A") is None
    bars = Topic(Channel.CANDLES, "A", "15m")
    assert word_of(bars) == "kline_15m"
    assert topics_of("kline_15m", "A") == (bars,)
    assert topics_of("kline", "A", "15m") == (bars,), "as a push names it"
    assert topics_of("kline_7m", "A") is None
    assert topics_of("kline", "A") is None


def test_a_push_names_its_topic_in_two_places() -> None:
    assert topic_in("kline", "A", "1h") == Topic(Channel.CANDLES, "A", "1h")
    assert topic_in("kline", "A", "") is None
    assert topic_in("kline_1h", "A", "") is None
    assert topic_in("realtimes", "A", "") == Topic(Channel.TICKERS, "A")


def test_books_with_a_scale_name_it_behind_the_channel() -> None:
    for word in (MERGED, DIFFS):
        topic = Topic(Channel.BOOK, "A", f"{word}@2")
        assert word_of(topic) == word
        assert topic_in(word, "A", "", "2") == topic
        assert topics_of(word, "A,B", places="10") == tuple(Topic(Channel.BOOK, s, f"{word}@10") for s in "AB")
        assert topics_of(word, "A") is None
        assert topics_of(word, "A", places="-1") is None
    assert topic_in("depth", "A", "", "2") == Topic(Channel.BOOK, "A")


def test_what_there_is_not() -> None:
    with pytest.raises(ValueError, match="no public channel"):
        word_of(Topic(Channel.FILLS, "A"))
