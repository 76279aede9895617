"""Shorter bars make a longer one."""

from picaflor.machines.candles.bar import Bar, quiet
from picaflor.machines.candles.fold import fold


def test_first_open_last_close_extremes_and_sums():
    bars = [Bar(60, 5, 9, 4, 8, 10, 70, 2), quiet(120, 8), Bar(180, 8, 12, 7, 7, 5, 45, 1, finished=False, built=True)]
    assert fold(bars, 0) == Bar(0, 5, 12, 4, 7, 15, 115, 3, finished=False, built=True)


def test_one_is_itself_and_nothing_is_nothing():
    bar = Bar(60, 5, 9, 4, 8, 10, 70, 2)
    assert fold([bar], 60) is bar
    assert fold([], 0) is None


def test_quiet_ones_only_are_quiet():
    assert fold([quiet(0, 8), quiet(60, 8)], 0) == quiet(0, 8)
