"""Sums and extremes of the last n values: what a window forgets is subtracted, an extreme is kept in a falling queue."""

from __future__ import annotations

from collections import deque


class Window:
    """The last n values and their sum."""

    __slots__ = ("sum", "values")

    def __init__(self, period: int) -> None:
        self.values: deque[float] = deque(maxlen=period)
        self.sum = 0.0

    def push(self, value: float) -> bool:
        """Whether there are enough."""
        values = self.values
        if len(values) == values.maxlen:
            self.sum -= values[0]
        values.append(value)
        self.sum += value
        return len(values) == values.maxlen


class Sma:
    """The simple mean."""

    __slots__ = ("_period", "_window")

    def __init__(self, period: int) -> None:
        self._period = period
        self._window = Window(period)

    def feed(self, value: float) -> float | None:
        return self._window.sum / self._period if self._window.push(value) else None


class Lag:
    """The value of n ticks ago."""

    __slots__ = ("_values",)

    def __init__(self, period: int) -> None:
        self._values: deque[float] = deque(maxlen=period + 1)

    def feed(self, value: float) -> float | None:
        self._values.append(value)
        return self._values[0] if len(self._values) == self._values.maxlen else None


class Extreme:
    """The highest of the last n values, or with `sign` -1 the lowest; of equal ones the youngest is kept."""

    __slots__ = ("_count", "_keys", "_numbers", "_period", "_sign")

    def __init__(self, period: int, sign: int = 1) -> None:
        self._period, self._sign, self._count = period, sign, 0
        self._keys: deque[float] = deque()
        self._numbers: deque[int] = deque()

    def feed(self, value: float) -> float | None:
        keys, numbers = self._keys, self._numbers
        key = value * self._sign
        while keys and keys[-1] <= key:
            keys.pop()
            numbers.pop()
        keys.append(key)
        numbers.append(self._count)
        if numbers[0] <= self._count - self._period:
            keys.popleft()
            numbers.popleft()
        self._count += 1
        return keys[0] * self._sign if self._count >= self._period else None

    @property
    def age(self) -> int:
        """How many ticks ago the extreme was."""
        return self._count - 1 - self._numbers[0]


class Highest(Extreme):
    __slots__ = ()


class Lowest(Extreme):
    __slots__ = ()

    def __init__(self, period: int) -> None:
        super().__init__(period, -1)
