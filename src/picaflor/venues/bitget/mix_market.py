"""Public endpoints of contracts: the listing, the book, trades, tickers."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import ONE, read_atoms, round_atoms, write_atoms
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.market import TIME, read_trade, trade_row
from picaflor.venues.bitget.messages import TradeRow
from picaflor.venues.bitget.mix_endpoint import mix, nothing
from picaflor.venues.bitget.mix_messages import DepthData, MixTickerRow
from picaflor.venues.bitget.mix_symbols import read_contracts, write_contracts
from picaflor.venues.bitget.mix_words import PRODUCT, PRODUCTS, product_of
from picaflor.venues.bitget.params import BadParameter, Params, need, number
from picaflor.wire.asks import ReadBook, ReadListing, ReadMarkets, ReadTickers, ReadTrades, Tickers, Trades
from picaflor.wire.decoding import read_ms, write_ms
from picaflor.wire.reports import BookFrame, Listing, TickerReport

DEPTH: Final = 100  # what comes when none is asked for
DEPTH_MAX: Final = 1000
DEPTHS: Final = (1, 5, 15, 50)
TRADES_MAX: Final = 100
PAST_TRADES_MAX: Final = 1000

_DEPTH: Final = Decoder(DepthData)
_LEVELS: Final = Decoder(list[tuple[Raw, Raw]])
_TRADES: Final = Decoder(list[TradeRow])
_TICKERS: Final = Decoder(list[MixTickerRow])
_ROWS: Final = Decoder(list[dict[str, Raw]])

# row 61


def _asked_contracts(params: Params) -> ReadMarkets | ReadListing:
    """Of any other family an empty list is enough for a stranger."""
    product = need(params, "productType").upper()
    return ReadMarkets() if product in PRODUCTS else ReadListing(product)


def _write_markets(_ask: ReadMarkets, listing: Listing) -> object:
    return write_contracts(listing.markets)


def _read_markets(_ask: ReadMarkets, data: Raw, _at_ns: int) -> Listing:
    return read_contracts(data)


def _write_other(ask: ReadListing, listing: Listing) -> object:
    if listing.markets:
        raise ValueError(f"this row lists no markets of {ask.product}")
    return []


def _read_other(ask: ReadListing, data: Raw, _at_ns: int) -> Listing:
    rows = (bytes(row.get("symbol", b'"?"')).decode().strip('"') for row in _ROWS.decode(data))
    return Listing((), tuple((symbol, f"of {ask.product}, which is not this row") for symbol in rows))


# row 80


def _ask_book(ask: ReadBook) -> Params:
    """Five depths have a name; between them the next larger one."""
    if ask.depth == DEPTH:
        return {"symbol": ask.symbol}
    fits = next((str(depth) for depth in DEPTHS if ask.depth <= depth), "max")
    return {"symbol": ask.symbol, "limit": "" if DEPTHS[-1] < ask.depth < DEPTH else fits}


def _asked_book(params: Params) -> ReadBook:
    if params.get("precision") not in (None, "", "scale0"):
        raise BadParameter("40017", "Parameter verification failed: only scale0 is offered")
    whole = params.get("limit") == "max"
    return ReadBook(need(params, "symbol"), DEPTH_MAX if whole else number(params, "limit", DEPTH, DEPTH_MAX))


def _write_book(_ask: ReadBook, book: BookFrame) -> object:
    return DepthData(_numbers(book.asks), _numbers(book.bids), write_ms(book.at_ns))


def _numbers(levels: bytes) -> Raw:
    return Raw(levels.replace(b'"', b""))


def _read_book(ask: ReadBook, data: Raw, _at_ns: int) -> BookFrame:
    """A book without a number: it cannot be joined to the stream. Its numbers become texts, as the stream has them."""
    book = _DEPTH.decode(data)
    bids, asks = _texts(book.bids), _texts(book.asks)
    return BookFrame(ask.symbol, True, bids, asks, at_ns=read_ms(book.ts), product=product_of(ask.symbol))


def _texts(levels: Raw) -> bytes:
    rows = ((bytes(price).strip(b'"'), bytes(size).strip(b'"')) for price, size in _LEVELS.decode(levels))
    return b"[" + b",".join(b'["%b","%b"]' % row for row in rows) + b"]"


# row 81


def _ask_trades(ask: ReadTrades) -> Params:
    most = PAST_TRADES_MAX if ask.history else TRADES_MAX
    return {"symbol": ask.symbol, "limit": str(min(ask.limit, most))}


def _asked_trades(params: Params) -> ReadTrades:
    return ReadTrades(need(params, "symbol"), number(params, "limit", TRADES_MAX, TRADES_MAX))


def _asked_past_trades(params: Params) -> ReadTrades:
    return ReadTrades(need(params, "symbol"), number(params, "limit", 500, PAST_TRADES_MAX), history=True)


def _write_trades(ask: ReadTrades, trades: Trades) -> object:
    return [trade_row(trade, str(trade.side).capitalize() if ask.history else trade.side) for trade in trades.rows]


def _read_trades(ask: ReadTrades, data: Raw, _at_ns: int) -> Trades:
    return Trades(tuple(read_trade(row, ask.symbol) for row in _TRADES.decode(data)))


# row 82


def _ask_tickers(ask: ReadTickers) -> Params:
    return {"symbol": ask.symbol}


def _asked_ticker(params: Params) -> ReadTickers:
    return ReadTickers(need(params, "symbol"))


def _write_tickers(_ask: ReadTickers, tickers: Tickers) -> object:
    return [_ticker_row(ticker) for ticker in tickers.rows]


def _ticker_row(ticker: TickerReport) -> MixTickerRow:
    change = write_change(ticker)
    return MixTickerRow(
        symbol=ticker.symbol,
        lastPr=write_atoms(ticker.last),
        askPr=write_atoms(ticker.ask),
        bidPr=write_atoms(ticker.bid),
        bidSz=write_atoms(ticker.bid_size),
        askSz=write_atoms(ticker.ask_size),
        high24h=write_atoms(ticker.high),
        low24h=write_atoms(ticker.low),
        ts=write_ms(ticker.at_ns),
        change24h=change,
        baseVolume=write_atoms(ticker.base_volume),
        quoteVolume=write_atoms(ticker.quote_volume),
        usdtVolume=write_atoms(ticker.quote_volume),
        openUtc=write_atoms(ticker.open),
        changeUtc24h=change,
        indexPrice=write_maybe(ticker.index),
        fundingRate=write_maybe(ticker.funding_rate),
        holdingAmount=write_maybe(ticker.open_interest),
        open24h=write_atoms(ticker.open),
        markPrice=write_maybe(ticker.mark),
    )


def write_change(ticker: TickerReport) -> str:
    """A ratio: 0.01 is one percent."""
    change = (ticker.last - ticker.open) * ONE // ticker.open if ticker.open else 0
    return write_atoms(round_atoms(change, 5))


def write_maybe(atoms: int | None) -> str:
    return "" if atoms is None else write_atoms(atoms)


def read_maybe(text: str | None, *, signed: bool = False) -> int | None:
    return read_atoms(text, signed=signed) if text else None


def _read_tickers(_ask: ReadTickers, data: Raw, _at_ns: int) -> Tickers:
    return Tickers(tuple(_read_ticker(row) for row in _TICKERS.decode(data)))


def _read_ticker(row: MixTickerRow) -> TickerReport:
    return TickerReport(
        symbol=row.symbol,
        last=read_atoms(row.lastPr),
        bid=read_atoms(row.bidPr),
        bid_size=read_atoms(row.bidSz),
        ask=read_atoms(row.askPr),
        ask_size=read_atoms(row.askSz),
        open=read_atoms(row.open24h),
        high=read_atoms(row.high24h),
        low=read_atoms(row.low24h),
        base_volume=read_atoms(row.baseVolume),
        quote_volume=read_atoms(row.quoteVolume),
        at_ns=read_ms(row.ts),
        mark=read_maybe(row.markPrice),
        index=read_maybe(row.indexPrice),
        funding_rate=read_maybe(row.fundingRate, signed=True),
        open_interest=read_maybe(row.holdingAmount),
    )


_CONTRACTS: Final = "/api/v2/mix/market/contracts"

ENDPOINTS: Final = (
    replace(TIME, ours=lambda _request: False),  # everybody's, and so answered by the first row of a house
    Endpoint(
        ReadMarkets,
        "GET",
        _CONTRACTS,
        lambda _ask: {"productType": PRODUCT},
        _asked_contracts,
        _write_markets,
        _read_markets,
    ),
    Endpoint(
        ReadListing,
        "GET",
        _CONTRACTS,
        lambda ask: {"productType": ask.product},
        _asked_contracts,
        _write_other,
        _read_other,
    ),
    mix(ReadBook, "GET", "market/merge-depth", _ask_book, _asked_book, _write_book, _read_book),
    mix(
        ReadTrades,
        "GET",
        "market/fills",
        _ask_trades,
        _asked_trades,
        _write_trades,
        _read_trades,
        lambda ask: not ask.history,
    ),
    mix(
        ReadTrades,
        "GET",
        "market/fills-history",
        _ask_trades,
        _asked_past_trades,
        _write_trades,
        _read_trades,
        lambda ask: ask.history,
    ),
    mix(
        ReadTickers,
        "GET",
        "market/ticker",
        _ask_tickers,
        _asked_ticker,
        _write_tickers,
        _read_tickers,
        lambda ask: bool(ask.symbol) and not ask.interest,
    ),
    mix(
        ReadTickers,
        "GET",
        "market/tickers",
        nothing,
        lambda _params: ReadTickers(),
        _write_tickers,
        _read_tickers,
        lambda ask: not ask.symbol,
    ),
)
