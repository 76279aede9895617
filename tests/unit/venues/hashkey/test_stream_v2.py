"""The second public socket: what the first one carries, in other words; acknowledged, one symbol and one fact a frame."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import decode

from picaflor.domain.numbers import ONE
from picaflor.venues.hashkey import stream_v2 as stream
from picaflor.wire.reports import TickerReport
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    ClientFrame,
    Garbled,
    Nodded,
    Nudged,
    Ping,
    Pong,
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
from tests.laws import carried_hashkey as carried

BOOK = Topic(Channel.BOOK, "ETHUSDT")
TOP = Topic(Channel.TICKERS, "ETHUSDT", "bbo")


@given(carried.both_client_frames)
def test_what_a_client_says_is_read_as_it_was_meant(frame: ClientFrame) -> None:
    """One frame for each topic."""
    said = [read for data in stream.write_client(frame) for read in stream.read_client(data)]
    if isinstance(frame, Subscribe | Unsubscribe):
        assert said == [type(frame)((topic,)) for topic in frame.topics]
    else:
        assert said == [frame]


@given(carried.both_venue_frames, st.integers(0, 10**18))
def test_what_the_house_says_is_read_as_it_was_meant(frame: VenueFrame, now_ns: int) -> None:
    told = [read for data in stream.write_venue(frame, now_ns) for read in stream.read_venue(data)]
    if isinstance(frame, TradesFrame):
        assert told == [TradesFrame(frame.topic, (row,)) for row in reversed(frame.rows)], "the oldest comes first"
    elif isinstance(frame, CandlesFrame):
        assert told == [CandlesFrame(frame.topic, frame.rows)], "nothing marks the first one"
    else:
        assert told == [frame]


@given(carried.both_client_frames, carried.both_venue_frames, st.data())
def test_what_is_cut_short_is_never_taken_for_something_else(
    asked: ClientFrame, frame: VenueFrame, draw: st.DataObject
) -> None:
    for data in stream.write_venue(frame, 0):
        cut = draw.draw(st.integers(0, len(data) - 1))
        assert all(isinstance(read, Unreadable) for read in stream.read_venue(data[:cut]))
    for data in stream.write_client(asked):
        cut = draw.draw(st.integers(0, len(data) - 1))
        assert all(isinstance(read, Garbled) for read in stream.read_client(data[:cut]))


@given(st.binary(max_size=60))
def test_noise_is_unreadable(data: bytes) -> None:
    """Noise that happens to be a frame is none that tells of a market."""
    assert not any(isinstance(read, Subscribe | Unsubscribe) for read in stream.read_client(data))
    assert all(isinstance(read, Unreadable | Nudged | Pong | StreamRefused) for read in stream.read_venue(data))


def test_frames_are_spelled_as_the_pages_have_them() -> None:
    (asked,) = stream.write_client(Subscribe((BOOK,)))
    assert decode(asked) == {"topic": "depth", "event": "sub", "params": {"symbol": "ETHUSDT"}}
    (acked,) = stream.write_venue(Subscribed(BOOK), 0)
    assert decode(acked) == decode(asked) | {"code": "0", "msg": "Success"}
    (bars,) = stream.write_client(Unsubscribe((Topic(Channel.CANDLES, "ETHUSDT", "15m"),)))
    described = {"symbol": "ETHUSDT", "klineType": "15m"}
    assert decode(bars) == {"topic": "kline", "event": "cancel", "params": described}
    row = TickerReport("ETHUSDT", 0, ONE, 2 * ONE, 3 * ONE, 4 * ONE, 0, 0, 0, 0, 0, 5_000_000)
    (top,) = stream.write_venue(TickersFrame(TOP, (row,)), 0)
    assert decode(top)["data"] == {"s": "ETHUSDT", "b": "1", "bz": "2", "a": "3", "az": "4", "t": 5}
    assert stream.read_venue(top) == (TickersFrame(TOP, (row,)),)


def test_answers_to_subscriptions() -> None:
    for frame in (Subscribed(BOOK), Unsubscribed(TOP), StreamRefused("-100011", "Parameter error!", BOOK)):
        (data,) = stream.write_venue(frame, 0)
        assert stream.read_venue(data) == (frame,)
    bare = b'{"code":"-100011","desc":"Parameter error!"}'
    assert stream.read_venue(bare) == (StreamRefused("-100011", "Parameter error!"),)


@pytest.mark.parametrize(
    "said",
    [
        b'{"topic":"odd","event":"sub","params":{"symbol":"ETHUSDT"}}',
        b'{"topic":"depth","event":"sub","params":{}}',
        b'{"topic":"depth","event":"maybe","params":{"symbol":"ETHUSDT"}}',
        b'{"topic":"kline","event":"sub","params":{"symbol":"ETHUSDT"}}',
        b'{"topic":"kline_1m","event":"sub","params":{"symbol":"ETHUSDT"}}',
        b'{"topic":"depth","event":"sub","params":{"symbol":"ETHUSDT,BTCUSDT"}}',
    ],
)
def test_an_ask_that_is_none_is_refused(said: bytes) -> None:
    assert stream.read_client(said) == (Garbled("-100011", "Parameter error!"),)


def test_an_acknowledgement_without_a_code_proves_nothing() -> None:
    (read,) = stream.read_venue(b'{"topic":"depth","event":"sub","params":{"symbol":"ETHUSDT"}}')
    assert isinstance(read, Unreadable)
    assert read.topic == BOOK
    assert stream.read_client(b'{"ping":7}') == (Ping(),)
    assert stream.read_client(b'{"pong":7}') == (Nodded(),)
