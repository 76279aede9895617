"""The ledger once more, deliberately plain: fractions, one dictionary of balances, the rules as a person would say them.

It is the referee of `spot` and `perpetual` and is never made faster. The rules it shares with them by decision, not by
code: money, profit, fees and funding are cut towards zero at the stated places; what a closed part of a position cost
is rounded down to an atom; coins that money is worth are rounded down to an atom.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import floor, trunc

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import ATOM_PLACES, ONE
from picaflor.domain.orders import Hold, Side
from picaflor.machines.ledger.terms import Terms

NIL = Fraction(0)


def size_of(grid: Grid, steps: int) -> Fraction:
    return Fraction(steps * grid.step, 10**grid.places)


def cut(value: Fraction, places: int) -> Fraction:
    return Fraction(trunc(value * 10**places), 10**places)


def down(value: Fraction) -> Fraction:
    return Fraction(floor(value * 10**ATOM_PLACES), 10**ATOM_PLACES)


class PlainSpot:
    """Totals and what each order holds; free is what is left."""

    def __init__(self) -> None:
        self.totals: dict[str, Fraction] = defaultdict(Fraction)
        self.holds: dict[int | str, tuple[str, Fraction]] = {}

    def held(self, asset: str) -> Fraction:
        return sum((amount for name, amount in self.holds.values() if name == asset), NIL)

    def free(self, asset: str) -> Fraction:
        return self.totals[asset] - self.held(asset)

    def fill(
        self, order_id: int | str, market: Market, side: Side, ticks: int, lots: int, fee: Fraction, fee_asset: str
    ) -> None:
        coins = size_of(market.lot, lots)
        money = cut(size_of(market.tick, ticks) * coins, market.quote_places)
        paid, amount = (market.quote, money) if side is Side.BUY else (market.base, coins)
        if order_id in self.holds and self.holds[order_id][0] == paid:
            self.holds[order_id] = (paid, max(NIL, self.holds[order_id][1] - amount))
        self.totals[market.base] += coins if side is Side.BUY else -coins
        self.totals[market.quote] += -money if side is Side.BUY else money
        if fee_asset:
            self.totals[fee_asset] -= fee
            lacking = -self.free(fee_asset)
            if lacking > 0:
                self.holds[order_id] = (fee_asset, self.holds[order_id][1] - lacking)


class PlainPerpetual:
    """Per hold a signed size and its cost; one-way keeps everything under the net hold."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.wallets: dict[str, Fraction] = defaultdict(Fraction)
        self.sizes: dict[Hold, Fraction] = defaultdict(Fraction)
        self.costs: dict[Hold, Fraction] = defaultdict(Fraction)
        self.paid: set[int | str] = set()

    @property
    def _inverse(self) -> bool:
        return self.terms.market.kind is MarketKind.INVERSE

    @property
    def _money(self) -> bool:
        return self._inverse and self.terms.sized_in_money

    def fill(self, hold: Hold, side: Side, ticks: int, lots: int, fee: Fraction, fee_asset: str) -> None:
        price = size_of(self.terms.market.tick, ticks)
        change = side.sign * size_of(self.terms.market.lot, lots)
        size = self.sizes[hold]
        if size * change < 0 and abs(change) > abs(size):
            self._move(hold, price, -size)
            self._move(hold, price, change + size)
        else:
            self._move(hold, price, change)
        if fee_asset:
            self.wallets[fee_asset] -= fee

    def _move(self, hold: Hold, price: Fraction, change: Fraction) -> None:
        """Without passing through zero."""
        size, cost = self.sizes[hold], self.costs[hold]
        if size * change < 0:
            part = down(cost * abs(change) / abs(size))
            profit = self.gain(-change, part, price)
            self.wallets[self.terms.settle] += cut(profit, self.terms.places)
            self.costs[hold] = cost - part
        else:
            self.costs[hold] = cost + (down(abs(change) / price) if self._money else abs(change) * price)
        self.sizes[hold] = size + change

    def gain(self, size: Fraction, cost: Fraction, price: Fraction) -> Fraction:
        """Of a signed size that cost so much, at a price."""
        sign = 1 if size > 0 else -1
        if self._money:
            return sign * (cost - down(abs(size) / price))
        money = sign * (abs(size) * price - cost)
        return money / price if self._inverse else money

    def value(self, size: Fraction, price: Fraction) -> Fraction:
        if self._money:
            return down(abs(size) / price)
        return abs(size) if self._inverse else abs(size) * price

    def fund(self, rate: Fraction, mark: Fraction, payment: int | str) -> None:
        if payment in self.paid:
            return
        self.paid.add(payment)
        for size in self.sizes.values():
            sign = 1 if size > 0 else -1
            self.wallets[self.terms.settle] += cut(-sign * self.value(size, mark) * rate, self.terms.places)

    def equity(self, mark: Fraction) -> Fraction:
        gains = (self.gain(size, self.costs[hold], mark) for hold, size in self.sizes.items() if size)
        return self.wallets[self.terms.settle] + sum((cut(gain, ATOM_PLACES) for gain in gains), NIL)

    def requirement(self, hold: Hold, mark: Fraction) -> Fraction:
        """Maintenance and the fee of the close, as the two published formulas for isolated positions imply them."""
        size, market = self.sizes[hold], self.terms.market
        notional = abs(size) if self._money else abs(size) * mark
        tiers = self.terms.tiers
        tier = next((t for t in tiers if not t.notional_max or notional <= Fraction(t.notional_max, ONE)), tiers[-1])
        rate, fee = Fraction(tier.maintenance, ONE), Fraction(market.taker_fee, ONE)
        held_long = (size > 0) != self._money
        exact = (abs(size) / mark) if self._money else self.value(size, mark)
        return exact * (1 - (1 - rate) * (1 - fee) if held_long else (1 + rate) / (1 - fee) - 1)

    def liquidated(self, hold: Hold, behind: Fraction, mark: Fraction) -> bool:
        """An isolated position with so much behind it."""
        size, cost = self.sizes[hold], self.costs[hold]
        exact = (cost - abs(size) / mark) * (1 if size > 0 else -1) if self._money else self.gain(size, cost, mark)
        return behind + exact <= self.requirement(hold, mark)
