"""A server with handlers that remember, and raw connections to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from picaflor.transport.server import Handlers, Pending, Server, serve
from picaflor.transport.ws_server import ClientSocket
from picaflor.wire.net import Reply, Request

JSON = (("Content-Type", "application/json"),)


class Exchange:
    """Remembers what came; answers at once unless told otherwise."""

    def __init__(self, answer: Callable[[Pending], None] | None = None, refusal: Reply | None = None) -> None:
        self.requests: list[Request] = []
        self.pending: list[Pending] = []
        self.sockets: list[ClientSocket] = []
        self.paths: list[tuple[str, str]] = []
        self.frames: list[bytes] = []
        self.closed: list[int] = []
        self.beats, self.answers_pings = 0, True
        self.troubles: list[str] = []
        self.changed = asyncio.Event()
        self._answer, self._refusal = answer, refusal

    def handlers(self) -> Handlers:
        return Handlers(
            on_request=self.request,
            on_open=self.open,
            on_frame=self.frame,
            on_beat=self.beat,
            on_close=self.close,
            on_upgrade=lambda _request: self._refusal,
            on_trouble=self.troubles.append,
        )

    def request(self, request: Request, pending: Pending) -> None:
        self.requests.append(request)
        self.pending.append(pending)
        self.changed.set()
        if self._answer is None:
            pending.respond(Reply(200, b'{"no":%d}' % len(self.requests), JSON))
        else:
            self._answer(pending)

    def open(self, socket: ClientSocket, path: str, query: str) -> None:
        self.sockets.append(socket)
        self.paths.append((path, query))
        self.changed.set()

    def frame(self, socket: ClientSocket, data: bytes) -> None:
        self.frames.append(data)
        socket.send(b"echo " + data)

    def beat(self, socket: ClientSocket) -> bool:
        self.beats += 1
        self.changed.set()
        return self.answers_pings

    def close(self, socket: ClientSocket) -> None:
        self.closed.append(socket.id)
        self.changed.set()

    async def until(self, true: Callable[[], bool]) -> None:
        while not true():
            self.changed.clear()
            await self.changed.wait()


async def served(exchange: Exchange, use: Callable[[Server], Awaitable[Any]], **how: Any) -> Any:
    server = await serve(0, exchange.handlers(), **how)
    try:
        return await use(server)
    finally:
        await server.close()
        assert not server.connections


async def raw(server: Server) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", server.port)


async def raw_talk(server: Server, sent: bytes) -> bytes:
    """Everything the server says to these bytes until it hangs up."""
    reader, writer = await raw(server)
    writer.write(sent)
    said = await reader.read()
    writer.close()
    return said
