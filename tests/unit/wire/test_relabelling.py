"""Public frames of one row, said of another's topics."""

from __future__ import annotations

from msgspec.structs import replace

from picaflor.wire.relabelling import said_of
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import Channel, Pong, Topic, TradesFrame, Unreadable, VenueFrame

HERE, THERE = Topic(Channel.TRADES, "A"), Topic(Channel.TRADES, "A", product="other")
BOOK = BookFrame("A", True, b"[]", b"[]")


def said(frame: VenueFrame) -> VenueFrame:
    return said_of(frame, "other", lambda topic: replace(topic, product="other"))


def test_what_has_a_topic_is_said_of_the_other() -> None:
    assert said(TradesFrame(HERE, ())) == TradesFrame(THERE, ())
    assert said(Unreadable("why", HERE)) == Unreadable("why", THERE)
    assert said(BOOK) == replace(BOOK, product="other")


def test_what_has_none_stays() -> None:
    for frame in (Unreadable("why"), Pong()):
        assert said(frame) is frame
