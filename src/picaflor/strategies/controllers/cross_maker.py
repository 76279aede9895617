"""Cross-exchange making on several levels: orders rest here at prices that leave a profit when hedged over there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from picaflor.domain.book import Trust
from picaflor.domain.commands import Command
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.executors.xemm import XemmConfig, XemmExecutor
from picaflor.strategies.orchestra import Orchestra
from picaflor.strategies.protocols import View, Wake, Wakes
from picaflor.strategies.tuning import live

SECOND = 1_000_000_000
LEVELS_MAX = 10


@dataclass(frozen=True, slots=True)
class CrossMakerConfig:
    pair: str
    taker_venue: str
    taker_pair: str = ""  # "": the same
    notional: int = live(200 * ONE, atoms=True)  # of the quote coin, each level
    levels: int = 2
    profit_bps: int = live(20)  # of the first level, after the fees of both venues
    step_bps: int = live(10)  # from each level to the next
    tolerance_bps: int = live(5)
    buys: bool = live(True)
    sells: bool = live(True)
    pause_ns: int = live(SECOND)  # from the end of one to the next of its level
    refresh_ns: int = 200_000_000

    def __post_init__(self) -> None:
        if not 1 <= self.levels <= LEVELS_MAX or self.notional <= 0 or self.refresh_ns <= 0:
            raise ValueError(f"levels is 1 to {LEVELS_MAX}, notional and refresh_ns above 0")
        if self.step_bps < 0 or not (self.buys or self.sells):
            raise ValueError("step_bps is 0 or more, and of buys and sells one is true")


class CrossMaker:
    def __init__(self, config: CrossMakerConfig) -> None:
        self.config = config
        self.pairs = (config.pair,)
        self.taker_pair = config.taker_pair or config.pair
        self.elsewhere: Mapping[str, tuple[str, ...]] = {config.taker_venue: (self.taker_pair,)}
        self.wakes = Wakes(every_ns=config.refresh_ns, fill=True, order=True)
        self.work = Orchestra()
        self._busy: set[tuple[Side, int]] = set()

    def decide(self, view: View, wake: Wake) -> list[Command]:
        commands = self.work.act(view)
        busy = {(work.side, work.profit_bps) for work in self._works()}
        for side, bps in sorted(self._busy - busy):
            self.work.notes[f"{side}{bps}"] = view.now_ns  # its pause begins
        self._busy = busy
        if not view.open or not view.at(self.config.taker_venue).open:
            return commands
        for side, bps in self._wanted():
            if (side, bps) in busy or not self._pause_is_over(f"{side}{bps}", view.now_ns):
                continue
            made = self._made(view, side, bps)
            if made is not None:
                commands += self.work.begin("xemm", made).act(view)
                self._busy.add((side, bps))
        return commands

    def _works(self) -> list[XemmConfig]:
        return [each.config for each in self.work.active("xemm") if isinstance(each, XemmExecutor)]

    def _wanted(self) -> list[tuple[Side, int]]:
        config = self.config
        sides = [side for side, on in ((Side.BUY, config.buys), (Side.SELL, config.sells)) if on]
        return [(side, config.profit_bps + n * config.step_bps) for n in range(config.levels) for side in sides]

    def _pause_is_over(self, level: str, now_ns: int) -> bool:
        return now_ns >= self.work.notes.get(level, -self.config.pause_ns) + self.config.pause_ns

    def _made(self, view: View, side: Side, bps: int) -> XemmConfig | None:
        config, market, book = self.config, view.market(self.config.pair), view.book(self.config.pair)
        bid, ask = book.best()
        if book.trust is not Trust.GOOD or not bid or not ask:
            return None
        lots = lots_of(market, config.notional, (bid + ask) // 2)
        if lots < max(1, market.min_lots):
            return None
        here = market.venue
        return XemmConfig(here, config.pair, config.taker_venue, self.taker_pair, side, lots, bps, config.tolerance_bps)


def lots_of(market: Market, notional: int, ticks: int) -> int:
    """As many as that money buys at that price."""
    worth = market.notional(ticks, 1)
    return notional // worth if worth else 0
