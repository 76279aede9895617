"""Rows 20 and 21: who signs what. HS256 is what we write; the venue also takes the bare secret, which is called Basic."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Final
from urllib.parse import unquote

from msgspec.json import encode

from picaflor.venues.hitbtc.codes import refuse
from picaflor.venues.hitbtc.topics import LOGIN
from picaflor.wire.asks import Refused
from picaflor.wire.auth import FindKeys, Keys, Stamped
from picaflor.wire.decoding import MS
from picaflor.wire.net import Request
from picaflor.wire.signing import same, sign_hex
from picaflor.wire.stream import Login

WINDOW_MS: Final = 10_000  # where the client names none
WINDOW_MAX_MS: Final = 60_000
REFUSED: Final = "Authorization is required or has been failed"


def sign(request: Request, keys: Keys, now_ns: int) -> Request:
    stamp = str(now_ns // MS)
    signature = sign_hex(keys.secret, _message(request, request.query, stamp, ""))
    word = b64encode(f"{keys.api_key}:{signature}:{stamp}".encode()).decode()
    headers = (*request.headers, ("Authorization", f"HS256 {word}"))
    return Request(request.method, request.host, request.path, request.query, request.body, headers)


def stamped(_request: Request, _keys: Keys) -> Stamped | None:
    return None  # key, signature and time share a header


def _message(request: Request, query: str, stamp: str, window: str) -> bytes:
    mark = "?" if query else ""
    return f"{request.method}{request.path}{mark}{query}".encode() + request.body + f"{stamp}{window}".encode()


def verify(request: Request, find_keys: FindKeys, now_ns: int) -> Keys | Refused:
    given = next((value for name, value in request.headers if name.lower() == "authorization"), "")
    if not given:
        return refuse("1001", "Authorization required")
    scheme, _, word = given.partition(" ")
    if scheme.lower() not in ("basic", "hs256"):
        return refuse("1004", "Unsupported authorization method")
    try:
        data = b64decode(word, validate=True)
        parts = data.decode().split(":")
    except ValueError:
        return _no("invalid authorization format")
    if b64encode(data).decode() != word:
        return _no("invalid authorization format")  # spare bits of the last letter: another spelling of the same
    match scheme.lower(), parts:
        case "basic", [api_key, secret]:
            keys = find_keys(api_key)
            return keys if keys is not None and same(secret, keys.secret) else _no("invalid key or secret")
        case "hs256", [api_key, signature, stamp]:
            return _verify(request, find_keys(api_key), signature, stamp, "", now_ns)
        case "hs256", [api_key, signature, stamp, window]:
            return _verify(request, find_keys(api_key), signature, stamp, window, now_ns)
        case _:
            return _no("invalid authorization format")


def _verify(
    request: Request, keys: Keys | None, signature: str, stamp: str, window: str, now_ns: int
) -> Keys | Refused:
    """Clients sign the query escaped or not; what they sent is what they meant."""
    if keys is None:
        return _no("invalid key")
    late = _late(stamp, window, now_ns)
    if late:
        return _no(late)
    spellings = dict.fromkeys((request.query, unquote(request.query)))
    try:
        good = any(
            same(sign_hex(keys.secret, _message(request, query, stamp, window)), signature) for query in spellings
        )
    except UnicodeEncodeError:
        good = False
    return keys if good else _no("invalid signature")


def _late(stamp: str, window: str, now_ns: int) -> str:
    if not all(text.isascii() and text.isdecimal() and len(text) <= 16 for text in (stamp, window or "0")):
        return "invalid timestamp or window format"
    span = int(window) if window else WINDOW_MS
    if not 0 < span <= WINDOW_MAX_MS:
        return "invalid window"
    return "timestamp is outside of the window" if abs(int(stamp) - now_ns // MS) > span else ""


def _no(description: str) -> Refused:
    return refuse("1002", f"{REFUSED}. {description}")


def write_login(keys: Keys, now_ns: int) -> bytes:
    stamp = now_ns // MS
    signature = sign_hex(keys.secret, str(stamp).encode())
    params = {"type": "HS256", "api_key": keys.api_key, "timestamp": stamp, "signature": signature}
    return encode({"method": "login", "params": params, "id": LOGIN})


def verify_login(login: Login, find_keys: FindKeys, now_ns: int) -> Keys | Refused:
    keys = find_keys(login.api_key)
    if keys is None:
        return _no("invalid key")
    if login.scheme.upper() == "BASIC":
        return keys if same(login.signature, keys.secret) else _no("invalid key or secret")
    if login.scheme.upper() != "HS256":
        return refuse("1004", "Unsupported authorization method")
    late = _late(login.timestamp, login.window, now_ns)
    if late:
        return _no(late)
    good = same(sign_hex(keys.secret, f"{login.timestamp}{login.window}".encode()), login.signature)
    return keys if good else _no("invalid signature format")
