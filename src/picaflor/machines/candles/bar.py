"""Bars as a venue told them, on today's grid or on none; and bars in which nothing traded."""

from __future__ import annotations

from picaflor.domain.bars import Bar
from picaflor.domain.market import Market
from picaflor.wire.reports import CandleReport

__all__ = ["Bar", "bar_of", "in_atoms", "quiet"]


def bar_of(market: Market, report: CandleReport) -> Bar:
    """What a venue told, on today's grid.

    A market's tick was often finer or coarser in the past; such a bar is widened to the grid, never narrowed: what was
    reached stays within its range.
    """
    tick = market.tick
    return Bar(
        report.open_ns,
        tick.floor(report.open),
        tick.ceil(report.high),
        tick.floor(report.low),
        tick.floor(report.close),
        market.sized.floor(report.base_volume),
        report.quote_volume,
    )


def in_atoms(report: CandleReport) -> Bar:
    """What a venue told, to the last digit: on no grid, for those who keep it or show it."""
    return Bar(
        report.open_ns,
        report.open,
        report.high,
        report.low,
        report.close,
        report.base_volume,
        report.quote_volume,
    )


def quiet(open_ns: int, close: int, *, finished: bool = True, built: bool = False) -> Bar:
    """A bar in which nothing traded stands where the one before it closed."""
    return Bar(open_ns, close, close, close, close, 0, 0, 0, finished, built)
