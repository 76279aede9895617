"""Whole messages into a book."""

from __future__ import annotations

import pytest

from picaflor.domain.book import Top, Trust
from picaflor.machines.book.raw import RawBook
from picaflor.wire.envelope import Envelope
from picaflor.wire.reports import BookFrame
from picaflor.wire.venue import BookRule, Continuity, Dialect
from tests.unit.machines.book._books import MARKET

TOPIC = b'{"instType":"SPOT","channel":"books","instId":"AB"}'
RULE = BookRule(Continuity.PREVIOUS)


def message(action: str, bids: str, asks: str, seq: int, prev: int, topic: bytes = TOPIC) -> bytes:
    data = f'[{{"asks":{asks},"bids":{bids},"seq":{seq},"pseq":{prev},"ts":"7"}}]'
    return b'{"action":"%s","arg":%s,"data":%s,"ts":8}' % (action.encode(), topic, data.encode())


def slow(data: bytes) -> BookFrame | None:
    raise AssertionError(f"the kernel left {data!r} to the slow reader")


@pytest.fixture
def book() -> RawBook:
    book = RawBook(MARKET, RULE, Envelope(), TOPIC, slow)
    book.feed(message("snapshot", '[["10.0","1"]]', '[["10.1","2"]]', 5, 0), 1)
    return book


def test_follows_a_stream_without_the_slow_reader(book: RawBook) -> None:
    assert book.top() == Top(100, 100, 101, 200)
    assert book.feed(message("update", '[["10.0","0"],["9.9","3"]]', "[]", 9, 5), 2) is Trust.GOOD
    assert (book.top(), book.best(), book.seq, book.at_ns) == (Top(99, 300, 101, 200), (99, 101), 9, 2)
    assert book.feed(message("update", "[]", "[]", 19, 10), 3) is Trust.GAP
    assert book.feed(message("update", "[]", "[]", 20, 19), 4) is Trust.GAP
    assert book.feed(message("snapshot", "[]", '[["10.1","2"]]', 30, 0), 5) is Trust.GOOD


def test_grows(book: RawBook) -> None:
    bids = "[" + ",".join(f'["{n / 10:.1f}","1"]' for n in range(1, 1500)) + "]"
    book._read = RawBook(MARKET, RULE, Envelope(), TOPIC)._read
    assert book.feed(message("snapshot", bids, "[]", 6, 0), 2) is Trust.GOOD
    assert (book.compiled, book.sizes) == (True, (1499, 0))


@pytest.mark.parametrize(
    "data",
    [
        b"pong",
        b"",
        b"{",
        message("update", "[]", "[]", 9, 5, topic=TOPIC.replace(b"AB", b"AC")),
        message("update", '[["10.0","1"]', "[]", 9, 5),
        message("update", "[]", "[]", 9, 5)[:-1],
        message("error", "[]", "[]", 9, 5),
    ],
)
def test_what_cannot_be_read_breaks_trust_and_nothing_else(book: RawBook, data: bytes) -> None:
    book._read = RawBook(MARKET, RULE, Envelope(), TOPIC)._read
    assert book.feed(data, 2) is Trust.UNREADABLE
    assert book.top() == Top(100, 100, 101, 200)
    assert book.feed(message("snapshot", '[["10.0","1"]]', "[]", 9, 0), 3) is Trust.GOOD


def test_the_slow_reader_takes_what_the_kernel_leaves(book: RawBook) -> None:
    book._read = RawBook(MARKET, RULE, Envelope(), TOPIC)._read
    spaced = message("update", '[["10.0","3"]]', "[]", 9, 5).replace(b",", b", ")
    assert book.feed(spaced, 2) is Trust.GOOD
    assert book.bids(1) == [(100, 300)]
    assert book.feed(message("update", '[["10.0","4"]]', "[]", 11, 9), 3) is Trust.GOOD
    assert book.bids(1) == [(100, 400)]


def test_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="no raw kernel"):
        RawBook(MARKET, BookRule(Continuity.PREVIOUS, Dialect.FLAT), Envelope(), TOPIC)
    with pytest.raises(ValueError, match="does not fit"):
        RawBook(MARKET, RULE, Envelope(), b"x" * 400)
    with pytest.raises(ValueError, match="one to 8 bytes"):
        RawBook(MARKET, RULE, Envelope(seq="lastUpdateId"), TOPIC)


def test_it_is_offered_messages_once_it_knows_how_its_topic_is_spelled() -> None:
    book = RawBook(MARKET, RULE, Envelope())
    whole = message("snapshot", '[["10.0","1"]]', '[["10.1","2"]]', 5, 0)
    assert not book.offer(whole, 1)
    assert not book.know(b"x" * 400)
    assert book.know(TOPIC)
    assert not book.know(TOPIC.replace(b"AB", b"AC"))
    assert book.offer(whole, 2)
    assert (book.trust, book.changed, book.best(), book.at_ns) == (Trust.GOOD, True, (100, 101), 2)
    assert book.offer(message("update", "[]", '[["10.2","2"]]', 6, 5), 3)
    assert (book.changed, book.at_ns) == (False, 3)


@pytest.mark.parametrize(
    "data",
    [
        b"pong",
        message("update", "[]", "[]", 9, 5, topic=TOPIC.replace(b"AB", b"AC")),
        message("update", '[["10.0","x"]]', "[]", 9, 5),
        message("update", "[]", "[]", 9, 5)[:-1],
        message("update", '[["10.0","7"]]', "[]", 5, 4),  # old
    ],
)
def test_what_it_does_not_take_it_leaves_to_be_read(book: RawBook, data: bytes) -> None:
    assert not book.offer(data, 2)
    assert (book.trust, book.top(), book.seq, book.at_ns) == (Trust.GOOD, Top(100, 100, 101, 200), 5, 1)


def test_a_gap_is_seen_in_what_is_offered(book: RawBook) -> None:
    assert book.offer(message("update", "[]", "[]", 9, 7), 2)
    assert (book.trust, book.changed) == (Trust.GAP, True)
    assert not book.offer(message("update", "[]", "[]", 10, 9), 3)
    assert book.offer(message("snapshot", '[["10.0","1"]]', "[]", 20, 0), 4)
    assert (book.trust, book.sound) == (Trust.GOOD, True)
