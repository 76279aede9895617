"""The websocket client against a server written by hand, which says what it likes after the handshake."""

from __future__ import annotations

import asyncio
import gzip
import struct
import zlib
from base64 import b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest
from tests.unit.transport.loopback import HOST, Certificate, at, http_reply, raw_server, read_request

from picaflor.transport import ws
from picaflor.transport import ws_rules as rules
from picaflor.transport.dialling import Dialler
from picaflor.transport.hosts import Hosts
from picaflor.transport.ws import PONG_CAP, Handlers, NotOpened, WsConnection, WsOptions, connect

URL = f"wss://{HOST}/v2/ws/public?x=%20"
CAP = 200_000
Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def shake_hands(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *lines: str) -> bytes:
    request = await read_request(reader)
    key = request.split(b"Sec-WebSocket-Key: ")[1].split(b"\r\n")[0]
    proof = b64encode(sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()).decode()
    head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", *lines]
    writer.write("\r\n".join([*head, f"Sec-WebSocket-Accept: {proof}", "", ""]).encode())
    return request


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, rsv: int = 0, mask: bool = False) -> bytes:
    first, size = opcode | (0x80 if fin else 0) | rsv, len(payload)
    bit = 0x80 if mask else 0
    if size < 126:
        head = struct.pack("!BB", first, bit | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, bit | 126, size)
    else:
        head = struct.pack("!BBQ", first, bit | 127, size)
    return head + (b"\0\0\0\0" if mask else b"") + payload


class Heard:
    """Everything the callbacks said."""

    def __init__(self) -> None:
        self.opened: list[WsConnection] = []
        self.frames: list[tuple[bytes, bool]] = []
        self.beats = 0
        self.closed: list[tuple[int, str]] = []
        self.most_buffered = 0
        self.over = asyncio.Event()
        self.fed = asyncio.Event()

    def handlers(self) -> Handlers:
        return Handlers(on_open=self.opened.append, on_frame=self.frame, on_close=self.close, on_beat=self.beat)

    def frame(self, data: bytes, text: bool) -> None:
        self.frames.append((data, text))
        self.fed.set()

    def beat(self) -> None:
        self.beats += 1
        self.most_buffered = max(self.most_buffered, self.opened[0].buffered)

    def close(self, code: int, why: str) -> None:
        self.closed.append((code, why))
        self.over.set()


async def hear(script: Script, options: WsOptions | None = None) -> Heard:
    """Connects, and waits until the socket is closed."""
    heard = Heard()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await shake_hands(reader, writer)
        await script(reader, writer)

    async with raw_server(talk) as port:
        made = await connect(at(port), Dialler(), URL, heard.handlers(), options or WsOptions(message_cap=CAP))
        assert isinstance(made, WsConnection)
        assert heard.opened == [made]
        await heard.over.wait()
        assert made.buffered == 0
        assert not made.send(b"too late")
    await asyncio.sleep(0)
    assert len(heard.closed) == 1
    return heard


def saying(*frames: bytes) -> Script:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"".join(frames))
        await reader.read()

    return script


TEXT, BINARY, MORE = rules.TEXT, rules.BINARY, rules.CONTINUATION
GOODBYE = frame(rules.CLOSE, b"\x03\xe8bye")
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


GOOD = {
    "text": ([frame(TEXT, b"{}")], [(b"{}", True)]),
    "letters beyond ASCII": ([frame(TEXT, "é€".encode())], [("é€".encode(), True)]),
    "binary": ([frame(BINARY, b"\xff\0")], [(b"\xff\0", False)]),
    "an empty message": ([frame(TEXT)], [(b"", True)]),
    "pieces": (
        [frame(TEXT, b"\xc3", fin=False), frame(rules.PING), frame(MORE, b"", fin=False), frame(MORE, b"\xa9")],
        [("é".encode(), True)],
    ),
    "two in a row": ([frame(TEXT, b"1"), frame(TEXT, b"2" * 70_000)], [(b"1", True), (b"2" * 70_000, True)]),
}


@pytest.mark.parametrize("name", GOOD)
def test_good_messages_arrive_whole(run: Any, name: str) -> None:
    frames, messages = GOOD[name]
    heard = run(hear(saying(*frames, GOODBYE)))
    assert heard.frames == messages
    assert heard.closed == [(1000, "bye")]


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


async def not_opened(reply: bytes, *, open_seconds: float = 5.0) -> tuple[Any, Heard]:
    heard = Heard()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_request(reader)
        assert request.startswith(b"GET /v2/ws/public?x=%20 HTTP/1.1\r\n")
        assert f"\r\nHost: {HOST}\r\n".encode() in request
        if reply:
            writer.write(reply)
            writer.close()
        else:
            await reader.read()

    async with raw_server(talk) as port:
        options = WsOptions(open_seconds=open_seconds)
        return await connect(at(port), Dialler(), URL, heard.handlers(), options), heard


REFUSALS = {
    "a 429": (http_reply(b"slow down", "Retry-After: 7", status="429 Too Many Requests"), "with 429"),
    "a redirect": (http_reply(b"", "Location: ws://127.0.0.1:1/", status="302 Found"), "with 302"),
    "a wrong proof": (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: nonsense\r\n\r\n",
        "sec-websocket-accept",
    ),
    "a web page": (http_reply(b"<html>"), "with 200"),
    "no http": (b"SSH-2.0\r\n\r\n", "unknown protocol"),
    "half a head": (b"HTTP/1.1 101 Swi", "closed the connection during the handshake"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_handshake_that_fails_says_why(run: Any, name: str) -> None:
    reply, words = REFUSALS[name]
    made, heard = run(not_opened(reply))
    assert isinstance(made, NotOpened)
    assert words in made.why
    assert heard.opened == heard.closed == []
    if name == "a 429":
        assert made.reply is not None
        assert (made.reply.status, made.reply.header("retry-after"), made.reply.body) == (429, "7", b"slow down")


def test_a_handshake_without_an_answer_is_given_up(run: Any) -> None:
    made, _ = run(not_opened(b"", open_seconds=0.04))
    assert isinstance(made, NotOpened)


def test_nobody_there(run: Any) -> None:
    made = run(connect(at(1), Dialler(), URL, Handlers(on_open=print, on_frame=print, on_close=print)))
    assert isinstance(made, NotOpened)
    assert "refused the connection" in made.why
    other = run(
        connect(at(1), Dialler(), "wss://ws.bitget.com/", Handlers(on_open=print, on_frame=print, on_close=print))
    )
    assert isinstance(other, NotOpened)
    assert "no endpoint for ws.bitget.com" in other.why


def test_tls_is_checked(run: Any, tmp_path: Path) -> None:
    certificate = Certificate(tmp_path, "127.0.0.1")

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await shake_hands(reader, writer)
        writer.write(GOODBYE)
        await reader.read()

    async def main() -> tuple[Any, Any]:
        heard = Heard()
        async with raw_server(talk, certificate.server_context) as port:
            hosts = at(port, "https")
            strange = await connect(hosts, Dialler(), URL, heard.handlers())
            assert heard.opened == []
            known = await connect(hosts, Dialler(ca_file=certificate.file), URL, heard.handlers())
            await heard.over.wait()
        return strange, known

    strange, known = run(main())
    assert isinstance(strange, NotOpened)
    assert "self-signed certificate" in strange.why
    assert isinstance(known, WsConnection)


def test_our_goodbye_waits_for_theirs(run: Any) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readexactly(6)
        assert head[0] == 0x81
        await reader.readexactly(head[1] & 0x7F)
        writer.write(frame(TEXT, b"ready"))
        assert (await reader.readexactly(1))[0] == 0x88
        writer.write(frame(TEXT, b"late") + GOODBYE)
        await reader.read()

    async def main() -> Heard:
        heard = Heard()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await shake_hands(reader, writer)
            await script(reader, writer)

        async with raw_server(talk) as port:
            made = await connect(at(port), Dialler(), URL, heard.handlers())
            assert isinstance(made, WsConnection)
            assert made.send(b"hello")
            await heard.fed.wait()
            made.close()
            assert not made.is_open
            await heard.over.wait()
        return heard

    heard = run(main())
    assert heard.frames == [(b"ready", True)]
    assert heard.closed == [(1000, "closed by us")]


def test_a_lost_connection_has_its_own_code(run: Any) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    assert run(hear(script)).closed[0][0] == rules.NO_CLOSE_FRAME


def test_a_close_without_a_code(run: Any) -> None:
    assert run(hear(saying(frame(rules.CLOSE)))).closed == [(rules.NO_CODE, "")]


def test_pings_are_answered_and_pongs_heard(run: Any) -> None:
    pongs: list[bytes] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(frame(rules.PING, b"are you there") + frame(rules.PONG))
        head = await reader.readexactly(6)
        assert head[0] == 0x8A
        pongs.append(rules.unmask(await reader.readexactly(head[1] & 0x7F), head[2:]))
        writer.write(GOODBYE)
        await reader.read()

    heard = run(hear(script))
    assert pongs == [b"are you there"]
    assert heard.beats == 2


def test_a_failing_handler_closes_the_socket_and_is_reported(run: Any) -> None:
    reported: list[dict[str, Any]] = []

    async def main() -> Heard:
        heard = Heard()
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: reported.append(context))

        def fail(_data: bytes, _text: bool) -> None:
            raise ZeroDivisionError

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await shake_hands(reader, writer)
            writer.write(frame(TEXT, b"{}"))
            await reader.read()

        async with raw_server(talk) as port:
            handlers = Handlers(on_open=heard.opened.append, on_frame=fail, on_close=heard.close)
            await connect(at(port), Dialler(), URL, handlers)
            await heard.over.wait()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        return heard

    heard = run(main())
    assert heard.closed == [(rules.OUR_FAULT, "our own handler failed")]
    assert isinstance(reported[0]["exception"], ZeroDivisionError)


def test_an_emulated_run_opens_no_other_socket() -> None:
    assert at(9).websocket("wss://api.venue.test/ws?a=1") == at(9).websocket("api.venue.test/ws?a=1")
    assert Hosts().websocket("ws.bitget.com/v2")[0].ws_base == "wss://ws.bitget.com"


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


def test_a_handshake_nobody_waits_for_any_more_opens_nothing(run: Any) -> None:
    async def main() -> tuple[Heard, bytes]:
        heard, asked, given_up, last = Heard(), asyncio.Event(), asyncio.Event(), asyncio.Queue[bytes]()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.set()
            await given_up.wait()
            await shake_hands(reader, writer)
            writer.write(frame(TEXT, b"hello?"))
            last.put_nowait(await reader.read())

        async with raw_server(talk) as port:
            opening = asyncio.create_task(connect(at(port), Dialler(), URL, heard.handlers()))
            await asked.wait()
            opening.cancel()
            await asyncio.gather(opening, return_exceptions=True)
            given_up.set()
            return heard, await last.get()

    heard, last = run(main())
    assert last == b""  # the connection was closed, and nothing was said on it
    assert heard.opened == heard.frames == heard.closed == []


def test_a_server_that_never_says_goodbye_is_left(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ws, "GOODBYE_SECONDS", 0.03)

    async def main() -> Heard:
        heard = Heard()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await shake_hands(reader, writer)
            await asyncio.Event().wait()

        async with raw_server(talk) as port:
            made = await connect(at(port), Dialler(), URL, heard.handlers())
            assert isinstance(made, WsConnection)
            made.close(4000, "enough")
            made.close()
            await heard.over.wait()
        return heard

    assert run(main()).closed == [(4000, "enough")]


def test_a_handler_of_the_end_that_fails_is_reported(run: Any) -> None:
    reported: list[Any] = []

    async def main() -> None:
        failed = asyncio.Event()

        def report(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            reported.append(context["exception"])
            failed.set()

        def fail(_code: int, _why: str) -> None:
            raise ZeroDivisionError

        asyncio.get_running_loop().set_exception_handler(report)

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await shake_hands(reader, writer)
            writer.write(HOSTILE["a bad opcode"][1])
            await reader.read()

        async with raw_server(talk) as port:
            handlers = Handlers(on_open=lambda _made: None, on_frame=print, on_close=fail)
            await connect(at(port), Dialler(), URL, handlers)
            await failed.wait()

    run(main())
    assert isinstance(reported[0], ZeroDivisionError)
