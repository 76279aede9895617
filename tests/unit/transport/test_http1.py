"""HTTP/1.1 out of bytes, however they are cut."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picaflor.transport.http1 import Malformed, Message, MessageReader, write_head

STREAM = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-Two: a\r\nX-Two:  b\t\r\n\r\nabc"
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\n"
    b"HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n"
    b"HTTP/1.1 304\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\nz\r\n0\r\nTrailer: x\r\nMore: y\r\n\r\n"
    b"HTTP/1.0 500 \r\nContent-Length: 0\r\n\r\n"
    b"HTTP/1.1 200 OK\r\n\r\nuntil the end"
)
BODIES = [b"abc", b"abc0123456789", b"", b"", b"z", b"", b"until the end"]


def take_all(pieces: list[bytes], cap: int = 1000) -> list[Message]:
    reader, messages = MessageReader(answers=True, body_cap=cap), []
    for piece in pieces:
        reader.feed(piece)
        while (message := reader.take()) is not None:
            messages.append(message)
    last = reader.take_at_close()
    assert reader.between_messages
    return messages if last is None else [*messages, last]


@given(st.lists(st.integers(0, len(STREAM)), max_size=40).map(sorted))
def test_messages_do_not_depend_on_how_they_were_cut(cuts: list[int]) -> None:
    edges = [0, *cuts, len(STREAM)]
    messages = take_all([STREAM[begin:end] for begin, end in itertools.pairwise(edges)])
    assert [message.body for message in messages] == BODIES
    assert [message.status for message in messages] == [200, 200, 204, 304, 200, 500, 200]
    assert messages[0].headers == (("content-length", "3"), ("x-two", "a"), ("x-two", "b"))


def test_byte_by_byte() -> None:
    messages = take_all([STREAM[no : no + 1] for no in range(len(STREAM))])
    assert [message.body for message in messages] == BODIES


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for start in (b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"):
        reader = MessageReader(answers=True, body_cap=100)
        reader.feed(start + data)
        try:
            while reader.take() is not None:
                pass
        except Malformed:
            continue
        assert reader.buffered <= len(start + data)


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 20\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 ²²² OK\r\n\r\n".encode("latin-1"),
        OK + b"no colon\r\n\r\n",
        OK + b" folded: line\r\n\r\n",
        OK + b"space : before\r\n\r\n",
        OK + b"X: a\nContent-Length: 3\r\n\r\n",
        OK + b"X: \0\r\n\r\n",
        OK + b"Content-Length: -1\r\n\r\n",
        OK + b"Content-Length: +1\r\n\r\n",
        OK + b"Content-Length: 1, 2\r\n\r\n",
        OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        OK + b"Content-Length: 1001\r\n\r\n",
        OK + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n",
        OK + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
        OK + b"\r\n" + b"x" * 1001,
        OK + b"X: y\r\n" * 129 + b"\r\n",
        CHUNKED + b"-1\r\n",
        CHUNKED + b"0x1\r\n",
        CHUNKED + b"\r\n",
        CHUNKED + b"2\r\nabc\r\n",
        CHUNKED + b"ffffffffffffffff\r\n",
        CHUNKED + b"1f5\r\n" + b"x" * 501 + b"\r\n1f5\r\n",
        CHUNKED + b"1" * 2000,
        CHUNKED + b"0\r\n" + b"X: y\r\n" * 20_000,
    ],
)
def test_what_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        take_all([data])


def test_the_same_length_twice_is_one_length() -> None:
    assert take_all([OK + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\nx"])[0].body == b"x"


def test_a_reply_to_head_has_no_body() -> None:
    reader = MessageReader(answers=True, body_cap=10)
    reader.feed(OK + b"Content-Length: 3000\r\n\r\n")
    message = reader.take(bodyless=True)
    assert message is not None
    assert message.body == b""


def test_a_request_without_a_length_is_empty() -> None:
    reader = MessageReader(answers=False, body_cap=10)
    reader.feed(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nmore")
    message = reader.take()
    assert message is not None
    assert message.body == b""
    assert reader.rest() == b"more"
    assert reader.between_messages


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        (b"GET / HTTP/1.1\r\n", True),
        (b"GET / HTTP/1.1\r\nConnection: Close\r\n", False),
        (b"GET / HTTP/1.0\r\n", False),
        (b"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n", True),
        (b"HTTP/1.1 200 OK\r\n", True),
    ],
)
def test_who_keeps_the_connection(head: bytes, kept: bool) -> None:
    reader = MessageReader(answers=False, body_cap=10)
    reader.feed(head + b"\r\n")
    message = reader.take()
    assert message is not None
    assert message.keeps_alive is kept


@pytest.mark.parametrize("bad", ["a\r\nb", "a\nb", "a\rb", "a\0b"])
def test_no_line_break_gets_into_a_head(bad: str) -> None:
    assert write_head("GET / HTTP/1.1", (("X", "é"),)) == b"GET / HTTP/1.1\r\nX: \xe9\r\n\r\n"
    for start, headers in [(bad, ()), ("s", ((bad, "v"),)), ("s", (("n", bad),))]:
        with pytest.raises(Malformed):
            write_head(start, headers)
