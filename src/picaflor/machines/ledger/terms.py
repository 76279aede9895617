"""What a contract is worth: linear, inverse by coins and inverse by money, with the tiers that the venue states.

Linear: lots are base coins, profit is quote. Inverse by coins: lots are base coins, profit is the money won, turned into
coins at the exit price. Inverse by money: lots are quote money, profit is the difference of the coins they are worth.
A spot market is linear too, for average costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from picaflor.domain.market import Market, MarketKind
from picaflor.domain.numbers import ATOM_PLACES, ONE
from picaflor.machines.ledger.rounding import booked, share, worth


class Shape(StrEnum):
    LINEAR = "linear"
    COINS = "inverse, sized in coins"
    MONEY = "inverse, sized in money"


@dataclass(frozen=True, slots=True)
class Tier:
    notional_max: int  # quote atoms; 0: no bound. The last tier serves whatever is larger
    leverage_max: int
    maintenance: int  # rate, atoms


NO_TIERS = (Tier(0, 1, 0),)


@dataclass(frozen=True, slots=True)
class Terms:
    market: Market
    tiers: tuple[Tier, ...] = NO_TIERS
    sized_in_money: bool = False
    coin_places: int = 8  # decimals of booked profit where that is in coins

    @property
    def shape(self) -> Shape:
        if self.market.kind is not MarketKind.INVERSE:
            return Shape.LINEAR
        return Shape.MONEY if self.sized_in_money else Shape.COINS

    @property
    def settle(self) -> str:
        market = self.market
        return market.settle or (market.base if market.kind is MarketKind.INVERSE else market.quote)

    @property
    def places(self) -> int:
        if self.market.kind is MarketKind.SPOT:
            return ATOM_PLACES  # nobody books the profit of a coin
        return self.coin_places if self.market.kind is MarketKind.INVERSE else self.market.quote_places

    def cost(self, ticks: int, lots: int) -> int:
        """What enters an entry cost: quote atoms, exact; for contracts sized in money coins, to an atom."""
        if self.market.kind is MarketKind.SPOT:
            return worth(self.market, ticks, lots)
        return self.cost_at(ticks * self.market.tick.atoms, lots)

    def cost_at(self, price: int, lots: int) -> int:
        """The same for an average price in atoms, as a venue states it."""
        if self.shape is Shape.MONEY:
            return self.value(price, lots)
        return lots * self.market.lot.atoms * price // ONE

    def split(self, ticks: int, closed: int, opened: int) -> tuple[int, int]:
        """The cost of a fill that closes and opens, in its two parts; a spot fill's money is rounded once, as a whole."""
        if self.market.kind is MarketKind.SPOT:
            whole = self.cost(ticks, closed + opened)
            left = share(whole, closed, closed + opened)
            return left, whole - left
        return self.cost(ticks, closed), self.cost(ticks, opened)

    def value(self, price: int, lots: int) -> int:
        """Of so many lots (≥ 0) at a price in atoms, in the settle asset: what margin and funding are a part of."""
        size = lots * self.market.lot.atoms
        match self.shape:
            case Shape.LINEAR:
                return size * price // ONE
            case Shape.COINS:
                return size
            case Shape.MONEY:
                return size * ONE // price

    def notional(self, price: int, lots: int) -> int:
        """In the quote asset: what tiers are bounded by."""
        size = lots * self.market.lot.atoms
        return size if self.shape is Shape.MONEY else size * price // ONE

    def gain(self, lots: int, cost: int, price: int) -> int:
        """The exact profit, to an atom, of signed lots that cost `cost` and are worth what `price` says."""
        sign = 1 if lots > 0 else -1
        size = abs(lots) * self.market.lot.atoms
        match self.shape:
            case Shape.LINEAR:
                return sign * (size * price // ONE - cost)
            case Shape.COINS:
                return share(sign * (size * price - cost * ONE), 1, price)
            case Shape.MONEY:
                return sign * (cost - size * ONE // price)

    def book(self, atoms: int) -> int:
        return booked(atoms, self.places)

    def cover(self, atoms: int) -> int:
        """Booked, and never less."""
        booked = self.book(atoms)
        return booked if booked == atoms else booked + 10 ** (ATOM_PLACES - self.places)

    def tier(self, notional: int) -> Tier:
        return next((t for t in self.tiers if t.notional_max == 0 or notional <= t.notional_max), self.tiers[-1])
