"""What traded on one emulated market: the recent tape, minute bars, and the day at a glance, all from real trades."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final

from picaflor.domain.numbers import ONE
from picaflor.wire.reports import CandleReport, TradeReport

MINUTE: Final = 60 * 1_000_000_000
DAY: Final = 1_440 * MINUTE
KEPT_TRADES: Final = 2_000
KEPT_MINUTES: Final = 3 * 1_440
LENGTHS: Final = {
    "1m": 1,
    "3m": 3,
    "5m": 5,
    "15m": 15,
    "30m": 30,
    "1h": 60,
    "2h": 120,
    "4h": 240,
    "6h": 360,
    "12h": 720,
    "1d": 1_440,
}


class Tape:
    def __init__(self) -> None:
        self.trades: deque[TradeReport] = deque(maxlen=KEPT_TRADES)
        self._bars: deque[CandleReport] = deque(maxlen=KEPT_MINUTES)

    def add(self, trade: TradeReport) -> None:
        self.trades.append(trade)
        open_ns = trade.at_ns // MINUTE * MINUTE
        money = trade.price * trade.size // ONE
        fresh = CandleReport(open_ns, trade.price, trade.price, trade.price, trade.price, trade.size, money)
        if self._bars and self._bars[-1].open_ns == open_ns:
            fresh = _join(self._bars.pop(), fresh)
        self._bars.append(fresh)

    def candles(self, interval: str, since_ns: int, until_ns: int, limit: int) -> tuple[CandleReport, ...]:
        """The latest `limit` bars of the span, oldest first."""
        length = LENGTHS[interval] * MINUTE
        bars = [
            bar for bar in self._bars_of(length) if bar.open_ns >= since_ns and (not until_ns or bar.open_ns < until_ns)
        ]
        return tuple(bars[-limit:])

    def day(self, now_ns: int) -> CandleReport | None:
        """The last 24 hours as one bar."""
        whole: CandleReport | None = None
        for bar in self._bars:
            if bar.open_ns > now_ns - DAY:
                whole = bar if whole is None else _join(whole, bar)
        return whole

    def _bars_of(self, length: int) -> Iterator[CandleReport]:
        current: CandleReport | None = None
        for minute in self._bars:
            begins = minute.open_ns // length * length
            fresh = CandleReport(begins, *_rest(minute))
            if current is not None and current.open_ns == begins:
                current = _join(current, fresh)
                continue
            if current is not None:
                yield current
            current = fresh
        if current is not None:
            yield current


def _rest(bar: CandleReport) -> tuple[int, int, int, int, int, int]:
    return bar.open, bar.high, bar.low, bar.close, bar.base_volume, bar.quote_volume


def _join(one: CandleReport, other: CandleReport) -> CandleReport:
    return CandleReport(
        one.open_ns,
        one.open,
        max(one.high, other.high),
        min(one.low, other.low),
        other.close,
        one.base_volume + other.base_volume,
        one.quote_volume + other.quote_volume,
    )
