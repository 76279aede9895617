"""Seeded traders who keep one market's book and tape believable: a walking middle, a ladder around it, and takers.

They are customers like any other, but for funds. All their choices come from one seeded generator, so that the same
seed and the same orders of others give the same market.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from picaflor.domain.orders import Side

MS = 1_000_000


@dataclass(frozen=True, slots=True)
class CrowdConfig:
    levels: int = 25  # a side
    gap_bps: int = 16  # from the middle to the nearest level: wide enough for a maker who pays 0.1 % to live between
    step_bps: int = 2  # between levels
    walk_bps: int = 1  # most that the middle moves in one beat
    walk_every: int = 1  # beats from one move to the next
    beat_ns: int = 200 * MS
    take_percent: int = 60  # chance of a taker in one beat
    take_levels: int = 2  # how much of the touch a taker wants, in typical sizes


@dataclass(frozen=True, slots=True)
class CrowdOrder:
    side: Side
    ticks: int  # 0: a taker
    lots: int


@dataclass(frozen=True, slots=True)
class Beat:
    """What the crowd wants done in one beat, in this order."""

    cancel: tuple[int, ...]
    place: tuple[CrowdOrder, ...]


class Crowd:
    def __init__(self, open_ticks: int, typical_lots: int, seed: int, config: CrowdConfig, late_ns: int = 0) -> None:
        """`late_ns`: by so much its beats are later than those of others who began with it."""
        self.config = config
        self.middle = open_ticks
        self.anchor = open_ticks
        self._lots = max(1, typical_lots)
        self._dice = Random(seed)  # noqa: S311  (a market, not a secret)
        self._next_ns = 0
        self._late_ns = late_ns
        self._drift = 1
        self._beats = 0

    def due(self) -> int:
        return self._next_ns

    def beat(self, resting: dict[int, tuple[Side, int]], now_ns: int) -> Beat:
        """`resting`: the crowd's own orders, number → (side, ticks)."""
        config, dice = self.config, self._dice
        self._next_ns = now_ns + config.beat_ns + self._late_ns
        self._late_ns = 0
        self._beats += 1
        if self._beats % config.walk_every == 0:
            self._walk()
        rungs = {side: self._rungs(side) for side in (Side.BUY, Side.SELL)}
        ends = {side: sorted((prices[0], prices[-1])) for side, prices in rungs.items()}
        cancel = []
        kept = set()
        for no, (side, ticks) in resting.items():
            low, high = ends[side]
            if low <= ticks <= high:
                kept.add((side, ticks))
            else:
                cancel.append(no)
        place = [
            CrowdOrder(side, ticks, self._size())
            for side, prices in rungs.items()
            for ticks in dict.fromkeys(prices[:-1])
            if (side, ticks) not in kept
        ]
        if dice.randrange(100) < config.take_percent:
            side = Side.BUY if dice.randrange(2) else Side.SELL
            place.append(CrowdOrder(side, 0, self._size() * dice.randint(1, config.take_levels)))
        return Beat(tuple(cancel), tuple(place))

    def sleep(self, now_ns: int) -> None:
        """A beat in which the market is closed."""
        self._next_ns = now_ns + self.config.beat_ns

    def _walk(self) -> None:
        dice = self._dice
        if dice.randrange(20) == 0:
            self._drift = dice.choice((-1, 1))
        reach = max(1, self.middle * self.config.walk_bps // 10_000)
        move = dice.randint(-reach, reach) + self._drift * (reach // 8)
        pull = (self.anchor - self.middle) // 400  # home is far away, but it is home
        self.middle = max(100, self.middle + move + pull)

    def _rungs(self, side: Side) -> list[int]:
        """The prices of a side from the touch outwards; the last one is where the ladder ends."""
        config, middle = self.config, self.middle
        grain = max(1, middle * config.step_bps // 10_000)
        gap_bps, step_bps, buys = config.gap_bps, config.step_bps, side is Side.BUY
        rungs = []
        for level in range(config.levels + 1):
            away = middle * (gap_bps + level * step_bps) // 10_000
            if away <= level:
                away = level + 1
            # Rungs sit on a coarse grid, so that a small walk leaves most of the ladder where it is.
            rung = (middle - away) // grain * grain if buys else -((-middle - away) // grain) * grain
            rungs.append(rung if rung > 0 else 1)
        return rungs

    def _size(self) -> int:
        return max(1, self._lots * self._dice.randint(20, 300) // 100)
