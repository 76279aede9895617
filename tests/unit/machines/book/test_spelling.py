"""Level arrays as texts, just as the venue wrote them."""

from __future__ import annotations

import pytest
from msgspec import DecodeError

from picaflor.domain.numbers import BadNumber
from picaflor.machines.book.spelling import read_levels
from picaflor.wire.venue import BookRule, Continuity, Dialect

PAIRS, FLAT, OBJECTS = (BookRule(Continuity.PLUS_ONE, dialect, size_key="vol") for dialect in Dialect)


@pytest.mark.parametrize(
    ("rule", "data", "levels"),
    [
        (PAIRS, b"", []),
        (PAIRS, b"[]", []),
        (PAIRS, b'[["1.50","0.5000"]]', [("1.50", "0.5000")]),
        (PAIRS, b'[[1.50,0.5000],["2",1e3]]', [("1.50", "0.5000"), ("2", "1e3")]),
        (PAIRS, b'[["1","2","3"],["1","2",3]]', [("1", "2"), ("1", "2")]),
        (FLAT, b"[]", []),
        (FLAT, b'["1","2"]', [("1", "2")]),
        (FLAT, b'["1",""]', [("1", "0")]),
        (FLAT, b'["1",null]', [("1", "0")]),
        (FLAT, b'[["1","2"],["3",""]]', [("1", "2"), ("3", "0")]),
        (OBJECTS, b'[{"vol":"2","n":{},"price":1.0}]', [("1.0", "2")]),
    ],
)
def test_levels(rule: BookRule, data: bytes, levels: list[tuple[str, str]]) -> None:
    assert list(read_levels(data, rule)) == levels


@pytest.mark.parametrize(
    ("rule", "data"),
    [(PAIRS, b'[["1"]]'), (PAIRS, b'["1","2"]'), (PAIRS, b"{}"), (FLAT, b'["1"]'), (OBJECTS, b'[{"price":1}]')],
)
def test_no_levels(rule: BookRule, data: bytes) -> None:
    with pytest.raises((BadNumber, DecodeError)):
        list(read_levels(data, rule))
