"""Buys near the lower band when the trend turns up, sells near the upper one when it turns down: positions with three
barriers."""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain.bars import Bar
from picaflor.domain.market import Market
from picaflor.domain.orders import Side
from picaflor.strategies.directional import SILENT, Directional, DirectionalConfig, Told
from picaflor.strategies.indicators.signals import PARTS, BandSignal, MacdSignal
from picaflor.strategies.tuning import live

PERCENT = PARTS // 100
SETTLES = 4  # so many of its lengths until an exponential mean has forgotten where it began


@dataclass(frozen=True, slots=True)
class MacdBollingerConfig(DirectionalConfig):
    length: int = 100  # bars, of the bands
    deviations_percent: int = 200
    long_percent: int = live(0)
    short_percent: int = live(100)
    macd_fast: int = 21
    macd_slow: int = 42
    macd_signal: int = 9

    def __post_init__(self) -> None:
        DirectionalConfig.__post_init__(self)
        if self.length < 2 or self.deviations_percent < 1 or self.long_percent >= self.short_percent:
            raise ValueError("length is 2 or more, deviations_percent above 0, and long_percent below short_percent")
        if not 1 <= self.macd_fast < self.macd_slow or self.macd_signal < 1:
            raise ValueError("macd_fast is 1 or more and below macd_slow, and macd_signal 1 or more")


class MacdBollinger(Directional[MacdBollingerConfig]):
    def __init__(self, config: MacdBollingerConfig) -> None:
        super().__init__(config, max(config.length, SETTLES * config.macd_slow + config.macd_signal) + 1)
        self._bands = BandSignal(config.length, config.deviations_percent)
        self._macd = MacdSignal(config.macd_fast, config.macd_slow, config.macd_signal)

    def judge(self, market: Market, bar: Bar) -> Told:
        at, told = self._bands.feed(market, bar), self._macd.feed(market, bar)
        if at is None or told is None:
            return SILENT
        words = f"{at} ppm of the way up between the bands, macd {told.macd:+d} ppm, histogram {told.histogram:+d} ppm"
        if at <= self.config.long_percent * PERCENT and told.histogram > 0 and told.macd < 0:
            return Told(Side.BUY, words)
        short = at >= self.config.short_percent * PERCENT and told.histogram < 0 and told.macd > 0
        return Told(Side.SELL if short else None, words)
