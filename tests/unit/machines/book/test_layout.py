"""Words and texts, there and back."""

from __future__ import annotations

from picaflor.domain.market import Grid
from picaflor.kernels import ladder as at
from picaflor.machines.book.fast import FastBook
from picaflor.machines.book.layout import grow, make_words, read_rows, spell, spell_rows
from picaflor.wire.venue import BookRule, Continuity
from tests.unit.machines.book._books import MARKET, snapshot

RULE = BookRule(Continuity.PLUS_ONE)


def test_spelling_from_steps_and_decimals() -> None:
    assert [spell(Grid(2), 150, n) for n in (0, 1, 2, 4)] == ["1", "1.5", "1.50", "1.5000"]
    assert [spell(Grid(0, 5), 3, n) for n in (0, 2)] == ["15", "15.00"]


def test_rows_keep_how_they_were_told() -> None:
    book = FastBook(MARKET, RULE)
    book.apply(snapshot('[["10","1.50"],["9.90","2"]]', '[["10.1","1.0"]]'), 1)
    assert list(spell_rows(book._words, MARKET, at.BIDS)) == [(100, 150, "10", "1.50"), (99, 200, "9.90", "2")]
    assert list(spell_rows(book._words, MARKET, at.ASKS)) == [(101, 100, "10.1", "1.0")]
    assert [key for key, _ in read_rows(book._words, at.ASKS, 1)] == [-101]


def test_growing_keeps_both_sides() -> None:
    book = FastBook(MARKET, RULE)
    book.apply(snapshot('[["10","1.50"]]', '[["10.1","1.0"],["10.2","1"]]'), 1)
    grown = grow(book._words)
    assert grown[at.CAPACITY] == 2 * make_words(MARKET, RULE)[at.CAPACITY]
    for side in (at.BIDS, at.ASKS):
        assert list(spell_rows(grown, MARKET, side)) == list(spell_rows(book._words, MARKET, side))
