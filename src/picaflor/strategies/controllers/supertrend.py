"""Goes with the trend while the close is near its line, where a wrong guess costs little: positions with three barriers."""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain.bars import Bar
from picaflor.domain.market import Market
from picaflor.domain.orders import Side
from picaflor.strategies.directional import SILENT, Directional, DirectionalConfig, Told
from picaflor.strategies.indicators.signals import PARTS, TrendSignal
from picaflor.strategies.tuning import live

IN_BPS = PARTS // 10_000
SETTLES = 5  # so many of its lengths until Wilder's mean has forgotten where it began


@dataclass(frozen=True, slots=True)
class SupertrendConfig(DirectionalConfig):
    length: int = 20  # bars, of the mean range
    times_percent: int = 400  # the line is so many mean ranges away from the middle
    near_bps: int = live(100)  # farther from the line nothing is begun

    def __post_init__(self) -> None:
        DirectionalConfig.__post_init__(self)
        if self.length < 1 or self.times_percent < 1 or self.near_bps < 0:
            raise ValueError("length and times_percent are 1 or more, near_bps 0 or more")


class Supertrend(Directional[SupertrendConfig]):
    def __init__(self, config: SupertrendConfig) -> None:
        super().__init__(config, SETTLES * config.length + 1)
        self._trend = TrendSignal(config.length, config.times_percent)

    def judge(self, market: Market, bar: Bar) -> Told:
        told = self._trend.feed(market, bar)
        if told is None:
            return SILENT
        words = f"the trend goes {'up' if told.up else 'down'}, its line is {told.away} ppm away"
        if told.away > self.config.near_bps * IN_BPS:
            return Told(None, words)
        return Told(Side.BUY if told.up else Side.SELL, words)
