"""What a client asked for, read as leniently as Bitget reads it: any order, any extra keys, numbers for strings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote

from msgspec import MsgspecError, Raw
from msgspec.json import Decoder, decode, encode

from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.venues.bitget.codes import refuse
from picaflor.wire.asks import Refused
from picaflor.wire.decoding import BadMessage, read_ms
from picaflor.wire.net import Request

Params = Mapping[str, str]
_BODY: Final = Decoder(dict[str, Raw])
_ROWS: Final = Decoder(list[dict[str, Raw]])
_WORDS: Final = Decoder(list[str])
FIELDS_MAX: Final = 100
LIST: Final = ""  # the name of a body that is a list


class BadParameter(Exception):
    """The refusal that a client's parameters earned."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code, words)
        self.refused: Refused = refuse(code, words)


def write_query(params: Mapping[str, object]) -> str:
    """Row 20: sorted, percent-encoded; empty ones are left out."""
    return "&".join(f"{name}={quote(str(value), safe='$')}" for name, value in sorted(params.items()) if value)


def write_body(params: Mapping[str, object]) -> bytes:
    return encode(params.get(LIST) or {name: value for name, value in params.items() if value})


def read_params(request: Request) -> Params:
    if request.method == "GET":
        try:
            return dict(parse_qsl(request.query, keep_blank_values=True, max_num_fields=FIELDS_MAX))
        except ValueError as bad:
            raise BadParameter("40017", f"Parameter verification failed: {bad}") from None
    try:
        if request.body.lstrip()[:1] == b"[" and b"{" in request.body:
            return {LIST: request.body.decode()}
        return read_texts(_BODY.decode(request.body or b"{}"))
    except (MsgspecError, ValueError, RecursionError):
        raise BadParameter("40017", "Parameter verification failed: the body is not a JSON object") from None


def read_rows(params: Params, name: str) -> list[Params]:
    """The objects of a list within the body; no list is an empty one."""
    try:
        return [read_texts(row) for row in _ROWS.decode(params.get(name) or "[]")]
    except (MsgspecError, ValueError, RecursionError):
        raise BadParameter("40020", f"Parameter {name} error") from None


def read_words(params: Params, name: str) -> list[str]:
    """The texts of a list within the body; no list is an empty one."""
    try:
        return _WORDS.decode(params.get(name) or "[]")
    except (MsgspecError, ValueError, RecursionError):
        raise BadParameter("40020", f"Parameter {name} error") from None


def read_texts(row: Mapping[str, Raw]) -> Params:
    return {name: _text(raw) for name, raw in row.items()}


def _text(raw: Raw) -> str:
    """A string, a bare number or word as it stands, or the JSON of anything else."""
    data = bytes(raw)
    if data[:1] == b'"':
        return decode(data, type=str)
    return "" if data == b"null" else data.decode()


def need(params: Params, name: str) -> str:
    value = params.get(name, "")
    if not value:
        raise BadParameter("40019", f"Parameter {name} cannot be empty")
    return value


def number(params: Params, name: str, default: int, most: int) -> int:
    text = params.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 9) or not int(text):
        raise BadParameter("40020", f"Parameter {name} error")
    return min(int(text), most)


def amount(params: Params, name: str) -> int:
    return _amount(params, name, signed=False)


def maybe_amount(params: Params, name: str) -> int | None:
    """Nothing and zero are no amount."""
    return amount(params, name) if params.get(name, "").strip("0.") else None


def signed_amount(params: Params, name: str) -> int:
    return _amount(params, name, signed=True)


def _amount(params: Params, name: str, *, signed: bool) -> int:
    try:
        atoms = read_atoms(need(params, name), signed=signed)
    except BadNumber:
        atoms = 0
    if not atoms:
        raise BadParameter("40020", f"Parameter {name} error")
    return atoms


def moment(params: Params, name: str) -> int:
    try:
        return read_ms(params.get(name) or "0")
    except BadMessage:
        raise BadParameter("40020", f"Parameter {name} error") from None
