"""Hearers: a topic is there as long as somebody hears it, and a kind as long as one topic is of it."""

from __future__ import annotations

from picaflor.sim.venue.hearers import Hearers
from picaflor.wire.stream import Channel, Topic

BOOK, OTHER = Topic(Channel.BOOK, "BTCUSDT"), Topic(Channel.BOOK, "ETHUSDT")
BARS = Topic(Channel.CANDLES, "BTCUSDT", "1m")


def test_a_topic_is_there_as_long_as_somebody_hears_it() -> None:
    hearers = Hearers()
    assert not hearers
    hearers.add(BOOK, 1)
    hearers.add(BOOK, 2)
    assert list(hearers.of(BOOK)) == [1, 2]
    hearers.drop(BOOK, 1)
    hearers.drop(BOOK, 7)
    hearers.drop(OTHER, 2)
    assert (list(hearers.of(BOOK)), list(hearers.topics(""))) == ([2], [BOOK])
    assert (list(hearers.of(OTHER)), list(hearers.topics("mix"))) == ([], [])
    hearers.drop(BOOK, 2)
    assert not hearers


def test_a_kind_is_there_as_long_as_one_topic_is_of_it() -> None:
    hearers = Hearers()
    for topic in (BOOK, OTHER, BARS):
        hearers.add(topic, 1)
    assert hearers.kinds("") == {Channel.BOOK, Channel.CANDLES}
    hearers.drop(BARS, 1)
    hearers.drop(BOOK, 1)
    assert hearers.kinds("") == {Channel.BOOK}
    assert hearers.kinds("mix") == set()
