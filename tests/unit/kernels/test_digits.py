"""Plain numbers are read, exactly; everything else is refused. Each text both far from and close to the end."""

from __future__ import annotations

import numpy as np
import pytest

from picaflor.kernels.compiled import Bytes, Words, kernel
from picaflor.kernels.digits import REFUSED, count_steps, read_digits


@kernel("bytes", "words")
def call(b: Bytes, out: Words) -> int:
    value, decimals, end = read_digits(b, 0)
    out[0] = decimals
    out[1] = end
    return value


@kernel("int", "int", "int", "int")
def call_count(value: int, decimals: int, places: int, step: int) -> int:
    return count_steps(value, decimals, places, step, 2**62 - 1)


def read(text: str) -> tuple[int, int] | None:
    out: Words = np.zeros(2, np.int64)
    value = call(text.encode(), out)
    return None if value == REFUSED else (value, int(out[0]))


@pytest.mark.parametrize("tail", ['"', '","12345678'], ids=["close", "far"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", (0, 0)),
        ("7", (7, 0)),
        ("0.5", (5, 1)),
        ("0.5000", (5000, 4)),
        ("97012.3", (970123, 1)),
        ("61234.56", (6123456, 2)),
        ("1234567", (1234567, 0)),
        ("12345678", (12345678, 0)),
        ("123456789.123456789", (123456789123456789, 9)),
        ("999999999999999999", (10**18 - 1, 0)),
        ("0.00000000000000001", (1, 17)),
    ],
)
def test_a_plain_number(text: str, value: tuple[int, int], tail: str) -> None:
    assert read(text + tail) == value


@pytest.mark.parametrize("tail", ['"', '","12345678'], ids=["close", "far"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "-1",
        "+1",
        "NaN",
        ".5",
        ".",
        "00",
        "01",
        "007.5",
        "00.5",
        "1.",
        "12345.",
        "1234567.",
        "9" * 19,
        "1." + "0" * 18,
    ],
)
def test_no_plain_number(text: str, tail: str) -> None:
    assert read(text + tail) is None


@pytest.mark.parametrize("text", ["1E5", "1e5", "1.5e5", "1.2.3", "1_0", "1:5", "12345678E1", "1ü"])
def test_what_follows_a_number_ends_it_or_refuses_it(text: str) -> None:
    """Callers look for a quote, a comma or a bracket behind a number, and there is none."""
    out: Words = np.zeros(2, np.int64)
    for data in (text.encode() + b'"', text.encode() + b'","12345678'):
        value = call(data, out)
        assert value == REFUSED or data[out[1]] not in b'",]}'


def test_running_off_the_end_is_an_error_and_not_a_crash() -> None:
    for data in (b"", b"1", b"12.5", b"123456789"):
        with pytest.raises(IndexError):
            read(data.decode())


def test_steps() -> None:
    assert call_count(5, 1, 1, 1) == 5
    assert call_count(5, 0, 2, 1) == 500
    assert call_count(500, 2, 1, 1) == 50
    assert call_count(505, 2, 1, 1) == REFUSED
    assert call_count(75, 2, 2, 25) == 3
    assert call_count(80, 2, 2, 25) == REFUSED
    assert call_count(4, 0, 18, 1) == 4 * 10**18
    assert call_count(5, 0, 18, 1) == REFUSED  # beyond 2^62
