"""What a hostile websocket server says, the code it is closed with, and what it costs us."""

from __future__ import annotations

import asyncio
import gzip
import struct
import zlib
from typing import Any

import pytest

from picaflor.transport import ws_rules as rules
from picaflor.transport.dialling import Dialler
from picaflor.transport.ws import PONG_CAP, NotOpened, WsConnection, WsOptions, connect
from tests.unit.transport.loopback import at, raw_server
from tests.unit.transport.raw_ws import BINARY, CAP, GOODBYE, MORE, TEXT, URL, Heard, frame, hear, saying, shake_hands

HOSTILE = {
    "a bad opcode": (1002, frame(0x3, b"x")),
    "a bad control opcode": (1002, frame(0xB)),
    "RSV1 that was not agreed": (1002, frame(TEXT, b"{}", rsv=0x40)),
    "RSV2": (1002, frame(TEXT, b"{}", rsv=0x20)),
    "RSV3 on a ping": (1002, frame(rules.PING, b"", rsv=0x10)),
    "RSV1 on a ping": (1002, frame(rules.PING, b"", rsv=0x40)),
    "RSV1 on a continuation": (1002, frame(TEXT, b"{", fin=False) + frame(MORE, b"}", rsv=0x40)),
    "bad UTF-8": (1007, frame(TEXT, b'{"a":"\xff"}')),
    "half a letter": (1007, frame(TEXT, "é".encode()[:1])),
    "a surrogate": (1007, frame(TEXT, b"\xed\xa0\x80")),
    "bad UTF-8 in pieces": (1007, frame(TEXT, b"a\xc3", fin=False) + frame(MORE, b"a")),
    "a stray continuation": (1002, frame(MORE, b"x")),
    "a new message inside another": (1002, frame(TEXT, b"a", fin=False) + frame(TEXT, b"b")),
    "a fragmented control frame": (1002, frame(rules.PING, b"", fin=False)),
    "a long control frame": (1002, frame(rules.PING, b"x" * 126)),
    "a masked frame": (1002, frame(TEXT, b"{}", mask=True)),
    "a length of 2^62": (1009, struct.pack("!BBQ", 0x82, 127, 1 << 62)),
    "a length of 2^63": (1002, struct.pack("!BBQ", 0x82, 127, 1 << 63)),
    "a frame above the cap": (1009, frame(BINARY, b"x" * (CAP + 1))),
    "fragments above the cap": (1009, frame(BINARY, b"x" * CAP, fin=False) + frame(MORE, b"x")),
    "the close code 1005": (1002, frame(rules.CLOSE, b"\x03\xed")),
    "the close code 1006": (1002, frame(rules.CLOSE, b"\x03\xee")),
    "the close code 0": (1002, frame(rules.CLOSE, b"\0\0")),
    "the close code 999": (1002, frame(rules.CLOSE, b"\x03\xe7")),
    "the close code 5000": (1002, frame(rules.CLOSE, b"\x13\x88")),
    "half a close code": (1002, frame(rules.CLOSE, b"\x03")),
    "a bad close reason": (1007, frame(rules.CLOSE, b"\x03\xe8\xff")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_broken_rule_closes_the_socket_with_its_code(run: Any, name: str) -> None:
    code, data = HOSTILE[name]
    said: list[bytes] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(frame(TEXT, b"before"))
        writer.write(data + frame(TEXT, b"after"))
        said.append(await reader.read())

    heard = run(hear(script))
    assert heard.closed[0][0] == code, heard.closed
    assert heard.closed[0][1]
    assert (b"after", True) not in heard.frames
    assert heard.frames in ([(b"before", True)], [])  # when one read brings both, picows may drop the good one


def test_the_server_is_told_why(run: Any) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(frame(TEXT, b"\xff"))
        head = await reader.readexactly(6)
        assert head[0] == 0x88
        told.append(rules.unmask(await reader.readexactly(head[1] & 0x7F), head[2:]))

    told: list[bytes] = []
    run(hear(script))
    assert told == [b"\x03\xef" + b"text that is not UTF-8"]


@pytest.mark.parametrize("size", [0, 1000])
def test_an_endless_continuation_costs_no_more_than_the_cap(run: Any, size: int) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(frame(BINARY, b"", fin=False))
        for _ in range(2000):
            writer.write(frame(MORE, b"x" * size, fin=False) + frame(rules.PING))
            await writer.drain()
        writer.write(GOODBYE)
        await reader.read()

    heard = run(hear(script))
    assert heard.closed[0][0] == (rules.TOO_BIG if size else rules.OK)
    assert heard.beats > 150
    assert heard.most_buffered <= CAP + PONG_CAP + 200


def test_a_ping_flood_is_answered_only_as_far_as_the_server_reads(run: Any) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        for _ in range(600):
            writer.write(frame(rules.PING, b"x" * 125) * 100)
            await writer.drain()
        writer.write(GOODBYE)
        await writer.drain()
        reader._transport.resume_reading()  # type: ignore[attr-defined]
        await reader.read()

    heard = run(hear(script))
    assert heard.beats == 60_000
    assert heard.most_buffered <= PONG_CAP + 200


def test_a_server_that_does_not_read_is_hung_up_on(run: Any) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(frame(TEXT, b"go"))
        await asyncio.Event().wait()

    async def main() -> tuple[Heard, int]:
        heard, sent = Heard(), 0

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await shake_hands(reader, writer)
            await script(reader, writer)

        async with raw_server(talk) as port:
            made = await connect(at(port), Dialler(), URL, heard.handlers(), WsOptions(write_cap=CAP))
            assert isinstance(made, WsConnection)
            await heard.fed.wait()
            while made.send(b"x" * 10_000):
                sent += 10_000
                assert made.buffered < CAP + 20_000
            await heard.over.wait()
        return heard, sent

    heard, sent = run(main())
    assert heard.closed[0][0] == rules.POLICY
    assert "unread" in heard.closed[0][1]
    assert sent >= CAP


def raw_deflate(data: bytes, *, flush: int = zlib.Z_FINISH) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(flush)


PACKED = {
    "deflate-raw": ("deflate-raw", raw_deflate(b"book"), 0),
    "deflate-raw that ends in a flush": ("deflate-raw", raw_deflate(b"book", flush=zlib.Z_SYNC_FLUSH), 0),
    "gzip": ("gzip", gzip.compress(b"book"), 0),
    "a deflate bomb": ("deflate-raw", raw_deflate(b"0" * 50_000_000), 1009),
    "a gzip bomb": ("gzip", gzip.compress(b"0" * 50_000_000, 9), 1009),
    "no deflate": ("deflate-raw", b"\xff\xff\xff", 1007),
    "gzip cut short": ("gzip", gzip.compress(b"book")[:-2], 1007),
}


@pytest.mark.parametrize("name", PACKED)
def test_binary_messages_are_unpacked_up_to_the_cap(run: Any, name: str) -> None:
    how, data, code = PACKED[name]
    options = WsOptions(message_cap=CAP, decompress=how)  # type: ignore[arg-type]
    heard = run(hear(saying(frame(TEXT, b"pong"), frame(BINARY, data), GOODBYE), options))
    assert heard.frames[0] == (b"pong", True)
    assert heard.frames[1:] == ([] if code else [(b"book", False)])
    assert heard.closed[0][0] == (code or 1000)


async def with_deflate(agreed: str, *frames: bytes, offer: bool = True) -> tuple[Heard, Any, bytes]:
    heard, requests = Heard(), []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await shake_hands(reader, writer, f"Sec-WebSocket-Extensions: {agreed}"))
        writer.write(b"".join(frames) + GOODBYE)
        await reader.read()

    async with raw_server(talk) as port:
        options = WsOptions(message_cap=CAP, permessage_deflate=offer)
        made = await connect(at(port), Dialler(), URL, heard.handlers(), options)
        if isinstance(made, WsConnection):
            await heard.over.wait()
    return heard, made, requests[0]


@pytest.mark.parametrize("agreed", ["permessage-deflate", "permessage-deflate; server_no_context_takeover"])
def test_permessage_deflate_where_agreed(run: Any, agreed: str) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    frames = []
    for word in (b"book and book", b"book and book"):
        if "no_context" in agreed:
            packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        frames.append(frame(TEXT, (packer.compress(word) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4], rsv=0x40))
    first, second = frames
    heard, _, request = run(with_deflate(agreed, first, frame(TEXT, b"plain"), second))
    assert [data for data, _ in heard.frames] == [b"book and book", b"plain", b"book and book"]
    assert b"Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n" in request


def test_a_permessage_bomb_closes_the_socket(run: Any) -> None:
    heard, _, _ = run(with_deflate("permessage-deflate", frame(TEXT, raw_deflate(b"0" * 50_000_000), rsv=0x40)))
    assert heard.closed[0][0] == 1009
    assert heard.frames == []


@pytest.mark.parametrize(
    ("agreed", "offer"),
    [
        ("permessage-deflate", False),
        ("x-webkit-deflate-frame", True),
        ("permessage-deflate; client_max_window_bits=9", True),
    ],
)
def test_an_extension_that_was_not_offered_is_no_handshake(run: Any, agreed: str, offer: bool) -> None:
    heard, made, request = run(with_deflate(agreed, offer=offer))
    assert isinstance(made, NotOpened)
    assert "not offered" in made.why
    assert heard.opened == heard.closed == []
    assert offer or b"Sec-WebSocket-Extensions" not in request


def test_a_frame_of_2_to_the_62_is_not_waited_for(run: Any) -> None:
    taken = 0

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken
        writer.write(HOSTILE["a length of 2^62"][1])
        while taken < 400_000_000:
            writer.write(b"x" * 100_000)
            await writer.drain()
            taken += 100_000

    heard = run(hear(script))
    assert heard.closed[0][0] == rules.TOO_BIG
    assert taken < 100_000_000
