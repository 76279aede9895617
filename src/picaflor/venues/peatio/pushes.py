"""What stands under the names of streams: books, trades, tickers, bars, and an account's orders, trades and balances."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.venues.peatio.charts import read_candle, read_ticker, write_candle, write_ticker
from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.messages import (
    BalanceRow,
    BookChange,
    BookData,
    FillRow,
    OrderRow,
    PushedTrade,
    PushedTrades,
    Ticker,
)
from picaflor.venues.peatio.orders import read_fill, read_order, write_push, write_pushed_fill
from picaflor.venues.peatio.spelling import SECOND, above_zero, amount, moment, named, number_of, spelled
from picaflor.venues.peatio.trading import read_balance, write_balance
from picaflor.venues.peatio.words import read_side
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import (
    BalanceReport,
    BookFrame,
    CandleReport,
    FillReport,
    OrderReport,
    TickerReport,
    TradeReport,
)

_BOOK: Final = Decoder(BookData)
_CHANGE: Final = Decoder(BookChange)
_TRADES: Final = Decoder(PushedTrades)
_TICKERS: Final = Decoder(dict[str, Ticker])
_BAR: Final = Decoder(list[Raw])
_ORDER: Final = Decoder(OrderRow)
_FILL: Final = Decoder(FillRow)
_BALANCE: Final = Decoder(BalanceRow)
_BALANCES: Final = Decoder(dict[str, list[Raw]])


# row 31 and 35: books


def read_book(symbol: str, raw: Raw, *, whole: bool, name: str) -> BookFrame:
    """Levels stay as they came: a pair alone, or a list of pairs. A side that is not told is no bytes at all."""
    if whole:
        book = _BOOK.decode(raw)
        at_ns = moment(book.timestamp)
        return BookFrame(symbol, True, _side(book.bids), _side(book.asks), book.sequence, at_ns=at_ns, name=name)
    change = _CHANGE.decode(raw)
    return BookFrame(symbol, False, _side(change.bids), _side(change.asks), change.sequence, name=name)


def _side(raw: Raw) -> bytes:
    data = bytes(raw)
    if data and data[:1] != b"[":
        if data == b"null":
            return b""
        raise BadMessage("a side of the book is no list")
    return data


def write_book(frame: BookFrame, *, numbered: bool, nested: bool) -> dict[str, object]:
    """`nested`: also where there is one level, and both sides, as newer builds do it."""
    empty = b"[]" if frame.snapshot or nested else b""
    sides = {"asks": _written(frame.asks, nested) or empty, "bids": _written(frame.bids, nested) or empty}
    row: dict[str, object] = {name: Raw(side) for name, side in sides.items() if side}
    return row | {"sequence": frame.seq or 0} if numbered else row


def _written(side: bytes, nested: bool) -> bytes:
    return b"[" + side + b"]" if nested and side[:2] == b'["' else side


# row 32


def read_trades(symbol: str, raw: Raw) -> tuple[TradeReport, ...]:
    """Numbers rise with time; we tell the newest first."""
    rows = [_trade(symbol, row) for row in _TRADES.decode(raw).trades]
    return tuple(sorted(rows, key=lambda row: (-row.at_ns, -len(row.trade_id), [-ord(c) for c in row.trade_id])))


def _trade(symbol: str, row: PushedTrade) -> TradeReport:
    return TradeReport(
        symbol,
        named(row.tid),
        read_side(row.taker_type or row.type),
        above_zero(row.price),
        above_zero(row.amount),
        moment(row.date),
    )


def write_trades(house: House, rows: tuple[TradeReport, ...]) -> dict[str, object]:
    taker = "type" if house.edition == "2.3" else "taker_type"
    return {
        "trades": [
            {
                "tid": number_of(row.trade_id),
                taker: row.side,
                "date": row.at_ns // SECOND,
                "price": spelled(row.price),
                "amount": spelled(row.size),
            }
            for row in reversed(rows)
        ]
    }


# row 36


def read_tickers(raw: Raw) -> tuple[TickerReport, ...]:
    return tuple(read_ticker(symbol, row, row.at) for symbol, row in _TICKERS.decode(raw).items())


def write_tickers(house: House, rows: tuple[TickerReport, ...]) -> dict[str, object]:
    return {row.symbol: {"at": row.at_ns // SECOND, **write_ticker(house, row)} for row in rows}


def read_bar(raw: Raw) -> CandleReport:
    return read_candle(_BAR.decode(raw))


def write_bar(bar: CandleReport) -> list[object]:
    return write_candle(bar)


# rows 33, 34 and 37


def read_pushed_order(raw: Raw) -> OrderReport:
    return read_order(_ORDER.decode(raw))


def write_pushed_order(order: OrderReport) -> dict[str, object]:
    return write_push(order)


def read_pushed_fill(raw: Raw) -> FillReport:
    return read_fill(_FILL.decode(raw))


def write_pushed_trade(fill: FillReport) -> dict[str, object]:
    return write_pushed_fill(fill)


def read_balances(name: str, raw: Raw) -> tuple[BalanceReport, ...]:
    """AltMarkets tells of one coin at a time, Finex of several as [free, held]."""
    if name == "balance":
        return (read_balance(_BALANCE.decode(raw)),)
    rows = _BALANCES.decode(raw)
    if any(len(pair) < 2 for pair in rows.values()):
        raise BadMessage("a balance that is no pair")
    return tuple(BalanceReport(coin.upper(), amount(pair[0]), amount(pair[1])) for coin, pair in rows.items())


def write_pushed_balance(row: BalanceReport) -> dict[str, str]:
    return write_balance(row)
