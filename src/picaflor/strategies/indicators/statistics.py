"""Spread, trend and likeness of the last n values."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from picaflor.strategies.indicators.shapes import EPSILON
from picaflor.strategies.indicators.windows import Window


class Var:
    """The mean square less the square of the mean."""

    __slots__ = ("_period", "_squares", "_values", "mean")

    def __init__(self, period: int = 5) -> None:
        self._period = period
        self._values, self._squares = Window(period), Window(period)
        self.mean = 0.0

    def feed(self, value: float) -> float | None:
        self._squares.push(value * value)
        if not self._values.push(value):
            return None
        self.mean = self._values.sum / self._period
        return self._squares.sum / self._period - self.mean * self.mean


class StdDev:
    __slots__ = ("_var",)

    def __init__(self, period: int = 5) -> None:
        self._var = Var(period)

    @property
    def mean(self) -> float:
        return self._var.mean

    def feed(self, value: float) -> float | None:
        var = self._var.feed(value)
        if var is None:
            return None
        return sqrt(var) if var > EPSILON else 0.0


class BandsValue(NamedTuple):
    upper: float
    middle: float
    lower: float


class Bollinger:
    """The mean, and so many standard deviations beside it."""

    __slots__ = ("_down", "_spread", "_up")

    def __init__(self, period: int = 5, up: float = 2.0, down: float = 2.0) -> None:
        self._spread, self._up, self._down = StdDev(period), up, down

    def feed(self, value: float) -> BandsValue | None:
        spread = self._spread.feed(value)
        if spread is None:
            return None
        middle = self._spread.mean
        return BandsValue(middle + self._up * spread, middle, middle - self._down * spread)


class LineValue(NamedTuple):
    """The straight line through the last n: where it ends, and how steep it is."""

    end: float
    slope: float


class Line:
    __slots__ = ("_divisor", "_period", "_sum_x", "_weighted", "_window")

    def __init__(self, period: int = 14) -> None:
        self._period = period
        self._sum_x = period * (period - 1) / 2.0
        squares = period * (period - 1) * (2 * period - 1) / 6.0
        self._divisor = self._sum_x * self._sum_x - period * squares
        self._window = Window(period)
        self._weighted = 0.0  # the newest weighs nothing, the oldest n - 1

    def feed(self, value: float) -> LineValue | None:
        window, period = self._window, self._period
        if len(window.values) == period:
            oldest = window.values[0]
            self._weighted += window.sum - oldest - oldest * (period - 1)
        else:
            self._weighted += window.sum
        if not window.push(value):
            return None
        slope = (period * self._weighted - self._sum_x * window.sum) / self._divisor
        begin = (window.sum - slope * self._sum_x) / period
        return LineValue(begin + slope * (period - 1), slope)


class Pair(NamedTuple):
    a: float
    b: float


class Correl:
    """Pearson's."""

    __slots__ = ("_cross", "_period", "_sums")

    def __init__(self, period: int = 30) -> None:
        self._period = period
        self._sums = tuple(Window(period) for _ in range(4))
        self._cross = Window(period)

    def feed(self, pair: Pair) -> float | None:
        a, b = pair
        for window, value in zip(self._sums, (a, b, a * a, b * b), strict=True):
            window.push(value)
        if not self._cross.push(a * b):
            return None
        period = self._period
        sum_a, sum_b, squares_a, squares_b = (window.sum for window in self._sums)
        spread = (squares_a - sum_a * sum_a / period) * (squares_b - sum_b * sum_b / period)
        return (self._cross.sum - sum_a * sum_b / period) / sqrt(spread) if spread > 0 else 0.0


class Beta:
    """By how much the second moves when the first does, in shares of themselves."""

    __slots__ = ("_a", "_b", "_cross", "_period", "_squares", "_sum_a", "_sum_b")

    def __init__(self, period: int = 5) -> None:
        self._period = period
        self._sum_a, self._sum_b, self._squares, self._cross = (Window(period) for _ in range(4))
        self._a: float | None = None
        self._b = 0.0

    def feed(self, pair: Pair) -> float | None:
        last_a, last_b = self._a, self._b
        self._a, self._b = pair
        if last_a is None:
            return None
        a = 0.0 if last_a == 0 else (pair.a - last_a) / last_a
        b = 0.0 if last_b == 0 else (pair.b - last_b) / last_b
        for window, value in ((self._sum_a, a), (self._sum_b, b), (self._squares, a * a)):
            window.push(value)
        if not self._cross.push(a * b):
            return None
        period = self._period
        spread = period * self._squares.sum - self._sum_a.sum * self._sum_a.sum
        if -EPSILON < spread < EPSILON:
            return 0.0
        return (period * self._cross.sum - self._sum_a.sum * self._sum_b.sum) / spread
