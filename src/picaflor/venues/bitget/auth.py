"""Row 20 and 21: who signs what. HMAC or RSA goes by the secret; the venue takes a query in any spelling it was sent in."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from msgspec.json import encode

from picaflor.venues.bitget.codes import refuse
from picaflor.wire.asks import Refused
from picaflor.wire.auth import FindKeys, Keys, Stamped
from picaflor.wire.decoding import MS
from picaflor.wire.net import Request
from picaflor.wire.signing import base64_of, is_pem, same, sign_base64, verify_base64
from picaflor.wire.stream import Login

WINDOW_MS: Final = 30_000
SECONDS_DIGITS: Final = 10
VERIFY: Final = "GET/user/verify"


def sign(request: Request, keys: Keys, now_ns: int) -> Request:
    """The query is signed as it reads, not as it is escaped: what is known to work for symbols beyond ASCII."""
    stamp, query = str(now_ns // MS), request.query
    signature = sign_base64(keys.secret, _prehash(stamp, request, unquote(query) if "%" in query else query))
    headers = (
        *request.headers,
        ("ACCESS-KEY", keys.api_key),
        ("ACCESS-SIGN", signature),
        ("ACCESS-TIMESTAMP", stamp),
        ("ACCESS-PASSPHRASE", keys.passphrase),
    )
    return Request(request.method, request.host, request.path, query, request.body, headers)


def stamped(request: Request, keys: Keys) -> Stamped | None:
    if is_pem(keys.secret) or request.query:
        return None
    return Stamped("ACCESS-SIGN", "ACCESS-TIMESTAMP", f"{request.method}{request.path}".encode(), base64_of)


def _prehash(stamp: str, request: Request, query: str) -> bytes:
    mark = "?" if query else ""
    return f"{stamp}{request.method}{request.path}{mark}{query}".encode() + request.body


def verify(request: Request, find_keys: FindKeys, now_ns: int) -> Keys | Refused:
    """In the venue's order: the key before the time, the time before the signature, the passphrase last."""
    headers = {name.lower(): value for name, value in request.headers}
    api_key, stamp = headers.get("access-key", ""), headers.get("access-timestamp", "")
    if not api_key:
        return refuse("40006", "Invalid ACCESS_KEY")
    keys = find_keys(api_key)
    if keys is None:
        return refuse("40037", "Apikey does not exist")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 16):
        return refuse("40005", "Invalid ACCESS_TIMESTAMP")
    if abs(int(stamp) - now_ns // MS) > WINDOW_MS:
        return refuse("40008", "Request timestamp expired")
    if not _signed(request, keys, stamp, headers.get("access-sign", "")):
        return refuse("40009", "sign signature error")
    passphrase = headers.get("access-passphrase", "")
    if not passphrase:
        return refuse("40011", "ACCESS_PASSPHRASE cannot be empty")
    return keys if same(passphrase, keys.passphrase) else refuse("40012", "apikey/password is incorrect")


def _signed(request: Request, keys: Keys, stamp: str, signature: str) -> bool:
    """Clients sign the query escaped or not, sorted or not; what they sent is what they meant."""
    parts = "&".join(sorted(request.query.split("&")))
    spellings = dict.fromkeys((request.query, unquote(request.query), parts, unquote(parts)))
    try:
        return any(verify_base64(keys.secret, _prehash(stamp, request, query), signature) for query in spellings)
    except UnicodeEncodeError:
        return False


def write_login(keys: Keys, now_ns: int) -> bytes:
    """Seconds here, milliseconds on requests."""
    stamp = str(now_ns // (1000 * MS))
    signature = sign_base64(keys.secret, f"{stamp}{VERIFY}".encode())
    arg = {"apiKey": keys.api_key, "passphrase": keys.passphrase, "timestamp": stamp, "sign": signature}
    return encode({"op": "login", "args": [arg]})


def verify_login(login: Login, find_keys: FindKeys, now_ns: int) -> Keys | Refused:
    """Seconds or milliseconds: the venue takes both."""
    keys = find_keys(login.api_key)
    if keys is None:
        return refuse("30011", "Invalid ACCESS_KEY")
    stamp = login.timestamp
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 16):
        return refuse("30013", "Invalid ACCESS_TIMESTAMP")
    at_ms = int(stamp) * (1000 if len(stamp) <= SECONDS_DIGITS else 1)
    if abs(at_ms - now_ns // MS) > WINDOW_MS:
        return refuse("30014", "Request timestamp expired")
    if not verify_base64(keys.secret, f"{stamp}{VERIFY}".encode(), login.signature):
        return refuse("30015", "Invalid sign")
    return keys if same(login.passphrase, keys.passphrase) else refuse("30012", "Invalid ACCESS_PASSPHRASE")
