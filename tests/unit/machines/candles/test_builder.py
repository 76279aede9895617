"""Bars from trades: in order, late, repeated, too late, and over silence."""

import pytest

from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.machines.candles.bar import Bar
from picaflor.machines.candles.builder import QUIET_MAX, Builder
from picaflor.machines.candles.intervals import parse_interval

S = 1_000_000_000
MARKET = Market("v", "A-B", "AB", "A", "B", Grid(0), Grid(0))
SECONDS = parse_interval("1s")


def builder(**options) -> Builder:
    return Builder(MARKET, SECONDS, **options)


def bar(at: int, *prices: int, volume: int, money: int, trades: int, finished: bool = False) -> Bar:
    return Bar(at * S, *prices, volume, money * ONE, trades, finished, built=True)


def test_a_bar_grows_and_is_over_when_a_later_one_trades():
    made = builder()
    assert made.feed(10, 2, 0) == [bar(0, 10, 10, 10, 10, volume=2, money=20, trades=1)]
    assert made.feed(12, 1, 5) == [bar(0, 10, 12, 10, 12, volume=3, money=32, trades=2)]
    assert made.feed(9, 1, S) == [
        bar(0, 10, 12, 10, 12, volume=3, money=32, trades=2, finished=True),
        bar(1, 9, 9, 9, 9, volume=1, money=9, trades=1),
    ]
    assert made.current() == bar(1, 9, 9, 9, 9, volume=1, money=9, trades=1)


def test_the_clock_ends_a_bar_once_and_only_after_its_grace():
    made = builder(grace_ns=3)
    assert made.due() is None
    assert made.tick(5) == []
    made.feed(10, 2, 0)
    assert made.due() == S + 3
    assert made.tick(S + 2) == []
    assert [b.finished for b in made.tick(S + 3)] == [True]
    assert made.due() is None
    assert made.tick(9 * S) == []
    assert made.feed(11, 1, 2 * S) == [bar(2, 11, 11, 11, 11, volume=1, money=11, trades=1)]


def test_open_and_close_follow_the_trades_times_not_their_arrival():
    made = builder()
    made.feed(10, 1, 500)
    made.feed(11, 1, 900)
    made.feed(14, 1, 100)
    assert made.feed(12, 1, 700) == [bar(0, 14, 14, 10, 11, volume=4, money=47, trades=4)]
    made.feed(20, 1, 900)
    current = made.current()
    assert current is not None
    assert current.close == 20


def test_a_late_trade_corrects_a_bar_that_was_over():
    made = builder(kept=2)
    made.feed(10, 1, 0)
    made.feed(11, 1, S)
    assert made.feed(15, 1, 7) == [bar(0, 10, 15, 10, 15, volume=2, money=25, trades=2, finished=True)]
    made.feed(11, 1, 2 * S)
    assert made.feed(15, 1, 8) == []
    assert made.too_late == 1


def test_a_late_trade_may_come_before_the_first():
    made = builder(fill_quiet=True)
    made.feed(10, 1, 2 * S)
    assert made.feed(8, 1, 0) == [
        bar(0, 8, 8, 8, 8, volume=1, money=8, trades=1, finished=True),
        bar(1, 8, 8, 8, 8, volume=0, money=0, trades=0, finished=True),
    ]


def test_a_trade_that_comes_twice_counts_once():
    made = builder()
    made.feed(10, 1, 0, "t1")
    assert made.feed(10, 1, 0, "t1") == []
    made.feed(10, 1, S, "t1")  # ids are told apart within a bar
    assert made.repeats == 1
    made.feed(10, 1, 0)
    made.feed(10, 1, 0)
    assert made.repeats == 1


def test_silence_is_left_out_or_told_as_quiet_bars():
    made = builder()
    made.feed(10, 1, 0)
    assert [b.open_ns // S for b in made.feed(11, 1, 3 * S)] == [0, 3]
    full = builder(fill_quiet=True)
    full.feed(10, 1, 0)
    told = full.feed(11, 1, 3 * S)
    assert [(b.open_ns // S, b.close, b.volume, b.finished) for b in told] == [
        (0, 10, 1, True),
        (1, 10, 0, True),
        (2, 10, 0, True),
        (3, 11, 1, False),
    ]


def test_the_clock_tells_quiet_bars_as_they_pass():
    made = builder(fill_quiet=True)
    made.feed(10, 1, 0)
    assert made.due() == S
    assert [(b.open_ns // S, b.finished) for b in made.tick(2 * S + 1)] == [(0, True), (1, True), (2, False)]
    assert made.due() == 3 * S


def test_a_late_trade_moves_the_quiet_bars_that_stand_on_it():
    made = builder(fill_quiet=True, kept=5)
    made.feed(10, 1, 0)
    made.tick(3 * S)
    assert [(b.open_ns // S, b.close, b.volume) for b in made.feed(13, 1, S)] == [(1, 13, 1), (2, 13, 0), (3, 13, 0)]


def test_quiet_bars_stand_on_a_close_that_is_no_longer_kept():
    made = builder(fill_quiet=True, kept=1)
    made.feed(10, 1, 0)
    told = made.tick(4 * S) + made.tick(5 * S)
    assert [b.close for b in told] == [10] * 7


def test_a_very_long_silence_is_bounded_and_says_what_it_left_out():
    made = builder(fill_quiet=True)
    made.feed(10, 1, 0)
    assert len(made.feed(11, 1, (QUIET_MAX + 101) * S)) == QUIET_MAX + 2
    assert made.skipped == 100


def test_memory_is_the_kept_bars():
    made = builder(kept=3)
    for second in range(1_000):
        made.feed(10, 1, second * S, str(second))
    assert len(made._drafts) == 3


def test_the_current_bar_at_least_is_kept():
    with pytest.raises(ValueError, match="current bar"):
        builder(kept=0)
