"""An order on its market's grid, and how far into the other side of the book one would reach."""

from __future__ import annotations

from typing import Final

from picaflor.domain.market import Market, OffGrid
from picaflor.domain.orders import Side
from picaflor.machines.matching import MatchingBook
from picaflor.wire.asks import Place

DEPTH_MAX: Final = 10_000


def steps_of(market: Market, ask: Place) -> tuple[int, int | None]:
    """Lots and ticks of an order that the rules have let pass."""
    try:
        lots = market.sized.count(ask.size) if ask.size else 0
        return lots, market.tick.count(ask.price) if ask.price else None
    except OffGrid as off:
        raise AssertionError("the rules let an order off the grid pass") from off


def reach(book: MatchingBook, lots: int) -> int:
    """The worst price that a market buy of so many lots meets, in ticks: what it may cost is tied."""
    worst = 0
    for ticks, there in book.levels(Side.SELL, DEPTH_MAX):
        worst, lots = ticks, lots - there
        if lots <= 0:
            break
    return worst
