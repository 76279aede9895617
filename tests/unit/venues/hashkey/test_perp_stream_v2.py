"""Contracts by the second public socket: what the first one carries in other words, and the mark by its documented name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import decode

from picaflor.domain.numbers import ONE
from picaflor.venues.hashkey import perp_stream_v2 as stream
from picaflor.venues.hashkey.family import PRODUCT
from picaflor.venues.hashkey.perp_stream import GLANCE
from picaflor.wire.reports import BookFrame, TickerReport
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    ClientFrame,
    Garbled,
    StreamRefused,
    Subscribe,
    Subscribed,
    TickersFrame,
    Topic,
    TradesFrame,
    Unreadable,
    Unsubscribe,
    Unsubscribed,
    VenueFrame,
)
from tests.laws import carried_hashkey_perpetual as carried

BTC = "BTCUSDT-PERPETUAL"
MARK = Topic(Channel.TICKERS, BTC, product=PRODUCT)
DAY = Topic(Channel.TICKERS, BTC, GLANCE, product=PRODUCT)
TOP = Topic(Channel.TICKERS, BTC, "bbo", product=PRODUCT)
BOOK = Topic(Channel.BOOK, BTC, product=PRODUCT)


@given(carried.client_frames)
def test_what_a_client_says_is_read_as_it_was_meant(frame: ClientFrame) -> None:
    said = [read for data in stream.write_client(frame) for read in stream.read_client(data)]
    if isinstance(frame, Subscribe | Unsubscribe):
        assert said == [type(frame)((topic,)) for topic in frame.topics], "one frame for each topic"
    else:
        assert said == [frame]


@given(carried.venue_frames, st.integers(0, 10**18))
def test_what_the_house_says_is_read_as_it_was_meant(frame: VenueFrame, now_ns: int) -> None:
    told = [read for data in stream.write_venue(frame, now_ns) for read in stream.read_venue(data)]
    if isinstance(frame, TradesFrame):
        assert told == [TradesFrame(frame.topic, (row,)) for row in reversed(frame.rows)], "the oldest comes first"
    elif isinstance(frame, CandlesFrame):
        assert told == [CandlesFrame(frame.topic, frame.rows)], "nothing marks the first one"
    else:
        assert told == [frame]


@pytest.mark.parametrize(("topic", "word"), [(MARK, "markPrice"), (DAY, "realtimes"), (TOP, "bbo"), (BOOK, "depth")])
def test_each_topic_has_its_word_and_is_acknowledged_under_it(topic: Topic, word: str) -> None:
    (asked,) = stream.write_client(Subscribe((topic,)))
    assert decode(asked) == {"topic": word, "event": "sub", "params": {"symbol": BTC}}
    for frame in (Subscribed(topic), Unsubscribed(topic), StreamRefused("-100011", "Parameter error!", topic)):
        (told,) = stream.write_venue(frame, 0)
        assert decode(told)["topic"] == word
        assert stream.read_venue(told) == (frame,)


def test_a_mark_as_the_page_shows_it() -> None:
    data = b'{"topic":"markPrice","params":{"symbol":"%s"},"data":{"s":"%s","p":"61000.5","t":1767225600123}}'
    row = TickerReport(BTC, *(0,) * 10, at_ns=1_767_225_600_123 * 10**6, mark=610_005 * ONE // 10)
    assert stream.read_venue(data % (BTC.encode(), BTC.encode())) == (TickersFrame(MARK, (row,)),)


def test_spot_has_no_mark() -> None:
    asked = b'{"topic":"markPrice","event":"sub","params":{"symbol":"BTCUSDT"}}'
    assert stream.read_client(asked) == (Garbled("-100011", "Parameter error!"),)


def test_what_cannot_be_read_is_named_as_a_contracts() -> None:
    (told,) = stream.read_venue(b'{"topic":"trade","params":{"symbol":"BTCUSDT-PERPETUAL"},"data":{"v":1}}')
    assert isinstance(told, Unreadable)
    assert told.topic == Topic(Channel.TRADES, BTC, product=PRODUCT)


def test_a_book_says_of_which_family_it_is() -> None:
    book = BookFrame(BTC, True, b"[]", b"[]", seq=7, at_ns=5 * 10**6, product=PRODUCT)
    (data,) = stream.write_venue(book, 0)
    assert stream.read_venue(data) == (book,)
