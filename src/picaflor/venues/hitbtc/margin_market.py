"""Public endpoints of margin: those of the spot market, since its orders stand in the same books."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from msgspec.structs import replace as with_fields

from picaflor.venues.hitbtc import charts, market
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.margin_symbols import PRODUCT, read_margins, read_one
from picaflor.wire.asks import Answer, Books, ReadBook, ReadBooks, ReadMarkets
from picaflor.wire.reports import BookFrame, Listing


def _of_margin(row: Endpoint) -> Endpoint:
    """Row 80; and books say of which family they are."""
    if row.ask is ReadMarkets and row.inner:
        return replace(row, read_answer=lambda ask, data: Listing((read_one(ask.symbol, data),)))
    if row.ask is ReadMarkets:
        return replace(row, read_answer=lambda _ask, data: read_margins(data))
    if row.ask in (ReadBook, ReadBooks):
        return replace(row, read_answer=lambda ask, data: _named(row.read_answer(ask, data)))
    return row


def _named(answer: Answer) -> BookFrame | Books:
    if isinstance(answer, Books):
        return Books(tuple(with_fields(book, product=PRODUCT) for book in answer.rows))
    assert isinstance(answer, BookFrame)
    return with_fields(answer, product=PRODUCT)


ENDPOINTS: Final = tuple(map(_of_margin, (*market.ENDPOINTS, *charts.ENDPOINTS)))
