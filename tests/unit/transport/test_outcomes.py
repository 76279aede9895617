"""What a venue can do to an HTTP request, and which of the three outcomes it then has. One table, both clients."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import warnings
import zlib
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from picaflor.transport.dialling import Dialler
from picaflor.transport.fast_http import FastHttp
from picaflor.transport.hosts import Hosts
from picaflor.transport.http import HttpClient
from picaflor.wire.net import NoAnswer, NotSent, Outcome, Reply, Request
from tests.unit.transport.loopback import (
    HOST,
    SECOND_NS,
    SHORT_NS,
    Certificate,
    Talk,
    answering,
    at,
    http_reply,
    raw_server,
    read_request,
)

CAP = 100_000
ORDER = Request("POST", HOST, "/order", "a=%2b%20b&c=d+e&f=%7B%7e,:'", b'{"px":"1.0"}', (("X-Key", "k"),))
Ask = Callable[[Request, int], Awaitable[Outcome]]


@pytest.fixture(params=["cold", "fast"])
def client(request: pytest.FixtureRequest) -> Any:
    """A client's `ask`, whichever of the two it is."""

    @asynccontextmanager
    async def opened(hosts: Hosts, **how: Any) -> Any:
        dialler = Dialler(**how)
        if request.param == "fast":
            fast = FastHttp(hosts, dialler, body_cap=CAP, connections=1)
            yield fast.ask
            fast.close()
            await asyncio.sleep(0)
        else:
            cold = HttpClient(hosts, dialler, body_cap=CAP)
            yield cold.send
            await cold.close()

    return opened


async def outcome_of(client: Any, talk: Talk, request: Request = ORDER, timeout_ns: int = SECOND_NS) -> Outcome:
    async with raw_server(talk) as port, client(at(port)) as ask:
        return await ask(request, timeout_ns)


def test_what_is_asked_arrives_byte_for_byte(run: Any, client: Any) -> None:
    seen: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_request(reader))
        writer.write(http_reply(b"{}", "X-Seen: yes"))
        await reader.read()

    outcome = run(outcome_of(client, talk))
    assert isinstance(outcome, Reply)
    assert (outcome.status, outcome.body, outcome.header("x-seen")) == (200, b"{}", "yes")
    head, _, body = seen[0].partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    assert first == "POST /order?a=%2b%20b&c=d+e&f=%7B%7e,:' HTTP/1.1"
    assert body == ORDER.body
    headers = {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in lines}
    assert headers.pop("accept-encoding", "") in ("", "gzip, deflate")
    assert headers == {"host": HOST, "user-agent": "picaflor", "x-key": "k", "content-length": "12"}


def chunked(*pieces: bytes) -> bytes:
    framed = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + framed + b"0\r\n\r\n"


WHOLE = {
    "html with 200": (http_reply(b"<html>busy</html>", "Content-Type: text/html"), b"<html>busy</html>"),
    "a byte order mark": (http_reply(b"\xef\xbb\xbf{}"), b"\xef\xbb\xbf{}"),
    "bytes that are no text": (http_reply(b"\xff\xfe\x00"), b"\xff\xfe\x00"),
    "chunks": (chunked(b"ab", b"c" * 300), b"ab" + b"c" * 300),
    "gzip": (http_reply(gzip.compress(b"packed"), "Content-Encoding: gzip"), b"packed"),
    "deflate": (http_reply(zlib.compress(b"packed"), "Content-Encoding: deflate"), b"packed"),
    "an interim answer first": (b"HTTP/1.1 103 Early Hints\r\n\r\n" + http_reply(b"{}"), b"{}"),
    "an empty body": (http_reply(b""), b""),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_reply_is_handed_on_as_it_is(run: Any, client: Any, name: str) -> None:
    sent, body = WHOLE[name]
    outcome = run(outcome_of(client, answering(sent)))
    assert isinstance(outcome, Reply)
    assert outcome.body == body


def test_a_body_that_runs_until_the_close_is_whole(run: Any, client: Any) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nall of it")
        writer.close()

    outcome = run(outcome_of(client, talk))
    assert isinstance(outcome, Reply)
    assert outcome.body == b"all of it"


BOMB = gzip.compress(b"0" * 20_000_000)
BROKEN = {
    "nothing": b"",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "a truncated body": http_reply(b"{}")[:-1],
    "a truncated chunk": chunked(b"abc")[:-8],
    "no last chunk": chunked(b"abc")[:-5],
    "a body above the cap": http_reply(b"x" * (CAP + 1)),
    "chunks above the cap": chunked(*[b"x" * 9_000] * 12),
    "a bomb": http_reply(BOMB, "Content-Encoding: gzip"),
    "an encoding nobody asked for": http_reply(b"??", "Content-Encoding: br"),
    "not gzip at all": http_reply(b"??", "Content-Encoding: gzip"),
    "gzip cut short": http_reply(gzip.compress(b"packed")[:-4], "Content-Encoding: gzip"),
    "not http": b"SSH-2.0-OpenSSH\r\n\r\n",
    "an endless header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000,
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_reply_that_did_not_arrive_whole_is_no_answer(run: Any, client: Any, name: str) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(BROKEN[name])
        await writer.drain()
        writer.close()

    outcome = run(outcome_of(client, talk))
    assert isinstance(outcome, NoAnswer)
    assert outcome.why


def test_a_reset_is_no_answer(run: Any, client: Any) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        await writer.drain()
        writer.transport.abort()

    assert isinstance(run(outcome_of(client, talk)), NoAnswer)


def test_silence_is_no_answer(run: Any, client: Any) -> None:
    outcome = run(outcome_of(client, answering(b""), timeout_ns=SHORT_NS))
    assert isinstance(outcome, NoAnswer)
    assert "in time" in outcome.why


def test_a_refused_connection_is_not_sent(run: Any, client: Any) -> None:
    async def main() -> Outcome:
        async with raw_server(answering()) as port:
            pass
        async with client(at(port)) as ask:
            return await ask(ORDER, SECOND_NS)

    outcome = run(main())
    assert isinstance(outcome, NotSent)
    assert "refused the connection" in outcome.why


def test_an_emulated_run_reaches_no_host_it_does_not_name(run: Any, client: Any) -> None:
    async def main() -> Outcome:
        async with client(at(1)) as ask:
            return await ask(Request("GET", "api.bitget.com", "/"), SECOND_NS)

    outcome = run(main())
    assert isinstance(outcome, NotSent)
    assert "no endpoint for api.bitget.com" in outcome.why


def test_a_redirect_comes_back_and_is_not_followed(run: Any, client: Any) -> None:
    visits: list[bytes] = []

    async def elsewhere(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(await read_request(reader))

    async def main() -> Outcome:
        async with raw_server(elsewhere) as other:
            moved = http_reply(b"", f"Location: http://127.0.0.1:{other}/", status="302 Found")
            return await outcome_of(client, answering(moved))

    outcome = run(main())
    assert isinstance(outcome, Reply)
    assert (outcome.status, visits) == (302, [])
    assert (outcome.header("location") or "").startswith("http://127.0.0.1")


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "POST"])
def test_nothing_is_sent_twice_when_a_kept_connection_breaks(run: Any, client: Any, method: str) -> None:
    seen: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            seen.append(await read_request(reader))
            if len(seen) == 2:
                writer.close()
                return
            writer.write(http_reply(b"{}"))

    async def main() -> list[Outcome]:
        request = Request(method, HOST, "/order")
        async with raw_server(talk) as port, client(at(port)) as ask:
            return [await ask(request, SECOND_NS) for _ in range(2)]

    first, second = run(main())
    assert isinstance(first, Reply)
    assert isinstance(second, NoAnswer)
    assert len(seen) == 2


def test_a_connection_is_kept_and_cookies_are_not(run: Any, client: Any) -> None:
    seen: list[tuple[Any, bytes]] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            seen.append((writer, await read_request(reader)))
            writer.write(http_reply(b"{}", "Set-Cookie: track=1; Path=/"))

    async def main() -> None:
        # aiohttp keeps no cookies of bare addresses anyway: a name it is.
        async with raw_server(talk) as port, client(Hosts({HOST: f"http://localhost:{port}"})) as ask:
            for _ in range(3):
                assert isinstance(await ask(ORDER, SECOND_NS), Reply)

    run(main())
    assert len({id(writer) for writer, _ in seen}) == 1
    assert not any(b"cookie" in request.lower() for _, request in seen)


def test_proxies_of_the_environment_are_not_used(run: Any, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
        monkeypatch.setenv(name.lower(), "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert isinstance(run(outcome_of(client, answering(http_reply(b"{}")))), Reply)


async def over_tls(client: Any, context: ssl.SSLContext, **how: Any) -> tuple[Outcome, list[bytes]]:
    seen: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_request(reader))
        writer.write(http_reply(b"safe"))
        await reader.read()

    async with raw_server(talk, context) as port, client(at(port, "https"), **how) as ask:
        return await ask(ORDER, SECOND_NS), seen


def test_a_certificate_of_a_known_authority_is_trusted(run: Any, client: Any, tmp_path: Path) -> None:
    certificate = Certificate(tmp_path, "127.0.0.1")
    outcome, _ = run(over_tls(client, certificate.server_context, ca_file=certificate.file))
    assert isinstance(outcome, Reply)
    assert outcome.body == b"safe"


@pytest.mark.parametrize(
    ("name", "days", "known", "words"),
    [
        ("127.0.0.1", 1, False, "self-signed certificate"),
        ("127.0.0.1", -1, True, "certificate has expired"),
        ("other.test", 1, True, "IP address mismatch"),
    ],
)
def test_a_certificate_that_proves_nothing_stops_the_request(
    run: Any, client: Any, tmp_path: Path, name: str, days: int, known: bool, words: str
) -> None:
    certificate = Certificate(tmp_path, name, valid_days=days)
    how = {"ca_file": certificate.file} if known else {}
    outcome, seen = run(over_tls(client, certificate.server_context, **how))
    assert isinstance(outcome, NotSent)
    assert words in outcome.why
    assert "certificate that is not trusted" in outcome.why
    assert seen == []


def test_old_tls_is_refused(run: Any, client: Any, tmp_path: Path) -> None:
    certificate = Certificate(tmp_path, "127.0.0.1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        certificate.server_context.minimum_version = ssl.TLSVersion.TLSv1
        certificate.server_context.maximum_version = ssl.TLSVersion.TLSv1_1
    certificate.server_context.set_ciphers("ALL:@SECLEVEL=0")
    outcome, seen = run(over_tls(client, certificate.server_context, ca_file=certificate.file))
    assert isinstance(outcome, NotSent)
    assert "Nothing was sent" in outcome.why
    assert seen == []


def test_a_host_that_speaks_no_tls_gets_no_request(run: Any, client: Any) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(http_reply(b"plain"))
        await reader.read()

    async def main() -> Outcome:
        async with raw_server(talk) as port, client(at(port, "https")) as ask:
            return await ask(ORDER, SECOND_NS)

    outcome = run(main())
    assert isinstance(outcome, NotSent)
    assert "Nothing was sent" in outcome.why
