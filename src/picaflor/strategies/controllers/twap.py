"""One amount, bought or sold in slices over time; a restart goes on where it was."""

from __future__ import annotations

from dataclasses import dataclass, field

from picaflor.domain.commands import Command
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.executors.twap import Manner, TwapConfig
from picaflor.strategies.orchestra import Orchestra
from picaflor.strategies.protocols import View, Wake, Wakes

SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class TwapControllerConfig:
    pair: str
    side: Side = Side.BUY
    amount: int = field(default=ONE // 100, metadata={"atoms": True})  # of the base coin
    slices: int = 10
    every_ns: int = 30 * SECOND
    manner: Manner = Manner.MARKET
    worst_price: int = field(default=0, metadata={"atoms": True})  # 0: any
    time_limit_ns: int = 0  # 0: until it is done
    reduce_only: bool = False

    def __post_init__(self) -> None:
        if self.amount <= 0 or self.slices < 1:
            raise ValueError("amount is above 0, and slices 1 or more")
        if self.manner is Manner.LIMIT and not self.worst_price:
            raise ValueError("manner limit needs a worst_price")


class TwapController:
    def __init__(self, config: TwapControllerConfig) -> None:
        self.config = config
        self.pairs = (config.pair,)
        self.wakes = Wakes(every_ns=SECOND, order=True)
        self.work = Orchestra()

    def decide(self, view: View, wake: Wake) -> list[Command]:
        if view.open and not self.work.notes.get("begun"):
            self._begin(view)
        return self.work.act(view)

    def _begin(self, view: View) -> None:
        config, market = self.config, view.market(self.config.pair)
        worst = config.worst_price
        ticks = market.tick.floor(worst) if config.side is Side.BUY else market.tick.ceil(worst)
        wanted = TwapConfig(
            config.pair,
            config.side,
            market.lot.floor(config.amount),
            config.slices,
            config.every_ns,
            config.manner,
            ticks,
            config.time_limit_ns,
            config.reduce_only,
        )
        self.work.notes["begun"] = 1
        self.work.begin("twap", wanted)
