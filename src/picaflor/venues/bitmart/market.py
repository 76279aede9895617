"""Public endpoints of the spot market: time, listing, coins, book, trades, tickers."""

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import ONE, read_atoms, write_atoms
from picaflor.venues.bitmart.endpoint import Endpoint, nothing
from picaflor.venues.bitmart.messages import BookData, CoinRow, TickerRow, TimeData
from picaflor.venues.bitmart.params import Params, need, number
from picaflor.venues.bitmart.symbols import read_listing, write_listing
from picaflor.venues.bitmart.words import read_side
from picaflor.wire.asks import (
    Coins,
    ReadBook,
    ReadCoins,
    ReadListing,
    ReadMarkets,
    ReadTickers,
    ReadTime,
    ReadTrades,
    Tickers,
    Trades,
)
from picaflor.wire.decoding import MS, BadMessage, read_ms, write_ms
from picaflor.wire.reports import BookFrame, CoinReport, Listing, ServerTime, TickerReport, TradeReport

FUTURES: Final = "futures"
FUTURES_HOST: Final = "api-cloud-v2.bitmart.com"
DEPTH_MAX: Final = 50
DEPTH: Final = 35
TRADES_MAX: Final = 50
NO_SYMBOL: Final = "70001"
MS_MAX: Final = 10**16


class _Other(Struct):
    symbol: str = "?"


class _Others(Struct):
    symbols: list[_Other]


_OTHERS: Final = Decoder(_Others)
_TIME: Final = Decoder(TimeData)
_BOOK: Final = Decoder(BookData)
_TRADES: Final = Decoder(list[tuple[str, str, str, str, str]])
_TICKER: Final = Decoder(TickerRow)
_TICKERS: Final = Decoder(list[list[str]])


_COINS: Final = Decoder(dict[str, list[CoinRow]])


# row 1


def ms_of(number_: int) -> int:
    """A time that came as a number of milliseconds, in nanoseconds."""
    if not 0 <= number_ < MS_MAX:
        raise BadMessage(f"not a time in milliseconds: {number_!r:.40}")
    return number_ * MS


def _write_time(_ask: ReadTime, time: ServerTime) -> object:
    return TimeData(time.at_ns // MS)


def _read_time(_ask: ReadTime, data: Raw) -> ServerTime:
    return ServerTime(ms_of(_TIME.decode(data).server_time))


# rows 2 and 3


def _write_markets(_ask: ReadMarkets, listing: Listing) -> object:
    return write_listing(listing.markets)


def _read_markets(_ask: ReadMarkets, data: Raw) -> Listing:
    return read_listing(data)


def _write_coins(_ask: ReadCoins, coins: Coins) -> object:
    return {"currencies": [CoinRow(coin.asset, coin.asset, coin.asset) for coin in coins.rows]}


def _read_coins(_ask: ReadCoins, data: Raw) -> Coins:
    return Coins(tuple(CoinReport(row.currency) for row in _COINS.decode(data).get("currencies", [])))


def _write_other(_ask: ReadListing, listing: Listing) -> object:
    """The futures: not a market of this row."""
    if listing.markets:
        raise ValueError("this row lists no futures")
    return {"symbols": []}


def _read_other(ask: ReadListing, data: Raw) -> Listing:
    rows = _OTHERS.decode(data).symbols
    return Listing((), tuple((row.symbol, f"of {ask.product}, which are not this row") for row in rows))


# row 4


def _ask_book(ask: ReadBook) -> dict[str, object]:
    return {"symbol": ask.symbol, "limit": min(ask.depth, DEPTH_MAX)}


def _asked_book(params: Params) -> ReadBook:
    return ReadBook(need(params, "symbol", NO_SYMBOL), number(params, "limit", DEPTH, DEPTH_MAX, NO_SYMBOL))


def _write_book(ask: ReadBook, book: BookFrame) -> object:
    return BookData(write_ms(book.at_ns), ask.symbol, Raw(book.asks), Raw(book.bids))


def _read_book(ask: ReadBook, data: Raw) -> BookFrame:
    """A book without a number: it cannot be joined to the stream."""
    book = _BOOK.decode(data)
    if book.symbol != ask.symbol:
        raise BadMessage("the reply tells of another market")
    if bytes(book.asks)[:1] != b"[" or bytes(book.bids)[:1] != b"[":
        raise BadMessage("a side of the book is no list")
    return BookFrame(ask.symbol, True, bytes(book.bids), bytes(book.asks), at_ns=read_ms(book.ts))


# row 5


def _ask_trades(ask: ReadTrades) -> dict[str, object]:
    return {"symbol": ask.symbol, "limit": min(ask.limit, TRADES_MAX)}


def _asked_trades(params: Params) -> ReadTrades:
    return ReadTrades(need(params, "symbol", NO_SYMBOL), number(params, "limit", TRADES_MAX, TRADES_MAX, NO_SYMBOL))


def _write_trades(ask: ReadTrades, trades: Trades) -> object:
    return [
        (ask.symbol, write_ms(row.at_ns), write_atoms(row.price), write_atoms(row.size), row.side)
        for row in trades.rows
    ]


def _read_trades(_ask: ReadTrades, data: Raw) -> Trades:
    """Nobody numbers them."""
    return Trades(
        tuple(
            TradeReport(symbol, "", read_side(side), read_atoms(price), read_atoms(size), read_ms(at))
            for symbol, at, price, size, side in _TRADES.decode(data)
        )
    )


# row 6


def _ask_tickers(ask: ReadTickers) -> dict[str, object]:
    return {"symbol": ask.symbol}


def _write_ticker(_ask: ReadTickers, tickers: Tickers) -> object:
    return ticker_row(tickers.rows[0])


def ticker_row(row: TickerReport) -> TickerRow:
    change = (row.last - row.open) * 100_000 // row.open if row.open else 0
    return TickerRow(
        symbol=row.symbol,
        last=write_atoms(row.last),
        v_24h=write_atoms(row.base_volume),
        qv_24h=write_atoms(row.quote_volume),
        open_24h=write_atoms(row.open),
        high_24h=write_atoms(row.high),
        low_24h=write_atoms(row.low),
        fluctuation=write_atoms(change * ONE // 100_000),
        bid_px=write_atoms(row.bid),
        bid_sz=write_atoms(row.bid_size),
        ask_px=write_atoms(row.ask),
        ask_sz=write_atoms(row.ask_size),
        ts=write_ms(row.at_ns),
    )


def read_ticker(row: TickerRow) -> TickerReport:
    return TickerReport(
        symbol=row.symbol,
        last=read_atoms(row.last),
        bid=read_atoms(row.bid_px),
        bid_size=read_atoms(row.bid_sz),
        ask=read_atoms(row.ask_px),
        ask_size=read_atoms(row.ask_sz),
        open=read_atoms(row.open_24h),
        high=read_atoms(row.high_24h),
        low=read_atoms(row.low_24h),
        base_volume=read_atoms(row.v_24h),
        quote_volume=read_atoms(row.qv_24h),
        at_ns=read_ms(row.ts),
    )


def _read_ticker(_ask: ReadTickers, data: Raw) -> Tickers:
    return Tickers((read_ticker(_TICKER.decode(data)),))


def _write_tickers(_ask: ReadTickers, tickers: Tickers) -> object:
    """As lists of what the one for a symbol names; only what traded is told."""
    rows = map(ticker_row, tickers.rows)
    return [[getattr(row, name) for name in TickerRow.__struct_fields__] for row in rows]


def _read_tickers(_ask: ReadTickers, data: Raw) -> Tickers:
    rows = _TICKERS.decode(data)
    if any(len(row) != len(TickerRow.__struct_fields__) for row in rows):
        raise BadMessage("a ticker with more or less than thirteen parts")
    return Tickers(tuple(read_ticker(TickerRow(*row)) for row in rows))


_V3: Final = "/spot/quotation/v3/"
TIME: Final = Endpoint(ReadTime, "GET", "/system/time", nothing, lambda _params: ReadTime(), _write_time, _read_time)
COINS: Final = Endpoint(
    ReadCoins, "GET", "/account/v1/currencies", nothing, lambda _params: ReadCoins(), _write_coins, _read_coins
)
ENDPOINTS: Final = (
    TIME,
    COINS,
    Endpoint(
        ReadMarkets,
        "GET",
        "/spot/v1/symbols/details",
        nothing,
        lambda _params: ReadMarkets(),
        _write_markets,
        _read_markets,
    ),
    Endpoint(
        ReadListing,
        "GET",
        "/contract/public/details",
        nothing,
        lambda _params: ReadListing(FUTURES),
        _write_other,
        _read_other,
        ours=False,
    ),
    Endpoint(ReadBook, "GET", _V3 + "books", _ask_book, _asked_book, _write_book, _read_book),
    Endpoint(ReadTrades, "GET", _V3 + "trades", _ask_trades, _asked_trades, _write_trades, _read_trades),
    Endpoint(
        ReadTickers,
        "GET",
        _V3 + "ticker",
        _ask_tickers,
        lambda params: ReadTickers(need(params, "symbol", NO_SYMBOL)),
        _write_ticker,
        _read_ticker,
        lambda ask: bool(ask.symbol),
    ),
    Endpoint(
        ReadTickers,
        "GET",
        _V3 + "tickers",
        nothing,
        lambda _params: ReadTickers(),
        _write_tickers,
        _read_tickers,
        lambda ask: not ask.symbol,
    ),
)
