"""What the traded volume says beside the price. Of candles."""

from __future__ import annotations

from picaflor.strategies.indicators.shapes import Ohlcv, is_nothing
from picaflor.strategies.indicators.windows import Window


class Obv:
    """Volume, added where the close rose and taken away where it fell."""

    __slots__ = ("_close", "_sum")

    def __init__(self) -> None:
        self._close: float | None = None
        self._sum = 0.0

    def feed(self, candle: Ohlcv) -> float:
        last, self._close = self._close, candle.close
        if last is None or candle.close > last:
            self._sum += candle.volume
        elif candle.close < last:
            self._sum -= candle.volume
        return self._sum


class Ad:
    """Accumulation and distribution: volume by where the close stands in its range."""

    __slots__ = ("_sum",)

    def __init__(self) -> None:
        self._sum = 0.0

    def feed(self, candle: Ohlcv) -> float:
        wide = candle.high - candle.low
        if wide > 0:
            self._sum += ((candle.close - candle.low) - (candle.high - candle.close)) / wide * candle.volume
        return self._sum


class AdOsc:
    """Chaikin's: a quick exponential mean of that less a slow one, from the first candle on."""

    __slots__ = ("_ad", "_fast", "_kf", "_ks", "_left", "_slow")

    def __init__(self, fast: int = 3, slow: int = 10) -> None:
        self._ad = Ad()
        self._kf, self._ks = 2.0 / (fast + 1), 2.0 / (slow + 1)
        self._fast: float | None = None
        self._slow = 0.0
        self._left = max(fast, slow) - 1

    def feed(self, candle: Ohlcv) -> float | None:
        ad = self._ad.feed(candle)
        if self._fast is None:
            self._fast = self._slow = ad
        else:
            self._fast = self._kf * ad + (1 - self._kf) * self._fast
            self._slow = self._ks * ad + (1 - self._ks) * self._slow
        if self._left:
            self._left -= 1
            return None
        return self._fast - self._slow


class Mfi:
    """The money flow index: an RSI of typical price times volume. 0 too where less than one coin's worth was moved."""

    __slots__ = ("_last", "_minus", "_plus")

    def __init__(self, period: int = 14) -> None:
        self._plus, self._minus = Window(period), Window(period)
        self._last: float | None = None

    def feed(self, candle: Ohlcv) -> float | None:
        price = (candle.high + candle.low + candle.close) / 3.0
        last, self._last = self._last, price
        if last is None:
            return None
        flow = price * candle.volume
        self._plus.push(flow if price > last else 0.0)
        if not self._minus.push(flow if price < last else 0.0):
            return None
        both = self._plus.sum + self._minus.sum
        return 0.0 if both < 1.0 else 100.0 * (self._plus.sum / both)


class Vwap:
    """The mean price by volume since it began; None while nothing was traded."""

    __slots__ = ("_money", "_volume")

    def __init__(self) -> None:
        self._money = self._volume = 0.0

    def feed(self, candle: Ohlcv) -> float | None:
        self._money += (candle.high + candle.low + candle.close) / 3.0 * candle.volume
        self._volume += candle.volume
        return None if is_nothing(self._volume) else self._money / self._volume
