"""Trust: what breaks it, what mends it, and what the reader is told. Both twins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.book import Top, Trust
from picaflor.domain.market import Grid
from picaflor.domain.orders import Side
from picaflor.wire.venue import Checksum, Continuity, Dialect
from tests.unit.machines.book._books import MARKET, TWINS, Build, build, change, snapshot

BIDS, ASKS = '[["10.0","1"],["9.9","2"],["9.8","3"]]', '[["10.1","1.50"],["10.2","2"]]'


@pytest.fixture(params=TWINS.values(), ids=TWINS)
def make(request: pytest.FixtureRequest) -> Build:
    return lambda **how: build(fast=request.param, **how)


def test_begins_empty_and_waits_for_a_snapshot(make: Build) -> None:
    book = make()
    assert (book.trust, book.due(), book.seq) == (Trust.EMPTY, None, None)
    assert book.apply(change(BIDS, ASKS), 1) is Trust.EMPTY
    assert not book.changed
    assert book.top() == Top(0, 0, 0, 0)
    assert book.apply(snapshot(BIDS, ASKS), 2) is Trust.GOOD
    assert book.changed
    assert (book.seq, book.at_ns, book.top()) == (1, 2, Top(100, 100, 101, 150))


def test_changes_replace_add_and_delete(make: Build) -> None:
    book = make()
    book.apply(snapshot(BIDS, ASKS), 1)
    book.apply(change('[["10.0","0"],["9.9","7"],["9.5","1"],["9.1","0"]]', '[["10.1","0.00"],["10.3","0.01"]]'), 2)
    assert book.bids(9) == [(99, 700), (98, 300), (95, 100)]
    assert book.asks(9) == [(102, 200), (103, 1)]
    assert (book.bids(1), book.asks(0), book.sizes) == ([(99, 700)], [], (3, 2))


def test_says_whether_the_top_moved(make: Build) -> None:
    book = make()
    book.apply(snapshot(BIDS, ASKS), 1)
    book.apply(change('[["9.8","4"]]', seq=2), 2)
    assert not book.changed
    book.apply(change('[["10.0","4"]]', seq=3), 3)
    assert book.changed


def test_a_gap_closes_until_a_snapshot(make: Build) -> None:
    book = make()
    book.apply(snapshot(BIDS, ASKS), 1)
    assert book.apply(change('[["10.0","9"]]', seq=3), 2) is Trust.GAP
    assert book.changed
    assert book.at_ns == 1
    assert book.apply(change('[["10.0","9"]]', seq=2), 3) is Trust.GAP
    assert not book.changed
    assert book.top() == Top(100, 100, 101, 150)
    assert book.apply(snapshot("[]", ASKS, seq=9), 4) is Trust.GOOD
    assert book.top() == Top(0, 0, 101, 150)


def test_an_old_frame_is_dropped_and_proves_no_life(make: Build) -> None:
    book = make()
    book.apply(snapshot(BIDS, ASKS, seq=5), 1)
    assert book.apply(change('[["10.0","9"]]', seq=4), 2) is Trust.GOOD
    assert (book.at_ns, book.seq, book.top().bid_lots) == (1, 5, 100)


def test_a_repeated_version_is_a_heartbeat(make: Build) -> None:
    book = make(stale_ns=10)
    book.apply(snapshot(BIDS, ASKS, seq=5), 1)
    assert book.apply(change(seq=5), 8) is Trust.GOOD
    assert (book.at_ns, book.due()) == (8, 18)


def test_silence_makes_stale_and_the_next_frame_mends(make: Build) -> None:
    book = make(stale_ns=10)
    book.apply(snapshot(BIDS, ASKS), 1)
    assert book.due() == 11
    assert book.tick(10) is Trust.GOOD
    assert book.tick(11) is Trust.STALE
    assert book.changed
    assert book.due() is None
    assert book.tick(12) is Trust.STALE
    assert book.apply(change(seq=2), 20) is Trust.GOOD
    assert book.changed


@pytest.mark.parametrize("ask", ["10.0", "9.9"], ids=["locked", "crossed"])
def test_crossed_and_locked_are_flagged_until_they_part(make: Build, ask: str) -> None:
    book = make()
    book.apply(snapshot(BIDS, ASKS), 1)
    assert book.apply(change("[]", f'[["{ask}","1"]]'), 2) is Trust.CROSSED
    assert book.due() is not None
    assert book.apply(change("[]", f'[["{ask}","0"]]', seq=3), 3) is Trust.GOOD


def test_a_replacing_book_forgets_what_is_not_told(make: Build) -> None:
    book = make(continuity=Continuity.REPLACE)
    assert book.apply(change(BIDS, ASKS, seq=7), 1) is Trust.GOOD
    book.apply(change('[["9.7","1"]]', "", seq=8), 2)
    assert (book.bids(9), book.asks(9)) == ([(97, 100)], [])
    book.apply(change(BIDS, ASKS, seq=6), 3)
    assert (book.bids(9), book.seq) == ([(97, 100)], 8)
    book.lost(Trust.CLOSED)
    assert book.apply(change(BIDS, ASKS, seq=1), 4) is Trust.GOOD


def test_losing_the_stream_needs_a_snapshot(make: Build) -> None:
    book = make()
    book.apply(snapshot(BIDS, ASKS), 1)
    book.lost(Trust.CLOSED)
    assert (book.trust, book.seq, book.changed, book.due()) == (Trust.CLOSED, None, True, None)
    assert book.apply(change(seq=2), 2) is Trust.CLOSED
    assert book.apply(snapshot(BIDS, ASKS), 3) is Trust.GOOD
    with pytest.raises(ValueError, match="not lost"):
        book.lost(Trust.STALE)


def test_depth_is_kept_and_no_phantoms_beyond_it(make: Build) -> None:
    book = make(depth=2)
    book.apply(snapshot(BIDS, ASKS), 1)
    assert book.sizes == (2, 2)
    book.apply(change('[["10.0","0"]]', '[["10.0","0"],["10.1","0"],["10.9","1"]]', seq=2), 2)
    assert book.bids(9) == [(99, 200)]
    book.apply(change('[["9.0","1"],["8.0","1"]]', seq=3), 3)
    assert book.bids(9) == [(99, 200), (90, 100)]


def test_a_checksum_is_over_the_texts_as_sent(make: Build) -> None:
    bids, asks = (
        '[["61234.5","0.5000"],["61234.1","1.25"],["61233.0","0.0031"]]',
        '[["61234.6","2.0"],["61235.0","0.40"]]',
    )
    book = make(market=replace(MARKET, lot=Grid(4)), checksum=Checksum.CRC32_25)
    assert book.apply(snapshot(bids, asks, checksum=603900458), 1) is Trust.GOOD
    assert book.crc() == 603900458
    assert book.apply(change('[["61234.5","0.50"]]', checksum=603900458), 2) is Trust.CHECKSUM
    assert book.bids(1) == [(612345, 5000)]
    assert book.apply(change(seq=3), 3) is Trust.CHECKSUM
    assert book.apply(snapshot(bids, asks, seq=4, checksum=0), 4) is Trust.GOOD  # zero says nothing


def test_sums_and_sweeps_are_whole_numbers(make: Build) -> None:
    book = make()
    book.apply(snapshot(BIDS, ASKS), 1)
    assert (book.resting(Side.BUY, 2), book.imbalance(5)) == (300, (600, 350))
    assert book.sweep(Side.BUY, 200) == (101 * 150 + 102 * 50, 200)
    assert book.sweep(Side.SELL, 9999) == (100 * 100 + 99 * 200 + 98 * 300, 600)


@pytest.mark.parametrize("dialect", Dialect)
def test_three_dialects(make: Build, dialect: Dialect) -> None:
    levels = {
        Dialect.PAIRS: '[["9.9","2"],["10.0",1]]',
        Dialect.FLAT: '["10.0","1"]',
        Dialect.OBJECTS: '[{"price":"9.9","size":"2"},{"size":1,"price":"10.0"}]',
    }[dialect]
    book = make(dialect=dialect, size_key="size")
    assert book.apply(snapshot(levels), 1) is Trust.GOOD
    assert book.top().bid == 100


def test_peatio_deletes_with_nothing(make: Build) -> None:
    book = make(dialect=Dialect.FLAT)
    book.apply(snapshot('[["10.0","1"],["9.0","1"]]'), 1)
    assert book.apply(change('["10.0",""]', ""), 2) is Trust.GOOD
    assert book.bids(9) == [(90, 100)]
    assert book.apply(change('["9.0",null]', "", seq=3), 3) is Trust.GOOD
    assert book.bids(9) == []
