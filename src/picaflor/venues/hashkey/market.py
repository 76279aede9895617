"""Public endpoints: clock, listing, book, trades."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Side
from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.messages import BookRow, TimeRow, TradeRow
from picaflor.venues.hashkey.params import Params, need, number
from picaflor.venues.hashkey.perp_symbols import write_house
from picaflor.venues.hashkey.symbols import read_listing, read_one, write_market
from picaflor.wire.asks import ReadBook, ReadMarkets, ReadTime, ReadTrades, Trades
from picaflor.wire.decoding import MS, BadMessage, read_ms
from picaflor.wire.reports import BookFrame, Listing, ServerTime, TradeReport

DEPTH_MAX: Final = 200
TRADES_MAX: Final = 100

_TIME: Final = Decoder(TimeRow)
_BOOK: Final = Decoder(BookRow)
_TRADES: Final = Decoder(list[TradeRow])


def moment_of(ms: int | str) -> int:
    """Rows 1 and 30: a number of milliseconds, as text in places."""
    return read_ms(str(ms))


# row 1


def _nothing(_ask: object) -> Params:
    return {}


def _write_time(_ask: ReadTime, time: ServerTime, _now_ns: int) -> object:
    return {"serverTime": time.at_ns // MS}


def _read_time(_ask: ReadTime, data: bytes) -> ServerTime:
    return ServerTime(moment_of(_TIME.decode(data).serverTime))


# row 2


def _ask_markets(ask: ReadMarkets) -> Params:
    return {"symbol": ask.symbol}


def _asked_markets(params: Params) -> ReadMarkets:
    return ReadMarkets(params.get("symbol", ""))


def _write_markets(ask: ReadMarkets, listing: Listing, now_ns: int) -> object:
    """Of one symbol the bare object."""
    if ask.symbol:
        return write_market(listing.markets[0])
    return write_house(listing, now_ns // MS)


def _read_markets(ask: ReadMarkets, data: bytes) -> Listing:
    return read_one(data) if ask.symbol else read_listing(data)


# row 4


def _ask_book(ask: ReadBook) -> Params:
    return {"symbol": ask.symbol, "limit": str(min(ask.depth, DEPTH_MAX))}


def _asked_book(params: Params) -> ReadBook:
    return ReadBook(need(params, "symbol"), number(params, "limit", 100, DEPTH_MAX))


def _write_book(_ask: ReadBook, book: BookFrame, _now_ns: int) -> object:
    return BookRow(book.at_ns // MS, Raw(book.bids), Raw(book.asks))


def _read_book(ask: ReadBook, data: bytes) -> BookFrame:
    """A book without a number: it cannot be joined to the stream."""
    book = _BOOK.decode(data)
    if bytes(book.a)[:1] != b"[" or bytes(book.b)[:1] != b"[":
        raise BadMessage("a side of the book is no list")
    return BookFrame(ask.symbol, True, bytes(book.b), bytes(book.a), at_ns=moment_of(book.t))


# row 5: oldest first, without ids


def _ask_trades(ask: ReadTrades) -> Params:
    return {"symbol": ask.symbol, "limit": str(min(ask.limit, TRADES_MAX))}


def _asked_trades(params: Params) -> ReadTrades:
    return ReadTrades(need(params, "symbol"), number(params, "limit", 60, TRADES_MAX))


def _write_trades(_ask: ReadTrades, trades: Trades, _now_ns: int) -> object:
    return [
        TradeRow(row.at_ns // MS, write_atoms(row.price), write_atoms(row.size), row.side is Side.SELL)
        for row in reversed(trades.rows)
    ]


def _read_trades(ask: ReadTrades, data: bytes) -> Trades:
    return Trades(tuple(_read_trade(row, ask.symbol) for row in reversed(_TRADES.decode(data))))


def _read_trade(row: TradeRow, symbol: str) -> TradeReport:
    side = Side.SELL if row.ibm else Side.BUY
    return TradeReport(symbol, "", side, read_atoms(row.p), read_atoms(row.q), moment_of(row.t))


ENDPOINTS: Final = (
    Endpoint(ReadTime, "GET", "/api/v1/time", _nothing, lambda _params: ReadTime(), _write_time, _read_time),
    Endpoint(ReadMarkets, "GET", "/api/v1/exchangeInfo", _ask_markets, _asked_markets, _write_markets, _read_markets),
    Endpoint(ReadBook, "GET", "/quote/v1/depth", _ask_book, _asked_book, _write_book, _read_book),
    Endpoint(ReadTrades, "GET", "/quote/v1/trades", _ask_trades, _asked_trades, _write_trades, _read_trades),
)
