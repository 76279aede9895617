"""Where a venue has no request that closes a position: an order at market that can only make it smaller."""

from __future__ import annotations

from typing import Final

from picaflor.app.build import PREFIX
from picaflor.app.visit import Visit
from picaflor.domain.orders import OrderType, Side
from picaflor.machines.orders import ClientIds
from picaflor.transport.clock import fresh_seed
from picaflor.wire.asks import Place
from picaflor.wire.reports import PositionReport

NOBODY: Final = "00"  # the number of no bot
COUNTERS: Final = 10**12  # of one that is drawn, none is like another


async def closing_order(visit: Visit, row: PositionReport) -> Place:
    """Of all of it, or of as much as one order at market may have: the rest is seen at the next look."""
    venue = visit.spoken
    market = next((each for each in (await visit.listing()).markets if each.symbol == row.symbol), None)
    size = abs(row.size)
    if market is not None and market.max_market_lots:
        size = min(size, market.max_market_lots * market.sized.atoms)
    drawn = fresh_seed() % COUNTERS
    return Place(
        symbol=row.symbol,
        client_id=ClientIds(venue.client_ids, PREFIX, NOBODY, range(drawn, drawn + 1)).next(),
        side=Side.SELL if row.size > 0 else Side.BUY,
        type=OrderType.MARKET,
        size=size,
        reduce_only=True,
        hold=row.hold,
        margin_mode=row.margin_mode if venue.margin_modes else None,
        leverage=row.leverage if "leverage_by_order" in venue.features else 0,
    )
