"""A websocket server written by hand, and what a client's callbacks heard of it."""

from __future__ import annotations

import asyncio
import struct
from base64 import b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha1

from picaflor.transport import ws_rules as rules
from picaflor.transport.dialling import Dialler
from picaflor.transport.ws import Handlers, WsConnection, WsOptions, connect
from tests.unit.transport.loopback import HOST, at, raw_server, read_request

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
