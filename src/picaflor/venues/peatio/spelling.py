"""Numbers and times, which this platform spells in every way: texts, bare numbers, seconds, times in words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Raw
from msgspec.json import decode

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.wire.decoding import BadMessage

SECOND: Final = 1_000_000_000
NOTHING: Final = Raw(b"")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ISO: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})?( ?UTC|Z|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)
_SECONDS: Final = re.compile(r"[0-9]{1,11}", re.ASCII)


def text_of(raw: Raw) -> str:
    """What stands there: of a text its letters, of a number its digits, of null and of nothing none."""
    data = bytes(raw)
    if data[:1] == b'"':
        return decode(data, type=str)
    return "" if data == b"null" else data.decode()


def amount(raw: Raw, *, signed: bool = False) -> int:
    return read_atoms(text_of(raw), signed=signed)


def some(raw: Raw) -> bool:
    """Whether anything is told."""
    return text_of(raw) != ""


def above_zero(raw: Raw) -> int:
    atoms = amount(raw)
    if not atoms:
        raise BadMessage("zero where a price or a size belongs")
    return atoms


def spelled(atoms: int) -> str:
    """As the platform writes decimals: at least one digit stands behind the point."""
    text = write_atoms(atoms)
    return text if "." in text else f"{text}.0"


def bare(atoms: int) -> Raw:
    """A number of JSON, exact."""
    return Raw(spelled(atoms).encode())


def moment(raw: Raw) -> int:
    """Whole seconds, since nobody tells more. Nothing is 0."""
    text = text_of(raw)
    if not text:
        return 0
    return read_seconds(text) if _SECONDS.fullmatch(text) else read_iso(text)


def read_seconds(text: str) -> int:
    if not _SECONDS.fullmatch(text):
        raise BadMessage(f"not a time in seconds: {text[:40]!r}")
    return int(text) * SECOND


def read_iso(text: str) -> int:
    """With any offset from UTC; fractions of a second, which older servers write, are dropped."""
    shape = _ISO.fullmatch(text)
    if shape is None:
        raise BadMessage(f"not a time: {text[:40]!r}")
    day, clock, offset = shape.groups()
    offset = "+00:00" if offset.strip() in ("Z", "UTC") else offset
    span = datetime.fromisoformat(f"{day}T{clock}{offset}") - _EPOCH
    seconds = span.days * 86_400 + span.seconds
    if seconds < 0:
        raise BadMessage(f"before 1970: {text[:40]!r}")
    return seconds * SECOND


def write_iso(at_ns: int, zone: str = "+00:00") -> str:
    return f"{_EPOCH + timedelta(seconds=at_ns // SECOND):%Y-%m-%dT%H:%M:%S}{zone}"


def named(raw: Raw) -> str:
    """An id: a number on the wire, a text with some."""
    text = text_of(raw)
    if not text or len(text) > 64:
        raise BadMessage(f"no id: {text[:40]!r}")
    return text


def number_of(name: str) -> int | str:
    return int(name) if name.isascii() and name.isdecimal() and len(name) <= 19 and str(int(name)) == name else name
