"""Quotes whose distance is what the market's bars are wide, around a middle that leans with the trend and against what is
held: on coins and on contracts."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from picaflor.domain.commands import Command
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side, Wish
from picaflor.strategies.chart import Chart
from picaflor.strategies.indicators.signals import PARTS, MacdSignal, RangeSignal
from picaflor.strategies.orchestra import Orchestra
from picaflor.strategies.protocols import Follow, View, Wake, Wakes
from picaflor.strategies.quoting import BPS, Inventory, Patience, quote, share, slots, towards, trusted_best, withdraw
from picaflor.strategies.tuning import LIVE, live

PERCENT = 100
LEVELS_MAX = 20
HISTORY = 4  # so many of the longest look-back


class Trend(StrEnum):
    FOLLOW = "follow"  # the middle is moved the way that the market goes
    FADE = "fade"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class DynamicMakerConfig:
    pair: str
    interval: str = "1m"
    range_length: int = 14  # bars
    macd_fast: int = 12
    macd_slow: int = 26
    macd_signal: int = 9
    levels_percent: tuple[int, ...] = live((50, 100))  # from the middle to each quote, of the range of a bar
    spread_min_bps: int = live(2)  # no quote is nearer
    spread_max_bps: int = live(300)  # nor farther
    trend: Trend = field(default=Trend.FOLLOW, metadata=LIVE)
    trend_max_percent: int = live(25)  # by so much of the range the trend moves the middle at most
    lean_percent: int = live(100)  # by so much of the first distance full inventory moves it
    quote_notional: int = live(200 * ONE, atoms=True)  # of the quote coin, each level
    inventory_max: int = live(2_000 * ONE, atoms=True)  # the same, of what is held beyond the beginning
    tolerance_bps: int = live(2)
    order_age_ns: int = live(30_000_000_000)
    refresh_ns: int = 1_000_000_000

    def __post_init__(self) -> None:
        if not 1 <= len(self.levels_percent) <= LEVELS_MAX or min(self.levels_percent) <= 0:
            raise ValueError(f"levels_percent is 1 to {LEVELS_MAX} distances above 0")
        if not 0 <= self.spread_min_bps <= self.spread_max_bps < BPS:
            raise ValueError("spread_min_bps is not above spread_max_bps, and that is below 10000")
        if self.range_length < 1 or not 1 <= self.macd_fast < self.macd_slow or self.macd_signal < 1:
            raise ValueError("lengths are 1 or more, and macd_fast is below macd_slow")
        if self.quote_notional <= 0 or self.inventory_max < 0 or self.refresh_ns <= 0:
            raise ValueError("quote_notional and refresh_ns are above 0, inventory_max 0 or more")


class DynamicMaker:
    def __init__(self, config: DynamicMakerConfig) -> None:
        self.config = config
        self.pairs = (config.pair,)
        self.wakes = Wakes(every_ns=config.refresh_ns, fill=True)
        length = max(config.range_length, config.macd_slow + config.macd_signal)
        self.follows = (Follow(config.pair, config.interval, HISTORY * length),)
        self.work = Orchestra()
        self._chart = Chart(self.follows[0])
        self._ranges = RangeSignal(config.range_length)
        self._macds = MacdSignal(config.macd_fast, config.macd_slow, config.macd_signal)
        self._range: int | None = None  # both in millionths of the price
        self._macd = 0
        self._inventory = Inventory(self.work)

    def decide(self, view: View, wake: Wake) -> list[Command]:
        pair = self.config.pair
        mine = view.orders(pair)
        self._learn(view)
        if not view.open:
            return withdraw(mine, "the gate is closed")
        best = trusted_best(view, pair)
        if best is None:
            return []
        if self._range is None:
            return withdraw(mine, "the range of its bars is not known")
        patience = Patience(self.config.tolerance_bps, self.config.order_age_ns)
        return towards(self._wanted(view, best, self._range), mine, patience, view.now_ns)

    def _learn(self, view: View) -> None:
        market = view.market(self.config.pair)
        for bar in self._chart.fresh(view):
            self._range = self._ranges.feed(market, bar)
            told = self._macds.feed(market, bar)
            self._macd = told.macd if told is not None else 0

    def _wanted(self, view: View, best: tuple[int, int], wide: int) -> dict[str, Wish]:
        config, market = self.config, view.market(self.config.pair)
        twice_mid = sum(best)
        worth = self._inventory.worth(view, market, twice_mid)
        lean = share(worth, config.inventory_max)
        first = self._away(wide, config.levels_percent[0])
        shift = self._trend(wide) - lean * first * config.lean_percent // (BPS * PERCENT)
        why = f"range {wide} ppm, trend {self._trend(wide):+d} ppm, inventory {lean:+d} bps of its limit"
        wanted: dict[str, Wish] = {}
        for side in (Side.BUY, Side.SELL):
            if side.sign * worth >= config.inventory_max:
                continue
            for n, slot in slots(side, len(config.levels_percent)):
                away = self._away(wide, config.levels_percent[n])
                at = twice_mid * (PARTS + shift - side.sign * away)
                ticks = at // (2 * PARTS) if side is Side.BUY else -(-at // (2 * PARTS))
                wish = quote(market, side, ticks, config.quote_notional, best, f"level {n}: {away} ppm away; {why}")
                if wish is not None:
                    wanted[slot] = wish
        return wanted

    def _away(self, wide: int, percent: int) -> int:
        in_bps = PARTS // BPS
        least, most = self.config.spread_min_bps * in_bps, self.config.spread_max_bps * in_bps
        return max(least, min(most, wide * percent // PERCENT))

    def _trend(self, wide: int) -> int:
        most = wide * self.config.trend_max_percent // PERCENT
        moved = max(-most, min(most, self._macd))
        match self.config.trend:
            case Trend.FOLLOW:
                return moved
            case Trend.FADE:
                return -moved
            case _:
                return 0
