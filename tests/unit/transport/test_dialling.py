"""Proxies that were configured are used; what fails is said in words."""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest

from picaflor.transport import tls
from picaflor.transport.dialling import BadProxy, Dialler, check_proxy
from picaflor.transport.fast_http import FastHttp
from picaflor.transport.hosts import Place
from picaflor.transport.http import HttpClient
from picaflor.transport.ws import Handlers, NotOpened, WsConnection, connect
from picaflor.wire.net import NotSent, Outcome, Reply, Request
from tests.unit.transport.loopback import HOST, SECOND_NS, Certificate, answering, at, http_reply, raw_server

ORDER = Request("GET", HOST, "/")


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(10_000):
        writer.write(data)
    writer.close()


async def through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    other_reader, other_writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        await asyncio.gather(pump(reader, other_writer), pump(other_reader, writer))
    finally:
        other_writer.transport.abort()


class HttpProxy:
    scheme = "http"

    def __init__(self, *, refuses: bool = False) -> None:
        self.asked: list[bytes] = []
        self._refuses = refuses

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0]
        self.asked.append(asked)
        if self._refuses:
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        await through(reader, writer, int(asked.split(b" ")[1].rpartition(b":")[2]))


class SocksProxy:
    scheme = "socks5"

    def __init__(self, *, refuses: bool = False) -> None:
        self.asked: list[bytes] = []
        self._refuses = refuses

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        methods = await reader.readexactly(2)
        await reader.readexactly(methods[1])
        writer.write(b"\x05\x00")
        head = await reader.readexactly(4)
        assert head == b"\x05\x01\x00\x01"  # connect to an IPv4 address
        target = await reader.readexactly(6)
        self.asked.append(target[:4])
        if self._refuses:
            writer.write(b"\x05\x02\x00\x01" + b"\0" * 6)
            return
        writer.write(b"\x05\x00\x00\x01" + b"\0" * 6)
        await through(reader, writer, int.from_bytes(target[4:], "big"))


PROXIES = [HttpProxy, SocksProxy]
Proxy = Any


@pytest.mark.parametrize("kind", PROXIES)
@pytest.mark.parametrize("fast", [True, False], ids=["fast", "cold"])
def test_requests_go_through_the_proxy_and_tls_through_both(run: Any, tmp_path: Path, kind: Proxy, fast: bool) -> None:
    certificate, proxy = Certificate(tmp_path, "127.0.0.1"), kind()

    async def main() -> Outcome:
        venue = raw_server(answering(http_reply(b"behind")), certificate.server_context)
        async with venue as port, raw_server(proxy.talk) as proxy_port:
            dialler = Dialler(ca_file=certificate.file, proxy=f"{kind.scheme}://127.0.0.1:{proxy_port}")
            if fast:
                client = FastHttp(at(port, "https"), dialler, connections=1)
                outcome = await client.ask(ORDER, SECOND_NS)
                client.close()
            else:
                cold = HttpClient(at(port, "https"), dialler)
                outcome = await cold.send(ORDER, SECOND_NS)
                await cold.close()
            return outcome

    outcome = run(main())
    assert isinstance(outcome, Reply)
    assert outcome.body == b"behind"
    assert len(proxy.asked) == 1


@pytest.mark.parametrize("kind", PROXIES)
@pytest.mark.parametrize("fast", [True, False], ids=["fast", "cold"])
def test_a_proxy_that_refuses_means_not_sent(run: Any, tmp_path: Path, kind: Proxy, fast: bool) -> None:
    proxy = kind(refuses=True)

    async def main() -> Outcome:
        async with raw_server(proxy.talk) as proxy_port:
            dialler = Dialler(proxy=f"{kind.scheme}://127.0.0.1:{proxy_port}")
            if fast:
                client = FastHttp(at(9, "https"), dialler, connections=1)
                outcome = await client.ask(ORDER, SECOND_NS)
                client.close()
            else:
                cold = HttpClient(at(9, "https"), dialler)
                outcome = await cold.send(ORDER, SECOND_NS)
                await cold.close()
            return outcome

    outcome = run(main())
    assert isinstance(outcome, NotSent)
    assert "proxy" in outcome.why


@pytest.mark.parametrize("kind", PROXIES)
@pytest.mark.parametrize("refuses", [False, True])
def test_websockets_go_through_the_proxy(run: Any, kind: Proxy, refuses: bool) -> None:
    from tests.unit.transport.raw_ws import GOODBYE, shake_hands

    proxy = kind(refuses=refuses)
    over = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await shake_hands(reader, writer)
        writer.write(GOODBYE)
        await reader.read()

    async def main() -> Any:
        async with raw_server(talk) as port, raw_server(proxy.talk) as proxy_port:
            handlers = Handlers(
                on_open=lambda _made: None, on_frame=lambda _data, _text: None, on_close=lambda _code, _why: over.set()
            )
            dialler = Dialler(proxy=f"{kind.scheme}://127.0.0.1:{proxy_port}")
            made = await connect(at(port), dialler, f"{HOST}/ws", handlers)
            if isinstance(made, WsConnection):
                await over.wait()
            return made

    made = run(main())
    assert len(proxy.asked) == 1
    if refuses:
        assert isinstance(made, NotOpened)
        assert "the proxy said" in made.why
    else:
        assert isinstance(made, WsConnection)


@pytest.mark.parametrize("bad", ["https://a:1", "socks4://a:1", "a:1", "http://"])
def test_a_proxy_nobody_can_use(bad: str) -> None:
    with pytest.raises(BadProxy, match="http://host:port or socks5://host:port"):
        check_proxy(bad)


PLACE = Place(HOST, "https", "venue.test", 443)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "the name venue.test was not found: Name or service"),
        (ConnectionRefusedError(), "venue.test refused the connection"),
        (TimeoutError(), "no connection to venue.test within 10 s"),
        (ConnectionResetError(), "hung up before TLS was agreed"),
        (OSError("odd"), "no connection to venue.test: odd"),
        (OSError(113, "No route to host"), "no connection to venue.test: No route to host"),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER]"), "no TLS with venue.test"),
    ],
)
def test_errors_in_words(error: OSError, words: str) -> None:
    assert words in Dialler().explain(error, PLACE)


def test_a_name_that_is_no_name_is_an_os_error(run: Any) -> None:
    place = Place("x", "https", "a" * 70 + ".test", 443)
    with pytest.raises(OSError, match="no host name"):
        run(Dialler().dial(place, asyncio.Protocol))


def test_nothing_writes_down_the_keys_of_tls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys.log"))
    context = tls.trust()
    assert context.keylog_filename is None
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
