"""How fast, and how far from where it was: of one price."""

from __future__ import annotations

from typing import NamedTuple

from picaflor.strategies.indicators.averages import Ema, Wilder
from picaflor.strategies.indicators.shapes import is_nothing
from picaflor.strategies.indicators.windows import Highest, Lag, Lowest, Sma


class _GainLoss:
    """Wilder's means of what was won and what was lost."""

    __slots__ = ("_gain", "_last", "_loss")

    def __init__(self, period: int) -> None:
        self._gain, self._loss = Wilder(period), Wilder(period)
        self._last: float | None = None

    def feed(self, value: float) -> tuple[float, float] | None:
        last, self._last = self._last, value
        if last is None:
            return None
        moved = value - last
        gain, loss = self._gain.feed(max(moved, 0.0)), self._loss.feed(max(-moved, 0.0))
        return None if gain is None or loss is None else (gain, loss)


class Rsi:
    """0 to 100; 0 too where nothing moved."""

    __slots__ = ("_means",)

    def __init__(self, period: int = 14) -> None:
        self._means = _GainLoss(period)

    def feed(self, value: float) -> float | None:
        found = self._means.feed(value)
        if found is None:
            return None
        gain, loss = found
        return 0.0 if is_nothing(gain + loss) else 100.0 * gain / (gain + loss)


class Cmo:
    """Chande's: -100 to 100."""

    __slots__ = ("_means",)

    def __init__(self, period: int = 14) -> None:
        self._means = _GainLoss(period)

    def feed(self, value: float) -> float | None:
        found = self._means.feed(value)
        if found is None:
            return None
        gain, loss = found
        return 0.0 if is_nothing(gain + loss) else 100.0 * (gain - loss) / (gain + loss)


class MacdValue(NamedTuple):
    macd: float
    signal: float
    histogram: float


class Macd:
    __slots__ = ("_fast", "_signal", "_slow")

    def __init__(self, fast: int = 12, slow: int = 26, signal: int = 9) -> None:
        self._fast, self._slow, self._signal = Ema(fast, skip=slow - fast), Ema(slow), Ema(signal)

    def feed(self, value: float) -> MacdValue | None:
        fast, slow = self._fast.feed(value), self._slow.feed(value)
        if fast is None or slow is None:
            return None
        signal = self._signal.feed(fast - slow)
        return None if signal is None else MacdValue(fast - slow, signal, fast - slow - signal)


class Apo:
    """The quick simple mean less the slow one."""

    __slots__ = ("_fast", "_slow")

    def __init__(self, fast: int = 12, slow: int = 26) -> None:
        self._fast, self._slow = Sma(fast), Sma(slow)

    def feed(self, value: float) -> float | None:
        fast, slow = self._fast.feed(value), self._slow.feed(value)
        return None if fast is None or slow is None else fast - slow


class Ppo:
    """The same in percent of the slow one."""

    __slots__ = ("_fast", "_slow")

    def __init__(self, fast: int = 12, slow: int = 26) -> None:
        self._fast, self._slow = Sma(fast), Sma(slow)

    def feed(self, value: float) -> float | None:
        fast, slow = self._fast.feed(value), self._slow.feed(value)
        if fast is None or slow is None:
            return None
        return 0.0 if is_nothing(slow) else (fast - slow) / slow * 100.0


class Mom:
    __slots__ = ("_lag",)

    def __init__(self, period: int = 10) -> None:
        self._lag = Lag(period)

    def feed(self, value: float) -> float | None:
        was = self._lag.feed(value)
        return None if was is None else value - was


class Roc:
    """In percent."""

    __slots__ = ("_lag",)

    def __init__(self, period: int = 10) -> None:
        self._lag = Lag(period)

    def feed(self, value: float) -> float | None:
        was = self._lag.feed(value)
        if was is None:
            return None
        return 0.0 if was == 0 else (value / was - 1.0) * 100.0


class Trix:
    """By how much percent a threefold exponential mean changed."""

    __slots__ = ("_means", "_roc")

    def __init__(self, period: int = 30) -> None:
        self._means = (Ema(period), Ema(period), Ema(period))
        self._roc = Roc(1)

    def feed(self, value: float) -> float | None:
        for mean in self._means:
            found = mean.feed(value)
            if found is None:
                return None
            value = found
        return self._roc.feed(value)


NOISE = 1e-9  # of a hundred: less than that is rounding


class StochRsiValue(NamedTuple):
    k: float
    d: float


class StochRsi:
    """Where the RSI stands between its own extremes."""

    __slots__ = ("_d", "_high", "_low", "_rsi")

    def __init__(self, period: int = 14, k: int = 5, d: int = 3) -> None:
        self._rsi, self._high, self._low, self._d = Rsi(period), Highest(k), Lowest(k), Sma(d)

    def feed(self, value: float) -> StochRsiValue | None:
        rsi = self._rsi.feed(value)
        if rsi is None:
            return None
        high, low = self._high.feed(rsi), self._low.feed(rsi)
        if high is None or low is None:
            return None
        k = 0.0 if high - low <= NOISE else (rsi - low) / ((high - low) / 100.0)
        d = self._d.feed(k)
        return None if d is None else StochRsiValue(k, d)
