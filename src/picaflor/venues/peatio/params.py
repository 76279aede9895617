"""What a client asked for, read as leniently as the platform reads it: JSON, a form or a query; the path counts more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote

from msgspec import MsgspecError, Raw
from msgspec.json import Decoder, decode, encode

from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.venues.peatio.codes import refuse
from picaflor.venues.peatio.spelling import SECOND, text_of
from picaflor.wire.asks import Refused
from picaflor.wire.net import Request

Params = Mapping[str, str | tuple[str, ...]]  # as written; several values are a list
Given = Mapping[str, tuple[str, ...]]  # as read
_BODY: Final = Decoder(dict[str, Raw])
FIELDS_MAX: Final = 100


class BadParameter(Exception):
    """The refusal that a client's parameters earned."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.refused: Refused = refuse(code)


def write_query(params: Params) -> str:
    pairs: list[tuple[str, str]] = []
    for name, value in params.items():
        pairs += [(f"{name}[]", one) for one in value] if isinstance(value, tuple) else [(name, value)]
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs if value)


def write_body(params: Params) -> bytes:
    return encode({name: value for name, value in params.items() if value})


def read_params(request: Request) -> dict[str, tuple[str, ...]]:
    """Row 20. `name[]` and `name` are the same."""
    try:
        pairs = _form(request.query)
        if request.method != "GET" and request.body.strip():
            if request.body.lstrip()[:1] == b"{":
                pairs += [(name, text) for name, raw in _BODY.decode(request.body).items() for text in _texts(raw)]
            else:
                pairs += _form(request.body.decode())
    except (MsgspecError, ValueError, RecursionError):
        raise BadParameter("server.method.invalid_message_body") from None
    params: dict[str, tuple[str, ...]] = {}
    for name, text in pairs:
        name = name.removesuffix("[]")
        params[name] = (*params.get(name, ()), text)
    return params


def _form(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX)


def _texts(raw: Raw) -> list[str]:
    if bytes(raw)[:1] == b"[":
        return [text_of(each) for each in decode(raw, type=list[Raw])]
    return [text_of(raw)]


def one(params: Given, name: str) -> str:
    """The last of them, "" where there is none."""
    return params[name][-1] if params.get(name) else ""


def need(params: Given, name: str) -> str:
    value = one(params, name)
    if not value:
        raise BadParameter(f"market.order.missing_{name}")
    return value


def number(params: Given, name: str, default: int, least: int, most: int, of: str, called: str = "") -> int:
    """`of`: whose code it is, market.order or public.trade; `called`: what the code calls it, where it differs."""
    called = called or name
    text = one(params, name)
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise BadParameter(f"{of}.non_integer_{called}")
    if not least <= int(text) <= most:
        raise BadParameter(f"{of}.invalid_{called}")
    return int(text)


def decimal(params: Given, name: str) -> int:
    try:
        atoms = read_atoms(need(params, name), signed=True)
    except BadNumber:
        raise BadParameter(f"market.order.non_decimal_{name}") from None
    if atoms <= 0:
        raise BadParameter(f"market.order.non_positive_{name}")
    return atoms


def seconds(params: Given, name: str) -> int:
    text = one(params, name)
    if text and not (text.isascii() and text.isdecimal() and len(text) <= 11):
        raise BadParameter("server.method.invalid_message_body")
    return int(text or 0) * SECOND
