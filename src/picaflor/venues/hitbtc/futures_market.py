"""Public endpoints of contracts that are spot's under the same paths: their symbols end in `_PERP`."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from msgspec.structs import replace as with_fields

from picaflor.venues.hitbtc import charts, futures_charts, market
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.futures_symbols import PRODUCT, read_contracts, read_one, write_contract
from picaflor.wire.asks import Books, ReadBook, ReadBooks, ReadCandles, ReadMarkets
from picaflor.wire.reports import BookFrame, Listing


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
    if row.ask is ReadBook:
        return replace(row, read_answer=lambda ask, data: _named(row.read_answer(ask, data)))
    if row.ask is ReadBooks:
        return replace(row, read_answer=lambda ask, data: _named(row.read_answer(ask, data)))
    return row


def _named(answer: object) -> BookFrame | Books:
    if isinstance(answer, Books):
        return Books(tuple(with_fields(book, product=PRODUCT) for book in answer.rows))
    assert isinstance(answer, BookFrame)
    return with_fields(answer, product=PRODUCT)


_PLAIN: Final = tuple(
    row for row in charts.ENDPOINTS if row.ask is ReadCandles
)  # futures_charts has it beside two others
ENDPOINTS: Final = tuple(
    _of_futures(row) for row in (*market.ENDPOINTS, *charts.ENDPOINTS, *futures_charts.ENDPOINTS) if row not in _PLAIN
)
