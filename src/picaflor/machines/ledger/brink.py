"""Margin requirements, and the price at which a position is liquidated.

The venues publish no formula. This one is inferred from the fields that they show and from what other clients compute
(docs/venues/bitget.md, margin arithmetic). With m the maintenance rate and t the taker fee of the close, what is long
keeps (1 − m)(1 − t) of its value and what is short owes (1 + m)/(1 − t) of it. Equity above the requirement is then,
with C the cost, S the size and K whatever else stands behind the position:

    linear            K − C_long + C_short + (S_long·keep − S_short·owe)·P
    inverse, coins    K + S_long·keep − S_short·owe + (C_short − C_long)/P
    inverse, money    K + C_long − C_short + (S_short·keep − S_long·owe)/P

so every case is a + b·P or a + b/P, and one root is the answer. For a linear isolated long with margin M that is
(entry − M/size) / ((1 − m)(1 − t)), for a short (entry + M/size)(1 − t)/(1 + m), as the sheet has it.

Everything is scaled by ONE²·(ONE − t) to stay in whole numbers; `spare` rounds up, so that spare ≤ 0 exactly where the
true value is ≤ 0, and the root is rounded to the side where the position is liquidated. Law: a mark is at or beyond the
price exactly when the position is liquidated there, for as long as the tier stays the same; the tier is the mark's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from picaflor.domain.numbers import ONE
from picaflor.machines.ledger.position import Position
from picaflor.machines.ledger.terms import Shape, Terms


@dataclass(frozen=True, slots=True)
class Curve:
    """Equity above the requirement as a + b·P (linear) or a + b/P (inverse), each times `scale`."""

    a: int
    b: int
    scale: int
    inverse: bool

    def raised(self, atoms: int) -> Curve:
        return Curve(self.a + atoms * self.scale, self.b, self.scale, self.inverse)

    def spare(self, price: int) -> int:
        """Atoms above the requirement at a price, rounded up."""
        if self.inverse:
            return -(-(self.a * price + self.b * ONE) // (self.scale * price))
        return -(-(self.a * ONE + self.b * price) // (self.scale * ONE))

    def root(self) -> int | None:
        """The price in atoms where it turns; None where it never does."""
        up, down = (-self.b, self.a) if self.inverse else (-self.a, self.b)
        if down == 0 or up * down <= 0:
            return None
        falling_hurts = self.b < 0 if self.inverse else self.b > 0
        price = up * ONE // down if falling_hurts else -(-up * ONE // down)
        return price or None


def curve(terms: Terms, positions: Iterable[Position], mark: int) -> Curve:
    """Of the positions on one pair (both sides of a hedge may be among them), with nothing else behind them."""
    fee = ONE - terms.market.taker_fee
    scale = ONE * ONE * fee
    fixed = floating = 0
    for position in positions:
        size = abs(position.lots) * terms.market.lot.atoms
        cost = position.cost * scale
        rate = terms.tier(terms.notional(mark, abs(position.lots))).maintenance
        keep, owe = size * (ONE - rate) * fee * fee, size * (ONE + rate) * ONE * ONE
        long = position.lots > 0
        match terms.shape:
            case Shape.LINEAR:
                fixed += -cost if long else cost
                floating += keep if long else -owe
            case Shape.COINS:
                fixed += keep if long else -owe
                floating += -cost if long else cost
            case Shape.MONEY:
                fixed += cost if long else -cost
                floating += -owe if long else keep
    return Curve(fixed, floating, scale, terms.shape is not Shape.LINEAR)


def initial_margin(value: int, leverage: int) -> int:
    """Rounded up to an atom: never less than the venue wants."""
    return -(-value // leverage)


def maintenance_margin(terms: Terms, lots: int, mark: int) -> int:
    """As venues show it: without the fee of the close."""
    rate = terms.tier(terms.notional(mark, abs(lots))).maintenance
    return -(-terms.value(mark, abs(lots)) * rate // ONE)
