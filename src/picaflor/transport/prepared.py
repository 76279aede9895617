"""Orders are bytes already: of a request that is asked again and again all is written once but body, time and signature."""

from __future__ import annotations

from typing import Final

from msgspec import structs

from picaflor.transport.fast_http import write_request
from picaflor.transport.http1 import Malformed
from picaflor.wire.auth import Auth, Keys, Stamped
from picaflor.wire.decoding import MS
from picaflor.wire.net import Request
from picaflor.wire.signing import mac_of

_METHOD: Final = "POST"
_SIGNATURE, _TIME = "\1", "\2"  # where they go: no header holds these
_LENGTH: Final = b"Content-Length: 0\r\n\r\n"


class Prepared:
    """The bytes of any request that differs from this one in its body alone: the very ones that signing it makes."""

    __slots__ = ("_head", "_headers", "_host", "_mac", "_said", "_spell", "_time_first")

    def __init__(self, request: Request, stamped: Stamped, auth: Auth, keys: Keys) -> None:
        self._mac, self._said, self._spell = mac_of(keys.secret), stamped.said, stamped.spell
        self._host, self._headers = request.host, request.headers
        marks = {stamped.signature: _SIGNATURE, stamped.time: _TIME}
        signed = auth.sign(structs.replace(request, body=b""), keys, 0).headers
        headers = tuple((name, marks.get(name, value)) for name, value in signed)
        self._time_first = next(value for _, value in headers if value in marks.values()) == _TIME
        head = write_request(structs.replace(request, body=b"", headers=headers)).replace(b"%", b"%%")
        for mark in marks.values():
            if head.count(mark.encode()) != 1:
                raise Malformed("a header holds what no header holds")
            head = head.replace(mark.encode(), b"%b")
        self._head = head.removesuffix(_LENGTH) + b"Content-Length: %d\r\n\r\n%b"

    def fits(self, request: Request) -> bool:
        return request.host == self._host and request.headers == self._headers

    def write(self, body: bytes, now_ns: int) -> bytes:
        time = b"%d" % (now_ns // MS)
        signature = self._spell(self._mac.of(time + self._said + body))
        if self._time_first:
            return self._head % (time, signature, len(body), body)
        return self._head % (signature, time, len(body), body)


class Prepares:
    """What is prepared for one venue and key: all that it has been asked for and that can be, by its path."""

    def __init__(self, auth: Auth, keys: Keys) -> None:
        self._auth, self._keys = auth, keys
        self._by_path: dict[str, Prepared] = {}

    def write(self, request: Request, now_ns: int) -> bytes | None:
        """None: somebody has to sign and to write it."""
        if request.method != _METHOD or request.query:
            return None
        found = self._by_path.get(request.path)
        if found is None or not found.fits(request):
            stamped = self._auth.stamped(request, self._keys)
            if stamped is None:
                return None
            try:
                found = self._by_path[request.path] = Prepared(request, stamped, self._auth, self._keys)
            except (ValueError, Malformed):  # whoever writes it says what is wrong with it
                return None
        return found.write(request.body, now_ns)
