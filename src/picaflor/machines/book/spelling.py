"""The level arrays of the three dialects as (price, size) texts, just as the venue spelled them. The slow, sure way."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Raw, ValidationError
from msgspec.json import Decoder, decode

from picaflor.domain.numbers import BadNumber
from picaflor.wire.venue import BookRule, Dialect

Spelled = tuple[str, str]

_STRINGS = Decoder(list[list[str]])
_PAIRS = Decoder(list[list[Raw]])
_FLAT = Decoder(list[Raw])
_OBJECTS = Decoder(list[dict[str, Raw]])
_ABSENT = (b'""', b"null")  # how Peatio spells the size of a level that is gone


def read_levels(data: bytes, rule: BookRule) -> Iterable[Spelled]:
    """Raises what the gate or msgspec raises where this is no array of levels. No bytes: the side was not told."""
    if not data:
        return ()
    if rule.dialect is Dialect.OBJECTS:
        return [(_text(row, rule.price_key), _text(row, rule.size_key)) for row in _OBJECTS.decode(data)]
    if rule.dialect is Dialect.PAIRS:
        return _pairs(data)
    return _flat(data)


def _pairs(data: bytes) -> Iterable[Spelled]:
    try:
        rows = _STRINGS.decode(data)
    except ValidationError:  # numbers among them
        return [_pair([_plain(part) for part in row[:2]]) for row in _PAIRS.decode(data)]
    return [_pair(row) for row in rows]


def _pair(row: list[str]) -> Spelled:
    if len(row) < 2:
        raise BadNumber("a level without a size")
    return row[0], row[1]


def _flat(data: bytes) -> Iterable[Spelled]:
    """One level as [price, size]; some builds nest them after all, and snapshots always do."""
    parts = _FLAT.decode(data)
    if parts and bytes(parts[0])[:1] == b"[":
        rows = _PAIRS.decode(data)
    else:
        rows = [parts] if parts else []
    return [_pair([_plain(part) if bytes(part) not in _ABSENT else "0" for part in row[:2]]) for row in rows]


def _text(row: dict[str, Raw], key: str) -> str:
    if key not in row:
        raise BadNumber(f"a level without {key}")
    return _plain(row[key])


def _plain(raw: Raw) -> str:
    """The text of a JSON string, or a bare number as it stands."""
    data = bytes(raw)
    return decode(data, type=str) if data[:1] == b'"' else data.decode()
