"""The server with strangers as its clients: aiohttp, and bytes written by hand."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from yarl import URL

from picaflor.transport.server import Server
from picaflor.wire.net import Reply
from tests.unit.transport.exchange import Exchange, raw, raw_talk, served


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
