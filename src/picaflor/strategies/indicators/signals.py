"""What indicators say of a chart, as whole numbers that a controller may act on: this is where the floats end."""

from __future__ import annotations

from typing import NamedTuple

from picaflor.domain.bars import Bar
from picaflor.domain.market import Market
from picaflor.strategies.indicators.direction import Supertrend
from picaflor.strategies.indicators.momentum import Macd
from picaflor.strategies.indicators.ranges import Natr
from picaflor.strategies.indicators.shapes import candle, is_nothing
from picaflor.strategies.indicators.statistics import Bollinger

PARTS = 1_000_000  # of one: a share as a whole number
REACH = 100 * PARTS  # further than this nothing is told


def parts(value: float) -> int:
    return max(-REACH, min(REACH, round(value * PARTS)))


class BandSignal:
    """Where the close stands between two bands: 0 at the lower, a million at the upper one."""

    def __init__(self, length: int, deviations_percent: int) -> None:
        width = deviations_percent / 100
        self._bands = Bollinger(length, width, width)

    def feed(self, market: Market, bar: Bar) -> int | None:
        close = candle(market, bar).close
        bands = self._bands.feed(close)
        if bands is None or is_nothing(bands.upper - bands.lower):
            return None
        return parts((close - bands.lower) / (bands.upper - bands.lower))


class MacdTold(NamedTuple):
    macd: int  # in millionths of the close
    histogram: int


class MacdSignal:
    def __init__(self, fast: int, slow: int, signal: int) -> None:
        self._macd = Macd(fast, slow, signal)

    def feed(self, market: Market, bar: Bar) -> MacdTold | None:
        close = candle(market, bar).close
        told = self._macd.feed(close)
        if told is None or close <= 0:
            return None
        return MacdTold(parts(told.macd / close), parts(told.histogram / close))


class TrendTold(NamedTuple):
    up: bool
    away: int  # of the close from the line, in millionths of the close


class TrendSignal:
    def __init__(self, length: int, times_percent: int) -> None:
        self._trend = Supertrend(length, times_percent / 100)

    def feed(self, market: Market, bar: Bar) -> TrendTold | None:
        shape = candle(market, bar)
        told = self._trend.feed(shape)
        if told is None or shape.close <= 0:
            return None
        return TrendTold(told.up, parts(abs(shape.close - told.line) / shape.close))


class RangeSignal:
    """How wide bars are, in millionths of the close."""

    def __init__(self, length: int) -> None:
        self._range = Natr(length)

    def feed(self, market: Market, bar: Bar) -> int | None:
        told = self._range.feed(candle(market, bar))
        return None if told is None else parts(told / 100)
