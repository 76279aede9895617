"""Rows of one house that are listed together: whoever asks for all markets, or for several, is told of all rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from picaflor.sim.venue.answers import Answers
from picaflor.wire.asks import Answer, Ask, Books, ReadBooks, ReadMarkets, ReadTickers, ReadTrades, Tickers, Trades
from picaflor.wire.reports import Listing

WORD: Final = "one_listing"


def together(rows: Sequence[Answers], ask: Ask, now_ns: int) -> Answer | None:
    """None: it asks for one market, or for something else."""
    if not isinstance(ask, ReadMarkets | ReadTickers | ReadBooks | ReadTrades):
        return None
    if not isinstance(ask, ReadBooks) and ask.symbol:
        return None
    said = [row.public(ask, now_ns) for row in rows]
    match ask:
        case ReadMarkets():
            listings = [each for each in said if isinstance(each, Listing)]
            coins = dict.fromkeys(coin for each in listings for coin in each.coins)
            markets = tuple(market for each in listings for market in each.markets)
            ladders = tuple(tiers for each in listings for tiers in each.tiers)
            return Listing(markets, coins=tuple(coins), tiers=ladders)
        case ReadTickers():
            return Tickers(tuple(row for each in said if isinstance(each, Tickers) for row in each.rows))
        case ReadBooks():
            return Books(tuple(row for each in said if isinstance(each, Books) for row in each.rows))
        case ReadTrades():
            return Trades(tuple(row for each in said if isinstance(each, Trades) for row in each.rows))
