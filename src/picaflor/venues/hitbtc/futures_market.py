"""Public endpoints of contracts that are spot's under the same paths: their symbols end in `_PERP`."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from picaflor.venues.hitbtc import charts, futures_charts, market
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.futures_symbols import PRODUCT, read_contracts, read_one, write_contract
from picaflor.wire.asks import ReadBook, ReadBooks, ReadCandles, ReadMarkets
from picaflor.wire.reports import Listing


def _write_market(_ask: ReadMarkets, listing: Listing) -> object:
    (found,) = listing.markets
    return write_contract(found)


def _of_futures(row: Endpoint) -> Endpoint:
    """Row 51; and books say of which family they are."""
    if row.ask is ReadMarkets and row.inner:
        return replace(
            row,
            write_answer=_write_market,
            read_answer=lambda ask, data: Listing((read_one(ask.symbol, data),)),
        )
    if row.ask is ReadMarkets:
        return replace(row, read_answer=lambda _ask, data: read_contracts(data))
    if row.ask in (ReadBook, ReadBooks):
        return market.with_books_of(row, PRODUCT)
    return row


_PLAIN: Final = tuple(
    row for row in charts.ENDPOINTS if row.ask is ReadCandles
)  # futures_charts has it beside two others
ENDPOINTS: Final = tuple(
    _of_futures(row) for row in (*market.ENDPOINTS, *charts.ENDPOINTS, *futures_charts.ENDPOINTS) if row not in _PLAIN
)
