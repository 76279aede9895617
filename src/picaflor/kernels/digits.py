"""Numbers from bytes, strictly. The law: a value is what the gate would read, or REFUSED and the slow reader is asked.

Plain is 0, 12, 0.50: digits, no leading zero but a lone one, at most one point with digits on both sides, 18 digits at
most, so that a word cannot wrap. Signs, exponents, escapes and longer numbers are refused here and read elsewhere.

`read_digits` looks at eight bytes at once, since a loop over digits costs a wrong guess by the processor whenever one
number is longer than the last. In ASCII a digit has bit 4 set and bit 6 clear, and neither the point nor anything that may
follow a number does; so the lowest such mark is the end of the whole part, and the next one the end of the fraction. The
point is squeezed out, the digits are moved to the high end behind zeros, checked all together, and folded in three
multiplications: pairs, fours, eight. Longer numbers, and the last seven bytes of an array, take the loop.
"""

from __future__ import annotations

import numpy as np

from picaflor.kernels.compiled import COMPILED, Bytes, U, Words, load_word, low_zeros, part, rare

DIGITS_MAX = 18
REFUSED = -1
POWERS: Words = np.array([10**n for n in range(DIGITS_MAX + 1)], np.int64)
_LIMITS: Words = np.array([(2**62 - 1) // 10**n for n in range(DIGITS_MAX + 1)], np.int64)

# Written so that each is a signed word: numba makes floats of signed and unsigned ones together.
_BIT_4 = 0x1010101010101010
_BIT_6 = 0x4040404040404040
_ZEROS = 0x3030303030303030
_SIXES = 0x0606060606060606
_HIGHS = 0xF0F0F0F0F0F0F0F0 - 2**64
_LOWS = 0x0F0F0F0F0F0F0F0F
_PAIRS = 0x00FF00FF00FF00FF
_FOURS = 0x0000FFFF0000FFFF
_ZERO, _POINT = 48, 46


@part
def read_digits(b: Bytes, i: int) -> tuple[int, int, int]:
    """Value without its point, decimals, the index behind it."""
    if not COMPILED or i + 8 > len(b):
        return read_one_by_one(b, i)
    x = load_word(b, i)
    marks = (~x & _BIT_4) | (x & _BIT_6)
    end = low_zeros(marks) >> 3
    digits = end
    decimals = 0
    if end > 0 and (x >> (8 * end)) & 255 == _POINT:
        whole = (1 << (8 * end)) - 1
        x_after = (x >> 8) & ~whole
        digits = (low_zeros(marks & (marks - 1)) >> 3) - 1
        decimals = digits - end
        if x & 255 == _ZERO and end > 1:
            return REFUSED, 0, i
        x = (x & whole) | x_after
        end = digits + 1
        if decimals == 0:
            return REFUSED, 0, i
    elif x & 255 == _ZERO and end > 1:
        return REFUSED, 0, i
    if end > 7 or digits == 0:
        return read_one_by_one(b, i)
    x = (x << (64 - 8 * digits)) | (_ZEROS >> (8 * digits))
    if x & (x + _SIXES) & _HIGHS != _ZEROS:
        return REFUSED, 0, i
    x = ((x & _LOWS) * (10 << 8 | 1)) >> 8
    x = ((x & _PAIRS) * (100 << 16 | 1)) >> 16
    x = ((x & _FOURS) * (10_000 << 32 | 1)) >> 32
    return x, decimals, i + end


@rare
def read_one_by_one(b: Bytes, i: int) -> tuple[int, int, int]:
    start = i
    value = 0
    c = int(b[U(i)]) - _ZERO
    while 0 <= c <= 9 and i - start <= DIGITS_MAX:
        value = value * 10 + c
        i += 1
        c = int(b[U(i)]) - _ZERO
    whole = i - start
    if whole == 0 or (whole > 1 and b[U(start)] == _ZERO):
        return REFUSED, 0, i
    decimals = 0
    if b[U(i)] == _POINT:
        i += 1
        c = int(b[U(i)]) - _ZERO
        while 0 <= c <= 9 and whole + decimals <= DIGITS_MAX:
            value = value * 10 + c
            i += 1
            decimals += 1
            c = int(b[U(i)]) - _ZERO
        if decimals == 0:
            return REFUSED, 0, i
    if whole + decimals > DIGITS_MAX:
        return REFUSED, 0, i
    return value, decimals, i


@part
def count_steps(value: int, decimals: int, places: int, step: int, most: int) -> int:
    """How many steps of step × 10^-places that is; REFUSED if not a whole number of them, or more than `most`."""
    if decimals < places:
        if value > _LIMITS[U(places - decimals)]:
            return REFUSED
        value *= POWERS[U(places - decimals)]
    elif decimals > places:
        power = POWERS[U(decimals - places)]
        if value % power != 0:
            return REFUSED
        value //= power
    if step != 1:
        if value % step != 0:
            return REFUSED
        value //= step
    return value if value <= most else REFUSED
