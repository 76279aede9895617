"""Two positions against each other: opened together, held for what their difference does, and closed together."""

from __future__ import annotations

from picaflor.strategies.executors.two_legs import Legs, LegsMemory, Side2, TwoLegs, legs_of
from picaflor.strategies.executors.vocabulary import CloseType


class SpreadConfig(Legs, frozen=True, kw_only=True):
    """Distances in hundredths of a percent of what both legs were opened for; 0: there is no such barrier."""

    take_profit_bps: int = 0
    stop_loss_bps: int = 0
    enter_limit_ns: int = 0  # what has not been opened by then is not opened any more; 0: it may take its time


class SpreadMemory(LegsMemory, kw_only=True):
    config: SpreadConfig


class SpreadExecutor(TwoLegs[SpreadMemory]):
    def __init__(self, name: str, config: SpreadConfig) -> None:
        long, short = legs_of(name, config)
        super().__init__(name, SpreadMemory(config=config, long=long, short=short))

    @property
    def settings(self) -> SpreadConfig:
        return self._m.config

    def _wants_slice(self, sides: tuple[Side2, Side2]) -> bool:
        limit_ns = self._m.config.enter_limit_ns
        return not limit_ns or sides[0].view.now_ns < self._m.began_ns + limit_ns

    def _judge(self, now_ns: int, sides: tuple[Side2, Side2]) -> None:
        memory, config = self._m, self._m.config
        if config.time_limit_ns and now_ns >= memory.began_ns + config.time_limit_ns:
            memory.closing = CloseType.TIME_LIMIT
        elif not memory.want and config.enter_limit_ns and now_ns >= memory.began_ns + config.enter_limit_ns:
            memory.closing = CloseType.FAILED
        gain = self._gain_bps(sides)
        if gain is None or memory.closing is not None:
            return
        if config.stop_loss_bps and gain <= -config.stop_loss_bps:
            memory.closing = CloseType.STOP_LOSS
        elif config.take_profit_bps and gain >= config.take_profit_bps:
            memory.closing = CloseType.TAKE_PROFIT
