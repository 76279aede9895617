"""The server's websockets, with aiohttp, picows and bytes written by hand at the other end."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import picows
import pytest

from picaflor.transport import ws_rules as rules
from picaflor.transport.server import Server
from picaflor.wire.net import Reply
from tests.unit.transport.exchange import Exchange, raw, raw_talk, served


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


def test_a_sign_of_life_is_told_whichever_way_it_went(run: Any) -> None:
    exchange = Exchange()

    async def use(server: Server) -> int:
        async with aiohttp.ClientSession() as session, session.ws_connect(f"ws://127.0.0.1:{server.port}/") as socket:
            await socket.ping(b"!")
            await exchange.until(lambda: exchange.beats == 1)
            exchange.sockets[0].ping(b"?")
            await socket.send_str("x")  # reads what has come, and answers the ping by the way
            await socket.receive()
            await exchange.until(lambda: exchange.beats == 2)
        await exchange.until(lambda: bool(exchange.closed))
        return exchange.beats

    assert run(served(exchange, use)) == 2


def test_a_ping_is_not_answered_where_its_socket_is_to_be_silent(run: Any) -> None:
    exchange = Exchange()
    exchange.answers_pings = False

    async def use(server: Server) -> bytes:
        reader, writer = await raw(server)
        writer.write(UPGRADE)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(masked(rules.PING, b"!") + masked(rules.TEXT, b"x"))
        said = await reader.readexactly(len(rules.write_frame(rules.TEXT, b"echo x")))
        writer.transport.abort()
        return said

    assert run(served(exchange, use)) == rules.write_frame(rules.TEXT, b"echo x")
    assert exchange.beats == 1
