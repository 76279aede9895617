"""Rows 20 and 21: Barong's key authentication, the same for a request and for the handshake of the private socket."""

from __future__ import annotations

from typing import Final

from picaflor.venues.peatio.codes import refuse
from picaflor.wire.asks import Refused
from picaflor.wire.auth import FindKeys, Keys, Stamped
from picaflor.wire.decoding import MS
from picaflor.wire.net import Request
from picaflor.wire.signing import same, sign_hex
from picaflor.wire.stream import Login

WINDOW_MS: Final = 5_000
KEY, NONCE, SIGNATURE = "X-Auth-Apikey", "X-Auth-Nonce", "X-Auth-Signature"


def sign(request: Request, keys: Keys, now_ns: int) -> Request:
    nonce = str(now_ns // MS)
    signature = _sign(keys.secret, nonce, keys.api_key)
    headers = (*request.headers, (KEY, keys.api_key), (NONCE, nonce), (SIGNATURE, signature))
    return Request(request.method, request.host, request.path, request.query, request.body, headers)


def stamped(_request: Request, _keys: Keys) -> Stamped | None:
    return None


def _sign(secret: str, nonce: str, api_key: str) -> str:
    """Nothing of what is asked is signed."""
    return sign_hex(secret, f"{nonce}{api_key}".encode())


def verify(request: Request, find_keys: FindKeys, now_ns: int) -> Keys | Refused:
    given = {name.lower(): value for name, value in request.headers}
    words = [given.get(name.lower()) for name in (KEY, NONCE, SIGNATURE)]
    if words == [None, None, None]:
        return refuse("authz.missing_csrf_token" if request.method == "POST" else "authz.invalid_session")
    if not all(words):
        return refuse("authz.invalid_api_key_headers")
    api_key, nonce, signature = (word or "" for word in words)
    if not (nonce.isascii() and nonce.isdecimal() and len(nonce) <= 16):
        return refuse("authz.nonce_not_valid_timestamp")
    if abs(int(nonce) - now_ns // MS) >= WINDOW_MS:
        return refuse("authz.nonce_expired")
    keys = find_keys(api_key)
    if keys is None:
        return refuse("authz.unexistent_apikey")
    return keys if same(_sign(keys.secret, nonce, api_key), signature) else refuse("authz.invalid_signature")


def write_login(keys: Keys, now_ns: int) -> bytes:
    """There is none: the handshake is signed."""
    raise ValueError("this platform takes the key in the handshake, and no login after it")


def verify_login(login: Login, find_keys: FindKeys, now_ns: int) -> Keys | Refused:
    return refuse("authz.invalid_session")
