"""The settlements of funding that passed while a paper account was closed, as its venue tells them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from picaflor.app.visit import Visit
from picaflor.domain.market import Market
from picaflor.sim.venue.keeping import changed_ns, pairs_of
from picaflor.wire.contracts import FundingHistory, FundingRate, ReadFundingHistory

LIMIT: Final = 100  # settlements: a month of them at every eight hours


async def missed_funding(visit: Visit, markets: Mapping[str, Market], state: bytes) -> list[FundingRate]:
    """Of every contract in which anything is open. It is asked only where there may have been one."""
    since_ns = changed_ns(state)
    venue = visit.target.venue
    if not venue.holds or "unfunded" in venue.features or not since_ns:
        await visit.asker.close()
        return []
    async with visit:
        now_ns = visit.reach.clock.now_ns()
        symbols = [markets[pair].symbol for pair in pairs_of(state) if pair in markets]
        asks = [visit.need(ReadFundingHistory(symbol, LIMIT), FundingHistory) for symbol in symbols]
        told = await asyncio.gather(*asks)
    return [row for history in told for row in history.rows if since_ns < row.at_ns <= now_ns]
