"""Where the kernel ends: growth, retreat to the naive twin, and the way back."""

from __future__ import annotations

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.market import Grid, Market
from picaflor.machines.book.fast import FastBook
from picaflor.machines.book.layout import CAPACITY, CAPACITY_MAX, served
from picaflor.wire.venue import BookRule, Continuity
from tests.unit.machines.book._books import MARKET, change, snapshot

RULE = BookRule(Continuity.PLUS_ONE)


def levels(count: int, first: int = 1) -> str:
    return "[" + ",".join(f'["{n / 10:.1f}","1"]' for n in range(first, first + count)) + "]"


@pytest.fixture
def book() -> FastBook:
    return FastBook(MARKET, RULE)


def test_a_book_grows_with_its_levels(book: FastBook) -> None:
    count = 3 * CAPACITY
    book.apply(snapshot(levels(count)), 1)
    assert book.apply(change(levels(200, count + 1), '[["9999","1"]]'), 2) is Trust.GOOD
    assert book.compiled
    assert book.sizes == (count + 200, 1)
    assert book.bids(2) == [(count + 200, 100), (count + 199, 100)]
    assert book.asks(9) == [(99990, 100)]


def test_a_book_beyond_all_room_goes_to_the_naive_twin(book: FastBook) -> None:
    assert book.apply(snapshot(levels(CAPACITY_MAX + 1)), 1) is Trust.GOOD
    assert not book.compiled
    assert book.sizes == (CAPACITY_MAX + 1, 0)
    assert book.best() == (CAPACITY_MAX + 1, 0)


def test_an_odd_spelling_goes_to_the_naive_twin_until_a_snapshot(book: FastBook) -> None:
    book.apply(snapshot('[["10.0","1"]]', '[["10.1","1.00"]]'), 1)
    before = book.crc()
    assert book.apply(change('[["1e1","2"]]'), 2) is Trust.GOOD
    assert not book.compiled
    assert book.bids(9) == [(100, 200)]
    assert book.apply(change('[["10.0","1"]]', seq=3), 3) is Trust.GOOD
    assert (book.compiled, book.crc(), book.seq) == (False, before, 3)
    assert book.apply(snapshot('[["10.0","1"]]', '[["10.1","1.00"]]', seq=9), 4) is Trust.GOOD
    assert book.compiled
    assert not book.changed
    assert book.crc() == before


def test_the_naive_twin_is_told_of_a_lost_stream(book: FastBook) -> None:
    book.apply(snapshot('[["1e1","1"]]'), 1)
    book.lost(Trust.CLOSED)
    assert (book.trust, book.seq, book.sound) == (Trust.CLOSED, None, False)
    assert book.apply(change(seq=2), 2) is Trust.CLOSED


def test_a_number_of_the_stream_beyond_a_word(book: FastBook) -> None:
    assert book.apply(snapshot('[["1","1"]]', seq=2**70), 1) is Trust.GOOD
    assert book.apply(change('[["1","2"]]', seq=2**70 + 1), 2) is Trust.GOOD
    assert book.seq == 2**70 + 1


def test_a_replacing_version_beyond_a_word_still_may_not_fall() -> None:
    book = FastBook(MARKET, BookRule(Continuity.REPLACE))
    book.apply(snapshot('[["1","1"]]', seq=2**70), 1)
    book.apply(snapshot('[["2","1"]]', seq=5), 2)
    assert book.bids(1) == [(10, 100)]


@pytest.mark.parametrize(
    ("market", "rule"),
    [
        (Market("v", "A-B", "AB", "A", "B", Grid(19), Grid(2)), RULE),
        (Market("v", "A-B", "AB", "A", "B", Grid(1), Grid(0, 10**10)), RULE),
        (MARKET, BookRule(Continuity.PLUS_ONE, price_key="ninebytes")),
        (MARKET, BookRule(Continuity.PLUS_ONE, depth=CAPACITY_MAX)),
    ],
)
def test_what_no_kernel_serves(market: Market, rule: BookRule) -> None:
    assert not served(market, rule)
    with pytest.raises(ValueError, match="no kernel"):
        FastBook(market, rule)
