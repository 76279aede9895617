"""Seeded traders who keep one market's book and tape believable: a walking middle, a ladder around it, and takers.

They are customers like any other, but for funds. All their choices come from one seeded generator, so that the same
seed and the same orders of others give the same market.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from msgspec import Struct

from picaflor.domain.orders import Side

MS = 1_000_000
# Reading a member through its enum costs more than the comparison that follows.
BUY, SELL = Side.BUY, Side.SELL


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


class CrowdOrder(Struct, frozen=True, gc=False):
    side: Side
    ticks: int  # 0: a taker
    lots: int


class Beat(Struct, frozen=True, gc=False):
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
        self._bps = tuple(config.gap_bps + level * config.step_bps for level in range(config.levels + 1))

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
        bids, asks = self._rungs()
        cancel, bid, ask = _kept(resting, bids, asks)
        place = [CrowdOrder(BUY, ticks, self._size()) for ticks in dict.fromkeys(bids[:-1]) if ticks not in bid]
        place += [CrowdOrder(SELL, ticks, self._size()) for ticks in dict.fromkeys(asks[:-1]) if ticks not in ask]
        if dice.randrange(100) < config.take_percent:
            side = BUY if dice.randrange(2) else SELL
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

    def _rungs(self) -> tuple[list[int], list[int]]:
        """The prices of each side from the touch outwards; the last one is where its ladder ends."""
        middle = self.middle
        grain = max(1, middle * self.config.step_bps // 10_000)
        bids, asks = [], []
        for level, bps in enumerate(self._bps):
            away = middle * bps // 10_000
            if away <= level:
                away = level + 1
            # Rungs sit on a coarse grid, so that a small walk leaves most of the ladder where it is.
            bids.append((middle - away) // grain * grain)
            asks.append(-((-middle - away) // grain) * grain)
        if bids[-1] < 1:
            bids = [max(1, rung) for rung in bids]
        return bids, asks

    def _size(self) -> int:
        return max(1, self._lots * self._dice.randint(20, 300) // 100)


def _kept(
    resting: dict[int, tuple[Side, int]], bids: list[int], asks: list[int]
) -> tuple[list[int], set[int], set[int]]:
    """Who stands beyond the ends of the ladders, by number; and the prices of the others."""
    most, least, lowest, highest = bids[0], bids[-1], asks[0], asks[-1]
    cancel: list[int] = []
    bid: set[int] = set()
    ask: set[int] = set()
    for no, (side, ticks) in resting.items():
        if side is BUY:
            if least <= ticks <= most:
                bid.add(ticks)
                continue
        elif lowest <= ticks <= highest:
            ask.add(ticks)
            continue
        cancel.append(no)
    return cancel, bid, ask
