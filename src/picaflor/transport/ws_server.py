"""The server's end of a websocket: the handshake, and one client. No extension is ever agreed to."""

from __future__ import annotations

import asyncio
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable
from hashlib import sha1
from typing import Final, Protocol

from picaflor.transport import ws_rules as rules
from picaflor.transport.http1 import Message, write_head
from picaflor.wire.net import Reply, Request

MAGIC: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
GOODBYE_SECONDS: Final = 1.0


class SocketHandlers(Protocol):
    @property
    def on_frame(self) -> Callable[[ClientSocket, bytes], None]: ...
    @property
    def on_beat(self) -> Callable[[ClientSocket], bool]: ...
    @property
    def on_close(self) -> Callable[[ClientSocket], None]: ...
    @property
    def on_trouble(self) -> Callable[[str], None]: ...


def check_handshake(message: Message) -> Reply | None:
    """What is wrong with it, as a reply."""
    key = message.header("sec-websocket-key") or ""
    try:
        key_is_good = len(b64decode(key.encode("latin-1"), validate=True)) == 16
    except Base64Error:
        key_is_good = False
    if not message.start.startswith("GET ") or "upgrade" not in (message.header("connection") or "").lower():
        return Reply(400, b"no websocket handshake")
    if message.header("sec-websocket-version") != "13":
        return Reply(426, b"websocket version 13 is spoken here", (("Sec-WebSocket-Version", "13"),))
    return None if key_is_good else Reply(400, b"a websocket key of 16 bytes is needed")


def accept_handshake(message: Message) -> bytes:
    key = (message.header("sec-websocket-key") or "").encode("latin-1")
    proof = b64encode(sha1(key + MAGIC, usedforsecurity=False).digest()).decode()
    return write_head(
        "HTTP/1.1 101 Switching Protocols",
        (("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", proof)),
    )


class ClientSocket:
    """One connected client. A client that does not read is hung up on when `write_cap` bytes wait for it."""

    __slots__ = (
        "_assembler", "_ended", "_handlers", "_reader", "_transport", "_write_cap", "close_code", "id", "request"
    )  # fmt: skip

    def __init__(
        self,
        number: int,
        transport: asyncio.Transport,
        request: Request,
        handlers: SocketHandlers,
        write_cap: int,
        message_cap: int,
    ) -> None:
        self.id, self.request = number, request
        self.close_code: int | None = None  # what the client said when it left
        self._transport, self._handlers, self._write_cap = transport, handlers, write_cap
        self._reader = rules.MaskedFrameReader(message_cap)
        self._assembler = rules.Assembler(message_cap)
        self._ended = False

    @property
    def unread(self) -> int:
        """Bytes written that the client has not taken yet."""
        return self._transport.get_write_buffer_size()

    @property
    def is_open(self) -> bool:
        return not self._ended and not self._transport.is_closing()

    def send(self, data: bytes, *, text: bool = True) -> None:
        self.send_framed(rules.write_frame(rules.TEXT if text else rules.BINARY, data))

    def send_framed(self, frame: bytes) -> None:
        """For one frame to many clients: `ws_rules.write_frame` once, this for each."""
        if self._ended or self._transport.is_closing():
            return
        self._transport.write(frame)
        if self._transport.get_write_buffer_size() > self._write_cap:
            self._handlers.on_trouble(f"websocket client {self.id} left {self.unread} bytes unread: hung up")
            self.drop()

    def ping(self, payload: bytes = b"") -> None:
        self.send_framed(rules.write_frame(rules.PING, payload))

    def close(self, code: int = rules.OK, why: str = "") -> None:
        """Says goodbye and waits a second for the client's."""
        if self._ended or self._transport.is_closing():
            return
        self._ended = True
        self._transport.write(rules.write_close(code, why))
        asyncio.get_running_loop().call_later(GOODBYE_SECONDS, self._transport.abort)

    def drop(self) -> None:
        """Hangs up without a word."""
        self._ended = True
        self._transport.abort()

    def feed(self, data: bytes) -> None:
        self._reader.feed(data)
        try:
            while not self._transport.is_closing() and (frame := self._reader.take()) is not None:
                self._frame(*frame)
        except rules.Violation as error:
            self._handlers.on_trouble(f"websocket client {self.id} sent {error.why}: closed with {error.code}")
            self.close(error.code, error.why)
            self._transport.close()

    def lost(self) -> None:
        self._ended = True
        self._handlers.on_close(self)

    def _frame(self, opcode: int, fin: bool, rsv1: bool, payload: bytes) -> None:
        if opcode == rules.CLOSE:
            self._hear_goodbye(payload)
        elif opcode in (rules.PING, rules.PONG):
            if self._handlers.on_beat(self) and opcode == rules.PING:
                self.send_framed(rules.write_frame(rules.PONG, payload))
        elif not self._ended:
            message = self._assembler.add(opcode, fin, rsv1, payload)
            if message is not None:
                self._handlers.on_frame(self, message[0])

    def _hear_goodbye(self, payload: bytes) -> None:
        self.close_code = rules.read_close(payload)[0]
        if not self._ended:
            self._ended = True
            self._transport.write(rules.write_close(self.close_code, ""))
        self._transport.close()
