"""Public endpoints of margin: those of the spot market, since its orders stand in the same books."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from picaflor.venues.hitbtc import charts, market
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.margin_symbols import PRODUCT, read_margins, read_one
from picaflor.wire.asks import ReadBook, ReadBooks, ReadMarkets
from picaflor.wire.reports import Listing


def _of_margin(row: Endpoint) -> Endpoint:
    """Row 80; and books say of which family they are."""
    if row.ask is ReadMarkets and row.inner:
        return replace(row, read_answer=lambda ask, data: Listing((read_one(ask.symbol, data),)))
    if row.ask is ReadMarkets:
        return replace(row, read_answer=lambda _ask, data: read_margins(data))
    if row.ask in (ReadBook, ReadBooks):
        return market.with_books_of(row, PRODUCT)
    return row


ENDPOINTS: Final = tuple(map(_of_margin, (*market.ENDPOINTS, *charts.ENDPOINTS)))
