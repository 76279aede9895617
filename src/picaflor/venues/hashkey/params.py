"""What a client asked for, read as leniently as HashKey reads it: a query, a form, or both; the query counts more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote

from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.venues.hashkey.codes import refuse
from picaflor.wire.asks import Refused
from picaflor.wire.decoding import BadMessage, read_ms
from picaflor.wire.net import Request

Params = Mapping[str, str]
FIELDS_MAX: Final = 100


class BadParameter(Exception):
    """The refusal that a client's parameters earned."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code, words)
        self.refused: Refused = refuse(code, words)


def write_query(params: Params) -> str:
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in params.items() if value)


def read_params(request: Request) -> dict[str, str]:
    """Row 20: strangers put parameters of anything but GET into a form."""
    try:
        form = read_form(request.body.decode()) if request.method != "GET" and request.body else {}
        return form | read_form(request.query)
    except ValueError:
        raise BadParameter("0001", "Required field missing or invalid") from None


def read_form(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX))


def need(params: Params, name: str) -> str:
    value = params.get(name, "")
    if not value:
        raise BadParameter("0001", f"Required field {name} missing or invalid")
    return value


def number(params: Params, name: str, default: int, most: int) -> int:
    text = params.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and int(text)):
        raise BadParameter("-1130", f"Illegal parameter '{name}'")
    return min(int(text), most)


def cursor(params: Params, name: str) -> str:
    """An id by which a list is cut."""
    text = params.get(name, "")
    if text and not (text.isascii() and text.isdecimal() and len(text) <= 20):
        raise BadParameter("-1130", f"Illegal parameter '{name}'")
    return "" if text.strip("0") == "" else text


def amount(params: Params, name: str, bad: str) -> int:
    """`bad`: the venue's code for what is no number, or nothing at all."""
    try:
        atoms = read_atoms(need(params, name))
    except BadNumber:
        raise BadParameter("-1130", f"Illegal parameter '{name}'") from None
    if not atoms:
        raise BadParameter(bad, f"Illegal parameter '{name}'")
    return atoms


def moment(params: Params, name: str) -> int:
    try:
        return read_ms(params.get(name, "") or "0")
    except BadMessage:
        raise BadParameter("-1130", f"Illegal parameter '{name}'") from None
