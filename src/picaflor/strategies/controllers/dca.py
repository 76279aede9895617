"""A position in steps below the market (or above it, short), closed at one profit, and then the next."""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain.book import Trust
from picaflor.domain.commands import Command
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.executors.dca import DcaConfig as Plan
from picaflor.strategies.executors.dca import Step
from picaflor.strategies.executors.position import Barriers, Entry
from picaflor.strategies.orchestra import Orchestra
from picaflor.strategies.protocols import View, Wake, Wakes
from picaflor.strategies.tuning import live

SECOND = 1_000_000_000
BPS, PERCENT = 10_000, 100
STEPS_MAX = 50


@dataclass(frozen=True, slots=True)
class DcaConfig:
    pair: str
    side: Side = Side.BUY
    notional: int = live(200 * ONE, atoms=True)  # of the quote coin, all steps together
    steps: int = 3
    first_bps: int = live(5)  # from the middle to the first
    gap_bps: int = live(50)  # from each to the next
    growth: int = live(100)  # each in percent of the one before
    entry: Entry = Entry.LIMIT
    entry_limit_ns: int = live(0)  # what has not been filled by then is taken back; 0: it may rest
    take_profit_bps: int = live(50)
    stop_loss_bps: int = live(0)
    trailing_from_bps: int = live(0)
    trailing_bps: int = live(0)
    time_limit_ns: int = live(0)
    pause_ns: int = live(10 * SECOND)  # from the end of one to the next
    again: bool = live(True)
    refresh_ns: int = SECOND

    def __post_init__(self) -> None:
        if not 1 <= self.steps <= STEPS_MAX or self.growth < 1 or self.notional <= 0 or self.refresh_ns <= 0:
            raise ValueError(f"steps is 1 to {STEPS_MAX}, growth 1 or more, notional and refresh_ns above 0")
        if self.first_bps < 0 or self.gap_bps < 0 or self.first_bps + self.gap_bps * (self.steps - 1) >= BPS:
            raise ValueError("its last step would be at no price at all: first_bps and gap_bps are too much")


class Dca:
    def __init__(self, config: DcaConfig) -> None:
        self.config = config
        self.pairs = (config.pair,)
        self.wakes = Wakes(every_ns=config.refresh_ns, order=True)
        self.work = Orchestra()

    def decide(self, view: View, wake: Wake) -> list[Command]:
        busy, notes = bool(self.work.active()), self.work.notes
        commands = self.work.act(view)
        if self.work.active():
            return commands
        if busy:
            notes["ended_ns"] = view.now_ns
        if not view.open or (notes.get("ended_ns") and not self._next_is_due(view.now_ns)):
            return commands
        made = self._made(view)
        if made is None:
            return commands
        return commands + self.work.begin("dca", made).act(view)

    def _next_is_due(self, now_ns: int) -> bool:
        return self.config.again and now_ns >= self.work.notes["ended_ns"] + self.config.pause_ns

    def _made(self, view: View) -> Plan | None:
        """None while there is no price, or its money is not enough for a lot a step."""
        config, market, book = self.config, view.market(self.config.pair), view.book(self.config.pair)
        bid, ask = book.best()
        if book.trust is not Trust.GOOD or not bid or not ask:
            return None
        steps = self._steps(market, bid + ask)
        if not all(step.lots >= max(1, market.min_lots) and step.ticks > 0 for step in steps):
            return None
        barriers = Barriers(
            config.take_profit_bps,
            config.stop_loss_bps,
            config.time_limit_ns,
            config.trailing_from_bps,
            config.trailing_bps,
        )
        lots = sum(step.lots for step in steps)
        return Plan(
            config.pair,
            config.side,
            lots,
            barriers,
            config.entry,
            entry_limit_ns=config.entry_limit_ns,
            steps=tuple(steps),
        )

    def _steps(self, market: Market, twice_mid: int) -> list[Step]:
        config = self.config
        weights = [config.growth**n * PERCENT ** (config.steps - 1 - n) for n in range(config.steps)]
        steps = []
        for n, weight in enumerate(weights):
            away = config.first_bps + n * config.gap_bps
            if config.side is Side.BUY:
                ticks = twice_mid * (BPS - away) // (2 * BPS)
            else:
                ticks = -(-twice_mid * (BPS + away) // (2 * BPS))
            worth = market.notional(max(1, ticks), 1) * sum(weights)
            steps.append(Step(ticks, config.notional * weight // worth if worth else 0))
        return steps
