"""One coin on two venues: bought where it is cheaper and sold where it is dearer, whenever their books leave a profit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from picaflor.domain.commands import Command
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.executors.arbitrage import ArbitrageConfig as Plan
from picaflor.strategies.executors.two_legs import LegConfig, matched_lots
from picaflor.strategies.executors.vocabulary import Phase
from picaflor.strategies.orchestra import Orchestra
from picaflor.strategies.protocols import View, Wake, Wakes
from picaflor.strategies.tuning import live

SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class ArbitrageConfig:
    pair: str
    other_venue: str
    other_pair: str = ""  # "": the same
    notional: int = live(200 * ONE, atoms=True)  # of the quote coin, each time
    profit_bps: int = live(10)  # after the fees of both venues
    pause_ns: int = live(SECOND)  # from the end of one to the next
    look_ns: int = live(10 * SECOND)  # so long one way is watched before its amount is counted anew
    refresh_ns: int = 200_000_000

    def __post_init__(self) -> None:
        if self.notional <= 0 or self.refresh_ns <= 0 or self.look_ns <= 0:
            raise ValueError("notional, look_ns and refresh_ns are above 0")


class Arbitrage:
    def __init__(self, config: ArbitrageConfig) -> None:
        self.config = config
        self.pairs = (config.pair,)
        self.other_pair = config.other_pair or config.pair
        self.elsewhere: Mapping[str, tuple[str, ...]] = {config.other_venue: (self.other_pair,)}
        self.wakes = Wakes(every_ns=config.refresh_ns, fill=True, order=True)
        self.work = Orchestra()

    def decide(self, view: View, wake: Wake) -> list[Command]:
        commands = self.work.act(view)
        active, notes = self.work.active(), self.work.notes
        busy = [each for each in active if each.phase is not Phase.WAITING]
        if busy:
            for each in active:
                if each not in busy:  # one way at a time: the other would trade against it
                    each.stop()
            notes["busy"] = 1
            return commands
        if notes.pop("busy", 0):
            notes["ended_ns"] = view.now_ns
        if active or view.now_ns < notes.get("ended_ns", 0) + self.config.pause_ns * bool(notes.get("ended_ns")):
            return commands
        for here_buys in (True, False):
            made = self._made(view, here_buys=here_buys)
            if made is not None:
                work = self.work.begin("arbitrage", made)
                commands += work.act(view)
                if work.phase is not Phase.WAITING:
                    break
        return commands

    def _made(self, view: View, *, here_buys: bool) -> Plan | None:
        config, there = self.config, view.at(self.config.other_venue)
        here, other = view.market(config.pair), there.market(self.other_pair)
        _, ask = view.book(config.pair).best()
        lots = matched_lots(here, other, config.notional, ask)
        if lots is None:
            return None
        home, away = (here.venue, config.pair), (config.other_venue, self.other_pair)
        long, short = (home, away) if here_buys else (away, home)
        sizes = lots if here_buys else (lots[1], lots[0])
        return Plan(
            long=LegConfig(*long, Side.BUY, sizes[0]),
            short=LegConfig(*short, Side.SELL, sizes[1]),
            profit_bps=config.profit_bps,
            time_limit_ns=config.look_ns,
        )
