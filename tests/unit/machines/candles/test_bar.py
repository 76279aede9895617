"""A venue's bar on today's grid is never narrower than it was."""

from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import read_atoms
from picaflor.machines.candles.bar import Bar, bar_of, quiet
from picaflor.wire.reports import CandleReport

MARKET = Market("v", "A-B", "AB", "A", "B", Grid(1), Grid(2))


def report(*prices: str, volume: str = "1.5") -> CandleReport:
    return CandleReport(60, *(read_atoms(p) for p in prices), read_atoms(volume), read_atoms("7"))


def test_on_the_grid():
    assert bar_of(MARKET, report("1.1", "1.4", "1", "1.2")) == Bar(60, 11, 14, 10, 12, 150, read_atoms("7"))


def test_off_the_grid_it_widens():
    bar = bar_of(MARKET, report("1.17", "1.41", "1.09", "1.09", volume="0.019"))
    assert (bar.open, bar.high, bar.low, bar.close, bar.volume) == (11, 15, 10, 10, 1)


def test_a_quiet_bar_stands_at_the_close_before():
    bar = quiet(120, 12)
    assert bar.empty
    assert (bar.open, bar.high, bar.low, bar.close, bar.trades) == (12, 12, 12, 12, 0)
