"""Wishes in the words that a venue has: a market buy by base is, where only money buys, a limit that takes or leaves."""

from __future__ import annotations

from dataclasses import replace

from picaflor.domain.book import BookView, Trust
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side, Tif, Wish

REACH = ONE // 100  # how far beyond the touch a translated order may go, unless the venue's own band is narrower

_MARKET, _BUY = OrderType.MARKET, Side.BUY


def translate(wish: Wish, market: Market | None, book: BookView | None) -> Wish:
    """Without a trusted book the wish stays as it is, and risk refuses it."""
    if wish.type is not _MARKET or wish.side is not _BUY or not wish.lots:
        return wish
    if market is None or not market.buys_by_quote or book is None or book.trust is not Trust.GOOD:
        return wish
    ask = book.top().ask
    if not ask:
        return wish
    reach = min(REACH, market.band_up or REACH)
    ticks = ask + ask * reach // ONE
    why = f"{wish.why} (translated: a market buy by base, as a limit that takes or leaves)".strip()
    return replace(wish, type=OrderType.LIMIT, tif=Tif.IOC, ticks=ticks, why=why)
