"""Buys near the lower of two bands around the mean, sells near the upper one: positions with three barriers."""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain.bars import Bar
from picaflor.domain.market import Market
from picaflor.domain.orders import Side
from picaflor.strategies.directional import SILENT, Directional, DirectionalConfig, Told
from picaflor.strategies.indicators.signals import PARTS, BandSignal
from picaflor.strategies.tuning import live

PERCENT = PARTS // 100


@dataclass(frozen=True, slots=True)
class BollingerConfig(DirectionalConfig):
    length: int = 100  # bars
    deviations_percent: int = 200  # from the mean to each band, of a standard deviation
    long_percent: int = live(0)  # at or below it is bought: 0 is the lower band, 100 the upper one
    short_percent: int = live(100)  # at or above it is sold

    def __post_init__(self) -> None:
        DirectionalConfig.__post_init__(self)
        if self.length < 2 or self.deviations_percent < 1 or self.long_percent >= self.short_percent:
            raise ValueError("length is 2 or more, deviations_percent above 0, and long_percent below short_percent")


class Bollinger(Directional[BollingerConfig]):
    def __init__(self, config: BollingerConfig) -> None:
        super().__init__(config, config.length + 1)
        self._bands = BandSignal(config.length, config.deviations_percent)

    def judge(self, market: Market, bar: Bar) -> Told:
        at = self._bands.feed(market, bar)
        if at is None:
            return SILENT
        words = f"the close is {at} ppm of the way up between the bands"
        if at <= self.config.long_percent * PERCENT:
            return Told(Side.BUY, words)
        return Told(Side.SELL if at >= self.config.short_percent * PERCENT else None, words)
