"""Books that are told with fewer decimals than they are traded in: levels of one price become one, on the safe side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from picaflor.domain.market import Grid
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side

Levels = list[tuple[int, int]]
ALL = 1 << 60


def ticks_together(tick: Grid, places: int | None) -> int:
    """How many ticks are one price with so many decimals: one where that is no whole number of them."""
    unit = ONE // 10**places if places is not None else 0
    return unit // tick.atoms if unit and not unit % tick.atoms else 1


def price_of(side: Side, ticks: int, together: int) -> int:
    """A bid is told no higher than it is, an ask no lower."""
    return (ticks if side is Side.BUY else ticks + together - 1) // together * together


def merge(side: Side, rows: Iterable[tuple[int, int]], together: int) -> Levels:
    """The best first, as they came."""
    if together == 1:
        return list(rows)
    found: dict[int, int] = {}
    for ticks, lots in rows:
        price = price_of(side, ticks, together)
        found[price] = found.get(price, 0) + lots
    return list(found.items())


def merged_changes(
    read: Callable[[Side, int], Levels], touched: Mapping[tuple[Side, int], int], together: int
) -> tuple[Levels, Levels]:
    """Bids and asks: what has become of the prices that were touched; no lots: it is gone. `read`: levels of a side."""
    bids, asks = (_merged(side, read(side, ALL), touched, together) for side in (Side.BUY, Side.SELL))
    return bids, asks


def _merged(side: Side, rows: Levels, touched: Mapping[tuple[Side, int], int], together: int) -> Levels:
    now = dict(merge(side, rows, together))
    prices = {price_of(side, ticks, together) for of, ticks in touched if of is side}
    return [(price, now.get(price, 0)) for price in sorted(prices, reverse=side is Side.BUY)]
