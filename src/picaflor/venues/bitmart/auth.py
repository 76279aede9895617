"""Rows 20 and 21: who signs what. The time, the memo and the body are signed; a GET is let in by its key alone."""

from __future__ import annotations

from binascii import hexlify
from typing import Final

from msgspec import MsgspecError
from msgspec.json import Decoder, encode

from picaflor.venues.bitmart import rest
from picaflor.venues.bitmart.codes import refuse
from picaflor.wire.asks import Refused
from picaflor.wire.auth import FindKeys, Keys, Stamped
from picaflor.wire.decoding import MS
from picaflor.wire.net import Request
from picaflor.wire.signing import same, sign_hex
from picaflor.wire.stream import Login

MINUTE_MS: Final = 60_000
WINDOW_MS: Final = 5_000  # where a request that may name a window names none
AHEAD_MS: Final = 1_000  # of such a request
WORD: Final = "bitmart.WebSocket"
WINDOWED: Final = ("/spot/v4/", "/account/v1/transfer-contract")
_BODY: Final = Decoder(dict[str, object])


def sign(request: Request, keys: Keys, now_ns: int) -> Request:
    stamp = str(now_ns // MS)
    signature = sign_text(keys, stamp, request.body)
    headers = (
        *request.headers,
        ("X-BM-KEY", keys.api_key),
        ("X-BM-TIMESTAMP", stamp),
        ("X-BM-SIGN", signature),
    )
    return Request(request.method, request.host, request.path, request.query, request.body, headers)


def stamped(_request: Request, keys: Keys) -> Stamped | None:
    return Stamped("X-BM-SIGN", "X-BM-TIMESTAMP", f"#{keys.memo}#".encode(), hexlify)


def sign_text(keys: Keys, stamp: str, body: bytes) -> str:
    return sign_hex(keys.secret, f"{stamp}#{keys.memo}#".encode() + body)


def verify(request: Request, find_keys: FindKeys, now_ns: int) -> Keys | Refused:
    """The path is not signed: one that does not exist is all that a wrong one can be."""
    if not rest.knows(request):
        return refuse("30000", "Not found")
    return verify_known(request, find_keys, now_ns)


def verify_known(request: Request, find_keys: FindKeys, now_ns: int) -> Keys | Refused:
    headers = {name.lower(): value for name, value in request.headers}
    api_key = headers.get("x-bm-key", "")
    if not api_key:
        return refuse("30001", "Header X-BM-KEY is empty")
    keys = find_keys(api_key)
    if keys is None:
        return refuse("30002", "Header X-BM-KEY not found")
    if request.method == "GET":
        return keys
    stamp, signature = headers.get("x-bm-timestamp", ""), headers.get("x-bm-sign", "")
    if not signature:
        return refuse("30004", "Header X-BM-SIGN is empty")
    if not _is_time(stamp):
        return refuse("30006", "Header X-BM-TIMESTAMP is empty or not a long number")
    if _late(request, int(stamp), now_ns // MS):
        return refuse("30007", "Header X-BM-TIMESTAMP range is invalid")
    try:
        good = same(sign_text(keys, stamp, request.body), signature)
    except UnicodeEncodeError:
        good = False
    return keys if good else refuse("30005", "Header X-BM-SIGN is wrong")


def _is_time(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 16


def _late(request: Request, at_ms: int, now_ms: int) -> bool:
    if not request.path.startswith(WINDOWED):
        return abs(now_ms - at_ms) > MINUTE_MS
    window = _window(request)
    return not 0 < window <= MINUTE_MS or at_ms >= now_ms + AHEAD_MS or now_ms - at_ms > window


def _window(request: Request) -> int:
    """0: what stands there is no window."""
    try:
        given = _BODY.decode(request.body or b"{}").get("recvWindow", WINDOW_MS)
        return int(given) if isinstance(given, int | str) else 0
    except (MsgspecError, ValueError, RecursionError):
        return WINDOW_MS  # whoever reads the body will say what is wrong with it


def write_login(keys: Keys, now_ns: int) -> bytes:
    stamp = str(now_ns // MS)
    return encode({"op": "login", "args": [keys.api_key, stamp, sign_text(keys, stamp, WORD.encode())]})


def verify_login(login: Login, find_keys: FindKeys, now_ns: int) -> Keys | Refused:
    keys = find_keys(login.api_key)
    if keys is None:
        return refuse("91002", "API KEY not found")
    if not _is_time(login.timestamp):
        return refuse("91022", "timestamp is invalid")
    if abs(int(login.timestamp) - now_ns // MS) > MINUTE_MS:
        return refuse("91023", "timestamp has expired")
    good = same(sign_text(keys, login.timestamp, WORD.encode()), login.signature)
    return keys if good else refuse("91011", "sign is invalid")
