"""Loss, drawdown and gain limits of a run, and the kill switch: fired once, done only when the venue has proven it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE, decimal_of
from picaflor.domain.orders import Fill
from picaflor.engine.risk import Limits
from picaflor.machines.ledger.rounding import worth

LOOK_EVERY_NS = 1_000_000_000
Find = Callable[
    [str], tuple[Market, int] | None
]  # pair → market and twice the middle of its book in ticks; None: unknown


class Switch(StrEnum):
    ARMED = "armed"
    FIRED = "fired"  # cancelling; no new order
    DONE = "done"  # the venue has said of every order that it is gone


@dataclass(slots=True)
class Moved:
    """What one pair's fills have moved since the run began: base and quote, in atoms, fees included."""

    base: int = 0
    quote: int = 0


@dataclass(slots=True)
class Guard:
    limits: Limits
    switch: Switch = Switch.ARMED
    why: str = ""
    value: int = 0  # profit at the latest look, atoms of quote
    peak: int = 0
    unpriced: dict[str, int] = field(default_factory=dict)  # fees in assets that nothing here can price
    _moved: dict[str, Moved] = field(default_factory=dict)
    _next_ns: int = 0

    watches: bool = False

    def __post_init__(self) -> None:
        self.watches = bool(self.limits.loss_max or self.limits.drawdown_max or self.limits.gain_max)

    def due(self) -> int | None:
        return self._next_ns if self.watches and self.switch is Switch.ARMED else None

    def filled(self, fill: Fill, market: Market) -> None:
        moved = self._moved.setdefault(fill.pair, Moved())
        moved.base += fill.side.sign * fill.lots * market.lot.atoms
        moved.quote -= fill.side.sign * worth(market, fill.ticks, fill.lots)
        self.charged(fill, market)

    def charged(self, fill: Fill, market: Market) -> None:
        moved = self._moved.setdefault(fill.pair, Moved())
        if fill.fee_asset == market.quote:
            moved.quote -= fill.fee
        elif fill.fee_asset == market.base:
            moved.base -= fill.fee
        elif fill.fee:
            self.unpriced[fill.fee_asset] = self.unpriced.get(fill.fee_asset, 0) + fill.fee

    def look(self, find: Find, now_ns: int) -> str:
        """Why the switch fires now; "" while all is within its limits. Without a price nothing is concluded."""
        self._next_ns = now_ns + LOOK_EVERY_NS
        if self.switch is not Switch.ARMED:
            return ""
        value = 0
        for pair, moved in self._moved.items():
            found = find(pair)
            if found is None:
                return ""
            market, twice_middle = found
            value += moved.quote + moved.base * twice_middle * market.tick.atoms // (2 * ONE)
        self.value, self.peak = value, max(self.peak, value)
        self.why = self._breach()
        if self.why:
            self.switch = Switch.FIRED
        return self.why

    def settle(self, quiet: bool) -> None:
        """`quiet`: nothing of ours is live anywhere, and the venues have said so."""
        if self.switch is Switch.FIRED and quiet:
            self.switch = Switch.DONE

    def _breach(self) -> str:
        limits, fallen = self.limits, self.peak - self.value
        if limits.loss_max and -self.value >= limits.loss_max:
            return f"kill switch: a loss of {decimal_of(-self.value)}, {decimal_of(limits.loss_max)} allowed"
        if limits.drawdown_max and fallen >= limits.drawdown_max:
            return f"kill switch: {decimal_of(fallen)} below the peak, {decimal_of(limits.drawdown_max)} allowed"
        if limits.gain_max and self.value >= limits.gain_max:
            return f"kill switch: the gain of {decimal_of(limits.gain_max)} that was asked for is made"
        return ""
