"""Public endpoints: the clock that there is not, listing, coins, book, trades."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from msgspec import Raw
from msgspec.json import Decoder
from msgspec.structs import replace as with_fields

from picaflor.domain.market import Market, MarketKind
from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.family import SUFFIX
from picaflor.venues.hitbtc.futures_symbols import ContractRow, write_contract
from picaflor.venues.hitbtc.messages import BookData, CoinRow, NetworkRow, Refusal, SymbolRow, TradeRow
from picaflor.venues.hitbtc.params import Params, need, number
from picaflor.venues.hitbtc.symbols import read_listing, read_market, write_market
from picaflor.venues.hitbtc.words import read_side
from picaflor.wire.asks import Books, Coins, ReadBook, ReadBooks, ReadCoins, ReadMarkets, ReadTime, ReadTrades, Trades
from picaflor.wire.decoding import BadMessage, read_iso, write_iso
from picaflor.wire.reports import BookFrame, CoinReport, Listing, ServerTime, TradeReport

DEPTH_MAX: Final = 100_000  # more levels than any book has; 0 on the wire
PAGE_MAX: Final = 1000
CLOCK: Final = "0"  # row 1: a symbol that is not there, asked for because refusals are dated

_BOOK: Final = Decoder(BookData)
_BOOKS: Final = Decoder(dict[str, BookData])
_TRADES: Final = Decoder(list[TradeRow])
_MANY_TRADES: Final = Decoder(dict[str, list[TradeRow]])
_COINS: Final = Decoder(dict[str, CoinRow])
_ROW: Final = Decoder(SymbolRow)
_REFUSAL: Final = Decoder(Refusal)


# row 1


def _asked_symbol(params: Params) -> ReadTime | ReadMarkets:
    symbol = need(params, "symbol")
    return ReadTime() if symbol == CLOCK else ReadMarkets(symbol)


def _write_time(_ask: ReadTime, time: ServerTime) -> object:
    error = {"code": 2001, "message": f"No such symbol: {CLOCK}", "description": ""}
    return {"timestamp": write_iso(time.at_ns), "error": error, "path": f"/api/3/public/symbol/{CLOCK}"}


def _read_time(_ask: ReadTime, data: bytes) -> ServerTime:
    return ServerTime(read_iso(_REFUSAL.decode(data).timestamp))


# rows 2 and 3


def _nothing(_ask: object) -> Params:
    return {}


def _ask_markets(ask: ReadMarkets) -> Params:
    return {"symbols": ",".join(ask.symbols)}


def _asked_markets(params: Params) -> ReadMarkets:
    return ReadMarkets(symbols=tuple(filter(None, params.get("symbols", "").split(","))))


def _write_market(_ask: ReadMarkets, listing: Listing) -> object:
    (market,) = listing.markets
    return write_market(market)


def _read_one(ask: ReadMarkets, data: bytes) -> Listing:
    return Listing((read_market(ask.symbol, _ROW.decode(data)),))


def _write_markets(_ask: ReadMarkets, listing: Listing) -> object:
    """Row 51: of both families, where both are listed."""
    return {row.symbol: _write_listed(row) for row in listing.markets}


def _write_listed(market: Market) -> ContractRow | SymbolRow:
    contract = market.kind is not MarketKind.SPOT and market.symbol.endswith(SUFFIX)
    return write_contract(market) if contract else write_market(market)


def _read_markets(_ask: ReadMarkets, data: bytes) -> Listing:
    return read_listing(data)


def _write_coins(_ask: ReadCoins, coins: Coins) -> object:
    return {
        coin.asset: CoinRow(coin.asset, networks=[NetworkRow(coin.asset, coin.asset, coin.asset)])
        for coin in coins.rows
    }


def _read_coins(_ask: ReadCoins, data: bytes) -> Coins:
    return Coins(tuple(CoinReport(name) for name in _COINS.decode(data)))


# row 4


def _ask_book(ask: ReadBook) -> Params:
    return {"symbol": ask.symbol, "depth": "0" if ask.depth >= DEPTH_MAX else str(ask.depth)}


def _asked_book(params: Params) -> ReadBook:
    return ReadBook(need(params, "symbol"), number(params, "depth", 10, 0, 10**9) or DEPTH_MAX)


def _write_book(_ask: ReadBook, book: BookFrame) -> object:
    return BookData(write_iso(book.at_ns), Raw(book.asks), Raw(book.bids))


def _read_book(ask: ReadBook, data: bytes) -> BookFrame:
    """A book without a number: it cannot be joined to the stream."""
    return _one_book(ask.symbol, _BOOK.decode(data))


def _one_book(symbol: str, book: BookData) -> BookFrame:
    if bytes(book.ask)[:1] != b"[" or bytes(book.bid)[:1] != b"[":
        raise BadMessage("a side of the book is no list")
    return BookFrame(symbol, True, bytes(book.bid), bytes(book.ask), at_ns=read_iso(book.timestamp))


def _ask_books(ask: ReadBooks) -> Params:
    return {"symbols": ",".join(ask.symbols), "depth": "0" if ask.depth >= DEPTH_MAX else str(ask.depth)}


def _asked_books(params: Params) -> ReadBooks:
    symbols = tuple(filter(None, params.get("symbols", "").split(",")))
    return ReadBooks(symbols, number(params, "depth", 10, 0, 10**9) or DEPTH_MAX)


def _write_books(_ask: ReadBooks, books: Books) -> object:
    return {book.symbol: BookData(write_iso(book.at_ns), Raw(book.asks), Raw(book.bids)) for book in books.rows}


def _read_books(_ask: ReadBooks, data: bytes) -> Books:
    return Books(tuple(_one_book(symbol, book) for symbol, book in _BOOKS.decode(data).items()))


# row 5


def _ask_trades(ask: ReadTrades) -> Params:
    which = {"symbol": ask.symbol} if ask.symbol else {"symbols": ",".join(ask.symbols)}
    return {**which, "sort": "ASC" if ask.oldest_first else "", "limit": str(min(ask.limit, PAGE_MAX))}


def _asked_trades(params: Params) -> ReadTrades:
    limit = number(params, "limit", 100, 1, PAGE_MAX)
    return ReadTrades(need(params, "symbol"), limit, oldest_first=_asked_order(params))


def _asked_many_trades(params: Params) -> ReadTrades:
    symbols = tuple(filter(None, params.get("symbols", "").split(",")))
    limit = number(params, "limit", 10, 1, PAGE_MAX)
    return ReadTrades("", limit, symbols=symbols, oldest_first=_asked_order(params))


def _asked_order(params: Params) -> bool:
    return params.get("sort", "").upper() == "ASC"


def _write_trades(_ask: ReadTrades, trades: Trades) -> object:
    return [_write_trade(row) for row in trades.rows]


def _write_many_trades(_ask: ReadTrades, trades: Trades) -> object:
    """A market without trades is not named."""
    told: dict[str, list[TradeRow]] = {}
    for row in trades.rows:
        told.setdefault(row.symbol, []).append(_write_trade(row))
    return told


def _write_trade(row: TradeReport) -> TradeRow:
    return TradeRow(int(row.trade_id), write_atoms(row.price), write_atoms(row.size), row.side, write_iso(row.at_ns))


def _read_trades(ask: ReadTrades, data: bytes) -> Trades:
    return Trades(tuple(_read_trade(row, ask.symbol) for row in _TRADES.decode(data)))


def _read_many_trades(_ask: ReadTrades, data: bytes) -> Trades:
    told = _MANY_TRADES.decode(data)
    return Trades(tuple(_read_trade(row, symbol) for symbol, rows in told.items() for row in rows))


def _read_trade(row: TradeRow, symbol: str) -> TradeReport:
    return TradeReport(
        symbol=symbol,
        trade_id=str(row.id),
        side=read_side(row.side),
        price=read_atoms(row.price),
        size=read_atoms(row.qty),
        at_ns=read_iso(row.timestamp),
    )


_PUBLIC: Final = "/api/3/public/"
ENDPOINTS: Final = (
    Endpoint(
        ReadTime,
        "GET",
        _PUBLIC + "symbol/{symbol}",
        lambda _ask: {"symbol": CLOCK},
        _asked_symbol,
        _write_time,
        _read_time,
    ),
    Endpoint(
        ReadMarkets,
        "GET",
        _PUBLIC + "symbol",
        _ask_markets,
        _asked_markets,
        _write_markets,
        _read_markets,
        lambda ask: not ask.symbol,
    ),
    Endpoint(
        ReadMarkets,
        "GET",
        _PUBLIC + "symbol/{symbol}",
        lambda ask: {"symbol": ask.symbol},
        _asked_symbol,
        _write_market,
        _read_one,
        lambda ask: bool(ask.symbol),
    ),
    Endpoint(ReadCoins, "GET", _PUBLIC + "currency", _nothing, lambda _params: ReadCoins(), _write_coins, _read_coins),
    Endpoint(ReadBook, "GET", _PUBLIC + "orderbook/{symbol}", _ask_book, _asked_book, _write_book, _read_book),
    Endpoint(ReadBooks, "GET", _PUBLIC + "orderbook", _ask_books, _asked_books, _write_books, _read_books),
    Endpoint(
        ReadTrades,
        "GET",
        _PUBLIC + "trades/{symbol}",
        _ask_trades,
        _asked_trades,
        _write_trades,
        _read_trades,
        lambda ask: bool(ask.symbol),
    ),
    Endpoint(
        ReadTrades,
        "GET",
        _PUBLIC + "trades",
        _ask_trades,
        _asked_many_trades,
        _write_many_trades,
        _read_many_trades,
        lambda ask: not ask.symbol,
    ),
)


def with_books_of(row: Endpoint, product: str) -> Endpoint:
    """As another family has it: its books say of which they are."""

    def read(ask: Any, data: bytes) -> BookFrame | Books:
        answer = row.read_answer(ask, data)
        if isinstance(answer, Books):
            return Books(tuple(with_fields(book, product=product) for book in answer.rows))
        assert isinstance(answer, BookFrame)
        return with_fields(answer, product=product)

    return replace(row, read_answer=read)
