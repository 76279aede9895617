"""What a market and its rule look like in the header of a book's array, and the way back from words to texts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from picaflor.domain.market import Grid, Market
from picaflor.kernels import ladder as at
from picaflor.kernels.levels import NAME_MAX, pack
from picaflor.wire.venue import BookRule, Checksum, Continuity, Dialect

CAPACITY, CAPACITY_MAX = 512, 8192  # levels a side at first, and at most
PLACES_MAX = 18
STEP_MAX = 10**9
_CONTINUITIES = (Continuity.PREVIOUS, Continuity.PLUS_ONE, Continuity.INCREASING, Continuity.REPLACE)
_DIALECTS = (Dialect.PAIRS, Dialect.FLAT, Dialect.OBJECTS)
_FORMAT = (1 << at.FORMAT_BITS) - 1
Array = NDArray[np.int64]


def size_grid(market: Market) -> Grid:
    return market.sized


def served(market: Market, rule: BookRule) -> bool:
    """Can the kernel hold this market at all?"""
    names = (rule.price_key, rule.size_key)
    return (
        all(0 <= grid.places <= PLACES_MAX and 0 < grid.step <= STEP_MAX for grid in (market.tick, size_grid(market)))
        and all(0 < len(name.encode()) <= NAME_MAX for name in names)
        and rule.depth <= CAPACITY_MAX // 2
    )


def make_words(market: Market, rule: BookRule) -> Array:
    """An empty book."""
    words = np.zeros(at.words_for(CAPACITY), np.int64)
    lot = size_grid(market)
    words[at.CAPACITY] = CAPACITY
    words[at.DEPTH] = rule.depth
    words[at.TICK_PLACES], words[at.TICK_STEP] = market.tick.places, market.tick.step
    words[at.LOT_PLACES], words[at.LOT_STEP] = lot.places, lot.step
    words[at.CONTINUITY] = _CONTINUITIES.index(rule.continuity)
    words[at.DIALECT] = _DIALECTS.index(rule.dialect)
    words[at.SUMS] = rule.checksum is not Checksum.NONE
    words[at.PRICE_NAME], words[at.SIZE_NAME] = pack(rule.price_key), pack(rule.size_key)
    return words


def grow(words: Array) -> Array:
    """Twice the room, with all that was in it."""
    capacity = int(words[at.CAPACITY])
    new = np.zeros(at.words_for(2 * capacity), np.int64)
    bids, asks = at.HEADER, at.HEADER + 2 * capacity
    new[:asks] = words[:asks]
    new[bids + 4 * capacity : asks + 4 * capacity] = words[asks : asks + 2 * capacity]
    new[at.CAPACITY] = 2 * capacity
    return new


def read_rows(words: Array, side: int, depth: int) -> Iterator[tuple[int, int]]:
    """Keys and quotes of one side, best first."""
    count = int(words[side])
    start = at.HEADER + 2 * side * int(words[at.CAPACITY])
    flat = words[start + 2 * max(0, count - depth) : start + 2 * count].tolist()
    return zip(flat[-2::-2], flat[::-2], strict=True)


def spell_rows(words: Array, market: Market, side: int) -> Iterator[tuple[int, int, str, str]]:
    """Ticks and lots of one side, and the texts in which the venue told them."""
    tick, lot = market.tick, size_grid(market)
    for key, quote in read_rows(words, side, int(words[side])):
        ticks, lots = abs(key), quote >> at.QUOTE_BITS
        yield ticks, lots, spell(tick, ticks, quote >> at.FORMAT_BITS & _FORMAT), spell(lot, lots, quote & _FORMAT)


def spell(grid: Grid, steps: int, decimals: int) -> str:
    """The text of so many steps with so many decimals."""
    text = grid.write(steps)
    missing = decimals - grid.places
    if missing < 0:
        return text[:missing].rstrip(".")
    point = "." if grid.places == 0 < decimals else ""
    return text + point + "0" * missing
