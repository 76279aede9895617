"""The gate: what it lets in is exact, and what it refuses it refuses by name."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picaflor.domain.numbers import ONE, BadNumber, atoms_of, decimal_of, read_atoms, round_atoms, write_atoms


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("1", "1"),
        ("61234.50", "61234.5"),
        ("0.000000001234", "0.000000001234"),
        ("0.000000000000000001", "0.000000000000000001"),
        ("1E-8", "0.00000001"),
        ("1e+3", "1000"),
        ("2.50e2", "250"),
        ("900000000000000000000", "900000000000000000000"),
        ("0.1000000000000000000000", "0.1"),
        ("007", "7"),
    ],
)
def test_what_the_gate_lets_in_is_exact(text: str, value: str) -> None:
    assert read_atoms(text) == int(Decimal(value).scaleb(36))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not a number"),
        ("NaN", "not a number"),
        ("Infinity", "not a number"),
        ("-Infinity", "not a number"),
        ("-0", "minus zero"),
        ("-0.00", "minus zero"),
        ("1E+999999", "not a number"),
        ("1E+999", "too large"),
        ("1E-999", "decimals"),
        ("-1", "negative"),
        ("1" * 40, "more than 38 digits"),
        ("1" * 25, "too large"),
        ("0.0000000000000000001", "more than 18 decimals"),
        (" 1", "not a number"),
        ("1 ", "not a number"),
        ("1_000", "not a number"),
        ("0x10", "not a number"),
        ("+1", "not a number"),
        (".5", "not a number"),
        ("5.", "not a number"),
        ("1.2.3", "not a number"),
        ("١٢", "not a number"),
        ("null", "not a number"),
        ("1" + "0" * 5000, "more than 38 digits"),
    ],
)
def test_what_the_gate_refuses(text: str, why: str) -> None:
    with pytest.raises(BadNumber, match=why):
        read_atoms(text)


@pytest.mark.parametrize("text", ["-0", "-0.0", "-0e5"])
def test_minus_zero_is_refused_where_a_sign_is_allowed_too(text: str) -> None:
    with pytest.raises(BadNumber, match="minus zero"):
        read_atoms(text, signed=True)


def test_a_sign_is_allowed_where_it_means_something() -> None:
    assert read_atoms("-0.25", signed=True) == -ONE // 4


@given(st.decimals(min_value="-1e23", max_value="1e23", places=18, allow_nan=False))
def test_what_is_written_is_read_back(value: Decimal) -> None:
    value = abs(value) if value == 0 else value
    text = f"{value:f}"
    if len(text.replace(".", "").replace("-", "")) > 38:
        return
    atoms = read_atoms(text, signed=True)
    assert read_atoms(write_atoms(atoms), signed=True) == atoms
    assert decimal_of(atoms) == value
    assert atoms_of(decimal_of(atoms)) == atoms


@given(st.text(max_size=60))
def test_no_text_does_anything_but_read_or_refuse(text: str) -> None:
    try:
        atoms = read_atoms(text, signed=True)
    except BadNumber:
        return
    assert Decimal(text) == decimal_of(atoms)


@pytest.mark.parametrize(("value", "places", "left"), [("1.239", 2, "1.23"), ("-1.239", 2, "-1.23"), ("5", 0, "5")])
def test_a_venue_rounds_what_it_owes_towards_zero(value: str, places: int, left: str) -> None:
    assert round_atoms(read_atoms(value, signed=True), places) == read_atoms(left, signed=True)
