"""Where floats end: what is said of a chart is whole, and the same as plain arithmetic says."""

from __future__ import annotations

from statistics import fmean, pstdev

import pytest

from picaflor.domain.bars import Bar
from picaflor.domain.market import Grid, Market
from picaflor.strategies.indicators.signals import (
    PARTS,
    REACH,
    BandSignal,
    MacdSignal,
    MacdTold,
    RangeSignal,
    TrendSignal,
    TrendTold,
    parts,
)

MARKET = Market("v", "A-B", "AB", "A", "B", Grid(2), Grid(3))


def bar(close: int, high: int = 0, low: int = 0) -> Bar:
    return Bar(0, close, high or close, low or close, close, 1, 1)


def test_between_the_bands() -> None:
    closes = [1_000, 1_010, 990, 1_020, 985]
    signal = BandSignal(5, 200)
    told = [signal.feed(MARKET, bar(close)) for close in closes]
    lower = fmean(closes) - 2 * pstdev(closes)
    assert told == [None] * 4 + [round((985 - lower) / (4 * pstdev(closes)) * PARTS)]


def test_where_nothing_moves_there_are_no_bands() -> None:
    signal = BandSignal(3, 200)
    assert [signal.feed(MARKET, bar(1_000)) for _ in range(5)] == [None] * 5


def test_rising_prices_have_a_trend_above_nothing() -> None:
    signal = MacdSignal(2, 4, 2)
    told = [signal.feed(MARKET, bar(1_000 + 10 * n)) for n in range(9)]
    assert told[:4] == [None] * 4
    assert told[-1] == MacdTold(round(10 / 1_080 * PARTS), 0), "a quick mean of 2 is one step ahead of one of 4"
    assert MacdSignal(1, 2, 1).feed(MARKET, bar(0)) is None


def test_ranges_are_shares_of_the_close() -> None:
    signal = RangeSignal(2)
    told = [signal.feed(MARKET, bar(1_000, 1_005, 995)) for _ in range(3)]
    assert told == [None, None, 10_000]


def test_the_trend_and_how_far_away_its_line_is() -> None:
    signal = TrendSignal(2, 100)
    for _ in range(3):
        signal.feed(MARKET, bar(1_000, 1_005, 995))
    assert signal.feed(MARKET, bar(1_000, 1_005, 995)) == TrendTold(up=True, away=10_000)
    fallen = signal.feed(MARKET, bar(900, 905, 895))
    assert fallen is not None
    assert not fallen.up


@pytest.mark.parametrize(("value", "told"), [(0.5, PARTS // 2), (-0.25, -PARTS // 4), (1e9, REACH), (-1e9, -REACH)])
def test_what_is_told_is_bounded(value: float, told: int) -> None:
    assert parts(value) == told
