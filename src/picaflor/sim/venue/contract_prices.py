"""What a contract is said to be worth: its index, its mark, and the rate that keeps the two together.

Inferred, since venues publish only outlines. The index is the middle of the house's own spot market of that pair, or a
seeded walk where there is none. The mark is the median of the index, the middle of the contract's book and its last
price. The premium of the middle over the index is sampled with each mark; the rate of the settlement to come is their
average P, bent towards the interest of 0.01 % a settlement by at most 0.05 %: P + clamp(I − P), within ± 0.3 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE, read_atoms, round_atoms
from picaflor.sim.venue.listing import Listed
from picaflor.wire.contracts import FundingRate

HOUR: Final = 3_600_000_000_000
INTERVAL_NS: Final = 8 * HOUR
INTEREST: Final = read_atoms("0.0001")
BEND: Final = read_atoms("0.0005")
RATE_MAX: Final = read_atoms("0.003")
RATE_PLACES: Final = 6
WALK_BPS: Final = 2
FINER: Final = 100  # than its tick a contract's index is told
KEPT_RATES: Final = 3_000
PAST_RATES: Final = 1_000  # settlements that are told to have been before anybody looked


@dataclass(slots=True)
class Gauge:
    """One contract's prices, in atoms."""

    market: Market
    open: int
    seed: int
    index: int
    mark: int
    dice: Random
    premiums: int = 0
    samples: int = 0
    told: bool = False  # index and mark are another market's, and here nobody reckons them
    told_rate: int | None = None
    settles_ns: int = 0  # when that rate is settled; 0: nobody said

    def rate(self) -> int:
        """As it would be settled now."""
        if self.told_rate is not None:
            return self.told_rate
        premium = self.premiums // self.samples if self.samples else 0
        bent = premium + max(-BEND, min(BEND, INTEREST - premium))
        return round_atoms(max(-RATE_MAX, min(RATE_MAX, bent)), RATE_PLACES)


class Prices:
    def __init__(
        self, listing: list[Listed], seed: int, interval_ns: int = INTERVAL_NS, *, by_last: bool = False
    ) -> None:
        """`by_last`: no mark is told, and the last price stands for it."""
        self._by_last = by_last
        self.interval_ns = interval_ns
        self.gauges = {row.market.symbol: _gauge(row, seed * 1_000 + n) for n, row in enumerate(listing)}
        self._rates: dict[str, list[FundingRate]] = {symbol: [] for symbol in self.gauges}

    def beat(self, symbol: str, index: int, middle: int, last: int) -> int:
        """The mark, from the index (0: none is known, it walks), the middle of the book (0: there is none) and the last."""
        gauge = self.gauges[symbol]
        if gauge.told:
            return gauge.mark
        if self._by_last:
            gauge.index = gauge.mark = last
            return last
        tick = gauge.market.tick.atoms
        gauge.index = (index or _walk(gauge)) // (tick // FINER) * (tick // FINER)
        middle = middle or last
        gauge.mark = max(tick, sorted((gauge.index, middle, last))[1] // tick * tick)
        gauge.premiums += (middle - gauge.index) * ONE // gauge.index
        gauge.samples += 1
        return gauge.mark

    def tell(self, symbol: str, mark: int, index: int) -> None:
        """What they are where the contract is really traded."""
        gauge = self.gauges[symbol]
        gauge.told, gauge.mark, gauge.index = True, mark, index

    def tell_rate(self, symbol: str, rate: int, settles_ns: int) -> None:
        gauge = self.gauges[symbol]
        gauge.told_rate, gauge.settles_ns = rate, settles_ns

    @property
    def told(self) -> bool:
        return any(gauge.told_rate is not None for gauge in self.gauges.values())

    def next_ns(self, now_ns: int) -> int:
        return (now_ns // self.interval_ns + 1) * self.interval_ns

    def settle(self, symbol: str, at_ns: int) -> int:
        """The rate of the settlement that is now; the next one begins to be sampled."""
        gauge = self.gauges[symbol]
        rate = gauge.rate()
        gauge.premiums = gauge.samples = 0
        rates = self._rates[symbol]
        rates.append(FundingRate(symbol, rate, at_ns))
        del rates[:-KEPT_RATES]
        return rate

    def history(
        self, symbol: str, now_ns: int, limit: int, page: int = 1, until_ns: int = 0
    ) -> tuple[FundingRate, ...]:
        """Newest first. What was before anybody traded is invented, and always the same."""
        settled = self._rates[symbol]
        newest = settled[-1].at_ns if settled else now_ns // self.interval_ns * self.interval_ns
        oldest = settled[0].at_ns - self.interval_ns if settled else newest
        wanted = range((page - 1) * limit, page * limit)
        if until_ns:
            skipped = max(0, (newest - until_ns) // self.interval_ns + 1) if until_ns <= newest else 0
            wanted = range(skipped, skipped + limit)
        found: list[FundingRate] = []
        for n in wanted:
            if n < len(settled):
                found.append(settled[-1 - n])
            elif n - len(settled) < PAST_RATES:
                found.append(self._invented(symbol, oldest - (n - len(settled)) * self.interval_ns))
        return tuple(found)

    def _invented(self, symbol: str, at_ns: int) -> FundingRate:
        gauge = self.gauges[symbol]
        dice = Random((gauge.seed << 80) | at_ns)  # noqa: S311  (a market, not a secret)
        premium = dice.randint(-1_500, 1_700) * (ONE // 10**RATE_PLACES)
        gauge = _still(gauge, premium)
        return FundingRate(symbol, gauge.rate(), at_ns)


def _gauge(row: Listed, seed: int) -> Gauge:
    price = row.open_ticks * row.market.tick.atoms
    return Gauge(row.market, price, seed, price, price, Random(seed ^ 0x1D0C))  # noqa: S311


def _still(gauge: Gauge, premium: int) -> Gauge:
    return Gauge(gauge.market, gauge.open, gauge.seed, gauge.index, gauge.mark, gauge.dice, premium, 1)


def _walk(gauge: Gauge) -> int:
    reach = max(gauge.market.tick.atoms, gauge.index * WALK_BPS // 10_000)
    home = (gauge.open - gauge.index) // 400
    return max(gauge.market.tick.atoms, gauge.index + gauge.dice.randint(-reach, reach) + home)
