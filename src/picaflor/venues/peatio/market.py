"""Public endpoints: clock, listing, coins, book, trades."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.venues.peatio.endpoint import Endpoint
from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.messages import BookData, CurrencyRow, TradeRow
from picaflor.venues.peatio.params import Given, Params, number, one
from picaflor.venues.peatio.spelling import (
    SECOND,
    above_zero,
    bare,
    moment,
    named,
    number_of,
    read_iso,
    some,
    spelled,
    text_of,
    write_iso,
)
from picaflor.venues.peatio.symbols import read_listing, write_listing
from picaflor.venues.peatio.words import read_side
from picaflor.wire.asks import Coins, ReadBook, ReadCoins, ReadMarkets, ReadTime, ReadTrades, Trades
from picaflor.wire.decoding import BadMessage
from picaflor.wire.net import Headers
from picaflor.wire.reports import BookFrame, CoinReport, Listing, ServerTime, TradeReport

PAGE_MAX: Final = 1000
DEPTH: Final = 300  # where the client names none
_TIME: Final = Decoder(Raw)
_BOOK: Final = Decoder(BookData)
_TRADES: Final = Decoder(list[TradeRow])
_COINS: Final = Decoder(list[CurrencyRow])


def _nothing(_house: House, _ask: object) -> Params:
    return {}


# row 1: a text, to the second


def _write_time(_house: House, _ask: ReadTime, time: ServerTime) -> object:
    return write_iso(time.at_ns, "Z")


def _read_time(_house: House, _ask: ReadTime, data: bytes) -> ServerTime:
    return ServerTime(read_iso(text_of(_TIME.decode(data))))


# rows 2 and 3


def _ask_markets(_house: House, _ask: ReadMarkets) -> Params:
    return {"limit": str(PAGE_MAX)}


def _asked_markets(_house: House, _params: Given) -> ReadMarkets:
    """All at once, whatever page was wanted."""
    return ReadMarkets()


def _write_markets(house: House, _ask: ReadMarkets, listing: Listing) -> object:
    return write_listing(house, listing.markets)


def _counted(_ask: ReadMarkets, listing: Listing) -> Headers:
    return (("page", "1"), ("per-page", str(PAGE_MAX)), ("total", str(len(listing.markets))))


def _read_markets(house: House, _ask: ReadMarkets, data: bytes) -> Listing:
    return read_listing(house, data)


def _write_coins(_house: House, _ask: ReadCoins, coins: Coins) -> object:
    return [
        {
            "id": coin.asset.lower(),
            "name": coin.asset,
            "symbol": coin.asset,
            "type": "coin",
            "deposit_enabled": True,
            "withdrawal_enabled": True,
            "precision": 8,
            "position": n,
        }
        for n, coin in enumerate(coins.rows, 1)
    ]


def _read_coins(_house: House, _ask: ReadCoins, data: bytes) -> Coins:
    return Coins(tuple(CoinReport(row.id.upper()) for row in _COINS.decode(data)))


# row 4


def _ask_book(_house: House, ask: ReadBook) -> Params:
    return {"market": ask.symbol, "limit": str(min(ask.depth, PAGE_MAX))}


def _asked_book(_house: House, params: Given) -> ReadBook:
    return ReadBook(one(params, "market"), number(params, "limit", DEPTH, 1, PAGE_MAX, "public.market_depth"))


def _write_book(_house: House, _ask: ReadBook, book: BookFrame) -> object:
    return {"timestamp": book.at_ns // SECOND, "asks": Raw(book.asks), "bids": Raw(book.bids)}


def _read_book(_house: House, ask: ReadBook, data: bytes) -> BookFrame:
    """A book without a number: it cannot be joined to the stream."""
    book = _BOOK.decode(data)
    if bytes(book.asks)[:1] != b"[" or bytes(book.bids)[:1] != b"[":
        raise BadMessage("a side of the book is no list")
    return BookFrame(ask.symbol, True, bytes(book.bids), bytes(book.asks), at_ns=moment(book.timestamp))


# row 5


def _ask_trades(_house: House, ask: ReadTrades) -> Params:
    return {"market": ask.symbol, "limit": str(min(ask.limit, PAGE_MAX))}


def _asked_trades(_house: House, params: Given) -> ReadTrades:
    return ReadTrades(one(params, "market"), number(params, "limit", 100, 1, PAGE_MAX, "public.trade"))


def _write_trades(house: House, _ask: ReadTrades, trades: Trades) -> object:
    return [_trade_row(house, row) for row in trades.rows]


def _trade_row(house: House, row: TradeReport) -> dict[str, object]:
    if house.edition == "2.3":  # as its database has them
        words = {name: spelled(atoms) for name, atoms in (("price", row.price), ("amount", row.size))}
        told: dict[str, object] = {"id": number_of(row.trade_id), "market": row.symbol, "taker_type": row.side}
        return told | words | {"created_at": write_iso(row.at_ns)}
    return {
        "id": number_of(row.trade_id),
        "price": bare(row.price),
        "amount": bare(row.size),
        "total": bare(row.price * row.size // 10**36),
        "market": row.symbol,
        "created_at": row.at_ns // SECOND,
        "taker_type": row.side,
    }


def _read_trades(_house: House, ask: ReadTrades, data: bytes) -> Trades:
    return Trades(tuple(_read_trade(row, ask.symbol) for row in _TRADES.decode(data)))


def _read_trade(row: TradeRow, symbol: str) -> TradeReport:
    return TradeReport(
        symbol=symbol,
        trade_id=named(row.id),
        side=read_side(row.taker_type),
        price=above_zero(row.price),
        size=above_zero(row.amount if some(row.amount) else row.volume),
        at_ns=moment(row.created_at),
    )


_PUBLIC: Final = "/public/"
_ONE: Final = _PUBLIC + "markets/{market}/"
ENDPOINTS: Final = (
    Endpoint(ReadTime, "GET", _PUBLIC + "timestamp", _nothing, lambda _h, _p: ReadTime(), _write_time, _read_time),
    Endpoint(
        ReadMarkets,
        "GET",
        _PUBLIC + "markets",
        _ask_markets,
        _asked_markets,
        _write_markets,
        _read_markets,
        _counted,
    ),
    Endpoint(ReadCoins, "GET", _PUBLIC + "currencies", _nothing, lambda _h, _p: ReadCoins(), _write_coins, _read_coins),
    Endpoint(ReadBook, "GET", _ONE + "depth", _ask_book, _asked_book, _write_book, _read_book),
    Endpoint(ReadTrades, "GET", _ONE + "trades", _ask_trades, _asked_trades, _write_trades, _read_trades),
)
