"""Where a venue's host name leads: to the venue itself over TLS, or to an emulated exchange on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}
WEBSOCKET_OF = {"http": "ws", "https": "wss"}


class PlainTextRefused(ValueError):
    """An address that would carry keys and orders unencrypted off this machine."""


class UnknownHost(ValueError):
    """An emulated run names every host it may reach; nothing falls through to a live venue."""


class BadAddress(ValueError):
    """An endpoint that is no base URL."""


class Place(NamedTuple):
    """One place to connect to. `name` is the venue's own host name: what the Host header says."""

    name: str
    scheme: str  # http or https
    address: str
    port: int

    @property
    def secure(self) -> bool:
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        address = f"[{self.address}]" if ":" in self.address else self.address
        return address if self.port == PORTS[self.scheme] else f"{address}:{self.port}"

    @property
    def http_base(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def ws_base(self) -> str:
        return f"{WEBSOCKET_OF[self.scheme]}://{self.authority}"


class Hosts:
    """Without endpoints: the live venues. With endpoints: only what they name."""

    def __init__(self, endpoints: Mapping[str, str] | None = None) -> None:
        named = endpoints or {}
        self.emulated = bool(named)
        self._places = {name: read_place(name, base) for name, base in named.items()}

    @property
    def local(self) -> bool:
        """Only places of this machine are named: an emulated exchange."""
        return self.emulated and all(is_loopback(place.address) for place in self._places.values())

    def names(self, name: str) -> bool:
        """Whether an endpoint of that name was given."""
        return name in self._places

    def place(self, name: str) -> Place:
        found = self._places.get(name)
        if found is not None:
            return found
        if self.emulated:
            known = ", ".join(sorted(self._places))
            raise UnknownHost(f"this run is emulated and has no endpoint for {name} (it has {known}): name one")
        place = self._places[name] = read_place(name, f"https://{name}")
        return place

    def websocket(self, url: str) -> tuple[Place, str]:
        """The place and the path with its query, of a url in the venue's words: `wss://host/path` or `host/path`."""
        name, slash, path = url.removeprefix("wss://").partition("/")
        return self.place(name), f"{slash or '/'}{path}"


def read_place(name: str, base: str) -> Place:
    parts = urlsplit(base)
    scheme = {"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)
    if scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query or "@" in parts.netloc:
        raise BadAddress(f"{base!r} is no base URL for {name}: write https://host[:port] and nothing behind it")
    try:
        port = parts.port or PORTS[scheme]
    except ValueError as error:
        raise BadAddress(f"{base!r} has a bad port: {error}") from error
    if scheme == "http" and not is_loopback(parts.hostname):
        raise PlainTextRefused(
            f"{base} would carry keys and orders unencrypted: write https://, plain http is for 127.0.0.1 only"
        )
    return Place(name, scheme, parts.hostname, port)


def is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
