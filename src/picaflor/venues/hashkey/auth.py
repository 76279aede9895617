"""Row 20: who signs what. Query and body as they are sent, one after the other, and the signature last."""

from __future__ import annotations

from typing import Final

from picaflor.venues.hashkey.codes import refuse
from picaflor.venues.hashkey.params import read_form
from picaflor.wire.asks import Refused
from picaflor.wire.auth import FindKeys, Keys, Stamped
from picaflor.wire.decoding import MS
from picaflor.wire.net import Request
from picaflor.wire.signing import same, sign_hex
from picaflor.wire.stream import Login

WINDOW_MS: Final = 5_000  # where the client names none
WINDOW_MAX_MS: Final = 60_000
AHEAD_MS: Final = 1_000
STAMP_DIGITS: Final = 13
HEADERS: Final = ("x-hk-apikey", "x-apikey")
SIGNATURE: Final = "signature="


def sign(request: Request, keys: Keys, now_ns: int) -> Request:
    stamped = _join(request.query, f"timestamp={now_ns // MS}")
    signature = sign_hex(keys.secret, (stamped + _form_of(request)).encode())
    query = f"{stamped}&{SIGNATURE}{signature}"
    headers = (*request.headers, ("X-HK-APIKEY", keys.api_key))
    return Request(request.method, request.host, request.path, query, request.body, headers)


def stamped(_request: Request, _keys: Keys) -> Stamped | None:
    return None  # the signature is a part of the query


def _join(query: str, more: str) -> str:
    return f"{query}&{more}" if query else more


def verify(request: Request, find_keys: FindKeys, now_ns: int) -> Keys | Refused:
    api_key = next((value for name, value in request.headers if name.lower() in HEADERS), "")
    keys = find_keys(api_key) if api_key else None
    if keys is None:
        return refuse("0102", "Invalid access key")
    try:
        query, in_query = _without_signature(request.query)
        body, in_body = _without_signature(_form_of(request))
        params = read_form(body) | read_form(query)
        late = _late(params.get("timestamp", ""), params.get("recvWindow", ""), now_ns)
        right = sign_hex(keys.secret, (query + body).encode())
    except ValueError:
        return refuse("0001", "Required field missing or invalid")
    if late:
        return refuse("-1021", late)
    return keys if same(right, in_query or in_body) else refuse("0002", "Incorrect signature")


def _form_of(request: Request) -> str:
    """A list of orders is JSON, and nobody signs it."""
    kind = next((value for name, value in request.headers if name.lower() == "content-type"), "")
    return "" if kind.startswith("application/json") else request.body.decode()


def _without_signature(text: str) -> tuple[str, str]:
    """What was signed, as it was sent, and the signature; clients may put it anywhere."""
    parts = text.split("&")
    found = [part for part in parts if part.startswith(SIGNATURE)]
    return "&".join(part for part in parts if part not in found), found[-1].removeprefix(SIGNATURE) if found else ""


def _late(stamp: str, window: str, now_ns: int) -> str:
    """Why the time is no good; "": it is."""
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) == STAMP_DIGITS):
        return "Timestamp for this request is missing or not of 13 digits"
    if not all(text.isascii() and text.isdecimal() and len(text) <= 6 for text in (window or "0",)):
        return "Illegal recvWindow"
    span, now_ms = int(window) if window else WINDOW_MS, now_ns // MS
    inside = int(stamp) < now_ms + AHEAD_MS and now_ms - int(stamp) <= min(span, WINDOW_MAX_MS)
    return "" if inside else "Timestamp for this request is outside of the recvWindow"


def write_login(keys: Keys, now_ns: int) -> bytes:
    """Row 17: a private socket is opened by its path."""
    raise ValueError("nobody logs in at this venue")


def verify_login(login: Login, find_keys: FindKeys, now_ns: int) -> Keys | Refused:
    return refuse("0102", "Invalid access key")
