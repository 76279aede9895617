"""Which way it goes, and how surely: directional movement, the parabolic stop, supertrend. Of candles."""

from __future__ import annotations

from typing import NamedTuple

from picaflor.strategies.indicators.ranges import Atr, TrueRange
from picaflor.strategies.indicators.shapes import Ohlcv, is_nothing


class _WilderSum:
    """A sum that forgets an n-th of itself with each value; it begins with the first n - 1."""

    __slots__ = ("_left", "_period", "value")

    def __init__(self, period: int) -> None:
        self._period, self._left, self.value = period, period - 1, 0.0

    def push(self, value: float) -> bool:
        if self._left:
            self._left -= 1
            self.value += value
            return False
        self.value += value - self.value / self._period
        return True


class DirectionValue(NamedTuple):
    plus: float
    minus: float


class Direction:
    """+DI and -DI."""

    __slots__ = ("_last", "_minus", "_plus", "_range", "_ranges", "wide")

    def __init__(self, period: int = 14) -> None:
        self._plus, self._minus, self._ranges = (_WilderSum(period) for _ in range(3))
        self._range = TrueRange()
        self._last: Ohlcv | None = None
        self.wide = 0.0

    def feed(self, candle: Ohlcv) -> DirectionValue | None:
        last, self._last = self._last, candle
        wide = self._range.feed(candle)
        if last is None or wide is None:
            return None
        up, down = candle.high - last.high, last.low - candle.low
        self._plus.push(up if up > 0 and up > down else 0.0)
        self._minus.push(down if down > 0 and down > up else 0.0)
        full = self._ranges.push(wide)
        self.wide = self._ranges.value
        if not full:
            return None
        if is_nothing(self.wide):
            return DirectionValue(0.0, 0.0)
        return DirectionValue(100.0 * (self._plus.value / self.wide), 100.0 * (self._minus.value / self.wide))


def _spread(found: DirectionValue) -> float | None:
    """None: neither way."""
    both = found.plus + found.minus
    return None if is_nothing(both) else 100.0 * abs(found.minus - found.plus) / both


class Dx:
    __slots__ = ("_direction", "_value")

    def __init__(self, period: int = 14) -> None:
        self._direction = Direction(period)
        self._value = 0.0

    def feed(self, candle: Ohlcv) -> float | None:
        found = self._direction.feed(candle)
        if found is None:
            return None
        spread = _spread(found)
        self._value = self._value if spread is None else spread
        return self._value


class Adx:
    """The mean DX, Wilder's. Where nothing moved there is no DX, and the mean stays."""

    __slots__ = ("_direction", "_left", "_period", "_sum", "_value")

    def __init__(self, period: int = 14) -> None:
        self._direction = Direction(period)
        self._period, self._left, self._sum, self._value = period, period, 0.0, 0.0

    def feed(self, candle: Ohlcv) -> float | None:
        found = self._direction.feed(candle)
        if found is None:
            return None
        spread = _spread(found)
        if self._left:
            self._left -= 1
            self._sum += spread or 0.0
            self._value = self._sum / self._period
            return None if self._left else self._value
        if spread is not None:
            self._value = (self._value * (self._period - 1) + spread) / self._period
        return self._value


class Sar:
    """Wilder's parabolic stop and reverse."""

    __slots__ = ("_extreme", "_last", "_long", "_most", "_pace", "_sar", "_step")

    def __init__(self, step: float = 0.02, most: float = 0.2) -> None:
        self._step, self._most = min(step, most), most
        self._pace = self._step
        self._last: Ohlcv | None = None
        self._long: bool | None = None
        self._sar = self._extreme = 0.0

    def feed(self, candle: Ohlcv) -> float | None:
        last, self._last = self._last, candle
        if last is None:
            return None
        if self._long is None:
            self._begin(last, candle)
            last = candle  # the first stop is not held back by the candle before
        return self._fall_or_rise(last, candle)

    def _begin(self, last: Ohlcv, candle: Ohlcv) -> None:
        up, down = candle.high - last.high, last.low - candle.low
        self._long = not (down > 0 and up < down)
        self._extreme, self._sar = (candle.high, last.low) if self._long else (candle.low, last.high)

    def _fall_or_rise(self, last: Ohlcv, candle: Ohlcv) -> float:
        if self._long:
            if candle.low <= self._sar:
                self._long, self._sar = False, max(self._extreme, last.high, candle.high)
                told = self._sar
                self._pace, self._extreme = self._step, candle.low
                self._sar = max(self._sar + self._pace * (self._extreme - self._sar), last.high, candle.high)
                return told
            told = self._sar
            if candle.high > self._extreme:
                self._extreme, self._pace = candle.high, min(self._pace + self._step, self._most)
            self._sar = min(self._sar + self._pace * (self._extreme - self._sar), last.low, candle.low)
            return told
        if candle.high >= self._sar:
            self._long, self._sar = True, min(self._extreme, last.low, candle.low)
            told = self._sar
            self._pace, self._extreme = self._step, candle.high
            self._sar = min(self._sar + self._pace * (self._extreme - self._sar), last.low, candle.low)
            return told
        told = self._sar
        if candle.low < self._extreme:
            self._extreme, self._pace = candle.low, min(self._pace + self._step, self._most)
        self._sar = max(self._sar + self._pace * (self._extreme - self._sar), last.high, candle.high)
        return told


class SupertrendValue(NamedTuple):
    line: float
    up: bool


class Supertrend:
    """A band of so many mean ranges around the middle of the candle, which only ever closes in until it is crossed."""

    __slots__ = ("_atr", "_close", "_lower", "_times", "_up", "_upper")

    def __init__(self, period: int = 10, times: float = 3.0) -> None:
        self._atr, self._times = Atr(period), times
        self._close: float | None = None
        self._upper = self._lower = 0.0
        self._up = True

    def feed(self, candle: Ohlcv) -> SupertrendValue | None:
        atr, last = self._atr.feed(candle), self._close
        if atr is None:
            return None
        self._close = candle.close
        middle, reach = (candle.high + candle.low) / 2.0, self._times * atr
        upper, lower = middle + reach, middle - reach
        if last is not None:
            upper = upper if upper < self._upper or last > self._upper else self._upper
            lower = lower if lower > self._lower or last < self._lower else self._lower
            if self._up and candle.close < lower:
                self._up = False
            elif not self._up and candle.close > upper:
                self._up = True
        self._upper, self._lower = upper, lower
        return SupertrendValue(lower if self._up else upper, self._up)
