"""Kernels of the tests: parts cannot be called from Python in their own types, so small entry points wrap them."""

from __future__ import annotations

import numpy as np

from picaflor.kernels import ladder as at
from picaflor.kernels.compiled import Words
from picaflor.kernels.levels import pack


def make_words(capacity: int = 8, **header: int) -> Words:
    """An empty book: a tick of 0.1, a lot of 0.01."""
    words: Words = np.zeros(at.words_for(capacity), np.int64)
    values = {
        "CAPACITY": capacity, "TICK_PLACES": 1, "TICK_STEP": 1, "LOT_PLACES": 2, "LOT_STEP": 1,
        "PRICE_NAME": pack("price"), "SIZE_NAME": pack("size"), **header,
    }  # fmt: skip
    for name, value in values.items():
        words[getattr(at, name)] = value
    return words


def read_side(words: Words, side: int) -> list[tuple[int, int, int]]:
    """Keys, lots and formats, best first."""
    start = at.HEADER + 2 * side * words[at.CAPACITY]
    rows = [(words[start + 2 * n], words[start + 2 * n + 1]) for n in range(words[side])]
    return [(int(k), int(q) >> at.QUOTE_BITS, int(q) & (1 << at.QUOTE_BITS) - 1) for k, q in reversed(rows)]
