"""What a client asked for, read as leniently as BitMart reads it: a query or JSON, numbers for texts, keys of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote

from msgspec import MsgspecError, Raw
from msgspec.json import Decoder, decode, encode

from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.venues.bitmart.codes import refuse
from picaflor.wire.asks import Refused
from picaflor.wire.decoding import MS, BadMessage, read_ms
from picaflor.wire.net import Request

Params = Mapping[str, str]
FIELDS_MAX: Final = 100
SECONDS_DIGITS: Final = 11
_BODY: Final = Decoder(dict[str, Raw])
_ROWS: Final = Decoder(list[dict[str, Raw]])
_WORDS: Final = Decoder(list[Raw])


class BadParameter(Exception):
    """The refusal that a client's parameters earned."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code, words)
        self.refused: Refused = refuse(code, words)


def write_query(params: Mapping[str, object]) -> str:
    return "&".join(f"{name}={quote(str(value), safe='')}" for name, value in params.items() if value not in ("", None))


def write_body(params: Mapping[str, object]) -> bytes:
    return encode({name: value for name, value in params.items() if value not in ("", None)})


def read_params(request: Request) -> dict[str, str]:
    try:
        if request.method == "GET":
            return dict(parse_qsl(request.query, keep_blank_values=True, max_num_fields=FIELDS_MAX))
        return _texts(_BODY.decode(request.body or b"{}"))
    except (MsgspecError, ValueError, RecursionError):
        raise BadParameter("30018", "Request body must be JSON") from None


def read_rows(params: Params, name: str) -> list[Params]:
    """The objects of a list within the body; no list is an empty one."""
    try:
        return [_texts(row) for row in _ROWS.decode(params.get(name) or "[]")]
    except (MsgspecError, ValueError, RecursionError):
        raise BadParameter("50000", f"Bad Request [{name} is invalid]") from None


def read_words(params: Params, name: str) -> list[str]:
    """The texts or numbers of a list within the body; no list is an empty one."""
    try:
        return [_text(raw) for raw in _WORDS.decode(params.get(name) or "[]")]
    except (MsgspecError, ValueError, RecursionError):
        raise BadParameter("50000", f"Bad Request [{name} is invalid]") from None


def _texts(row: dict[str, Raw]) -> dict[str, str]:
    return {name: _text(raw) for name, raw in row.items()}


def _text(raw: Raw) -> str:
    """A string, a bare number or word as it stands, or the JSON of anything else."""
    data = bytes(raw)
    if data[:1] == b'"':
        return decode(data, type=str)
    return "" if data == b"null" else data.decode()


def need(params: Params, name: str, code: str = "50000") -> str:
    value = params.get(name, "")
    if not value:
        raise BadParameter(code, f"Bad Request [{name} is empty]")
    return value


def number(params: Params, name: str, default: int, most: int, code: str = "50000") -> int:
    """What is beyond the most counts as the most."""
    text = params.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 9) or not int(text):
        raise BadParameter(code, f"Bad Request [{name} is invalid]")
    return min(int(text), most)


def amount(params: Params, name: str, code: str = "50000") -> int:
    try:
        atoms = read_atoms(need(params, name, code))
    except BadNumber:
        atoms = 0
    if not atoms:
        raise BadParameter(code, f"Bad Request [{name} is invalid]")
    return atoms


def moment(params: Params, name: str) -> int:
    """Milliseconds; 0 where nothing is said."""
    try:
        return read_ms(params.get(name) or "0")
    except BadMessage:
        raise BadParameter("50000", f"Bad Request [{name} is invalid]") from None


def second(params: Params, name: str) -> int:
    """Row 44: seconds by the pages, but strangers send milliseconds, which are longer."""
    at_ns = moment(params, name)
    return at_ns * 1000 if len(params.get(name, "")) < SECONDS_DIGITS else at_ns


def write_second(at_ns: int) -> int:
    return at_ns // (1000 * MS)
