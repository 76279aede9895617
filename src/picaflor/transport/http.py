"""HTTP for everything cold, over aiohttp. Certificates checked, redirects not followed, nothing ever sent twice."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from picaflor.transport.dialling import Dialler
from picaflor.transport.fast_http import BODY_CAP, NS_IN_SECOND, FastHttp
from picaflor.transport.hosts import Hosts, Place
from picaflor.transport.packing import TooBig, Unpackable, unpack_body
from picaflor.wire.net import NoAnswer, NotSent, Outcome, Reply, Request

if TYPE_CHECKING:
    import aiohttp

OWN_HEADERS: Final = ("User-Agent", "Content-Type", "Accept")  # what aiohttp would add unasked


class HttpClient:
    """One for the process. aiohttp is imported by the first request: it costs a fifth of a second.

    A SOCKS proxy is not aiohttp's: then the requests go through the small protocol that orders use.
    """

    def __init__(self, hosts: Hosts, dialler: Dialler, *, body_cap: int = BODY_CAP) -> None:
        self._hosts, self._dialler, self._body_cap = hosts, dialler, body_cap
        self._session: aiohttp.ClientSession | None = None
        self._own: FastHttp | None = None
        if dialler.proxy is not None and dialler.proxy.startswith("socks"):
            self._own = FastHttp(hosts, dialler, connections=8, body_cap=body_cap)

    async def send(self, request: Request, timeout_ns: int) -> Outcome:
        if self._own is not None:
            return await self._own.ask(request, timeout_ns)
        try:
            place = self._hosts.place(request.host)
        except ValueError as error:
            return NotSent(str(error))
        had_connection = SimpleNamespace(yes=False)
        try:
            async with asyncio.timeout(timeout_ns / NS_IN_SECOND):
                return await self._exchange(request, place, had_connection)
        except TimeoutError:
            if had_connection.yes:
                return NoAnswer("no whole reply in time")
            return NotSent(f"no connection to {place.authority} in time")

    async def close(self) -> None:
        if self._own is not None:
            self._own.close()
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _exchange(self, request: Request, place: Place, had_connection: SimpleNamespace) -> Outcome:
        import aiohttp
        from yarl import URL

        target = f"{request.path}?{request.query}" if request.query else request.path
        try:
            reply = await self._opened(aiohttp).request(
                request.method,
                URL(f"{place.http_base}{target}", encoded=True),
                data=request.body or None,
                headers=write_headers(request),
                skip_auto_headers=OWN_HEADERS,
                allow_redirects=False,
                ssl=self._dialler.context if place.secure else True,
                proxy=self._dialler.proxy,
                trace_request_ctx=had_connection,
            )
            async with reply:
                return await self._read(reply)
        except aiohttp.ClientConnectorError as error:
            return NotSent(self._dialler.explain(secure_cause(error), place))
        except aiohttp.ClientHttpProxyError as error:
            return NotSent(f"the proxy said: {error.status} {error.message}")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            kind = NoAnswer if had_connection.yes else NotSent
            return kind(f"{type(error).__name__}: {error}")

    async def _read(self, reply: aiohttp.ClientResponse) -> Outcome:
        body = bytearray()
        async for piece in reply.content.iter_any():
            body += piece
            if len(body) > self._body_cap:
                reply.close()
                return NoAnswer(f"a body of more than {self._body_cap} bytes")
        try:
            whole = unpack_body(reply.headers.get("content-encoding", ""), bytes(body), self._body_cap)
        except (Unpackable, TooBig) as error:
            return NoAnswer(f"a reply that cannot be unpacked: {error}")
        return Reply(reply.status, whole, tuple((name.lower(), value) for name, value in reply.headers.items()))

    def _opened(self, aiohttp: Any) -> aiohttp.ClientSession:
        if self._session is None:
            trace = aiohttp.TraceConfig()
            trace.on_connection_create_end.append(note_connection)
            trace.on_connection_reuseconn.append(note_connection)
            session: aiohttp.ClientSession = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit_per_host=8),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._dialler.dial_seconds),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
                trace_configs=[trace],
            )
            # aiohttp would repeat a DELETE whose kept connection broke. A cancel is ours to repeat, not its.
            session._retry_connection = False
            self._session = session
        return self._session


async def note_connection(_session: Any, context: Any, _params: Any) -> None:
    """From here on a byte may have left."""
    context.trace_request_ctx.yes = True


def write_headers(request: Request) -> list[tuple[str, str]]:
    names = {name.lower() for name, _ in request.headers}
    ours = (("Host", request.host), ("User-Agent", "picaflor"), ("Accept-Encoding", "gzip, deflate"))
    return [*request.headers, *(pair for pair in ours if pair[0].lower() not in names)]


def secure_cause(error: aiohttp.ClientConnectorError) -> BaseException:
    """aiohttp wraps what happened; the wrapped one has the words."""
    return error.certificate_error if hasattr(error, "certificate_error") else error.os_error
