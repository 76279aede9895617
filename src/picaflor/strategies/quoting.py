"""Keeps one order in each slot of a ladder of quotes: a good one stays, a wrong one goes, and only then comes the next.

A slot is the order's tag, so an order of unknown fate keeps its slot occupied, after a restart, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from picaflor.domain.book import Trust
from picaflor.domain.commands import CancelOrder, Command, PlaceOrder
from picaflor.domain.events import OrderView, Pending
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side, Wish
from picaflor.strategies.orchestra import Orchestra
from picaflor.strategies.protocols import View

BPS = 10_000
BEGAN = "began with lots"


@dataclass(frozen=True, slots=True)
class Patience:
    """When an order that rests is good enough."""

    tolerance_bps: int
    age_ns: int

    def good(self, order: OrderView, wish: Wish, now_ns: int) -> bool:
        if order.ticks is None or wish.ticks is None or order.side is not wish.side:
            return False
        near = abs(order.ticks - wish.ticks) * BPS <= self.tolerance_bps * wish.ticks
        return near and now_ns - order.created_ns < self.age_ns


def towards(wanted: Mapping[str, Wish], mine: list[OrderView], patience: Patience, now_ns: int) -> list[Command]:
    """From the orders that are to those that are wanted, by slot. Nothing is placed where something is still live."""
    commands: list[Command] = []
    taken: set[str] = set()
    for order in mine:
        wish = wanted.get(order.tag)
        good = wish is not None and order.tag not in taken and patience.good(order, wish, now_ns)
        taken.add(order.tag)
        if not good and order.cancel is Pending.NONE:
            commands.append(CancelOrder(order.client_id, "off its place"))
    commands += [PlaceOrder(replace(wish, tag=slot)) for slot, wish in wanted.items() if slot not in taken]
    return commands


def withdraw(mine: list[OrderView], why: str) -> list[Command]:
    return [CancelOrder(order.client_id, why) for order in mine if order.cancel is Pending.NONE]


class Inventory:
    """What is leaned against: coins beyond those that it began with, or all of a contract's position. What it began with
    is noted in whole lots, so that a restart leans against what the runs before it have gathered."""

    def __init__(self, work: Orchestra) -> None:
        self._work = work

    def atoms(self, view: View, market: Market) -> int:
        if market.settle:
            return view.position(market.pair) * market.lot.atoms
        held = view.total(market.base)
        began = self._work.notes.setdefault(BEGAN, market.lot.floor(held))
        return held - began * market.lot.atoms

    def worth(self, view: View, market: Market, twice_mid: int) -> int:
        return self.atoms(view, market) * (twice_mid * market.tick.atoms) // (2 * ONE)


def share(part: int, whole: int, of: int = BPS) -> int:
    """`part` in parts of `whole`, from -`of` to `of`."""
    return max(-of, min(of, part * of // whole)) if whole else 0


def trusted_best(view: View, pair: str) -> tuple[int, int] | None:
    """Bid and ask of a book that may be acted on."""
    book = view.book(pair)
    bid, ask = book.best()
    return (bid, ask) if book.trust is Trust.GOOD and bid and ask else None


def quote(market: Market, side: Side, ticks: int, notional: int, best: tuple[int, int], why: str) -> Wish | None:
    """Post-only, never across the book; None where the money is less than a lot."""
    bid, ask = best
    ticks = min(ticks, ask - 1) if side is Side.BUY else max(ticks, bid + 1)
    worth = market.notional(ticks, 1) if ticks > 0 else 0
    lots = notional // worth if worth else 0
    if lots < max(1, market.min_lots):
        return None
    return Wish(market.pair, side, lots, ticks, OrderType.LIMIT_MAKER, why=why)


def slots(side: Side, count: int) -> Iterator[tuple[int, str]]:
    """Their numbers and names: b0, b1, … or s0, s1, …"""
    return ((n, f"{'b' if side is Side.BUY else 's'}{n}") for n in range(count))
