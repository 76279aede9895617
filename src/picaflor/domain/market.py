"""A market and its grid. Inside the house a price is a whole number of ticks and an amount a whole number of lots."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from picaflor.domain.numbers import ATOM_PLACES, ONE, BadNumber, decimal_of, read_atoms, write_atoms

_UNITS: tuple[int, ...] = tuple(10 ** (ATOM_PLACES - places) for places in range(ATOM_PLACES + 1))


class OffGrid(ValueError):
    """An exact number that does not lie on the market's grid."""


class MarketKind(StrEnum):
    SPOT = "spot"
    LINEAR = "linear"  # a perpetual whose profit is in the quote asset
    INVERSE = "inverse"  # a perpetual whose profit is in the base asset


class MarketState(StrEnum):
    OPEN = "open"
    CANCEL_ONLY = "cancel_only"
    HALTED = "halted"


@dataclass(frozen=True, slots=True)
class Grid:
    """An even scale of exact numbers: whole steps of `step` × 10^-places."""

    places: int
    step: int = 1

    @classmethod
    def of(cls, text: str) -> Grid:
        """From one step as a venue writes it: 0.0001, 0.05, 25. Its trailing zeros are no decimals."""
        atoms = read_atoms(text)
        if not atoms:
            raise BadNumber(f"a step of nothing: {text[:40]!r}")
        places = next(n for n in range(ATOM_PLACES + 1) if atoms % _UNITS[n] == 0)
        return cls(places, atoms // _UNITS[places])

    @property
    def atoms(self) -> int:
        return self.step * _UNITS[self.places]

    def count(self, atoms: int) -> int:
        """How many steps `atoms` is; OffGrid if it is not a whole number of them."""
        steps, rest = divmod(atoms, self.atoms)
        if rest:
            raise OffGrid(f"{write_atoms(atoms)} is not a multiple of {write_atoms(self.atoms)}")
        return int(steps)

    def read(self, text: str) -> int:
        return self.count(read_atoms(text))

    def write(self, steps: int) -> str:
        """Digits straight from the integer, with exactly `places` decimals."""
        units = steps * self.step
        if self.places == 0:
            return str(units)
        sign = "-" if units < 0 else ""
        digits = str(abs(units)).zfill(self.places + 1)
        return f"{sign}{digits[: -self.places]}.{digits[-self.places :]}"

    def view(self, steps: int) -> Decimal:
        return decimal_of(steps * self.atoms)

    def floor(self, atoms: int) -> int:
        return int(atoms // self.atoms)

    def ceil(self, atoms: int) -> int:
        return int(-(-atoms // self.atoms))


@dataclass(frozen=True, slots=True)
class Market:
    """One tradable pair of one row, with the rules the venue stated for it."""

    venue: str  # the row's id
    pair: str  # BTC-USDT
    symbol: str  # theirs
    base: str
    quote: str
    tick: Grid
    lot: Grid  # in base coin, or in contracts' worth of it
    kind: MarketKind = MarketKind.SPOT
    settle: str = ""  # perpetuals: the margin asset
    contract: Grid | None = None  # a lot in the venue's contracts, where sizes are told in those
    quote_places: int = 8  # decimals of a quote amount
    min_lots: int = 1
    max_lots: int = 0  # 0: the venue states none
    max_market_lots: int = 0
    min_notional: int = 0  # atoms of quote
    maker_fee: int = 0  # atoms: 0.001 is 10^33
    taker_fee: int = 0
    fee_asset: str = ""  # spot: fees of both sides are paid in it; "": in what one receives
    max_open_orders: int = 0
    band_up: int = 0  # atoms: a buy may not be priced above reference × (1 + band_up); 0: none
    band_down: int = 0
    state: MarketState = MarketState.OPEN
    max_leverage: int = 1
    buys_by_quote: bool = False  # a market buy is sized in money, and in nothing else
    post_only: bool = True  # False: there are no orders that only rest
    only_gtc: bool = False  # limit orders rest until they are filled or cancelled; there is no other kind
    timed: bool = False  # there are orders that end by themselves: with the day, or at a time that is said
    fok: bool = True  # False: the venue knows no orders that fill at once or not at all

    @property
    def sized(self) -> Grid:
        """Lots as the venue tells sizes: in base coin, or in contracts."""
        return self.contract or self.lot

    def price(self, ticks: int) -> Decimal:
        return self.tick.view(ticks)

    def amount(self, lots: int) -> Decimal:
        return self.lot.view(lots)

    def notional(self, ticks: int, lots: int) -> int:
        """Exact quote value in atoms (spot and linear)."""
        return ticks * lots * self.tick.atoms * self.lot.atoms // ONE
