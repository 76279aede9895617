"""Levels go where they belong, from either end, sorted or not, and the array stays in order."""

from __future__ import annotations

from random import Random

import pytest

from picaflor.kernels import ladder as at
from picaflor.kernels.compiled import Words, kernel
from picaflor.kernels.ladder import ASKS, BIDS, CAPACITY, HEADER, NEW_BIDS, QUOTE_BITS, merge, show, trim
from tests.unit.kernels._calls import make_words, read_side


@kernel("words", "int", "int")
def call_merge(w: Words, side: int, count: int) -> int:
    merge(w, side, count)
    trim(w, side)
    return 1 if show(w) else 0


def tell(words: Words, side: int, levels: list[tuple[int, int]]) -> int:
    frame = HEADER + 2 * (2 + side) * words[CAPACITY]
    for n, (key, lots) in enumerate(levels):
        words[frame + 2 * n] = key
        words[frame + 2 * n + 1] = lots << QUOTE_BITS
    return call_merge(words, side, len(levels))


def held(words: Words, side: int) -> list[tuple[int, int]]:
    return [(key, lots) for key, lots, _ in read_side(words, side)]


def test_insert_replace_delete() -> None:
    words = make_words()
    assert tell(words, BIDS, [(10, 1), (8, 2), (9, 3), (8, 0), (7, 0), (9, 4)]) == 1
    assert held(words, BIDS) == [(10, 1), (9, 4)]
    assert tell(words, BIDS, [(5, 1)]) == 0
    assert (words[at.BID], words[at.BID_LOTS], words[at.ASK]) == (10, 1, 0)


def test_asks_are_kept_by_minus_their_price() -> None:
    words = make_words()
    tell(words, ASKS, [(-11, 1), (-12, 2)])
    assert (words[at.ASK], words[at.ASK_LOTS]) == (11, 1)


def test_trim_keeps_the_best() -> None:
    words = make_words(DEPTH=2)
    tell(words, BIDS, [(1, 1), (2, 2), (3, 3), (4, 4)])
    assert held(words, BIDS) == [(4, 4), (3, 3)]


def test_a_full_side_and_no_word_beyond_it() -> None:
    words = make_words(capacity=4)
    tell(words, BIDS, [(n, n) for n in range(1, 5)])
    assert held(words, BIDS) == [(4, 4), (3, 3), (2, 2), (1, 1)]
    assert held(words, ASKS) == []
    words[BIDS] = 99  # a header that lies is met by a bound, not by a crash
    with pytest.raises(IndexError):
        tell(words, BIDS, [(0, 7)])


def test_any_order_against_a_dict() -> None:
    random = Random(3)
    words, book = make_words(capacity=64), dict[int, int]()
    for _ in range(500):
        levels = [(random.randrange(60), random.choice((0, 1, 2))) for _ in range(random.randrange(4))]
        levels.sort(reverse=random.random() < 0.5)
        tell(words, BIDS, levels)
        for key, lots in levels:
            book[key] = lots
        assert held(words, BIDS) == sorted(((k, v) for k, v in book.items() if v), reverse=True)
    assert words[NEW_BIDS] == 0
