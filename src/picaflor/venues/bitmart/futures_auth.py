"""Rows 20 and 21 for contracts: the same signature over the same words, in a login of another shape."""

from __future__ import annotations

from typing import Final

from msgspec.json import encode

from picaflor.venues.bitmart import auth, futures_rest
from picaflor.venues.bitmart.codes import refuse
from picaflor.wire.asks import Refused
from picaflor.wire.auth import FindKeys, Keys
from picaflor.wire.decoding import MS
from picaflor.wire.net import Request
from picaflor.wire.stream import Login

DEVICE: Final = "web"
FAILED: Final = "access failed: openapi auth"

sign, stamped = auth.sign, auth.stamped


def verify(request: Request, find_keys: FindKeys, now_ns: int) -> Keys | Refused:
    if not futures_rest.knows(request):
        return refuse("30000", "Not found")
    return auth.verify_known(request, find_keys, now_ns)


def write_login(keys: Keys, now_ns: int) -> bytes:
    stamp = str(now_ns // MS)
    signature = auth.sign_text(keys, stamp, auth.WORD.encode())
    return encode({"action": "access", "args": [keys.api_key, stamp, signature, DEVICE]})


def verify_login(login: Login, find_keys: FindKeys, now_ns: int) -> Keys | Refused:
    """What was wrong stands in the words alone: these sockets have no codes."""
    said = auth.verify_login(login, find_keys, now_ns)
    if isinstance(said, Refused):
        return refuse(said.code, f"{FAILED}: {said.words}")
    return said
