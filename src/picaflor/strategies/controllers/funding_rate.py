"""Funding is earned and the price is not: a coin, or the contract that pays less, against the contract that pays more.

At home is the long or, between two contracts, whichever side the rates say. With `enter_bps` and `leave_bps` the difference
of the prices is traded as well: in where the short is dear enough, out where they have come together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from picaflor.domain.commands import Command
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.executors.funding import FundingConfig
from picaflor.strategies.executors.two_legs import LegConfig, matched_lots
from picaflor.strategies.orchestra import Orchestra
from picaflor.strategies.protocols import View, Wake, Wakes
from picaflor.strategies.tuning import live

SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class FundingRateConfig:
    pair: str
    short_venue: str  # of the contract that is owed; between two contracts the other one may be
    short_pair: str = ""  # "": the same
    notional: int = live(1_000 * ONE, atoms=True)  # of the quote coin, each leg
    slices: int = 5
    slip_bps: int = live(10)  # how far from the top a slice's first orders may go
    rate_min: int = live(ONE // 10_000, atoms=True)  # a settlement, to begin
    rate_leave: int = live(0, atoms=True)  # below it all is closed
    enter_bps: int = live(0)  # the short above the long, at least
    leave_bps: int = live(0)  # the long above the short: closed with a profit; 0: never for that
    stop_loss_bps: int = live(0)
    time_limit_ns: int = live(0)
    pause_ns: int = live(60 * SECOND)  # from the end of one to the next
    refresh_ns: int = SECOND

    def __post_init__(self) -> None:
        if self.notional <= 0 or self.refresh_ns <= 0 or self.slices < 1 or self.slip_bps < 0:
            raise ValueError("notional and refresh_ns are above 0, slices 1 or more, slip_bps 0 or more")
        if self.rate_leave > self.rate_min:
            raise ValueError("rate_leave is not above rate_min: it would end as soon as it had begun")


class FundingRate:
    def __init__(self, config: FundingRateConfig) -> None:
        self.config = config
        self.pairs = (config.pair,)
        self.short_pair = config.short_pair or config.pair
        self.elsewhere: Mapping[str, tuple[str, ...]] = {config.short_venue: (self.short_pair,)}
        self.wakes = Wakes(every_ns=config.refresh_ns, order=True)
        self.work = Orchestra()

    def decide(self, view: View, wake: Wake) -> list[Command]:
        busy, notes = bool(self.work.active()), self.work.notes
        commands = self.work.act(view)
        if self.work.active():
            return commands
        if busy:
            notes["ended_ns"] = view.now_ns
        if "ended_ns" in notes and view.now_ns < notes["ended_ns"] + self.config.pause_ns:
            return commands
        made = self._made(view)
        return commands if made is None else commands + self.work.begin("funding", made).act(view)

    def _made(self, view: View) -> FundingConfig | None:
        """None before the rate is high enough: nothing is begun only to wait."""
        config, there = self.config, view.at(self.config.short_venue)
        here, other = view.market(config.pair), there.market(self.short_pair)
        rate, mine = there.funding(self.short_pair), view.funding(config.pair) if here.settle else None
        _, ask = view.book(config.pair).best()
        lots = matched_lots(here, other, config.notional, ask)
        if lots is None or rate is None or (here.settle and mine is None):
            return None
        net = rate.rate - (mine.rate if mine is not None else 0)
        home, away = (here.venue, config.pair, lots[0]), (config.short_venue, self.short_pair, lots[1])
        long, short = (away, home) if here.settle and net < 0 else (home, away)
        if abs(net) < config.rate_min or (net < 0 and not here.settle):
            return None
        return FundingConfig(
            long=LegConfig(long[0], long[1], Side.BUY, long[2]),
            short=LegConfig(short[0], short[1], Side.SELL, short[2]),
            slices=config.slices,
            slip_bps=config.slip_bps,
            time_limit_ns=config.time_limit_ns,
            enter_bps=config.enter_bps,
            leave_bps=config.leave_bps,
            rate_min=config.rate_min,
            rate_leave=config.rate_leave,
            stop_loss_bps=config.stop_loss_bps,
        )
