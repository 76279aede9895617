"""Avellaneda and Stoikov's market maker: how far quotes stand follows from how much the middle moves and how far trades
reach, both estimated while it runs; what is held moves the middle against it."""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain.commands import Command
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side, Wish
from picaflor.strategies.indicators.making import (
    Intensity,
    Place,
    Volatility,
    avellaneda_stoikov,
    in_parts,
    shown,
)
from picaflor.strategies.indicators.signals import PARTS
from picaflor.strategies.orchestra import Orchestra
from picaflor.strategies.protocols import View, Wake, Wakes
from picaflor.strategies.quoting import BPS, Inventory, Patience, quote, share, slots, towards, trusted_best, withdraw
from picaflor.strategies.tuning import live

SECOND = 1_000_000_000
PERCENT = 100
LAYERS_MAX = 20


@dataclass(frozen=True, slots=True)
class AvellanedaStoikovConfig:
    pair: str
    risk_aversion_permille: int = live(50)  # γ, a bps: for each order held it weighs the variance until the horizon
    horizon_ns: int = live(60 * SECOND)
    volatility_samples: int = 200  # moves of the middle, one each refresh
    volatility_least: int = 20  # before there are so many it quotes at spread_start_bps
    intensity_window_ns: int = 300 * SECOND
    intensity_least: int = 20  # trades: the same
    spread_start_bps: int = live(15)  # from the middle to a quote while nothing is estimated
    spread_min_bps: int = live(2)
    spread_max_bps: int = live(300)
    layers: int = live(1)
    layer_gap_percent: int = live(50)  # from each to the next, of the first distance
    quote_notional: int = live(200 * ONE, atoms=True)  # of the quote coin, each layer
    inventory_max: int = live(2_000 * ONE, atoms=True)  # what is added to it shrinks to nothing there
    tolerance_bps: int = live(2)
    order_age_ns: int = live(30 * SECOND)
    refresh_ns: int = SECOND // 2

    def __post_init__(self) -> None:
        if not 1 <= self.layers <= LAYERS_MAX or self.layer_gap_percent < 1:
            raise ValueError(f"layers is 1 to {LAYERS_MAX}, and layer_gap_percent 1 or more")
        if not 0 <= self.spread_min_bps <= self.spread_max_bps < BPS:
            raise ValueError("spread_min_bps is not above spread_max_bps, and that is below 10000")
        if self.risk_aversion_permille < 0 or self.horizon_ns < 0 or self.intensity_window_ns <= 0:
            raise ValueError("risk_aversion_permille and horizon_ns are 0 or more, intensity_window_ns is above 0")
        if not 1 <= self.volatility_least <= self.volatility_samples or self.intensity_least < 1:
            raise ValueError("volatility_least is 1 to volatility_samples, and intensity_least 1 or more")
        if self.quote_notional <= 0 or self.inventory_max <= 0 or self.refresh_ns <= 0:
            raise ValueError("quote_notional, inventory_max and refresh_ns are above 0")


class AvellanedaStoikov:
    def __init__(self, config: AvellanedaStoikovConfig) -> None:
        self.config = config
        self.pairs = (config.pair,)
        self.wakes = Wakes(every_ns=config.refresh_ns, fill=True, tape=True)
        self.work = Orchestra()
        self._inventory = Inventory(self.work)
        self._volatility = Volatility(config.volatility_samples)
        self._intensity = Intensity(config.intensity_window_ns)
        self._twice_mid = 0  # as it was at the last call: trades since then were against it

    def decide(self, view: View, wake: Wake) -> list[Command]:
        config, mine = self.config, view.orders(self.config.pair)
        best = trusted_best(view, config.pair)
        self._learn(view, best, wake)
        if not view.open:
            return withdraw(mine, "the gate is closed")
        if best is None:
            return []
        patience = Patience(config.tolerance_bps, config.order_age_ns)
        return towards(self._wanted(view, best), mine, patience, view.now_ns)

    def _learn(self, view: View, best: tuple[int, int] | None, wake: Wake) -> None:
        if self._twice_mid:
            for trade in view.trades(self.config.pair):
                self._intensity.feed(trade.ticks, self._twice_mid, view.now_ns)
        self._intensity.look(view.now_ns)
        self._twice_mid = sum(best) if best is not None else 0
        if best is not None and wake is Wake.TIMER:
            self._volatility.feed(self._twice_mid, view.now_ns)

    def _place(self, now_ns: int) -> tuple[Place, str]:
        """Where quotes belong, and why."""
        config = self.config
        variance = self._volatility.variance(config.volatility_least)
        decay = self._intensity.decay(config.intensity_least)
        rate = shown(self._intensity.rate(now_ns))
        why = f"variance {shown(variance)} bps²/s, decay {shown(decay, 4)}/bps, {rate} trades/s"
        if variance is None or decay is None:
            return Place(0, in_parts(config.spread_start_bps)), why
        place = avellaneda_stoikov(variance, decay, config.risk_aversion_permille, config.horizon_ns)
        least, most = in_parts(config.spread_min_bps), in_parts(config.spread_max_bps)
        return Place(min(place.shift, most), max(least, min(most, place.half))), why

    def _wanted(self, view: View, best: tuple[int, int]) -> dict[str, Wish]:
        config, market = self.config, view.market(self.config.pair)
        twice_mid = sum(best)
        place, estimates = self._place(view.now_ns)
        worth = self._inventory.worth(view, market, twice_mid)
        lean = share(worth, config.inventory_max)
        most = in_parts(config.spread_max_bps)
        shift = max(-most, min(most, -place.shift * worth // config.quote_notional))
        why = f"{estimates}; inventory {lean:+d} bps of its limit moves the middle by {shift:+d} ppm"
        wanted: dict[str, Wish] = {}
        for side in (Side.BUY, Side.SELL):
            notional = config.quote_notional * (BPS - max(0, side.sign * lean)) // BPS
            for n, slot in slots(side, config.layers):
                away = place.half * (PERCENT + n * config.layer_gap_percent) // PERCENT
                at = twice_mid * (PARTS + shift - side.sign * away)
                ticks = at // (2 * PARTS) if side is Side.BUY else -(-at // (2 * PARTS))
                wish = quote(market, side, ticks, notional, best, f"layer {n}: {away} ppm away; {why}")
                if wish is not None:
                    wanted[slot] = wish
        return wanted
