"""The server side, on this machine only: HTTP and websockets on one port, for emulated exchanges and the control port.

An answer may come at once, later, or never: the handler holds a `Pending` and calls `respond` or `drop` when it likes.
Requests of one connection are answered in their order; the next is not read before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Final, cast

from msgspec import Struct

from picaflor.transport import ws_server
from picaflor.transport.http1 import HEAD_CAP, Malformed, Message, MessageReader, write_head
from picaflor.transport.ws_server import ClientSocket
from picaflor.wire.net import Headers, Reply, Request

BODY_CAP: Final = 4 * 1024 * 1024
WRITE_CAP: Final = 4 * 1024 * 1024
MESSAGE_CAP: Final = 1024 * 1024
CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
BARE: Final = frozenset({204, 304})
REASONS: Final = {status.value: status.phrase for status in HTTPStatus}


class Handlers(Struct, frozen=True, kw_only=True):
    """Plain functions; none of them may wait."""

    on_request: Callable[[Request, Pending], None]
    on_open: Callable[[ClientSocket, str, str], None] = lambda _socket, _path, _query: None
    on_frame: Callable[[ClientSocket, bytes], None] = lambda _socket, _data: None
    on_beat: Callable[[ClientSocket], bool] = lambda _socket: True  # a ping or pong came; may a ping be answered?
    on_close: Callable[[ClientSocket], None] = lambda _socket: None
    on_upgrade: Callable[[Request], Reply | None] = lambda _request: None  # a Reply instead of the websocket
    on_trouble: Callable[[str], None] = lambda _why: None  # for the log: slow readers, broken requests


class Server:
    """A bound port and everybody connected to it."""

    def __init__(self, handlers: Handlers, write_cap: int) -> None:
        self.handlers, self.write_cap = handlers, write_cap
        self.connections: set[_Connection] = set()
        self._all_gone = asyncio.Event()
        self._all_gone.set()
        self.sockets_opened = 0
        self._listening: asyncio.Server | None = None

    @property
    def port(self) -> int:
        assert self._listening is not None
        return int(self._listening.sockets[0].getsockname()[1])

    async def listen(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(lambda: _Connection(self), "127.0.0.1", port, backlog=1024)

    def joined(self, connection: _Connection) -> None:
        self.connections.add(connection)
        self._all_gone.clear()

    def left(self, connection: _Connection) -> None:
        self.connections.discard(connection)
        if not self.connections:
            self._all_gone.set()

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.close()
        for connection in tuple(self.connections):
            connection.abort()
        await self._all_gone.wait()


async def serve(port: int, handlers: Handlers, *, write_cap: int = WRITE_CAP) -> Server:
    """Port 0: any free one; ask `server.port`."""
    server = Server(handlers, write_cap)
    await server.listen(port)
    return server


class Pending:
    """A request that waits for its answer. The first of `respond` and `drop` counts."""

    __slots__ = ("_connection", "_message", "request")

    def __init__(self, request: Request, message: Message, connection: _Connection) -> None:
        self.request, self._message = request, message
        self._connection: _Connection | None = connection

    @property
    def gone(self) -> bool:
        """Answered, dropped, or the client has left."""
        return self._connection is None or self._connection.is_gone

    def respond(self, reply: Reply) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.answer(reply, self._message)

    def drop(self) -> None:
        """Hang up without a word: what a lost reply looks like."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.abort()


class _Connection(asyncio.Protocol):
    def __init__(self, server: Server) -> None:
        self._server = server
        self._reader = MessageReader(answers=False, body_cap=BODY_CAP)
        self._transport: asyncio.Transport | None = None
        self._socket: ClientSocket | None = None
        self._busy = False  # a request is with the handler
        self._told_to_continue = False

    @property
    def is_gone(self) -> bool:
        return self._transport is None or self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._server.joined(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self._server.left(self)
        if self._socket is not None:
            self._socket.lost()

    def data_received(self, data: bytes) -> None:
        if self._socket is not None:
            self._socket.feed(data)
            return
        self._reader.feed(data)
        if not self._busy:
            self._read_on()
        elif self._reader.buffered > HEAD_CAP and self._transport is not None:
            self._transport.pause_reading()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def answer(self, reply: Reply, message: Message) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(write_reply(reply, message))
        if not message.keeps_alive:
            self._transport.close()
            return
        self._busy = False
        self._transport.resume_reading()
        # Not from here: the handler that answers at once is still on the stack below.
        if not self._reader.between_messages:
            asyncio.get_running_loop().call_soon(self._read_on)

    def _read_on(self) -> None:
        if self._busy or self._transport is None or self._transport.is_closing():
            return
        try:
            message = self._reader.take()
            if message is not None:
                self._told_to_continue = False
                self._hand_over(message, read_request(message))
                return
        except Malformed as error:
            self._refuse(str(error))
            return
        if self._reader.head is not None and not self._told_to_continue and expects_continue(self._reader.head[1]):
            self._told_to_continue = True
            self._transport.write(CONTINUE)

    def _hand_over(self, message: Message, request: Request) -> None:
        self._busy = True
        pending = Pending(request, message, self)
        if "websocket" not in (message.header("upgrade") or "").lower():
            self._server.handlers.on_request(request, pending)
            return
        refusal = ws_server.check_handshake(message) or self._server.handlers.on_upgrade(request)
        if refusal is not None:
            pending.respond(refusal)
            return
        self._upgrade(message, request)

    def _upgrade(self, message: Message, request: Request) -> None:
        assert self._transport is not None
        server = self._server
        server.sockets_opened += 1
        self._transport.write(ws_server.accept_handshake(message))
        self._socket = ClientSocket(
            server.sockets_opened, self._transport, request, server.handlers, server.write_cap, MESSAGE_CAP
        )
        server.handlers.on_open(self._socket, request.path, request.query)
        self._socket.feed(self._reader.rest())

    def _refuse(self, why: str) -> None:
        assert self._transport is not None
        self._server.handlers.on_trouble(f"a request that cannot be read: {why}")
        self._transport.write(
            write_head("HTTP/1.1 400 Bad Request", (("Content-Length", "0"), ("Connection", "close")))
        )
        self._transport.close()


def read_request(message: Message) -> Request:
    """The target is handed on as it came: nothing decoded, nothing joined."""
    method, _, rest = message.start.partition(" ")
    target, _, version = rest.rpartition(" ")
    if version not in ("HTTP/1.1", "HTTP/1.0") or not method.isalpha() or not target or " " in target:
        raise Malformed(f"no request line: {message.start[:60]!r}")
    if not target.startswith("/"):
        target = "/" + target.partition("://")[2].partition("/")[2]  # absolute, as to a proxy
    path, _, query = target.partition("?")
    return Request(method, message.header("host") or "", path, query, message.body, message.headers)


def write_reply(reply: Reply, message: Message) -> bytes:
    named: Headers = reply.headers
    if reply.status not in BARE:
        named = (*named, ("Content-Length", str(len(reply.body))))
    if not message.keeps_alive:
        named = (*named, ("Connection", "close"))
    elif message.start.endswith("HTTP/1.0"):
        named = (*named, ("Connection", "keep-alive"))
    head = write_head(f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Odd')}", named)
    bare = reply.status in BARE or message.start.startswith("HEAD ")
    return head if bare else head + reply.body


def expects_continue(headers: Headers) -> bool:
    return any(name == "expect" and value.lower() == "100-continue" for name, value in headers)
