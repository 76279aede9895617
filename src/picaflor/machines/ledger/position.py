"""A position is signed lots and what they cost. Fills open, close, or close and open: a flip is two things at once.

The cost is an exact sum. The part of it that leaves with closed lots is rounded down to an atom and what is left stays,
so nothing is lost over a position's life. The average price is derived from the cost, never kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.machines.ledger.rounding import share
from picaflor.machines.ledger.terms import Shape, Terms


@dataclass(frozen=True, slots=True)
class Position:
    lots: int = 0  # positive long, negative short
    cost: int = 0  # atoms, never negative


FLAT = Position()


@dataclass(frozen=True, slots=True)
class Step:
    """What one fill did."""

    after: Position
    closed: int  # lots
    opened: int
    profit: int  # booked, settle atoms, before fees


def closing(position: Position, side: Side, lots: int) -> int:
    """How many lots of such an order would close rather than open."""
    return min(lots, abs(position.lots)) if position.lots * side.sign < 0 else 0


def step(position: Position, terms: Terms, side: Side, ticks: int, lots: int) -> Step:
    if lots <= 0 or ticks <= 0:
        raise ValueError(f"not a fill: {lots} lots at {ticks} ticks")
    closed = closing(position, side, lots)
    opened = lots - closed
    left, entered = terms.split(ticks, closed, opened)
    after, profit = _close(position, terms, ticks, closed, left) if closed else (position, 0)
    if opened:
        after = Position(after.lots + side.sign * opened, after.cost + entered)
    return Step(after, closed, opened, profit)


def _close(position: Position, terms: Terms, ticks: int, lots: int, left: int) -> tuple[Position, int]:
    sign = 1 if position.lots > 0 else -1
    part = share(position.cost, lots, abs(position.lots))
    if terms.shape is Shape.LINEAR:
        exact = sign * (left - part)  # a spot market's money as it was paid
    else:
        exact = terms.gain(sign * lots, part, ticks * terms.market.tick.atoms)
    return Position(position.lots - sign * lots, position.cost - part), terms.book(exact)


def unrealised(position: Position, terms: Terms, mark: int) -> int:
    """At a mark in atoms; exact, not booked."""
    return terms.gain(position.lots, position.cost, mark) if position.lots else 0


def entry(position: Position, terms: Terms) -> int:
    """The average entry price in atoms, rounded down; 0 when flat. A view: nothing is computed from it."""
    size = abs(position.lots) * terms.market.lot.atoms
    if not size:
        return 0
    if terms.shape is Shape.MONEY:
        return size * ONE // position.cost
    return position.cost * ONE // size
