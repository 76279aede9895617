"""What a client asked for, read as leniently as HitBTC reads it: JSON, a form or a query; the path counts more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote

from msgspec import MsgspecError, Raw
from msgspec.json import Decoder, decode, encode

from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.venues.hitbtc.codes import refuse
from picaflor.wire.asks import Refused
from picaflor.wire.decoding import BadMessage, read_iso, read_ms
from picaflor.wire.net import Request

Params = Mapping[str, str]
_BODY: Final = Decoder(dict[str, Raw])
FIELDS_MAX: Final = 100
LEGS: Final = "orders"  # of a list: JSON already
FLAGS: Final = frozenset({"post_only", "reduce_only", "strict_validate"})  # booleans in JSON


class BadParameter(Exception):
    """The refusal that a client's parameters earned."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code, words)
        self.refused: Refused = refuse(code, words)


def write_query(params: Params) -> str:
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in params.items() if value)


def write_body(params: Params) -> bytes:
    return encode(with_flags(params))


def with_flags(params: Params) -> dict[str, str | bool | Raw]:
    return {name: _json(name, value) for name, value in params.items() if value}


def _json(name: str, value: str) -> str | bool | Raw:
    return value == "true" if name in FLAGS else Raw(value.encode()) if name == LEGS else value


def flatten(raw: Raw) -> dict[str, str]:
    """The parameters of a frame."""
    try:
        return {name: _text(value) for name, value in _BODY.decode(raw or b"{}").items()}
    except (MsgspecError, ValueError, RecursionError):
        raise BadParameter("10001", "Validation error. The parameters cannot be read") from None


def read_params(request: Request) -> dict[str, str]:
    """Row 20: strangers put the parameters of a DELETE into the query, a form or JSON."""
    try:
        params = _form(request.query)
        if request.method != "GET" and request.body:
            if request.body.lstrip()[:1] == b"{":
                params |= {name: _text(raw) for name, raw in _BODY.decode(request.body).items()}
            else:
                params |= _form(request.body.decode())
    except (MsgspecError, ValueError, RecursionError):
        raise BadParameter("10001", "Validation error. The parameters cannot be read") from None
    return params


def _form(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX))


def _text(raw: Raw) -> str:
    """A string, a bare number or word as it stands, or the JSON of anything else."""
    data = bytes(raw)
    if data[:1] == b'"':
        return decode(data, type=str)
    return "" if data == b"null" else data.decode()


def need(params: Params, name: str) -> str:
    value = params.get(name, "")
    if not value:
        raise BadParameter("10001", f"Validation error. Parameter [{name}] is required")
    return value


def number(params: Params, name: str, default: int, least: int, most: int) -> int:
    text = params.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 9) or not least <= int(text) <= most:
        raise BadParameter("10001", f"Bad request parameter [{name}]. Parameter must be in [{least}, {most}]")
    return int(text)


def whole(params: Params, name: str) -> int:
    """An id by which a list is cut; 0: none."""
    text = params.get(name, "")
    if text and not (text.isascii() and text.isdecimal() and len(text) <= 20):
        raise BadParameter("10001", f"Bad request parameter [{name}]. Parameter must be a number")
    return int(text or 0)


def amount(params: Params, name: str, none: str, bad: str) -> int:
    """`none`, `bad`: the venue's codes for what is no number, and for nothing at all."""
    try:
        atoms = read_atoms(need(params, name))
    except BadNumber:
        raise BadParameter(none, f"{name.capitalize()} not a valid number") from None
    if not atoms:
        raise BadParameter(bad, f"{name.capitalize()} too low")
    return atoms


def moment(params: Params, name: str) -> int:
    """Milliseconds or a time in words."""
    text = params.get(name, "")
    try:
        return read_iso(text) if "T" in text else read_ms(text or "0")
    except (BadMessage, ValueError):
        raise BadParameter("10001", f"Bad request parameter [{name}]. Parameter must be a time") from None
