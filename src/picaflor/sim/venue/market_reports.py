"""What a market tells to all: one trade, and how it stands."""

from __future__ import annotations

from picaflor.domain.market import Market
from picaflor.machines.matching import MatchingBook, Traded
from picaflor.sim.venue.tape import Tape
from picaflor.wire.reports import TickerReport, TradeReport


def ticker(market: Market, last: int, tape: Tape, book: MatchingBook, now_ns: int) -> TickerReport:
    day, top = tape.day(now_ns), book.best()
    price, size = market.tick.atoms, market.sized.atoms
    return TickerReport(
        symbol=market.symbol,
        last=last * price,
        bid=top.bid * price,
        bid_size=top.bid_lots * size,
        ask=top.ask * price,
        ask_size=top.ask_lots * size,
        open=day.open if day else last * price,
        high=day.high if day else last * price,
        low=day.low if day else last * price,
        base_volume=day.base_volume if day else 0,
        quote_volume=day.quote_volume if day else 0,
        at_ns=now_ns,
    )


def trade(market: Market, trade_no: int, traded: Traded, now_ns: int) -> TradeReport:
    return TradeReport(
        symbol=market.symbol,
        trade_id=str(trade_no),
        side=traded.side,
        price=traded.ticks * market.tick.atoms,
        size=traded.lots * market.sized.atoms,
        at_ns=now_ns,
    )
