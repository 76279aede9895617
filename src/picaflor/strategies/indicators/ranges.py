"""Where the close stands in its range, and how wide ranges are: of candles."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from picaflor.strategies.indicators.averages import Wilder
from picaflor.strategies.indicators.shapes import Ohlcv, is_nothing
from picaflor.strategies.indicators.windows import Highest, Lowest, Sma, Window

NOISE = 1e-12


class _Span:
    """The highest high and the lowest low of the last n."""

    __slots__ = ("high", "low")

    def __init__(self, period: int) -> None:
        self.high, self.low = Highest(period), Lowest(period)

    def feed(self, candle: Ohlcv) -> tuple[float, float] | None:
        high, low = self.high.feed(candle.high), self.low.feed(candle.low)
        return None if high is None or low is None else (high, low)


class TrueRange:
    __slots__ = ("_close",)

    def __init__(self) -> None:
        self._close: float | None = None

    def feed(self, candle: Ohlcv) -> float | None:
        last, self._close = self._close, candle.close
        if last is None:
            return None
        return max(candle.high - candle.low, abs(last - candle.high), abs(last - candle.low))


class Atr:
    """The mean true range, Wilder's."""

    __slots__ = ("_mean", "_range")

    def __init__(self, period: int = 14) -> None:
        self._range, self._mean = TrueRange(), Wilder(period)

    def feed(self, candle: Ohlcv) -> float | None:
        wide = self._range.feed(candle)
        return None if wide is None else self._mean.feed(wide)


class Natr:
    """The same in percent of the close."""

    __slots__ = ("_atr",)

    def __init__(self, period: int = 14) -> None:
        self._atr = Atr(period)

    def feed(self, candle: Ohlcv) -> float | None:
        atr = self._atr.feed(candle)
        if atr is None:
            return None
        return 0.0 if is_nothing(candle.close) else atr / candle.close * 100.0


class WilliamsR:
    """-100 to 0."""

    __slots__ = ("_span",)

    def __init__(self, period: int = 14) -> None:
        self._span = _Span(period)

    def feed(self, candle: Ohlcv) -> float | None:
        found = self._span.feed(candle)
        if found is None:
            return None
        high, low = found
        return 0.0 if high == low else (high - candle.close) / ((high - low) / -100.0)


class StochValue(NamedTuple):
    k: float
    d: float


class Stoch:
    """The slow one."""

    __slots__ = ("_d", "_k", "_span")

    def __init__(self, fast_k: int = 5, slow_k: int = 3, slow_d: int = 3) -> None:
        self._span, self._k, self._d = _Span(fast_k), Sma(slow_k), Sma(slow_d)

    def feed(self, candle: Ohlcv) -> StochValue | None:
        found = self._span.feed(candle)
        if found is None:
            return None
        high, low = found
        k = self._k.feed(0.0 if high == low else (candle.close - low) / ((high - low) / 100.0))
        d = None if k is None else self._d.feed(k)
        return None if k is None or d is None else StochValue(k, d)


class Cci:
    """How many mean deviations the typical price is away from its mean. The deviation is summed anew: n steps a tick."""

    __slots__ = ("_period", "_window")

    def __init__(self, period: int = 14) -> None:
        self._period = period
        self._window: deque[float] = deque(maxlen=period)

    def feed(self, candle: Ohlcv) -> float | None:
        price = (candle.high + candle.low + candle.close) / 3.0
        self._window.append(price)
        if len(self._window) < self._period:
            return None
        mean = sum(self._window) / self._period
        deviation = sum(abs(each - mean) for each in self._window)
        away = price - mean
        if deviation <= NOISE * abs(mean):  # nothing moved: what is left is rounding
            return 0.0
        return away / (0.015 * (deviation / self._period))


class AroonValue(NamedTuple):
    down: float
    up: float


class Aroon:
    """How lately the extremes were: 100 is now."""

    __slots__ = ("_period", "_span")

    def __init__(self, period: int = 14) -> None:
        self._period = period
        self._span = _Span(period + 1)

    def feed(self, candle: Ohlcv) -> AroonValue | None:
        if self._span.feed(candle) is None:
            return None
        share = 100.0 / self._period
        return AroonValue(share * (self._period - self._span.low.age), share * (self._period - self._span.high.age))


class Ultosc:
    """Williams' ultimate oscillator: buying pressure over three lengths."""

    __slots__ = ("_close", "_pressures", "_ranges")

    def __init__(self, short: int = 7, middle: int = 14, long: int = 28) -> None:
        self._pressures = (Window(short), Window(middle), Window(long))
        self._ranges = (Window(short), Window(middle), Window(long))
        self._close: float | None = None

    def feed(self, candle: Ohlcv) -> float | None:
        last, self._close = self._close, candle.close
        if last is None:
            return None
        pressure = candle.close - min(candle.low, last)
        wide = max(candle.high - candle.low, abs(last - candle.high), abs(last - candle.low))
        full = False
        shares: list[float] = []
        for pressures, ranges in zip(self._pressures, self._ranges, strict=True):
            pressures.push(pressure)
            full = ranges.push(wide)
            shares.append(0.0 if is_nothing(ranges.sum) else pressures.sum / ranges.sum)
        return 100.0 * (4.0 * shares[0] + 2.0 * shares[1] + shares[2]) / 7.0 if full else None
