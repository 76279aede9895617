"""A grid between two prices, or around where the market is when it begins; one after the other, if wanted."""

from __future__ import annotations

from dataclasses import dataclass, field

from picaflor.domain.book import Trust
from picaflor.domain.commands import Command
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.executors.grid import GridConfig
from picaflor.strategies.orchestra import Orchestra
from picaflor.strategies.protocols import View, Wake, Wakes
from picaflor.strategies.tuning import live

SECOND = 1_000_000_000
BPS = 10_000


@dataclass(frozen=True, slots=True)
class GridStrikeConfig:
    pair: str
    side: Side = Side.BUY  # buy: buys low first
    notional: int = live(200 * ONE, atoms=True)  # of the quote coin, all rungs together
    rungs: int = 10
    low: int = field(default=0, metadata={"atoms": True})  # prices; 0: range_bps below, or above, the middle
    high: int = field(default=0, metadata={"atoms": True})
    range_bps: int = 100
    step_bps: int = live(0)  # from a rung's entry to its exit; 0: as far as the next rung
    near: int = live(5)  # entries that rest at once
    stop: int = live(0, atoms=True)  # the price at which it ends with a loss; 0: none
    profit: int = live(0, atoms=True)  # the price at which it ends with a profit; 0: none
    time_limit_ns: int = live(0)
    keep: bool = live(False)  # what is held at the end is kept
    again: bool = live(False)  # a new one when one has ended
    refresh_ns: int = SECOND

    def __post_init__(self) -> None:
        if self.rungs < 2 or self.near < 1 or self.notional <= 0 or self.refresh_ns <= 0:
            raise ValueError("rungs is 2 or more, near 1 or more, notional and refresh_ns above 0")
        if self.low and self.high and self.low >= self.high:
            raise ValueError("low is below high")
        if not 0 < self.range_bps < BPS:
            raise ValueError(f"range_bps is between 0 and {BPS}")


class GridStrike:
    def __init__(self, config: GridStrikeConfig) -> None:
        self.config = config
        self.pairs = (config.pair,)
        self.wakes = Wakes(every_ns=config.refresh_ns, order=True)
        self.work = Orchestra()

    def decide(self, view: View, wake: Wake) -> list[Command]:
        commands = self.work.act(view)
        if self.work.active() or not view.open or (self.work.notes.get("begun") and not self.config.again):
            return commands
        book = view.book(self.config.pair)
        bid, ask = book.best()
        made = self._made(view.market(self.config.pair), bid, ask) if book.trust is Trust.GOOD and bid and ask else None
        if made is None:
            return commands
        self.work.notes["begun"] = self.work.notes.get("begun", 0) + 1
        return commands + self.work.begin("grid", made).act(view)

    def _made(self, market: Market, bid: int, ask: int) -> GridConfig | None:
        """None while there is no ladder: its prices are one, or a rung is less than a lot."""
        config = self.config
        low = market.tick.ceil(config.low) or (bid + ask) * (BPS - config.range_bps) // (2 * BPS)
        high = market.tick.floor(config.high) or (bid + ask) * (BPS + config.range_bps) // (2 * BPS)
        worth = market.notional(high, 1) * config.rungs
        lots = config.notional // worth if worth else 0
        if not 0 < low < high or not lots:
            return None
        step = max(1, high * config.step_bps // BPS) if config.step_bps else 0
        stop, profit = market.tick.floor(config.stop), market.tick.ceil(config.profit)
        return GridConfig(
            config.pair,
            config.side,
            low,
            high,
            config.rungs,
            lots,
            step,
            config.near,
            stop,
            profit,
            config.time_limit_ns,
            config.keep,
        )
