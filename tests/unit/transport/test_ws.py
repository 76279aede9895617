"""The websocket client against a server written by hand: opening, talking, ending."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from picaflor.transport import ws
from picaflor.transport import ws_rules as rules
from picaflor.transport.dialling import Dialler
from picaflor.transport.hosts import Hosts
from picaflor.transport.ws import Handlers, NotOpened, WsConnection, WsOptions, connect
from tests.unit.transport.loopback import HOST, Certificate, at, http_reply, raw_server, read_request
from tests.unit.transport.raw_ws import BINARY, GOODBYE, MORE, TEXT, URL, Heard, frame, hear, saying, shake_hands

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
            writer.write(frame(0x3, b"x"))
            await reader.read()

        async with raw_server(talk) as port:
            handlers = Handlers(on_open=lambda _made: None, on_frame=print, on_close=fail)
            await connect(at(port), Dialler(), URL, handlers)
            await failed.wait()

    run(main())
    assert isinstance(reported[0], ZeroDivisionError)
