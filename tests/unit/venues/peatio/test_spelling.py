from __future__ import annotations

import pytest
from msgspec import Raw

from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.venues.peatio.spelling import (
    above_zero,
    amount,
    bare,
    moment,
    named,
    number_of,
    read_iso,
    some,
    spelled,
    text_of,
    write_iso,
)
from picaflor.wire.decoding import BadMessage

NOON = 1_685_620_800 * 10**9


@pytest.mark.parametrize("said", [b'"0.00001"', b"0.00001", b"1e-05", b'"1.0e-05"', b"1.0e-5"])
def test_a_number_in_all_its_spellings(said: bytes) -> None:
    assert amount(Raw(said)) == read_atoms("0.00001")


@pytest.mark.parametrize("said", [b'"1,5"', b'""', b"null", b"true", b"[]", b"-1", b'"NaN"'])
def test_what_is_no_amount_is_refused(said: bytes) -> None:
    with pytest.raises(BadNumber):
        amount(Raw(said))


def test_zero_is_no_price() -> None:
    with pytest.raises(BadMessage, match="zero"):
        above_zero(Raw(b'"0.0"'))


def test_ours_have_a_digit_behind_the_point() -> None:
    assert [spelled(read_atoms(text)) for text in ("7000", "0.5", "0")] == ["7000.0", "0.5", "0.0"]
    assert bytes(bare(read_atoms("25001"))) == b"25001.0"


@pytest.mark.parametrize(
    "said",
    [
        b"1685620800",
        b'"1685620800"',
        b'"2023-06-01T12:00:00Z"',
        b'"2023-06-01T14:00:00+02:00"',
        b'"2023-06-01T12:00:00.123+00:00"',
        b'"2023-06-01 12:00:00 UTC"',
    ],
)
def test_a_time_in_all_its_spellings(said: bytes) -> None:
    assert moment(Raw(said)) == NOON


@pytest.mark.parametrize("said", [b'"noon"', b"1.5", b"1685620800000000", b'"1969-12-31T00:00:00Z"', b"-1"])
def test_what_is_no_time_is_refused(said: bytes) -> None:
    with pytest.raises(ValueError, match=r"time|1970"):
        moment(Raw(said))


def test_no_time_is_no_time() -> None:
    assert moment(Raw(b"null")) == moment(Raw(b"")) == 0
    assert read_iso(write_iso(NOON)) == read_iso(write_iso(NOON, "Z")) == NOON


def test_ids_are_numbers_or_texts() -> None:
    assert (named(Raw(b"7")), named(Raw(b'"a-b"'))) == ("7", "a-b")
    assert (number_of("7"), number_of("007"), number_of("a")) == (7, "007", "a")
    for nothing in (b"null", b'""', b"", b'"' + b"x" * 65 + b'"'):
        with pytest.raises(BadMessage, match="no id"):
            named(Raw(nothing))


def test_what_stands_there() -> None:
    assert [text_of(Raw(raw)) for raw in (b'"a\\u0062"', b"1.5", b"null", b"")] == ["ab", "1.5", "", ""]
    assert (some(Raw(b"0")), some(Raw(b"null"))) == (True, False)
