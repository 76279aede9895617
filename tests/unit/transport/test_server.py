"""The server with strangers as its clients: aiohttp, picows, and bytes written by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import picows
import pytest
from yarl import URL

from picaflor.transport import ws_rules as rules
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
        self.troubles: list[str] = []
        self.changed = asyncio.Event()
        self._answer, self._refusal = answer, refusal

    def handlers(self) -> Handlers:
        return Handlers(
            on_request=self.request,
            on_open=self.open,
            on_frame=self.frame,
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


def test_aiohttp_keeps_its_connection_and_its_query_stays_raw(run: Any) -> None:
    exchange = Exchange()

    async def use(server: Server) -> list[Any]:
        said: list[Any] = []
        async with aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as session:
            for query in ("a=%2B%20b&c=d+e&x=%7B%22%7D", ""):
                url = URL(f"/api/v2/or%64er{'?' if query else ''}{query}", encoded=True)
                async with session.post(url, data=b'{"px":1}', headers={"X-KEY": "k"}) as reply:
                    said.append((reply.status, await reply.json()))
            async with session.get("/get") as reply:
                said.append((reply.status, await reply.json()))
            async with session.head("/head") as reply:
                said.append((reply.status, reply.headers["Content-Length"], await reply.read()))
            said.append(len(server.connections))
        return said

    said = run(served(exchange, use))
    assert said[:4] == [(200, {"no": 1}), (200, {"no": 2}), (200, {"no": 3}), (200, "8", b"")]
    assert said[4] == 1
    first = exchange.requests[0]
    assert (first.method, first.path, first.query) == ("POST", "/api/v2/or%64er", "a=%2B%20b&c=d+e&x=%7B%22%7D")
    assert first.body == b'{"px":1}'
    assert dict(first.headers)["x-key"] == "k"
    assert first.host.startswith("127.0.0.1:")
    assert exchange.requests[1].query == ""


def test_aiohttp_with_expect_and_chunks(run: Any) -> None:
    exchange = Exchange()

    async def pieces() -> Any:
        yield b"one "
        yield b"two"

    async def use(server: Server) -> bytes:
        async with aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{server.port}/"
            async with session.post(url, data=pieces(), expect100=True) as reply:
                return await reply.read()

    assert run(served(exchange, use)) == b'{"no":1}'
    assert exchange.requests[0].body == b"one two"


def test_aiohttp_websocket_with_compression_offered_and_declined(run: Any) -> None:
    exchange = Exchange()

    async def use(server: Server) -> Any:
        async with aiohttp.ClientSession() as session:
            url = f"ws://127.0.0.1:{server.port}/v2/ws?key=%2B1"
            async with session.ws_connect(url, compress=15) as socket:
                assert socket.compress == 0
                await socket.send_str("x" * 70_000)
                await socket.send_bytes(b"")
                answers = [(await socket.receive()).data for _ in range(2)]
                await socket.ping(b"!")
                await socket.close(code=4001)
        await exchange.until(lambda: bool(exchange.closed))
        return answers

    assert run(served(exchange, use)) == ["echo " + "x" * 70_000, "echo "]
    assert exchange.paths == [("/v2/ws", "key=%2B1")]
    assert exchange.sockets[0].close_code == 4001
    assert exchange.closed == [1]


def test_picows_websocket(run: Any) -> None:
    exchange = Exchange()
    heard: list[bytes] = []

    class Listener(picows.WSListener):
        def on_ws_connected(self, transport: picows.WSTransport) -> None:
            transport.send(picows.WSMsgType.TEXT, b"hi")

        def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
            if frame.msg_type == picows.WSMsgType.TEXT:
                heard.append(frame.get_payload_as_bytes())
                exchange.sockets[0].close(1001, "maintenance")
            else:
                transport.disconnect()

    async def use(server: Server) -> Any:
        transport, _ = await picows.ws_connect(Listener, f"ws://127.0.0.1:{server.port}/")
        await transport.wait_disconnected()
        return transport.close_handshake

    goodbye = run(served(exchange, use))
    assert heard == [b"echo hi"]
    assert (goodbye.recv.code, goodbye.recv.reason) == (1001, "maintenance")


def test_an_answer_may_come_later_or_never(run: Any) -> None:
    exchange = Exchange(answer=lambda _pending: None)

    async def use(server: Server) -> tuple[bytes, str]:
        async with aiohttp.ClientSession() as session:

            async def ask() -> Any:
                async with session.post(f"http://127.0.0.1:{server.port}/") as reply:
                    return await reply.read()

            late, never = asyncio.create_task(ask()), asyncio.create_task(ask())
            await exchange.until(lambda: len(exchange.pending) == 2)
            exchange.pending[0].respond(Reply(200, b"late"))
            exchange.pending[0].drop()  # has no effect any more
            exchange.pending[1].drop()
            exchange.pending[1].respond(Reply(200, b"too late"))
            results = await asyncio.gather(late, never, return_exceptions=True)
            assert exchange.pending[1].gone
            return results[0] if isinstance(results[0], bytes) else results[1], str(sorted(map(repr, results)))

    answer, both = run(served(exchange, use))
    assert answer == b"late"
    assert "Disconnected" in both


def test_a_client_that_left_is_gone(run: Any) -> None:
    exchange = Exchange(answer=lambda _pending: None)

    async def use(server: Server) -> None:
        _, writer = await raw(server)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await exchange.until(lambda: bool(exchange.pending))
        assert not exchange.pending[0].gone
        writer.transport.abort()
        while server.connections:
            await asyncio.sleep(0)
        assert exchange.pending[0].gone
        exchange.pending[0].respond(Reply(200))

    run(served(exchange, use))


def test_pipelined_requests_are_answered_in_their_order(run: Any) -> None:
    exchange = Exchange()
    sent = b"".join(b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n" % no for no in range(50))
    said = run(
        served(exchange, lambda server: raw_talk(server, sent + b"GET /end HTTP/1.1\r\nConnection: close\r\n\r\n"))
    )
    bodies = [part.split(b"HTTP/")[0] for part in said.split(b"\r\n\r\n")[1:]]
    assert bodies == [b'{"no":%d}' % no for no in range(1, 52)]
    assert [request.path for request in exchange.requests] == [*(f"/{no}" for no in range(50)), "/end"]


def test_a_request_like_curls_with_expect(run: Any) -> None:
    exchange = Exchange()

    async def use(server: Server) -> bytes:
        reader, writer = await raw(server)
        writer.write(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
        )
        assert await reader.readexactly(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert exchange.requests == []
        writer.write(b"{}")
        said = await reader.read()
        writer.close()
        return said

    said = run(served(exchange, use))
    assert said == (
        b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 8\r\nConnection: close\r\n\r\n{"no":1}'
    )


@pytest.mark.parametrize(
    ("sent", "start"),
    [
        (b"GET / HTTP/1.0\r\n\r\n", b"HTTP/1.1 200 OK"),
        (b"GET http://127.0.0.1:1/a?b HTTP/1.1\r\nConnection: close\r\n\r\n", b"HTTP/1.1 200 OK"),
        (b"nonsense\r\n\r\n", b"HTTP/1.1 400 Bad Request"),
        (b"GET / HTTP/3\r\n\r\n", b"HTTP/1.1 400 Bad Request"),
        (b"POST / HTTP/1.1\r\nContent-Length: 9999999999\r\n\r\n", b"HTTP/1.1 400 Bad Request"),
        (b"POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n", b"HTTP/1.1 400 Bad Request"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000, b"HTTP/1.1 400 Bad Request"),
    ],
)
def test_odd_requests(run: Any, sent: bytes, start: bytes) -> None:
    exchange = Exchange()
    said = run(served(exchange, lambda server: raw_talk(server, sent)))
    assert said.startswith(start)
    assert bool(exchange.troubles) == (b"400" in start)


def test_a_reply_without_a_body_names_no_length(run: Any) -> None:
    exchange = Exchange(answer=lambda pending: pending.respond(Reply(204)))
    sent = b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"
    said = run(served(exchange, lambda server: raw_talk(server, sent)))
    assert said == b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"


UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@pytest.mark.parametrize(
    ("sent", "start"),
    [
        (UPGRADE.replace(b"13", b"8"), b"HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\n"),
        (UPGRADE.replace(b"dGhl", b"dG=l"), b"HTTP/1.1 400 "),
        (UPGRADE.replace(b"dGhl", b""), b"HTTP/1.1 400 "),
        (UPGRADE.replace(b"keep-alive, Upgrade", b"keep-alive"), b"HTTP/1.1 400 "),
        (UPGRADE.replace(b"GET", b"POST"), b"HTTP/1.1 400 "),
    ],
)
def test_a_handshake_that_is_none(run: Any, sent: bytes, start: bytes) -> None:
    exchange = Exchange()
    closing = b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"
    assert run(served(exchange, lambda server: raw_talk(server, sent + closing))).startswith(start)
    assert exchange.sockets == []


def test_the_application_may_refuse_a_websocket(run: Any) -> None:
    exchange = Exchange(refusal=Reply(429, b"slow down", (("Retry-After", "7"),)))

    async def use(server: Server) -> Any:
        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.WSServerHandshakeError) as error:
                await session.ws_connect(f"ws://127.0.0.1:{server.port}/")
            return error.value

    error = run(served(exchange, use))
    assert (error.status, error.headers["Retry-After"]) == (429, "7")


def masked(opcode: int, payload: bytes, *, first: int = 0x80, mask: bytes = b"abcd") -> bytes:
    size = len(payload)
    length = bytes((0x80 | size,)) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes((first | opcode,)) + length + mask + rules.unmask(payload, mask)


GOODBYE = masked(rules.CLOSE, b"\x03\xe8")
CLIENTS = {
    "a frame without a mask": (b"\x81\x02hi", 1002),
    "a bad opcode": (masked(5, b""), 1002),
    "a reserved bit": (masked(rules.TEXT, b"", first=0xA0), 1002),
    "compression that was declined": (masked(rules.TEXT, b"x", first=0xC0), 1002),
    "a stray continuation": (masked(rules.CONTINUATION, b"x"), 1002),
    "a ping in pieces": (masked(rules.PING, b"x", first=0), 1002),
    "a long ping": (masked(rules.PING, b"x" * 126), 1002),
    "bad UTF-8": (masked(rules.TEXT, b"\xff"), 1007),
    "2^62 bytes": (b"\x82\xff" + (1 << 62).to_bytes(8, "big"), 1009),
    "a bad close code": (masked(rules.CLOSE, b"\0\0"), 1002),
    "a goodbye": (GOODBYE, 1000),
    "a goodbye without a code": (masked(rules.CLOSE, b""), None),
}


@pytest.mark.parametrize("name", CLIENTS)
def test_how_a_websocket_ends(run: Any, name: str) -> None:
    sent, code = CLIENTS[name]
    exchange = Exchange()
    said = run(served(exchange, lambda server: raw_talk(server, UPGRADE + masked(rules.TEXT, b"hi") + sent)))
    head, _, frames = said.partition(b"\r\n\r\n")
    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head
    assert b"xtensions" not in head
    assert frames.startswith(b"\x81\x07echo hi\x88")
    assert frames[10:13][1:] == (b"" if code is None else code.to_bytes(2, "big"))
    assert exchange.closed == [1]
    assert bool(exchange.troubles) == (code not in (None, 1000))


def test_pieces_and_pings(run: Any) -> None:
    exchange = Exchange()
    sent = masked(rules.TEXT, b"h", first=0) + masked(rules.PING, b"?") + masked(rules.CONTINUATION, b"i") + GOODBYE
    said = run(served(exchange, lambda server: raw_talk(server, UPGRADE + sent)))
    assert said.endswith(b"\x8a\x01?" + b"\x81\x07echo hi" + b"\x88\x02\x03\xe8")


def test_one_byte_at_a_time(run: Any) -> None:
    exchange = Exchange()

    async def use(server: Server) -> bytes:
        reader, writer = await raw(server)
        for byte in UPGRADE + masked(rules.TEXT, b"hi" * 100) + GOODBYE:
            writer.write(bytes((byte,)))
            await asyncio.sleep(0)
        said = await reader.read()
        writer.close()
        return said

    run(served(exchange, use))
    assert exchange.frames == [b"hi" * 100]


def test_a_client_that_does_not_read_is_hung_up_on(run: Any) -> None:
    exchange = Exchange()

    async def use(server: Server) -> int:
        _, writer = await raw(server)
        writer.write(UPGRADE)
        await exchange.until(lambda: bool(exchange.sockets))
        socket, sent = exchange.sockets[0], 0
        frame = rules.write_frame(rules.TEXT, b"x" * 50_000)
        while socket.is_open:
            socket.send_framed(frame)
            sent += len(frame)
            assert socket.unread <= 300_000
            assert sent < 100_000_000
        socket.send(b"no effect")
        await exchange.until(lambda: bool(exchange.closed))
        writer.transport.abort()
        return sent

    assert run(served(exchange, use, write_cap=200_000)) > 200_000
    assert "bytes unread: hung up" in exchange.troubles[0]


def test_a_dropped_websocket_says_nothing(run: Any) -> None:
    exchange = Exchange()

    async def use(server: Server) -> bytes:
        reader, writer = await raw(server)
        writer.write(UPGRADE)
        await reader.readuntil(b"\r\n\r\n")
        exchange.sockets[0].drop()
        try:
            return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.transport.abort()

    assert run(served(exchange, use)) == b""
    assert exchange.closed == [1]


def test_a_client_that_asks_on_and_on_is_read_no_further(run: Any) -> None:
    exchange = Exchange(answer=lambda _pending: None)
    request = b"GET /next HTTP/1.1\r\n\r\n"

    async def use(server: Server) -> int:
        _, writer = await raw(server)
        writer.write(request)
        await exchange.until(lambda: bool(exchange.pending))
        writer.write(request * 1_000_000)
        (connection,) = server.connections
        transport = connection._transport
        while transport.is_reading():
            await asyncio.sleep(0)
        held = connection._reader.buffered
        writer.transport.abort()
        return held

    assert run(served(exchange, use)) < 600_000
    assert len(exchange.requests) == 1
