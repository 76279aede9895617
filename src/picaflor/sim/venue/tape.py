"""What traded on one emulated market: the recent trades, bars of every length, and the day at a glance.

Minutes of real trades stand in a ring whose size never changes; whole hours of them are kept beside it for good. What is
older than the first moment anybody looked or traded is invented (see past).
"""

from __future__ import annotations

from array import array
from collections import deque
from dataclasses import dataclass
from typing import Final

from picaflor.domain.market import Market
from picaflor.machines.candles import Bar, Builder, Interval, parse_interval
from picaflor.machines.candles.bar import quiet
from picaflor.machines.candles.fold import fold
from picaflor.sim.venue.past import DAY, MINUTE, Past
from picaflor.wire.reports import CandleReport, TradeReport

KEPT_TRADES: Final = 500  # as many as one answer tells; more would be most of a large house's memory
KEPT_MINUTES: Final = 3 * DAY
HOUR: Final = 60  # minutes
_MINUTES: Final = parse_interval("1m")
_WORDS: Final = 6  # of a minute in the ring


@dataclass(frozen=True, slots=True)
class Before:
    """What the invented past of a market is drawn from. `days` 0: it was listed when it was switched on."""

    open_ticks: int
    typical_lots: int
    seed: int
    days: int


class Tape:
    def __init__(self, market: Market, before: Before | None = None) -> None:
        self.market = market
        self.trades: deque[TradeReport] = deque(maxlen=KEPT_TRADES)
        self.changes = 0  # trades so far: whoever publishes sees whether something is new
        self._unit = market.notional(1, 1)
        self._before = before
        self._past: Past | None = None
        self._builder = Builder(market, _MINUTES, kept=1, forming=False)
        self._begin: int | None = None  # the first real minute
        self._end = 0  # the first minute that is not finished
        self._close = before.open_ticks if before else 0
        self._ring = array("q", bytes(8 * _WORDS * KEPT_MINUTES))
        self._wide: dict[int, Bar] = {}  # minutes whose numbers are too large for the ring
        self._hours: dict[int, Bar] = {}  # by the first minute; the very first one may be shorter
        self._day: tuple[int, Bar | None] = (-1, None)
        self._told: tuple[int, int, CandleReport | None] = (
            -1,
            -1,
            None,
        )  # a day, in that minute and after so many trades

    def add(self, trade: TradeReport) -> None:
        self.trades.append(trade)
        self.changes += 1
        self._switch_on(trade.at_ns)
        market = self.market
        ticks, lots = market.tick.count(trade.price), market.sized.count(trade.size)
        for bar in self._builder.feed(ticks, lots, trade.at_ns):
            self._keep(bar.open_ns // MINUTE, bar)

    # reading

    def candles(
        self, interval: Interval, now_ns: int, since_ns: int = 0, until_ns: int = 0, limit: int = 1, whole: bool = False
    ) -> tuple[CandleReport, ...]:
        """The latest `limit` bars that open in the span, oldest first; `whole`: only those that are over."""
        first = self._first(now_ns)
        if first is None:
            return ()
        newest = interval.number(now_ns) - whole
        if until_ns:
            newest = min(newest, interval.number(until_ns - 1))
        oldest = max(newest - limit + 1, interval.number(first * MINUTE))
        if since_ns:
            since = interval.number(since_ns)
            oldest = max(oldest, since + (interval.begins(since) < since_ns))
        bars = (self._between(interval.begins(n), interval.begins(n + 1)) for n in range(oldest, newest + 1))
        return tuple(self._report(bar) for bar in bars if bar is not None)

    def day(self, now_ns: int) -> CandleReport | None:
        """The last 24 hours as one bar, to the minute."""
        minute = now_ns // MINUTE
        if self._told[:2] == (minute, self.changes):
            return self._told[2]
        if self._first(now_ns) is None:
            return None
        if self._day[0] != minute:
            begin = minute - DAY + 1
            self._day = (minute, fold(filter(None, self._pieces(begin, minute)), begin * MINUTE))
        bar = fold(filter(None, (self._day[1], self._forming(minute))), (minute - DAY + 1) * MINUTE)
        self._told = minute, self.changes, self._report(bar) if bar else None
        return self._told[2]

    def _first(self, now_ns: int) -> int | None:
        """The first minute that there is anything of. Looking at a market that has a past switches it on."""
        if self._begin is None and not (self._before and self._before.days):
            return None
        self._switch_on(now_ns)
        self._pass(now_ns // MINUTE)
        return self._past.begin if self._past else self._begin

    def _between(self, begin_ns: int, end_ns: int) -> Bar | None:
        pieces = self._pieces(begin_ns // MINUTE, end_ns // MINUTE)
        return None if None in pieces else fold(filter(None, pieces), begin_ns)

    def _pieces(self, begin: int, end: int) -> list[Bar | None]:
        """Bars that make up these minutes: invented, real, and the one that is forming; None: one is forgotten."""
        assert self._begin is not None
        pieces: list[Bar | None] = []
        if self._past is not None:
            pieces += self._past.bars(begin, end)
        at = max(begin, self._begin)
        while at < min(end, self._end):
            after = min(self._end, at // HOUR * HOUR + HOUR)
            hour = self._hours.get(at) if after <= end else None
            pieces.append(hour or self._minute(at))
            at = after if hour else at + 1
        if end > self._end:
            pieces.append(self._forming(self._end))
        return pieces

    # keeping

    def _switch_on(self, now_ns: int) -> None:
        if self._begin is not None:
            return
        self._begin = self._end = now_ns // MINUTE
        before = self._before
        if before and before.days:
            self._past = Past(before.open_ticks, before.typical_lots, self._unit, before.seed, self._begin, before.days)

    def _pass(self, minute: int) -> None:
        """The clock is in this minute: those before it are over."""
        for bar in self._builder.tick(minute * MINUTE):
            self._keep(bar.open_ns // MINUTE, bar)
        while self._end < minute:
            self._put(quiet(self._end * MINUTE, self._close))

    def _keep(self, minute: int, bar: Bar) -> None:
        if minute < self._end:
            return  # told again: it was kept when the clock ended it
        while self._end < minute:
            self._put(quiet(self._end * MINUTE, self._close))
        self._put(bar)

    def _put(self, bar: Bar) -> None:
        minute, self._close = self._end, bar.close
        at = minute % KEPT_MINUTES * _WORDS
        words = (bar.open, bar.high, bar.low, bar.close, bar.volume, bar.money // self._unit)
        self._wide.pop(minute - KEPT_MINUTES, None)
        try:
            self._ring[at : at + _WORDS] = array("q", words)
        except OverflowError:
            self._wide[minute] = bar
        self._end = minute + 1
        assert self._begin is not None
        begin = max(self._begin, minute - HOUR + 1)
        if self._end % HOUR == 0 and (
            hour := fold(filter(None, map(self._minute, range(begin, self._end))), begin * MINUTE)
        ):
            self._hours[begin] = hour

    def _minute(self, minute: int) -> Bar | None:
        if minute < self._end - KEPT_MINUTES:
            return None
        if (wide := self._wide.get(minute)) is not None:
            return wide
        at = minute % KEPT_MINUTES * _WORDS
        opens, high, low, close, volume, money = self._ring[at : at + _WORDS]
        return Bar(minute * MINUTE, opens, high, low, close, volume, money * self._unit)

    def _forming(self, minute: int) -> Bar:
        """What the builder has of it, or quiet so far."""
        bar = self._builder.current()
        return bar if bar is not None and bar.open_ns == minute * MINUTE else quiet(minute * MINUTE, self._close)

    def _report(self, bar: Bar) -> CandleReport:
        tick, lot = self.market.tick.atoms, self.market.sized.atoms
        return CandleReport(
            bar.open_ns,
            bar.open * tick,
            bar.high * tick,
            bar.low * tick,
            bar.close * tick,
            bar.volume * lot,
            bar.money,
        )
