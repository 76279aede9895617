from __future__ import annotations

import json

import pytest

from picaflor.venues.bitmart import futures_stream as stream
from picaflor.venues.bitmart.futures_topics import topic_of
from picaflor.venues.bitmart.futures_words import PRODUCT
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import (
    Channel,
    Garbled,
    LoginRefused,
    Ping,
    Pong,
    StreamRefused,
    Subscribe,
    Subscribed,
    Unreadable,
)

BOOK = topic_of(Channel.BOOK, "X")


def test_a_ping_is_json_and_a_bare_word_is_refused() -> None:
    assert stream.read_client(b'{"action":"ping"}') == (Ping(),)
    (garbled,) = stream.read_client(b"ping")
    assert isinstance(garbled, Garbled)
    assert "must be JSON: ping" in garbled.words
    (pong,) = stream.write_venue(Pong(), 7_000_000)
    assert json.loads(pong) == {"group": "System", "data": "pong 7"}


def test_a_snapshot_can_be_asked_for_again_and_unknown_channels_are_refused_one_by_one() -> None:
    frame = json.dumps({"action": "request", "args": ["futures/depthIncrease50:X", "futures/nothing:X"]}).encode()
    known, wrong = stream.read_client(frame)
    assert known == Subscribe((BOOK,))
    assert isinstance(wrong, Garbled)
    assert "futures/nothing:X" in wrong.words
    for bad in ({"action": "dance"}, {"action": "subscribe"}, {"action": "access", "args": ["k"]}):
        assert isinstance(stream.read_client(json.dumps(bad).encode())[0], Garbled)


@pytest.mark.parametrize(
    ("frame", "meant"),
    [
        (
            {"action": "access", "success": False, "error": "access failed"},
            LoginRefused("", "access failed"),
        ),
        (
            {"action": "subscribe", "group": "futures/trade:X", "success": False, "error": "no"},
            StreamRefused("", "no", topic_of(Channel.TRADES, "X")),
        ),
        ({"action": "", "success": False, "error": "Invalid"}, StreamRefused("", "Invalid")),
        ({"action": "request", "group": "futures/depthIncrease50:X", "success": True}, Subscribed(BOOK)),
        ({"action": "ping", "success": True}, Pong()),
    ],
)
def test_an_answer_says_what_it_answers(frame: dict[str, object], meant: object) -> None:
    assert stream.read_venue(json.dumps(frame).encode()) == (meant,)


def book(group: str, **more: object) -> object:
    row = {"symbol": "X", "asks": [], "bids": [{"price": "1", "vol": "2"}], "ms_t": 5, **more}
    (frame,) = stream.read_venue(json.dumps({"group": group, "data": row}, separators=(",", ":")).encode())
    return frame


def test_books_are_read_with_their_number_or_whole() -> None:
    bids = b'[{"price":"1","vol":"2"}]'
    change = BookFrame("X", False, bids, b"[]", 7, at_ns=5_000_000, product=PRODUCT)
    assert book("futures/depthIncrease50:X", version=7, type="update") == change
    whole = BookFrame("X", True, bids, b"[]", at_ns=5_000_000, name="depthAll20", product=PRODUCT)
    assert book("futures/depthAll20:X", version=7) == whole


def test_what_cannot_be_read_says_of_which_topic_it_was() -> None:
    for frame in (
        book("futures/depthIncrease50:X", type="guess"),
        book("futures/depthIncrease50:Y", type="update"),
        book("futures/depthNone:X"),
    ):
        assert isinstance(frame, Unreadable)
    (half,) = stream.read_venue(b'{"group":"futures/depthIncrease50:X","data":{"symbol":')
    assert isinstance(half, Unreadable)
    assert half.topic == BOOK
    (odd,) = stream.read_venue(b'{"action":"dance","success":true}')
    assert isinstance(odd, Unreadable)


def test_one_side_is_told_a_frame_where_that_is_the_channel() -> None:
    frame = BookFrame("X", True, b'[["1","2"]]', b"[]", at_ns=5_000_000, name="depth5", product=PRODUCT)
    ways = [json.loads(data)["data"] for data in stream.write_venue(frame, 0)]
    assert [(way["way"], way["depths"]) for way in ways] == [(1, [{"price": "1", "vol": "2"}]), (2, [])]
