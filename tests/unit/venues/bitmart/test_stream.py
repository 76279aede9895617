"""Frames beyond what laws and payloads show."""

from __future__ import annotations

import pytest

from picaflor.venues.bitmart import stream
from picaflor.wire.asks import ReadBalances
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import (
    Call,
    Channel,
    FillsFrame,
    Garbled,
    LoggedIn,
    LoginRefused,
    Ping,
    Pong,
    StreamRefused,
    Subscribe,
    Topic,
    Unreadable,
)

BOOK = Topic(Channel.BOOK, "BTC_USDT")


def test_pings_are_texts() -> None:
    assert stream.write_client(Ping()) == (b"ping",)
    assert stream.read_client(b"ping") == (Ping(),)
    assert stream.read_venue(b"pong") == (Pong(),)


def test_a_request_for_a_snapshot_subscribes_again() -> None:
    data = b'{"op":"request","args":["spot/depth/increase100:BTC_USDT"]}'
    assert stream.read_client(data) == (Subscribe((BOOK,)),)


def test_unknown_channels_are_refused_each_for_itself() -> None:
    data = b'{"op":"subscribe","args":["spot/depth/increase100:BTC_USDT","spot/weather:BTC_USDT","spot/trade"]}'
    wrong = Garbled("90004", "Invalid channel param")
    assert stream.read_client(data) == (Subscribe((BOOK,)), wrong, wrong)
    assert stream.read_client(b'{"op":"subscribe","args":["x"]}') == (wrong,)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"hello", "90001"),
        (b'{"op":"dance"}', "90002"),
        (b'{"op":"login","args":["k"]}', "90003"),
        (b'{"op":"subscribe","args":[]}', "90003"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_code(data: bytes, code: str) -> None:
    (said,) = stream.read_client(data)
    assert isinstance(said, Garbled)
    assert said.code == code


def test_events() -> None:
    assert stream.read_venue(b'{"event":"login"}') == (LoggedIn(),)
    refused = b'{"event":"error","message":"Invalid sign","errorCode":91011}'
    assert stream.read_venue(refused) == (LoginRefused("91011", "Invalid sign"),)
    assert stream.read_venue(refused.replace(b"91011", b"95000")) == (StreamRefused("95000", "Invalid sign"),)
    for odd in (b'{"event":"rain"}', b'{"event":"subscribe","topic":"x"}', b'{"table":"spot/x","data":[]}', b"[]"):
        (said,) = stream.read_venue(odd)
        assert isinstance(said, Unreadable)


def test_a_change_says_that_it_is_one() -> None:
    row = b'{"symbol":"B_U","asks":[],"bids":[],"ms_t":1,"type":"TYPE","version":5}'
    data = b'{"table":"spot/depth/increase100","data":[' + row + b"]}"
    (said,) = stream.read_venue(data.replace(b"TYPE", b"update"))
    assert said == BookFrame("B_U", False, b"[]", b"[]", 5, at_ns=1_000_000)
    (said,) = stream.read_venue(data.replace(b"TYPE", b"rumour"))
    assert isinstance(said, Unreadable)
    assert said.topic == Topic(Channel.BOOK, "B_U")
    (said,) = stream.read_venue(b'{"data":[{"symbol":"B_U"')
    assert isinstance(said, Unreadable)
    assert said.topic is None


def test_what_this_row_has_not_is_not_written() -> None:
    with pytest.raises(ValueError, match="request alone"):
        stream.write_client(Call(ReadBalances()))
    with pytest.raises(ValueError, match="FillsFrame"):
        stream.write_venue(FillsFrame(()), 0)
    assert stream.write_venue(Unreadable("x"), 0) == stream.write_client(Garbled("1", "x")) == ()
