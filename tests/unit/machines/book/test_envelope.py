"""The slow reader of whole messages."""

from __future__ import annotations

import pytest

from picaflor.machines.book.envelope import make_reader, read_topic
from picaflor.wire.envelope import Envelope
from picaflor.wire.reports import BookFrame

TOPIC = b'{"channel":"books","instId":"AB"}'
READ = make_reader(Envelope(), TOPIC, "AB")
MESSAGE = (
    b'{"action":"update","arg":%s,"data":[{"asks":[],"bids":[["1","2"]],"seq":5,"pseq":"4","checksum":-7}],"ts":1}'
)


def test_reads_a_frame() -> None:
    frame = BookFrame("AB", False, b'[["1","2"]]', b"[]", 5, 4, -7)
    assert READ(MESSAGE % TOPIC) == frame
    assert READ(MESSAGE % b'{"channel": "books", "instId": "AB"}') == frame
    assert READ((MESSAGE % TOPIC).replace(b"update", b"snapshot")) == BookFrame(
        "AB", True, b'[["1","2"]]', b"[]", 5, 4, -7
    )


def test_what_is_not_told_is_absent() -> None:
    assert READ(b'{"action":"update","arg":%s,"data":[{}]}' % TOPIC) == BookFrame("AB", False, b"", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"pong",
        MESSAGE % b'{"channel":"books","instId":"AC"}',
        (MESSAGE % TOPIC)[:-1],
        (MESSAGE % TOPIC).replace(b"update", b"error"),
        (MESSAGE % TOPIC).replace(b'"4"', b'"four"'),
        (MESSAGE % TOPIC).replace(b"5,", b"5.5,"),
        (MESSAGE % TOPIC).replace(b"[{", b"{").replace(b"}]", b"}"),
        b"[" * 5000,
    ],
)
def test_what_is_no_frame_of_ours(data: bytes) -> None:
    assert READ(data) is None


def test_data_that_is_not_listed() -> None:
    read = make_reader(Envelope(listed=False), TOPIC, "AB")
    frame = read(b'{"action":"snapshot","arg":%s,"data":{"asks":[],"seq":1}}' % TOPIC)
    assert frame == BookFrame("AB", True, b"", b"[]", 1)


def test_topic() -> None:
    assert read_topic(Envelope(), MESSAGE % TOPIC) == TOPIC
    assert read_topic(Envelope(), b"{}") is None
    assert read_topic(Envelope(), b"pong") is None
