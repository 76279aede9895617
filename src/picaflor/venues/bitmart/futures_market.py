"""Public endpoints of contracts: the listing, which is the ticker, too; the book, trades, and bars."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import ONE, read_atoms, round_atoms, write_atoms
from picaflor.domain.orders import Side
from picaflor.venues.bitmart.endpoint import Endpoint
from picaflor.venues.bitmart.futures_messages import DepthData, TradeRow
from picaflor.venues.bitmart.futures_symbols import ContractRow, read_contracts, write_contracts
from picaflor.venues.bitmart.futures_words import PRODUCT
from picaflor.venues.bitmart.market import TIME, ms_of
from picaflor.venues.bitmart.params import Params, need, number
from picaflor.wire.asks import ReadBook, ReadMarkets, ReadTickers, ReadTrades, Tickers, Trades
from picaflor.wire.decoding import MS, BadMessage
from picaflor.wire.reports import BookFrame, Listing, TickerReport, TradeReport

DEPTH: Final = 50
TRADES: Final = 50
TRADES_MAX: Final = 100
SECOND: Final = 1_000 * MS
SECONDS_MAX: Final = 10**11
NO_SYMBOL: Final = "40034"
PUBLIC: Final = "/contract/public/"


class _Symbols(Struct):
    symbols: list[ContractRow]


_ROWS: Final = Decoder(_Symbols)
_DEPTH: Final = Decoder(DepthData)
_LEVELS: Final = Decoder(list[tuple[Raw, Raw, Raw]] | None)
_PAIRS: Final = Decoder(list[tuple[Raw, Raw]])
_OBJECTS: Final = Decoder(list[dict[str, str]])
_TRADES: Final = Decoder(list[TradeRow])

# row 61


def _write_markets(_ask: ReadMarkets, listing: Listing) -> object:
    return write_contracts(listing.markets, listing.tickers)


def _read_markets(_ask: ReadMarkets, data: Raw) -> Listing:
    return read_contracts(data)


def _write_nothing(_ask: ReadTickers, _tickers: Tickers) -> object:
    raise ValueError("asked by the listing's path, and so answered by the listing")


def _read_ticker(ask: ReadTickers, data: Raw) -> Tickers:
    """No best prices, and no time: what is not told is nothing."""
    rows = _ROWS.decode(data).symbols
    if ask.symbol and any(row.symbol != ask.symbol for row in rows):
        raise BadMessage("the reply tells of another market")
    return Tickers(tuple(_ticker(row) for row in rows))


def _ticker(row: ContractRow) -> TickerReport:
    last, change = read_atoms(row.last_price), read_atoms(row.change_24h or "0", signed=True)
    return TickerReport(
        symbol=row.symbol,
        last=last,
        bid=0,
        bid_size=0,
        ask=0,
        ask_size=0,
        open=round_atoms(last * ONE // (ONE + change), 8) if ONE + change else 0,
        high=read_atoms(row.high_24h or "0"),
        low=read_atoms(row.low_24h or "0"),
        base_volume=read_atoms(row.volume_24h or "0"),
        quote_volume=read_atoms(row.turnover_24h or "0"),
        at_ns=0,
        index=read_atoms(row.index_price) if row.index_price else None,
        funding_rate=read_atoms(row.expected_funding_rate, signed=True) if row.expected_funding_rate else None,
        funding_next_ns=ms_of(row.funding_time),
        open_interest=read_atoms(row.open_interest) if row.open_interest else None,
    )


# row 80


def _write_book(ask: ReadBook, book: BookFrame) -> object:
    return DepthData(_with_sums(book.asks), _with_sums(book.bids), ask.symbol, book.at_ns // MS)


def _with_sums(levels: bytes) -> Raw:
    """Each level names the contracts up to it."""
    there, rows = 0, []
    for price, size in as_pairs(levels):
        there += read_atoms(size)
        rows.append(f'["{price}","{size}","{write_atoms(there)}"]')
    return Raw(("[" + ",".join(rows) + "]").encode() if rows else b"null")


def as_pairs(levels: bytes) -> list[tuple[str, str]]:
    """Of an emulated house, which spells levels as pairs; or as this row's stream has them."""
    if levels[:2] == b"[{":
        return [(row["price"], row["vol"]) for row in _OBJECTS.decode(levels)]
    return [(_text(price), _text(size)) for price, size in _PAIRS.decode(levels or b"[]")]


def _text(raw: Raw) -> str:
    return bytes(raw).decode().strip('"')


def as_objects(levels: list[tuple[str, str]]) -> bytes:
    rows = ",".join(f'{{"price":"{price}","vol":"{size}"}}' for price, size in levels)
    return f"[{rows}]".encode()


def _read_book(ask: ReadBook, data: Raw) -> BookFrame:
    """A book without a number: it cannot be joined to the stream, as which it is spelled here."""
    book = _DEPTH.decode(data)
    if book.symbol != ask.symbol:
        raise BadMessage("the reply tells of another market")
    bids, asks = _objects(book.bids), _objects(book.asks)
    return BookFrame(ask.symbol, True, bids, asks, at_ns=ms_of(book.timestamp), product=PRODUCT)


def _objects(levels: Raw) -> bytes:
    return as_objects([(_text(price), _text(size)) for price, size, _ in _LEVELS.decode(levels) or ()])


# row 81


def _ask_trades(ask: ReadTrades) -> dict[str, object]:
    return {"symbol": ask.symbol, "limit": min(ask.limit, TRADES_MAX)}


def _asked_trades(params: Params) -> ReadTrades:
    return ReadTrades(need(params, "symbol", NO_SYMBOL), number(params, "limit", TRADES, TRADES_MAX))


def _write_trades(_ask: ReadTrades, trades: Trades) -> object:
    return [
        TradeRow(
            row.symbol,
            write_atoms(row.price),
            write_atoms(row.size),
            write_atoms(round_atoms(row.price * row.size // ONE, 8)),
            row.at_ns // SECOND,
            row.side is Side.SELL,
        )
        for row in trades.rows
    ]


def _read_trades(_ask: ReadTrades, data: Raw) -> Trades:
    """Nobody numbers them. A taker meets who was there first."""
    return Trades(tuple(_trade(row) for row in _TRADES.decode(data)))


def _trade(row: TradeRow) -> TradeReport:
    side = Side.SELL if row.is_buyer_maker else Side.BUY
    return TradeReport(row.symbol, "", side, read_atoms(row.price), read_atoms(row.qty), second_of(row.time))


def second_of(number_: int) -> int:
    if not 0 <= number_ < SECONDS_MAX:
        raise BadMessage(f"not a time in seconds: {number_!r:.40}")
    return number_ * SECOND


_DETAILS: Final = PUBLIC + "details"
ENDPOINTS: Final = (
    replace(TIME, ours=False),  # everybody's, and so answered by the first row of a house
    Endpoint(
        ReadTickers,
        "GET",
        _DETAILS,
        lambda ask: {"symbol": ask.symbol},
        lambda params: ReadTickers(params.get("symbol", "")),
        _write_nothing,
        _read_ticker,
        lambda ask: not ask.interest,
    ),
    Endpoint(  # the same path: whoever asks for one of them is told both
        ReadMarkets,
        "GET",
        _DETAILS,
        lambda ask: {"symbol": ask.symbol},
        lambda params: ReadMarkets(params.get("symbol", "")),
        _write_markets,
        _read_markets,
    ),
    Endpoint(
        ReadBook,
        "GET",
        PUBLIC + "depth",
        lambda ask: {"symbol": ask.symbol},
        lambda params: ReadBook(need(params, "symbol", NO_SYMBOL), DEPTH),
        _write_book,
        _read_book,
    ),
    Endpoint(ReadTrades, "GET", PUBLIC + "market-trade", _ask_trades, _asked_trades, _write_trades, _read_trades),
)
