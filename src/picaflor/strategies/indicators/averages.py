"""Moving averages."""

from __future__ import annotations

from collections import deque
from math import isqrt

from picaflor.strategies.indicators.windows import Sma, Window


class Ema:
    """Exponential; it begins with the simple mean of the first n. `skip`: values that are left out before."""

    __slots__ = ("_k", "_skip", "_sma", "_value")

    def __init__(self, period: int, skip: int = 0) -> None:
        self._k = 2.0 / (period + 1)
        self._sma = Sma(period)
        self._skip = skip
        self._value: float | None = None

    def feed(self, value: float) -> float | None:
        if self._skip:
            self._skip -= 1
            return None
        if self._value is None:
            self._value = self._sma.feed(value)
        else:
            self._value += (value - self._value) * self._k
        return self._value


class Wilder:
    """Wilder's own: the newest counts for 1/n; it begins with the simple mean of the first n."""

    __slots__ = ("_period", "_sma", "_value")

    def __init__(self, period: int) -> None:
        self._period = period
        self._sma = Sma(period)
        self._value: float | None = None

    def feed(self, value: float) -> float | None:
        if self._value is None:
            self._value = self._sma.feed(value)
        else:
            self._value = (self._value * (self._period - 1) + value) / self._period
        return self._value


class Wma:
    """The newest of n weighs n, the oldest 1."""

    __slots__ = ("_divider", "_period", "_weighted", "_window")

    def __init__(self, period: int) -> None:
        self._period = period
        self._divider = period * (period + 1) / 2
        self._window = Window(period)
        self._weighted = 0.0

    def feed(self, value: float) -> float | None:
        window = self._window
        if len(window.values) == self._period:
            self._weighted -= window.sum
            full = window.push(value)
            self._weighted += value * self._period
        else:
            full = window.push(value)
            self._weighted += value * len(window.values)
        return self._weighted / self._divider if full else None


class Trima:
    """A simple mean of simple means: the middle weighs most."""

    __slots__ = ("_first", "_second")

    def __init__(self, period: int) -> None:
        half = (period + 1) // 2
        self._first = Sma(half)
        self._second = Sma(half if period % 2 else half + 1)

    def feed(self, value: float) -> float | None:
        mean = self._first.feed(value)
        return None if mean is None else self._second.feed(mean)


class _Chain:
    """An exponential mean of an exponential mean, and so on: all of them once there are all."""

    __slots__ = ("_links",)

    def __init__(self, period: int, links: int) -> None:
        self._links = [Ema(period) for _ in range(links)]

    def feed(self, value: float) -> list[float] | None:
        found: list[float] = []
        for link in self._links:
            next_ = link.feed(value)
            if next_ is None:
                return None
            value = next_
            found.append(value)
        return found


class Dema:
    __slots__ = ("_chain",)

    def __init__(self, period: int) -> None:
        self._chain = _Chain(period, 2)

    def feed(self, value: float) -> float | None:
        found = self._chain.feed(value)
        return None if found is None else 2 * found[0] - found[1]


class Tema:
    __slots__ = ("_chain",)

    def __init__(self, period: int) -> None:
        self._chain = _Chain(period, 3)

    def feed(self, value: float) -> float | None:
        found = self._chain.feed(value)
        return None if found is None else 3 * found[0] - 3 * found[1] + found[2]


class T3:
    """Tillson's: six exponential means, mixed by a volume factor."""

    __slots__ = ("_chain", "_mix")

    def __init__(self, period: int, factor: float = 0.7) -> None:
        self._chain = _Chain(period, 6)
        square, cube = factor * factor, factor * factor * factor
        self._mix = (1 + 3 * factor + cube + 3 * square, -6 * square - 3 * (factor + cube), 3 * (square + cube), -cube)

    def feed(self, value: float) -> float | None:
        found = self._chain.feed(value)
        if found is None:
            return None
        c4, c3, c2, c1 = self._mix
        return c1 * found[5] + c2 * found[4] + c3 * found[3] + c4 * found[2]


class Kama:
    """Kaufman's: quick where the price goes one way, slow where it only moves."""

    __slots__ = ("_fast", "_moves", "_period", "_slow", "_value", "_values")

    def __init__(self, period: int, fast: int = 2, slow: int = 30) -> None:
        self._period = period
        self._fast, self._slow = 2.0 / (fast + 1), 2.0 / (slow + 1)
        self._values: deque[float] = deque(maxlen=period + 1)
        self._moves = Window(period)
        self._value: float | None = None

    def feed(self, value: float) -> float | None:
        values = self._values
        if values:
            self._moves.push(abs(value - values[-1]))
        before = values[-1] if values else value
        values.append(value)
        if len(values) <= self._period:
            return None
        way, moved = value - values[0], self._moves.sum
        ratio = 1.0 if moved <= way or moved == 0 else abs(way / moved)
        pace = ratio * (self._fast - self._slow) + self._slow
        last = before if self._value is None else self._value
        self._value = last + (value - last) * pace * pace
        return self._value


class Hma:
    """Hull's: the weighted mean of twice a quick one less a slow one."""

    __slots__ = ("_half", "_root", "_whole")

    def __init__(self, period: int) -> None:
        self._half, self._whole, self._root = Wma(max(1, period // 2)), Wma(period), Wma(max(1, isqrt(period)))

    def feed(self, value: float) -> float | None:
        half, whole = self._half.feed(value), self._whole.feed(value)
        return None if half is None or whole is None else self._root.feed(2 * half - whole)
