"""What an account has on one perpetual: its positions, its resting orders, its leverage, and the margin all that ties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Hold, MarginMode, Side
from picaflor.machines.ledger.brink import Curve, curve, initial_margin
from picaflor.machines.ledger.entries import Ref
from picaflor.machines.ledger.position import FLAT, Position, closing, unrealised
from picaflor.machines.ledger.rounding import share
from picaflor.machines.ledger.terms import Terms

PAYMENTS_KEPT: Final = 4_096  # funding ids a pair remembers: 170 days of hourly payments


class NotAllowed(ValueError):
    """The account's state or the contract's terms forbid it."""


@dataclass(slots=True)
class Slot:
    """One position's place: the net one, or a side of a hedge."""

    position: Position = FLAT
    margin: int = 0  # isolated: what stands behind it and nothing else does
    profit: int = 0  # booked since the ledger began, before fees and funding
    funding: int = 0
    fees: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resting:
    hold: Hold
    side: Side
    ticks: int
    lots: int
    reduce_only: bool = False

    @property
    def opens(self) -> bool:
        """Whether it can open anything; a hedge's closing side cannot."""
        match self.hold:
            case Hold.NET:
                return not self.reduce_only
            case Hold.LONG:
                return self.side is Side.BUY
            case Hold.SHORT:
                return self.side is Side.SELL


@dataclass(slots=True)
class Sums:
    """Of the resting orders of one hold and side that could open something."""

    lots: int = 0
    value: int = 0


@dataclass(slots=True)
class Line:
    terms: Terms
    mark: int = 0  # atoms; until a venue says one, the first fill's price
    mode: MarginMode = MarginMode.CROSS
    leverage: dict[Hold, int] = field(default_factory=dict)
    slots: dict[Hold, Slot] = field(default_factory=dict)
    orders: dict[Ref, Resting] = field(default_factory=dict)
    sums: dict[tuple[Hold, Side], Sums] = field(default_factory=dict)
    closers: dict[tuple[Hold, Side], int] = field(default_factory=dict)  # lots of the orders that can only close
    payments: dict[Ref, None] = field(default_factory=dict)
    pot: int | None = (
        None  # isolated, where an account is opened for each contract: the money in it; None: there is none
    )

    def slot(self, hold: Hold) -> Slot:
        return self.slots.setdefault(hold, Slot())

    def position(self, hold: Hold) -> Position:
        return self.slots[hold].position if hold in self.slots else FLAT

    def times(self, hold: Hold) -> int:
        return self.leverage.get(hold, 1)

    def busy(self) -> bool:
        return bool(self.orders) or any(slot.position.lots for slot in self.slots.values())

    def open_slots(self) -> Iterator[tuple[Hold, Slot]]:
        return ((hold, slot) for hold, slot in self.slots.items() if slot.position.lots)

    def reducible(self, hold: Hold, side: Side) -> int:
        """How many lots of the position an order of that side could close."""
        position = self.position(hold)
        return closing(position, side, abs(position.lots))

    # worth

    def unrealised(self, hold: Hold) -> int:
        return unrealised(self.position(hold), self.terms, self.mark)

    def initial(self, hold: Hold) -> int:
        """What a cross position ties, or one with a pot in it; another isolated one ties the margin that was put there."""
        slot = self.slot(hold)
        if (self.mode is MarginMode.ISOLATED and self.pot is None) or not slot.position.lots:
            return slot.margin
        return initial_margin(self.terms.value(self.mark, abs(slot.position.lots)), self.times(hold))

    def behind(self, hold: Hold) -> int:
        """An isolated position: all that stands for it."""
        return self.slot(hold).margin if self.pot is None else self.pot

    def spare(self) -> int:
        """What is left in the pot for new orders, and may be taken out of it; below zero it lacks."""
        needed = self.orders_margin() + sum(self.initial(hold) for hold in self.slots)
        return (self.pot or 0) + sum(self.unrealised(hold) for hold in self.slots) - needed

    def ties(self) -> int:
        """Of the wallet."""
        if self.pot is not None:
            return self.pot
        return self.orders_margin() + sum(self.initial(hold) for hold in self.slots)

    def curve(self, holds: Iterable[Hold]) -> Curve:
        return curve(self.terms, (self.position(hold) for hold in holds), self.mark)

    def cross_spare(self) -> int:
        """What this pair's cross positions add to the equity above the requirement, at the mark."""
        if self.mode is MarginMode.ISOLATED or not any(True for _ in self.open_slots()):
            return 0
        return self.curve(hold for hold, _ in self.open_slots()).spare(self.mark)

    # orders

    def add(self, order_id: Ref, order: Resting) -> None:
        if order_id in self.orders:
            raise ValueError(f"order {order_id} rests already")
        self.orders[order_id] = order
        self._count(order, 0, order.lots)

    def shrink(self, order_id: Ref, lots: int | None = None) -> None:
        """By lots that were filled, or all of it. An order that is not there is no surprise: it may be somebody else's."""
        order = self.orders.pop(order_id, None)
        if order is None:
            return
        left = 0 if lots is None else max(0, order.lots - lots)
        self._count(order, order.lots, left)
        if left:
            self.orders[order_id] = replace(order, lots=left)

    def _count(self, order: Resting, before: int, after: int) -> None:
        key = (order.hold, order.side)
        if not order.opens:
            self.closers[key] = self.closers.get(key, 0) + after - before
            return
        sums = self.sums.setdefault(key, Sums())
        sums.lots += after - before
        sums.value += self._value(order.ticks, after) - self._value(order.ticks, before)

    def _value(self, ticks: int, lots: int) -> int:
        return self.terms.value(ticks * self.terms.market.tick.atoms, lots)

    def order_margin(self, hold: Hold, side: Side, extra: Resting | None = None) -> int:
        """Initial margin and taker fee of what the resting orders would open.

        What the position can close is taken off all of them evenly, whichever were first: inferred, and cheap.
        """
        sums = self.sums.get((hold, side), Sums())
        lots, value = sums.lots, sums.value
        if extra is not None:
            lots, value = lots + extra.lots, value + self._value(extra.ticks, extra.lots)
        opening = lots - closing(self.position(hold), side, lots)
        if opening <= 0:
            return 0
        part = share(value, opening, lots)
        return initial_margin(part, self.times(hold)) + share(part, max(0, self.terms.market.taker_fee), ONE)

    def orders_margin(self) -> int:
        return sum(self.order_margin(hold, side) for hold, side in self.sums)

    def opening_lots(self, hold: Hold, side: Side, extra: int) -> int:
        """The most that the position of that hold could grow to on that side."""
        resting = self.sums.get((hold, side), Sums()).lots + extra
        return abs(self.position(hold).lots + side.sign * resting)

    def remember(self, payment: Ref) -> bool:
        """False when that payment was booked before."""
        if payment in self.payments:
            return False
        self.payments[payment] = None
        if len(self.payments) > PAYMENTS_KEPT:
            del self.payments[next(iter(self.payments))]
        return True
