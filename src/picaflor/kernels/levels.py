"""The level kernel: level arrays as bytes, in any of the three dialects, laid into the frame's room of a book."""

from __future__ import annotations

from picaflor.kernels.compiled import COMPILED, Bytes, U, Words, kernel, load_word, low_zeros, part, rare
from picaflor.kernels.digits import count_steps, read_digits
from picaflor.kernels.ladder import (
    ASKS,
    BIDS,
    CAPACITY,
    DIALECT,
    FORMAT_BITS,
    HEADER,
    LOT_PLACES,
    LOT_STEP,
    LOTS_MOST,
    NEW_BIDS,
    PRICE_NAME,
    QUOTE_BITS,
    SIZE_NAME,
    TICK_PLACES,
    TICK_STEP,
    TICKS_MOST,
)
from picaflor.kernels.turn import FULL, REFUSED, turn

PAIRS, FLAT, OBJECTS = 0, 1, 2
QUOTE, COMMA, COLON, OPEN, CLOSE, BRACE, UNBRACE = 34, 44, 58, 91, 93, 123, 125
_QUOTES = 0x2222222222222222
_ONES = 0x0101010101010101
_TOPS = 0x8080808080808080 - 2**64
NAME_MAX = 8


def pack(name: str) -> int:
    """A name as a word that kernels compare; names are at most eight bytes."""
    data = name.encode()
    if not 0 < len(data) <= NAME_MAX:
        raise ValueError(f"not a name of one to {NAME_MAX} bytes: {name!r}")
    return int.from_bytes(data.ljust(NAME_MAX, b"\0"), "little", signed=True)


@part
def read_word(b: Bytes, i: int) -> tuple[int, int]:
    """A string of one to eight bytes as a word, and the index behind its closing quote; 0 if it is no such string."""
    if b[U(i)] != QUOTE:
        return 0, i
    i += 1
    word = 0
    n = 0
    if COMPILED and i + NAME_MAX <= len(b):
        word = load_word(b, i)
        marks = word ^ _QUOTES
        n = low_zeros((marks - _ONES) & ~marks & _TOPS) >> 3
        if n < NAME_MAX:
            word &= (1 << (8 * n)) - 1
    else:
        while n < NAME_MAX and b[U(i + n)] != QUOTE:
            word |= int(b[U(i + n)]) << (8 * n)
            n += 1
    if b[U(i + n)] != QUOTE:
        return 0, i
    return word, i + n + 1


@part
def read_number(b: Bytes, i: int) -> tuple[int, int, int]:
    """A bare number or one in quotes."""
    if b[U(i)] != QUOTE:
        return read_digits(b, i)
    value, decimals, i = read_digits(b, i + 1)
    if b[U(i)] != QUOTE:
        return REFUSED, 0, i
    return value, decimals, i + 1


@part
def lay(w: Words, side: int, at: int, price: int, price_decimals: int, size: int, size_decimals: int) -> bool:
    """Puts a level into the frame's room, if it is on the grid."""
    if price <= 0 or size < 0:
        return False
    ticks = count_steps(price, price_decimals, w[TICK_PLACES], w[TICK_STEP], TICKS_MOST)
    lots = count_steps(size, size_decimals, w[LOT_PLACES], w[LOT_STEP], LOTS_MOST)
    if ticks < 0 or lots < 0:
        return False
    w[U(at)] = ticks if side == BIDS else -ticks
    w[U(at + 1)] = lots << QUOTE_BITS | price_decimals << FORMAT_BITS | size_decimals
    return True


@part
def read_pair(b: Bytes, i: int, w: Words, side: int, at: int) -> int:
    """One [price,size] at `i`; the index behind it, or REFUSED."""
    if b[U(i)] != OPEN:
        return REFUSED
    price, price_decimals, i = read_number(b, i + 1)
    if price <= 0 or b[U(i)] != COMMA:
        return REFUSED
    size, size_decimals, i = read_number(b, i + 1)
    if b[U(i)] != CLOSE or not lay(w, side, at, price, price_decimals, size, size_decimals):
        return REFUSED
    return i + 1


@rare
def read_object(b: Bytes, i: int, w: Words, side: int, at: int) -> int:
    """One {"price":…,"size":…} at `i`, in either order and nothing else in it."""
    price = REFUSED
    size = REFUSED
    price_decimals = 0
    size_decimals = 0
    if b[U(i)] != BRACE:
        return REFUSED
    for _ in range(2):
        name, i = read_word(b, i + 1)
        if b[U(i)] != COLON:
            return REFUSED
        if name == w[PRICE_NAME]:
            price, price_decimals, i = read_number(b, i + 1)
        elif name == w[SIZE_NAME]:
            size, size_decimals, i = read_number(b, i + 1)
        else:
            return REFUSED
        if b[U(i)] != COMMA:
            break
    if b[U(i)] != UNBRACE or not lay(w, side, at, price, price_decimals, size, size_decimals):
        return REFUSED
    return i + 1


@rare
def read_list(b: Bytes, i: int, w: Words, side: int, objects: bool) -> int:
    """An array of levels from `i` on; the index behind it, REFUSED, or FULL."""
    frame = HEADER + 2 * (2 + side) * w[CAPACITY]
    end = frame + 2 * w[CAPACITY]
    at = frame
    w[U(NEW_BIDS + side)] = 0
    if b[U(i)] != OPEN:
        return REFUSED
    if b[U(i + 1)] == CLOSE:
        return i + 2
    while True:
        if at == end:
            return FULL
        i = read_object(b, i + 1, w, side, at) if objects else read_pair(b, i + 1, w, side, at)
        if i < 0:
            return REFUSED
        at += 2
        if b[U(i)] != COMMA:
            break
    if b[U(i)] != CLOSE:
        return REFUSED
    w[U(NEW_BIDS + side)] = (at - frame) >> 1
    return i + 1


@rare
def read_flat(b: Bytes, w: Words, side: int) -> int:
    """["1.5","2"]: the array is one level, and "" for a size says that it is gone."""
    at = HEADER + 2 * (2 + side) * w[CAPACITY]
    price, price_decimals, i = read_number(b, 1)
    if b[U(i)] != COMMA:
        return REFUSED
    size = 0
    size_decimals = 0
    if b[U(i + 1)] == QUOTE and b[U(i + 2)] == QUOTE:
        i += 3
    else:
        size, size_decimals, i = read_number(b, i + 1)
    if b[U(i)] != CLOSE or not lay(w, side, at, price, price_decimals, size, size_decimals):
        return REFUSED
    w[U(NEW_BIDS + side)] = 1
    return i + 1


@part
def read_side(b: Bytes, w: Words, side: int) -> int:
    """All of `b` as one side of the frame: its length, REFUSED, or FULL."""
    w[U(NEW_BIDS + side)] = 0
    if len(b) == 0:
        return 0
    if w[DIALECT] == FLAT and b[1] != OPEN and b[1] != CLOSE:
        return read_flat(b, w, side)
    return read_list(b, 0, w, side, w[DIALECT] == OBJECTS)


@kernel("bytes", "bytes", "words", "int", "int", "int", "int")
def apply_levels(bids: Bytes, asks: Bytes, w: Words, has: int, seq: int, prev: int, checksum: int) -> int:
    """The outcome of a frame whose envelope somebody else has read."""
    i = read_side(bids, w, BIDS)
    if i != len(bids):
        return FULL if i == FULL else REFUSED
    i = read_side(asks, w, ASKS)
    if i != len(asks):
        return FULL if i == FULL else REFUSED
    return turn(w, has, seq, prev, checksum)
