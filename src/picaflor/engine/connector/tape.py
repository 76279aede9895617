"""Public trades as events: whole ticks and lots, or a surprise where they are off the market's grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from picaflor.domain.events import Surprise, Traded
from picaflor.domain.market import Market, OffGrid
from picaflor.wire.stream import TradesFrame


def read_trades(venue: str, frame: TradesFrame, markets: Mapping[str, Market]) -> Iterator[Traded | Surprise]:
    """Oldest first. A snapshot is history, told on subscription: nothing happened now."""
    if frame.snapshot:
        return
    for row in reversed(frame.rows):
        market = markets.get(row.symbol)
        if market is None:
            continue
        try:
            ticks, lots = market.tick.count(row.price), market.sized.count(row.size)
        except OffGrid as off:
            yield Surprise("a trade off the grid", str(off))
        else:
            yield Traded(venue, market.pair, row.side, ticks, lots, row.at_ns)
