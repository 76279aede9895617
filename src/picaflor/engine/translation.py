"""Wishes in the words that a venue has: what it cannot size as wished becomes a limit that takes or leaves."""

from __future__ import annotations

from dataclasses import replace

from picaflor.domain.book import BookView, Trust
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side, Tif, Wish

REACH = ONE // 100  # how far beyond the touch a translated order may go, unless the venue's own band is narrower
LEVELS = 50  # of the book that money is counted out over

_MARKET, _MAKER, _BUY = OrderType.MARKET, OrderType.LIMIT_MAKER, Side.BUY


def translate(wish: Wish, market: Market | None, book: BookView | None) -> Wish:
    """A market buy by base where only money buys, or by money where only coin does; and what may only rest, where no
    order says so. Without a trusted book it stays."""
    if wish.type is _MAKER and market is not None and not market.post_only:
        return _resting(wish, book)
    if wish.type is not _MARKET or wish.side is not _BUY or market is None:
        return wish
    if market.buys_by_quote is (not wish.lots) or book is None or book.trust is not Trust.GOOD:
        return wish
    ask = book.top().ask
    if not ask:
        return wish
    farthest = ask + ask * min(REACH, market.band_up or REACH) // ONE
    if wish.lots:
        return _limit(wish, wish.lots, farthest, "by base")
    lots, ticks = _for_money(wish.quote, market, book, farthest)
    if lots and market.only_gtc:
        return replace(wish, lots=lots, quote=0, why=f"{wish.why} (translated: a market buy by quote, by base)".strip())
    return _limit(wish, lots, ticks, "by quote") if lots else wish


def _resting(wish: Wish, book: BookView | None) -> Wish:
    """A plain limit, as long as it meets nobody now; otherwise it stays what it is, and is denied."""
    if book is None or book.trust is not Trust.GOOD or wish.ticks is None:
        return wish
    bid, ask = book.best()
    if (wish.ticks >= ask > 0) if wish.side is _BUY else wish.ticks <= bid:
        return wish
    why = f"{wish.why} (translated: post-only, as a limit that meets nobody now)".strip()
    return replace(wish, type=OrderType.LIMIT, why=why)


def _for_money(quote: int, market: Market, book: BookView, farthest: int) -> tuple[int, int]:
    """What the money buys of the asks, its fee included where money pays that, and never more at the last price."""
    if market.fee_asset == market.quote:
        quote = quote * ONE // (ONE + max(0, market.taker_fee))
    lots, last, left = 0, 0, quote
    for ticks, there in book.asks(LEVELS):
        some = min(there, left // market.notional(ticks, 1))
        if not some or ticks > farthest:
            break
        lots, last, left = lots + some, ticks, left - market.notional(ticks, some)
    return (min(lots, quote // market.notional(last, 1)), last) if lots else (0, 0)


def _limit(wish: Wish, lots: int, ticks: int, sized: str) -> Wish:
    why = f"{wish.why} (translated: a market buy {sized}, as a limit that takes or leaves)".strip()
    return replace(wish, type=OrderType.LIMIT, tif=Tif.IOC, lots=lots, ticks=ticks, quote=0, why=why)
