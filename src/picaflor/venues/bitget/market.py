"""Public endpoints of classic spot: time, listing, book, trades, coins, other products."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.messages import BookData, ChainRow, CoinName, CoinRow, TimeData, TradeRow
from picaflor.venues.bitget.params import BadParameter, Params, need, number
from picaflor.venues.bitget.symbols import read_listing, write_listing
from picaflor.venues.bitget.words import read_side
from picaflor.wire.asks import (
    Coins,
    ReadBook,
    ReadCoins,
    ReadListing,
    ReadMarkets,
    ReadTime,
    ReadTrades,
    Trades,
)
from picaflor.wire.decoding import BadMessage, read_ms, write_ms
from picaflor.wire.reports import BookFrame, CoinReport, Listing, ServerTime, TradeReport

BOOK_DEPTH_MAX: Final = 150
TRADES_MAX: Final = 500
PAST_TRADES_MAX: Final = 1000

_TIME: Final = Decoder(TimeData)
_BOOK: Final = Decoder(BookData)
_TRADES: Final = Decoder(list[TradeRow])
_COINS: Final = Decoder(list[CoinName])
_ROWS: Final = Decoder(list[dict[str, Raw]])


def _nothing(_ask: object) -> Params:
    return {}


def _write_time(_ask: ReadTime, time: ServerTime) -> object:
    return TimeData(write_ms(time.at_ns))


def _read_time(_ask: ReadTime, data: Raw, _at_ns: int) -> ServerTime:
    """Row 1."""
    return ServerTime(read_ms(_TIME.decode(data).serverTime))


def _write_markets(_ask: ReadMarkets, listing: Listing) -> object:
    return write_listing(listing.markets)


def _read_markets(_ask: ReadMarkets, data: Raw, _at_ns: int) -> Listing:
    return read_listing(data)


# row 3


def _ask_book(ask: ReadBook) -> Params:
    return {"symbol": ask.symbol, "type": "step0", "limit": str(min(ask.depth, BOOK_DEPTH_MAX))}


def _asked_book(params: Params) -> ReadBook:
    if params.get("type") not in (None, "", "step0"):
        raise BadParameter("40017", "Parameter verification failed: only step0 is offered")
    return ReadBook(need(params, "symbol"), number(params, "limit", BOOK_DEPTH_MAX, BOOK_DEPTH_MAX))


def _write_book(_ask: ReadBook, book: BookFrame) -> object:
    return BookData(Raw(book.asks), Raw(book.bids), write_ms(book.at_ns))


def _read_book(ask: ReadBook, data: Raw, _at_ns: int) -> BookFrame:
    """A book without a number: it cannot be joined to the stream."""
    book = _BOOK.decode(data)
    if bytes(book.asks)[:1] != b"[" or bytes(book.bids)[:1] != b"[":
        raise BadMessage("a side of the book is no list")
    return BookFrame(ask.symbol, True, bytes(book.bids), bytes(book.asks), at_ns=read_ms(book.ts))


# rows 4 and 5


def _ask_trades(ask: ReadTrades) -> Params:
    most = PAST_TRADES_MAX if ask.history else TRADES_MAX
    return {"symbol": ask.symbol, "limit": str(min(ask.limit, most))}


def _asked_trades(params: Params) -> ReadTrades:
    return ReadTrades(need(params, "symbol"), number(params, "limit", 100, TRADES_MAX))


def _asked_past_trades(params: Params) -> ReadTrades:
    return ReadTrades(need(params, "symbol"), number(params, "limit", 500, PAST_TRADES_MAX), history=True)


def _write_trades(ask: ReadTrades, trades: Trades) -> object:
    return [trade_row(trade, str(trade.side).capitalize() if ask.history else trade.side) for trade in trades.rows]


def trade_row(trade: TradeReport, side: str) -> TradeRow:
    return TradeRow(
        symbol=trade.symbol,
        tradeId=trade.trade_id,
        side=side,
        price=write_atoms(trade.price),
        size=write_atoms(trade.size),
        ts=write_ms(trade.at_ns),
    )


def read_trade(row: TradeRow, symbol: str) -> TradeReport:
    return TradeReport(
        symbol=row.symbol or symbol,
        trade_id=row.tradeId,
        side=read_side(row.side),
        price=read_atoms(row.price),
        size=read_atoms(row.size),
        at_ns=read_ms(row.ts),
    )


def _read_trades(ask: ReadTrades, data: Raw, _at_ns: int) -> Trades:
    return Trades(tuple(read_trade(row, ask.symbol) for row in _TRADES.decode(data)))


# rows 8 and 9


def _write_coins(_ask: ReadCoins, coins: Coins) -> object:
    """Each on one chain of its own name, open both ways: strangers take a coin without one for dead."""
    return [CoinRow(coin.asset, [ChainRow(chain=coin.asset)]) for coin in coins.rows]


def _read_coins(_ask: ReadCoins, data: Raw, _at_ns: int) -> Coins:
    return Coins(tuple(CoinReport(row.coin) for row in _COINS.decode(data)))


def _write_other(ask: ReadListing, listing: Listing) -> object:
    if listing.markets:
        raise ValueError(f"this row lists no markets of {ask.product}")
    return []


def _read_other(ask: ReadListing, data: Raw, _at_ns: int) -> Listing:
    rows = (bytes(row.get("symbol", b'"?"')).decode().strip('"') for row in _ROWS.decode(data))
    return Listing((), tuple((symbol, f"of {ask.product}, which is not this row") for symbol in rows))


def _asked_contracts(params: Params) -> ReadListing:
    return ReadListing(need(params, "productType").upper())


TIME: Final = Endpoint(
    ReadTime, "GET", "/api/v2/public/time", _nothing, lambda _params: ReadTime(), _write_time, _read_time
)
ENDPOINTS: Final = (
    TIME,
    Endpoint(
        ReadMarkets,
        "GET",
        "/api/v2/spot/public/symbols",
        _nothing,
        lambda _params: ReadMarkets(),
        _write_markets,
        _read_markets,
    ),
    Endpoint(ReadBook, "GET", "/api/v2/spot/market/orderbook", _ask_book, _asked_book, _write_book, _read_book),
    Endpoint(
        ReadTrades,
        "GET",
        "/api/v2/spot/market/fills",
        _ask_trades,
        _asked_trades,
        _write_trades,
        _read_trades,
        lambda ask: not ask.history,
    ),
    Endpoint(
        ReadTrades,
        "GET",
        "/api/v2/spot/market/fills-history",
        _ask_trades,
        _asked_past_trades,
        _write_trades,
        _read_trades,
        lambda ask: ask.history,
    ),
    Endpoint(
        ReadCoins,
        "GET",
        "/api/v2/spot/public/coins",
        _nothing,
        lambda _params: ReadCoins(),
        _write_coins,
        _read_coins,
    ),
    Endpoint(
        ReadListing,
        "GET",
        "/api/v2/margin/currencies",
        _nothing,
        lambda _params: ReadListing("MARGIN"),
        _write_other,
        _read_other,
        lambda ask: ask.product == "MARGIN",
    ),
    Endpoint(
        ReadListing,
        "GET",
        "/api/v2/mix/market/contracts",
        lambda ask: {"productType": ask.product},
        _asked_contracts,
        _write_other,
        _read_other,
        lambda ask: ask.product != "MARGIN",
        lambda _request: False,  # the contracts' row answers it where there is one
    ),
)
