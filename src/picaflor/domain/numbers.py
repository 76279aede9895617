"""The one gate for prices and amounts that come from outside, and the exact integers that they become.

An *atom* is 10^-36 of a coin: the product of any price and any size that the gate lets in (18 decimals each) is a whole
number of atoms, so nothing below the screen is ever rounded by accident. Atoms are plain ints. A text that is not an
ordinary finite number within bounds is refused with a reason, never turned into a default.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

ATOM_PLACES: Final = 36
ONE: Final = 10**ATOM_PLACES
DECIMALS_MAX: Final = 18
DIGITS_MAX: Final = 38  # digits written down, leading and trailing zeros included
WHOLE_DIGITS_MAX: Final = 24  # nothing a venue quotes reaches 10^24

_HALF: Final = 10**18  # as many decimals as the gate lets in: most numbers have no more
_PLAIN_MAX: Final = 18  # digits before the point and behind it, within which a number breaks no other bound

_SHAPE = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?", re.ASCII)
_SHIFT: tuple[int, ...] = tuple(10**n for n in range(ATOM_PLACES + WHOLE_DIGITS_MAX + 1))


class BadNumber(ValueError):
    """A text that is not a price or an amount we are willing to act on."""


def read_atoms(text: str, *, signed: bool = False) -> int:
    """The exact value of `text` in atoms, or BadNumber."""
    whole, point, fraction = text.partition(".")
    if len(whole) <= _PLAIN_MAX >= len(fraction) and whole.isdecimal() and text.isascii():
        if fraction.isdecimal():
            return int(whole + fraction) * _SHIFT[ATOM_PLACES - len(fraction)]
        if not point:
            return int(whole) * ONE
    return _read_any(text, signed=signed)


def _read_any(text: str, *, signed: bool) -> int:
    """Also what is signed, long, or has an exponent."""
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        raise BadNumber(f"not a number: {_quote(text)}")
    minus, whole, fraction, exponent = shape.groups("")
    digits = whole + fraction
    if len(digits) > DIGITS_MAX:
        raise BadNumber(f"more than {DIGITS_MAX} digits: {_quote(text)}")
    value = int(digits)
    if minus and (value == 0 or not signed):
        raise BadNumber(f"{'minus zero' if value == 0 else 'negative'}: {_quote(text)}")
    atoms = _shift(value, int(exponent or 0) - len(fraction), text)
    return -atoms if minus else atoms


def _shift(value: int, exponent: int, text: str) -> int:
    if value == 0:
        return 0
    if exponent > WHOLE_DIGITS_MAX or len(str(value)) + exponent > WHOLE_DIGITS_MAX:
        raise BadNumber(f"too large: {_quote(text)}")
    if exponent < -DECIMALS_MAX:
        # Digits beyond the 18th may only be zeros that somebody padded with.
        if exponent < -DIGITS_MAX - DECIMALS_MAX:
            raise BadNumber(f"more than {DECIMALS_MAX} decimals: {_quote(text)}")
        value, rest = divmod(value, 10 ** (-DECIMALS_MAX - exponent))
        if rest:
            raise BadNumber(f"more than {DECIMALS_MAX} decimals: {_quote(text)}")
        exponent = -DECIMALS_MAX
    return value * _SHIFT[ATOM_PLACES + exponent]


def _quote(text: str) -> str:
    return repr(text if len(text) <= 48 else text[:45] + "...")


def write_atoms(atoms: int) -> str:
    """The shortest plain decimal text of `atoms`: no exponent, no trailing zeros."""
    if atoms >= 0:
        units, rest = divmod(atoms, _HALF)
        if not rest:
            whole, rest = divmod(units, _HALF)
            return f"{whole}.{rest:018d}".rstrip("0") if rest else str(whole)
    sign = "-" if atoms < 0 else ""
    whole, rest = divmod(abs(atoms), ONE)
    if rest == 0:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{rest:0{ATOM_PLACES}d}".rstrip("0")


def decimal_of(atoms: int) -> Decimal:
    """A view for people, configuration and storage."""
    return Decimal(write_atoms(atoms))


def atoms_of(value: Decimal | int, *, signed: bool = True) -> int:
    """The atoms of a number that a person or a file gave."""
    return read_atoms(str(value), signed=signed)


def round_atoms(atoms: int, places: int) -> int:
    """Towards zero, to `places` decimals: what a venue does to amounts that it owes."""
    unit = _SHIFT[ATOM_PLACES - places]
    return atoms // unit * unit if atoms >= 0 else -(-atoms // unit * unit)
