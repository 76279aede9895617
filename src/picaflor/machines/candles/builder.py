"""Bars from trades, in whatever order these arrive.

A trade belongs to the bar of its own time. The last `kept` bars stay open to late trades and are told again when one
changes them; a trade that is later than that is counted and left out. Open and close follow the trades' times, and their
order of arrival where times are equal. A bar is over when the clock says so or when a later bar has traded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from picaflor.domain.market import Market
from picaflor.machines.candles.bar import Bar, quiet
from picaflor.machines.candles.intervals import Interval

QUIET_MAX: Final = 5_000  # quiet bars told after one silence; of a longer one only the last so many


@dataclass(slots=True)
class Draft:
    open: int
    high: int
    low: int
    close: int
    first_ns: int
    last_ns: int
    volume: int = 0
    money: int = 0
    trades: int = 0
    ids: set[str] = field(default_factory=set)

    def add(self, ticks: int, lots: int, money: int, at_ns: int) -> None:
        if at_ns < self.first_ns:
            self.open, self.first_ns = ticks, at_ns
        if at_ns >= self.last_ns:
            self.close, self.last_ns = ticks, at_ns
        self.high, self.low = max(self.high, ticks), min(self.low, ticks)
        self.volume += lots
        self.money += money
        self.trades += 1


class Builder:
    def __init__(
        self,
        market: Market,
        interval: Interval,
        *,
        fill_quiet: bool = False,
        kept: int = 3,
        grace_ns: int = 0,
        forming: bool = True,
    ) -> None:
        """`fill_quiet`: bars without trades are told too. `grace_ns`: how long the clock waits for late trades. `forming`:
        a bar is told whenever it changes, and not only when it is over.
        """
        if kept < 1:
            raise ValueError("the current bar at least is kept")
        self._market = market
        self._interval = interval
        self._fill_quiet = fill_quiet
        self._kept = kept
        self._grace_ns = grace_ns
        self._forming = forming
        self._drafts: dict[int, Draft] = {}  # number → bar, of the last `kept` numbers
        self._newest: int | None = None
        self._over = False  # the clock has ended the newest bar
        self._close_before: int | None = None  # the last close that is older than what is kept
        self.too_late = 0
        self.repeats = 0
        self.skipped = 0  # quiet bars that a very long silence left out

    def feed(self, ticks: int, lots: int, at_ns: int, trade_id: str = "") -> list[Bar]:
        """The bars that this trade has begun, changed or ended, oldest first."""
        number = self._interval.number(at_ns)
        if self._newest is not None and number <= self._newest - self._kept:
            self.too_late += 1
            return []
        draft = self._drafts.get(number)
        if draft is not None and trade_id and trade_id in draft.ids:
            self.repeats += 1
            return []
        told = self._advance(number) if self._newest is None or number > self._newest else []
        if draft is None:
            draft = self._drafts[number] = Draft(ticks, ticks, ticks, ticks, at_ns, at_ns)
        draft.add(ticks, lots, self._market.notional(ticks, lots), at_ns)
        if trade_id:
            draft.ids.add(trade_id)
        return told + self._from(number)

    def due(self) -> int | None:
        """When the newest bar is over."""
        if self._newest is None or (self._over and not self._fill_quiet):
            return None
        return self._interval.begins(self._newest + 1) + self._grace_ns

    def tick(self, now_ns: int) -> list[Bar]:
        due = self.due()
        if self._newest is None or due is None or now_ns < due:
            return []
        number = self._interval.number(now_ns - self._grace_ns)
        if self._fill_quiet:
            told = self._advance(number)
            return told + self._from(number)
        self._over = True
        return self._from(self._newest)

    def current(self) -> Bar | None:
        return self._view(self._newest) if self._newest is not None else None

    def _advance(self, number: int) -> list[Bar]:
        """Moves on to a later bar: what was newest is over, and the bars between are quiet."""
        before, self._newest = self._newest, number
        if before is None:
            return []
        told = [] if self._over else self._told(before)
        self._over = False
        if self._fill_quiet:
            first = max(before + 1, number - QUIET_MAX)
            self.skipped += first - (before + 1)
            for missing in range(first, number):
                told += self._told(missing)
        for old in sorted(self._drafts):
            if old <= number - self._kept:
                self._close_before = self._drafts.pop(old).close
        return told

    def _from(self, number: int) -> list[Bar]:
        """A changed bar, and the quiet ones behind it that stand on its close."""
        told = self._told(number)
        assert self._newest is not None
        if self._fill_quiet:
            for later in range(number + 1, self._newest + 1):
                if later in self._drafts:
                    break
                told += self._told(later)
        return told

    def _told(self, number: int) -> list[Bar]:
        if not self._forming and number == self._newest and not self._over:
            return []
        bar = self._view(number)
        return [] if bar is None else [bar]

    def _view(self, number: int) -> Bar | None:
        assert self._newest is not None
        finished = number < self._newest or self._over
        opens = self._interval.begins(number)
        draft = self._drafts.get(number)
        if draft is not None:
            return Bar(
                opens,
                draft.open,
                draft.high,
                draft.low,
                draft.close,
                draft.volume,
                draft.money,
                draft.trades,
                finished,
                built=True,
            )
        close = self._close_ahead_of(number)
        return None if close is None or not self._fill_quiet else quiet(opens, close, finished=finished, built=True)

    def _close_ahead_of(self, number: int) -> int | None:
        earlier = max((n for n in self._drafts if n < number), default=None)
        return self._close_before if earlier is None else self._drafts[earlier].close
