"""Two coins that go together: when the ratio of their prices is far from its own mean, one is bought and the other sold.

The ratio is looked at once a `sample`; its mean and its spread are of the last `window` samples. All of it is whole
numbers: a ratio in atoms, and distances in hundredths of its standard deviation.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from math import isqrt

from picaflor.domain.book import Trust
from picaflor.domain.commands import Command
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.executors.spread import SpreadConfig
from picaflor.strategies.executors.two_legs import LegConfig
from picaflor.strategies.orchestra import Orchestra
from picaflor.strategies.protocols import View, Wake, Wakes
from picaflor.strategies.tuning import live

SECOND = 1_000_000_000
HUNDRED = 100
WINDOW_MAX = 10_000


@dataclass(frozen=True, slots=True)
class PairSpreadConfig:
    pair: str
    other_pair: str
    other_venue: str = ""  # "": at home, too
    notional: int = live(500 * ONE, atoms=True)  # of the quote coin, each leg
    window: int = 120
    sample_ns: int = 5 * SECOND
    enter: int = live(200)  # hundredths of a standard deviation from the mean
    leave: int = live(50)
    stop_loss_bps: int = live(100)  # of what both legs were opened for
    take_profit_bps: int = live(0)
    time_limit_ns: int = live(0)
    slices: int = 2
    slip_bps: int = live(10)
    pause_ns: int = live(30 * SECOND)

    def __post_init__(self) -> None:
        if not 2 <= self.window <= WINDOW_MAX or self.notional <= 0 or self.sample_ns <= 0 or self.slices < 1:
            raise ValueError(f"window is 2 to {WINDOW_MAX}, notional and sample_ns above 0, slices 1 or more")
        if not 0 <= self.leave < self.enter:
            raise ValueError("leave is below enter")


class PairSpread:
    """What it sells may have to be held first: on a spot market it sells coins of its own."""

    def __init__(self, config: PairSpreadConfig) -> None:
        self.config = config
        self.elsewhere: Mapping[str, tuple[str, ...]] = (
            {config.other_venue: (config.other_pair,)} if config.other_venue else {}
        )
        self.pairs = (config.pair,) if config.other_venue else (config.pair, config.other_pair)
        self.wakes = Wakes(every_ns=min(SECOND, config.sample_ns), order=True)
        self.work = Orchestra()
        self._ratios: deque[int] = deque(maxlen=config.window)
        self._next_ns = 0

    def decide(self, view: View, wake: Wake) -> list[Command]:
        busy, notes, there = bool(self.work.active()), self.work.notes, self._there(view)
        ticks = _middle(view, self.config.pair), _middle(there, self.config.other_pair)
        if all(ticks):
            self._sample(view, there, ticks)
            away = self.away()
            if away is not None and busy and abs(away) <= self.config.leave:
                self.work.stop()
        commands = self.work.act(view)
        if busy and not self.work.active():
            notes["ended_ns"] = view.now_ns
        if self.work.active() or not all(ticks) or self._pauses(view.now_ns):
            return commands
        made = self._made(view, there, ticks)
        return commands if made is None else commands + self.work.begin("spread", made).act(view)

    def away(self) -> int | None:
        """How far the ratio is from its mean, in hundredths of its standard deviation; None before the window is full."""
        count = len(self._ratios)
        if count < self.config.window:
            return None
        total = sum(self._ratios)
        squares = sum((count * each - total) ** 2 for each in self._ratios)
        spread = isqrt(squares // count)  # both are `count` times as large
        return (count * self._ratios[-1] - total) * HUNDRED // spread if spread else 0

    def _there(self, view: View) -> View:
        return view.at(self.config.other_venue) if self.config.other_venue else view

    def _pauses(self, now_ns: int) -> bool:
        ended_ns = self.work.notes.get("ended_ns")
        return ended_ns is not None and now_ns < ended_ns + self.config.pause_ns

    def _sample(self, view: View, there: View, ticks: tuple[int, int]) -> None:
        if view.now_ns < self._next_ns:
            return
        self._next_ns = view.now_ns + self.config.sample_ns
        here, other = view.market(self.config.pair), there.market(self.config.other_pair)
        self._ratios.append(ticks[0] * here.tick.atoms * ONE // (ticks[1] * other.tick.atoms))

    def _made(self, view: View, there: View, ticks: tuple[int, int]) -> SpreadConfig | None:
        config, away = self.config, self.away()
        if away is None or abs(away) < config.enter:
            return None
        here, other = view.market(config.pair), there.market(config.other_pair)
        lots = _lots(here, config.notional, ticks[0]), _lots(other, config.notional, ticks[1])
        if lots[0] < max(1, here.min_lots) or lots[1] < max(1, other.min_lots):
            return None
        first, second = (here.venue, config.pair), (other.venue, config.other_pair)
        dear = away > 0  # the first is dear by the second
        long, short = ((second, lots[1]), (first, lots[0])) if dear else ((first, lots[0]), (second, lots[1]))
        return SpreadConfig(
            long=LegConfig(*long[0], Side.BUY, long[1]),
            short=LegConfig(*short[0], Side.SELL, short[1]),
            slices=config.slices,
            slip_bps=config.slip_bps,
            time_limit_ns=config.time_limit_ns,
            take_profit_bps=config.take_profit_bps,
            stop_loss_bps=config.stop_loss_bps,
            enter_limit_ns=config.sample_ns,
        )


def _middle(view: View, pair: str) -> int:
    """In ticks; 0: nobody knows."""
    book = view.book(pair)
    bid, ask = book.best()
    return (bid + ask) // 2 if book.trust is Trust.GOOD and bid and ask else 0


def _lots(market: Market, notional: int, ticks: int) -> int:
    worth = market.notional(ticks, 1)
    return notional // worth if worth else 0
