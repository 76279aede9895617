"""CRC-32 over the best 25 levels a side, spelled as the venue sent them, without ever making the text."""

from __future__ import annotations

import numpy as np

from picaflor.kernels.compiled import U, Words, kernel, part, rare
from picaflor.kernels.digits import POWERS
from picaflor.kernels.ladder import (
    ASKS,
    BIDS,
    CAPACITY,
    FORMAT_BITS,
    HEADER,
    LOT_PLACES,
    LOT_STEP,
    QUOTE_BITS,
    TICK_PLACES,
    TICK_STEP,
)

LEVELS = 25
_POLYNOMIAL = 0xEDB88320
_ONES = 0xFFFFFFFF
_POINT, _COLON, _ZERO = 46, 58, 48


def _table() -> Words:
    rows = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        rows.append(value)
    return np.array(rows, np.int64)


_TABLE = _table()


@part
def sum_byte(crc: int, byte: int) -> int:
    return (crc >> 8) ^ _TABLE[U((crc ^ byte) & 255)]


@rare
def sum_number(w: Words, crc: int, steps: int, step: int, places: int, decimals: int) -> int:
    """A colon, unless first, and the text of steps × step × 10^-places. The frame's room serves as paper."""
    if crc != _ONES:
        crc = sum_byte(crc, _COLON)
    paper = HEADER + 4 * w[CAPACITY]
    units = steps * step
    n = 0
    if decimals < places:
        units //= POWERS[U(places - decimals)]
    for _ in range(decimals - places):
        w[U(paper + n)] = 0
        n += 1
    while units > 0 or n <= decimals:
        w[U(paper + n)] = units % 10
        units //= 10
        n += 1
    while n > 0:
        if n == decimals:
            crc = sum_byte(crc, _POINT)
        n -= 1
        crc = sum_byte(crc, w[U(paper + n)] + _ZERO)
    return crc


@rare
def sum_level(w: Words, crc: int, side: int, rank: int) -> int:
    at = HEADER + 2 * (side * w[CAPACITY] + w[U(side)] - 1 - rank)
    ticks = w[U(at)] if side == BIDS else -w[U(at)]
    quote = w[U(at + 1)]
    mask = (1 << FORMAT_BITS) - 1
    crc = sum_number(w, crc, ticks, w[TICK_STEP], w[TICK_PLACES], (quote >> FORMAT_BITS) & mask)
    return sum_number(w, crc, quote >> QUOTE_BITS, w[LOT_STEP], w[LOT_PLACES], quote & mask)


@rare
def sum_book(w: Words) -> int:
    """Signed, as venues send it. Writes to the frame's room."""
    crc = _ONES
    for rank in range(LEVELS):
        for side in (BIDS, ASKS):
            if rank < w[U(side)]:
                crc = sum_level(w, crc, side, rank)
    crc ^= _ONES
    return crc - (1 << 32) if crc >= 1 << 31 else crc


@kernel("words")
def sum_levels(w: Words) -> int:
    return sum_book(w)
