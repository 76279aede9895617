"""The checksum against zlib, on books that are empty, uneven, and deeper than 25."""

from __future__ import annotations

from zlib import crc32

import pytest

from picaflor.kernels.crc import sum_levels
from picaflor.kernels.levels import apply_levels
from picaflor.kernels.turn import SNAPSHOT
from tests.unit.kernels._calls import make_words


@pytest.mark.parametrize(("bids", "asks"), [(0, 0), (1, 0), (0, 1), (3, 2), (24, 26), (25, 25), (40, 60)])
def test_as_zlib_has_it(bids: int, asks: int) -> None:
    words = make_words(capacity=64, LOT_PLACES=4)
    sizes = ("4", "0.5000", "12.25", "100.0", "3.00000")
    sides = [
        [
            (f"{price / 10:.{1 + n % 3}f}", sizes[n % 5])
            for n, price in enumerate(range(start, start + step * count, step))
        ]
        for start, step, count in ((5000, -1, bids), (5001, 3, asks))
    ]
    data = ["[" + ",".join(f'["{p}","{s}"]' for p, s in side) + "]" for side in sides]
    assert apply_levels(data[0].encode(), data[1].encode(), words, SNAPSHOT, 0, 0, 0) > 0
    texts = []
    for n in range(25):
        texts += [text for side in sides if n < len(side) for text in side[n]]
    expected = crc32(":".join(texts).encode())
    assert sum_levels(words) == (expected - 2**32 if expected >= 2**31 else expected)


def test_the_vectors_of_the_fact_sheet() -> None:
    words = make_words()
    apply_levels(b'[["43231.1","4"],["43231","6"]]', b'[["43232.8","9"],["43232.9","8"]]', words, SNAPSHOT, 0, 0, 0)
    assert sum_levels(words) == -1504501796
