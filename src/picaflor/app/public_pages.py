"""What anybody may ask of a venue, as rows of texts: rules, tickers, book, trades, funding. Numbers to the last digit."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from picaflor.app.problems import NotFound, Usage
from picaflor.app.visit import Visit
from picaflor.domain.market import Market, MarketKind
from picaflor.domain.numbers import BadNumber, decimal_of, read_atoms, write_atoms
from picaflor.machines.book.spelling import read_levels
from picaflor.wire.asks import ReadBook, ReadTickers, ReadTrades, Tickers, Trades
from picaflor.wire.contracts import FundingReport, ReadFunding
from picaflor.wire.decoding import write_iso
from picaflor.wire.reports import BookFrame, TickerReport

Row = dict[str, str]
DEPTH_MAX = 1_000
TRADES_MAX = 1_000


async def markets(visit: Visit, pattern: str) -> list[Row]:
    wanted = pattern.upper().replace("/", "-")
    found = sorted((await visit.listing()).markets, key=lambda market: market.pair)
    rows = [_rules(market) for market in found if _fits(market, wanted)]
    if not rows:
        raise NotFound(f"{visit.target.id} lists no market like {pattern[:40]!r}: a * stands for any letters")
    return rows


def _fits(market: Market, wanted: str) -> bool:
    return not wanted or fnmatchcase(market.pair, wanted if set(wanted) & set("*?[") else f"*{wanted}*")


def _rules(market: Market) -> Row:
    row = {
        "pair": market.pair,
        "state": str(market.state),
        "tick": write_atoms(market.tick.atoms),
        "lot": write_atoms(market.lot.atoms),
        "min_amount": write_atoms(market.min_lots * market.lot.atoms),
        "min_value": write_atoms(market.min_notional),
        "value_in": market.quote,
        "maker_fee": write_atoms(market.maker_fee),
        "taker_fee": write_atoms(market.taker_fee),
    }
    if market.kind is not MarketKind.SPOT:
        row |= {"settles_in": market.settle, "max_leverage": str(market.max_leverage)}
    return row


async def tickers(visit: Visit, pair: str) -> list[Row]:
    pairs = {market.symbol: market.pair for market in (await visit.listing()).markets}
    symbol = (await visit.market(pair)).symbol if pair else ""
    found = await visit.need(ReadTickers(symbol), Tickers)
    rows = [_ticker(pairs[row.symbol], row) for row in found.rows if row.symbol in pairs]
    return sorted(rows, key=lambda row: row["pair"])


def _ticker(pair: str, row: TickerReport) -> Row:
    numbers = (row.last, row.bid, row.bid_size, row.ask, row.ask_size, row.high, row.low, row.base_volume)
    names = ("last", "bid", "bid_amount", "ask", "ask_amount", "high_24h", "low_24h", "volume_24h")
    change = f"{decimal_of(row.last) / decimal_of(row.open) * 100 - 100:.2f}" if row.open else ""
    return {"pair": pair, **dict(zip(names, map(write_atoms, numbers), strict=True)), "change_24h_percent": change}


async def book(visit: Visit, pair: str, depth: int) -> list[Row]:
    """A row for each level of both sides, the best first."""
    if not 1 <= depth <= DEPTH_MAX:
        raise Usage(f"{depth} levels cannot be asked for: say 1 to {DEPTH_MAX}")
    market = await visit.market(pair)
    frame = await visit.need(ReadBook(market.symbol, depth), BookFrame)
    rule = visit.target.venue.book
    bids, asks = ([(s[0], s[1]) for s in read_levels(data, rule)][:depth] for data in (frame.bids, frame.asks))
    rows = []
    for n in range(max(len(bids), len(asks))):
        bid, ask = (_level(side, n) for side in (bids, asks))
        rows.append({"bid_amount": bid[1], "bid": bid[0], "ask": ask[0], "ask_amount": ask[1]})
    return rows


def _level(side: list[tuple[str, str]], n: int) -> tuple[str, str]:
    if n >= len(side):
        return "", ""
    try:
        return write_atoms(read_atoms(side[n][0])), write_atoms(read_atoms(side[n][1]))
    except BadNumber:
        return "", ""


async def trades(visit: Visit, pair: str, limit: int) -> list[Row]:
    """Newest first; the side is the taker's."""
    if not 1 <= limit <= TRADES_MAX:
        raise Usage(f"{limit} trades cannot be asked for: say 1 to {TRADES_MAX}")
    market = await visit.market(pair)
    found = await visit.need(ReadTrades(market.symbol, limit), Trades)
    rows = sorted(found.rows, key=lambda trade: -trade.at_ns)[:limit]
    return [
        {
            "time": write_iso(trade.at_ns),
            "side": str(trade.side),
            "price": write_atoms(trade.price),
            "amount": write_atoms(trade.size),
            "id": trade.trade_id,
        }
        for trade in rows
    ]


async def funding(visit: Visit, pair: str) -> list[Row]:
    market = await visit.market(pair)
    if market.kind is MarketKind.SPOT:
        raise Usage(f"{market.pair} on {visit.target.id} is a spot market: nothing is paid for holding it")
    if "unfunded" in visit.target.venue.features:
        raise Usage(f"{visit.target.id} settles no funding: nobody pays another for holding {market.pair}")
    found = await visit.need(ReadFunding(market.symbol), FundingReport)
    rate = f"{decimal_of(found.rate) * 100:f}"
    return [{"pair": market.pair, "rate_percent": rate, "next": write_iso(found.next_ns), "pays": _payer(found.rate)}]


def _payer(rate: int) -> str:
    return "nobody" if not rate else "longs" if rate > 0 else "shorts"


def columns(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))
