"""Opening connections: straight or through a proxy that was configured. The environment's proxies are not looked at."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

from picaflor.transport import tls
from picaflor.transport.hosts import Place

DIAL_SECONDS: Final = 10.0
PROXY_SCHEMES: Final = ("http", "socks5")

P = TypeVar("P", bound=asyncio.BaseProtocol)


class BadProxy(ValueError):
    """A proxy address that nobody here can use."""


class Dialler:
    """What it takes to reach a host: whom to trust, through which proxy, how long to try."""

    def __init__(
        self, *, ca_file: Path | None = None, proxy: str | None = None, dial_seconds: float = DIAL_SECONDS
    ) -> None:
        self._ca_file = ca_file
        self.proxy = None if proxy is None else check_proxy(proxy)
        self.dial_seconds = dial_seconds

    @cached_property
    def context(self) -> ssl.SSLContext:
        """Made by the first secure connection: it reads some hundred certificates."""
        return tls.trust(self._ca_file)

    async def dial(self, place: Place, protocol: Callable[[], P]) -> P:
        """Raises OSError (ssl.SSLError and TimeoutError are ones): then not a byte of a request has left."""
        try:
            async with asyncio.timeout(self.dial_seconds):
                return await self._dial(place, protocol)
        except UnicodeError as error:
            raise OSError(f"{place.address} is no host name: {error}") from error

    async def _dial(self, place: Place, protocol: Callable[[], P]) -> P:
        loop = asyncio.get_running_loop()
        context = self.context if place.secure else None
        if self.proxy is None:
            _, made = await loop.create_connection(protocol, place.address, place.port, ssl=context)
            return made
        sock = await self._through_proxy(place)
        name = place.address if context else None
        _, made = await loop.create_connection(protocol, sock=sock, ssl=context, server_hostname=name)
        return made

    def explain(self, error: BaseException, place: Place) -> str:
        """In words, for a person: why the place could not be reached."""
        secure_why = tls.explain(error, place.address)
        if secure_why is not None:
            return secure_why
        at = place.authority if self.proxy is None else f"{place.authority} through the proxy"
        match error:
            case TimeoutError():
                return f"no connection to {at} within {self.dial_seconds:g} s"
            case ConnectionRefusedError():
                return f"{at} refused the connection"
            case socket.gaierror():
                return f"the name {place.address} was not found: {error.strerror}"
            case ConnectionError() if place.secure:
                return f"{at} hung up before TLS was agreed. Nothing was sent."
            case OSError(strerror=str(words)) if words:  # without its number
                return f"no connection to {at}: {words}"
            case _:
                return f"no connection to {at}: {error}"

    async def _through_proxy(self, place: Place) -> socket.socket:
        from python_socks import ProxyError
        from python_socks.async_.asyncio import Proxy

        assert self.proxy is not None
        try:
            sock: socket.socket = await Proxy.from_url(self.proxy).connect(place.address, place.port)
        except ProxyError as error:
            raise OSError(f"the proxy said: {error}") from error
        return sock


def check_proxy(proxy: str) -> str:
    parts = urlsplit(proxy)
    if parts.scheme not in PROXY_SCHEMES or not parts.hostname:
        raise BadProxy(f"a proxy is written http://host:port or socks5://host:port, not {parts.scheme}://…")
    return proxy
