"""From a signal on each finished bar to positions with three barriers: what the directional controllers share.

One that is open goes on whatever later signals say, unless the opposite signal closes it; and a signal counts once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from picaflor.domain.bars import Bar
from picaflor.domain.commands import Command
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.chart import Chart
from picaflor.strategies.executors.position import Barriers, Entry, PositionConfig, PositionExecutor
from picaflor.strategies.orchestra import Orchestra
from picaflor.strategies.protocols import Follow, View, Wake, Wakes
from picaflor.strategies.quoting import trusted_best
from picaflor.strategies.tuning import LIVE, live

SECOND = 1_000_000_000
BPS = 10_000
POSITIONS_MAX = 50
LAST_NS = "last position ns"


class Sides(StrEnum):
    BOTH = "both"
    LONG = "long"
    SHORT = "short"  # on a spot market: sells coins that are there, and buys them back


@dataclass(frozen=True, slots=True)
class DirectionalConfig:
    """The fields that all of them have."""

    pair: str
    interval: str = "1m"
    sides: Sides = field(default=Sides.BOTH, metadata=LIVE)
    notional: int = live(200 * ONE, atoms=True)  # of the quote coin, each position
    positions_max: int = live(1)  # at the same time, a side
    pause_ns: int = live(60 * SECOND)  # from the beginning of one to the next
    reverse: bool = live(True)  # the opposite signal closes what is open
    entry: Entry = field(default=Entry.MARKET, metadata=LIVE)
    entry_limit_ns: int = live(30 * SECOND)  # what has not been filled by then is taken back
    take_profit_bps: int = live(60)
    stop_loss_bps: int = live(40)
    time_limit_ns: int = live(3_600 * SECOND)
    trailing_from_bps: int = live(0)
    trailing_bps: int = live(0)
    refresh_ns: int = SECOND

    def __post_init__(self) -> None:
        if not 1 <= self.positions_max <= POSITIONS_MAX or self.notional <= 0 or self.refresh_ns <= 0:
            raise ValueError(f"positions_max is 1 to {POSITIONS_MAX}, notional and refresh_ns are above 0")
        distances = (self.take_profit_bps, self.stop_loss_bps, self.trailing_from_bps, self.trailing_bps)
        if not all(0 <= each < BPS for each in distances):
            raise ValueError("barriers are 0 to 9999 bps")

    @property
    def barriers(self) -> Barriers:
        return Barriers(
            self.take_profit_bps, self.stop_loss_bps, self.time_limit_ns, self.trailing_from_bps, self.trailing_bps
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What a bar says: a side, or none; and in words, from which numbers."""

    side: Side | None
    words: str


SILENT = Told(None, "not enough bars yet")


C = TypeVar("C", bound=DirectionalConfig)


class Directional(ABC, Generic[C]):
    def __init__(self, config: C, history: int) -> None:
        """`history`: bars that are needed before it is sure."""
        self.config = config
        self.pairs = (config.pair,)
        self.wakes = Wakes(every_ns=config.refresh_ns, fill=True, order=True)
        self.follows = (Follow(config.pair, config.interval, history),)
        self.work = Orchestra()
        self._chart = Chart(self.follows[0])
        self._told = SILENT

    @abstractmethod
    def judge(self, market: Market, bar: Bar) -> Told:
        """What one more finished bar says."""

    def decide(self, view: View, wake: Wake) -> list[Command]:
        market = view.market(self.config.pair)
        bars = self._chart.fresh(view)
        for bar in bars:
            self._told = self.judge(market, bar)
        side = self._told.side
        if side is not None and self.config.reverse:
            for each in self._open(side.other):
                each.stop()
        commands = self.work.act(view)
        if side is None or not bars or not self._may_begin(view, side):
            return commands
        made = self._made(view, market, side)
        if made is None:
            return commands
        self.work.notes[LAST_NS] = view.now_ns
        return commands + self.work.begin("position", made).act(view)

    def _open(self, side: Side) -> list[PositionExecutor]:
        active = self.work.active("position")
        return [each for each in active if isinstance(each, PositionExecutor) and each.side is side]

    def _may_begin(self, view: View, side: Side) -> bool:
        config = self.config
        allowed = config.sides is Sides.BOTH or (side is Side.BUY) is (config.sides is Sides.LONG)
        last_ns = self.work.notes.get(LAST_NS)
        rested = last_ns is None or view.now_ns >= last_ns + config.pause_ns
        return view.open and allowed and rested and len(self._open(side)) < config.positions_max

    def _made(self, view: View, market: Market, side: Side) -> PositionConfig | None:
        """None while there is no price, its money is less than a lot, or a spot market's coins are not there to be sold."""
        config, best = self.config, trusted_best(view, self.config.pair)
        if best is None:
            return None
        bid, ask = best
        if config.entry is Entry.POST_ONLY:
            ticks = bid if side is Side.BUY else ask
        else:
            ticks = ask if side is Side.BUY else bid
        worth = market.notional(ticks, 1)
        lots = config.notional // worth if worth else 0
        if side is Side.SELL and not market.settle:
            lots = min(lots, market.lot.floor(view.free(market.base)))
        if lots < max(1, market.min_lots):
            return None
        return PositionConfig(
            config.pair,
            side,
            lots,
            config.barriers,
            config.entry,
            ticks,
            config.entry_limit_ns,
            why=self._told.words,
        )
