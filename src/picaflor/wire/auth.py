"""Who signs what: credentials, and the two ends of a row's way of signing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from picaflor.wire.asks import Refused
from picaflor.wire.net import Request
from picaflor.wire.stream import Login


class Keys(Protocol):
    """Credentials of one account at one venue. The real ones live in the vault; the emulated exchange makes its own."""

    @property
    def api_key(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def passphrase(self) -> str: ...
    @property
    def memo(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PlainKeys:
    api_key: str = field(repr=False)
    secret: str = field(repr=False)
    passphrase: str = field(default="", repr=False)
    memo: str = field(default="", repr=False)


FindKeys = Callable[[str], Keys | None]


class Stamped(NamedTuple):
    """How requests that differ in their body alone are signed: the time in milliseconds, then `said`, then the body."""

    signature: str  # the name of the header that holds it
    time: str  # and of the one that holds the time
    said: bytes
    spell: Callable[[bytes], bytes]


class Auth(Protocol):
    """Signing is the last thing before a socket; verifying the first thing behind one."""

    def sign(self, request: Request, keys: Keys, now_ns: int) -> Request: ...
    def stamped(self, request: Request, keys: Keys) -> Stamped | None: ...  # None: one of these cannot be prepared
    def verify(self, request: Request, find_keys: FindKeys, now_ns: int) -> Keys | Refused: ...
    def write_login(self, keys: Keys, now_ns: int) -> bytes: ...
    def verify_login(self, login: Login, find_keys: FindKeys, now_ns: int) -> Keys | Refused: ...
