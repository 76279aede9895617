"""What the spot sockets push, row by row: trades, tickers, candles, orders, balances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from msgspec import Raw
from msgspec.json import Decoder, encode

from picaflor.domain.numbers import ONE, read_atoms, write_atoms
from picaflor.venues.bitmart import topics as t
from picaflor.venues.bitmart.market import ms_of
from picaflor.venues.bitmart.messages import (
    BalanceDetail,
    BalancePushRow,
    OrderPushRow,
    TickerPushRow,
    TradePushRow,
)
from picaflor.venues.bitmart.orders import read_push, write_push
from picaflor.venues.bitmart.words import read_side
from picaflor.wire.decoding import MS, BadMessage, read_ms, write_ms
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    CandleReport,
    TickerReport,
    TradeReport,
)
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    OrdersFrame,
    TickersFrame,
    Topic,
    TradesFrame,
    VenueFrame,
)

SECOND: Final = 1_000 * MS
MINUTE: Final = 60
# Row 36: their times may lie within a bar; these lengths, in seconds, divide a day.
LENGTHS: Final = {
    "1m": MINUTE,
    "5m": 5 * MINUTE,
    "15m": 15 * MINUTE,
    "30m": 30 * MINUTE,
    "1h": 60 * MINUTE,
    "2h": 120 * MINUTE,
    "4h": 240 * MINUTE,
    "1d": 1_440 * MINUTE,
}
CANDLE_PARTS: Final = 6
DONE: Final = "TRANSACTION_COMPLETED"

_TRADES: Final = Decoder(list[TradePushRow])
_TICKERS: Final = Decoder(list[TickerPushRow])
_CANDLES: Final = Decoder(list[dict[str, Raw]])
_CANDLE: Final = Decoder(tuple[int, str, str, str, str, str])
_WORD: Final = Decoder(str)
_ORDERS: Final = Decoder(list[OrderPushRow])
_BALANCES: Final = Decoder(list[BalancePushRow])


# read


def read_rows(topic: Topic, table: str, data: Raw) -> tuple[VenueFrame, ...]:
    match topic.channel:
        case Channel.TRADES:
            return _read_trades(data)
        case Channel.TICKERS:
            return _read_tickers(topic.name, data)
        case Channel.CANDLES:
            return _read_candles(topic.name, data)
        case Channel.ORDERS:
            return _read_orders(table, data)
        case Channel.BALANCES:
            return tuple(_read_balances(row) for row in _BALANCES.decode(data))
        case _:
            raise BadMessage(f"rows of {topic.channel}")


def _some(symbols: list[str]) -> list[str]:
    """In the order in which they come. No rows are nothing that we know."""
    if not symbols:
        raise BadMessage("a push without a row")
    return list(dict.fromkeys(symbols))


def _read_trades(data: Raw) -> tuple[VenueFrame, ...]:
    """Row 32: nobody numbers them. We tell the newest first."""
    rows = sorted(_TRADES.decode(data), key=lambda row: -row.ms_t)
    trades = [
        TradeReport(row.symbol, "", read_side(row.side), read_atoms(row.price), read_atoms(row.size), ms_of(row.ms_t))
        for row in rows
    ]
    return tuple(
        TradesFrame(Topic(Channel.TRADES, symbol), tuple(trade for trade in trades if trade.symbol == symbol))
        for symbol in _some([row.symbol for row in rows])
    )


def _read_tickers(name: str, data: Raw) -> tuple[VenueFrame, ...]:
    return tuple(
        TickersFrame(Topic(Channel.TICKERS, row.symbol, name), (_ticker(row),)) for row in _TICKERS.decode(data)
    )


def _ticker(row: TickerPushRow) -> TickerReport:
    return TickerReport(
        symbol=row.symbol,
        last=read_atoms(row.last_price),
        bid=read_atoms(row.bid_px),
        bid_size=read_atoms(row.bid_sz),
        ask=read_atoms(row.ask_px),
        ask_size=read_atoms(row.ask_sz),
        open=read_atoms(row.open_24h),
        high=read_atoms(row.high_24h),
        low=read_atoms(row.low_24h),
        base_volume=read_atoms(row.base_volume_24h),
        quote_volume=read_atoms(row.quote_volume_24h),
        at_ns=ms_of(row.ms_t),
    )


def _read_candles(interval: str, data: Raw) -> tuple[VenueFrame, ...]:
    frames = []
    for row in _CANDLES.decode(data):
        symbol = _WORD.decode(row.get("symbol", b""))
        frames.append(CandlesFrame(Topic(Channel.CANDLES, symbol, interval), (_candle(interval, row),)))
    return tuple(frames)


def _candle(interval: str, row: dict[str, Raw]) -> CandleReport:
    """The money that was traded is not told."""
    at, *numbers = _CANDLE.decode(row.get("candle", b""))
    if interval not in LENGTHS:
        raise BadMessage(f"nobody says where bars of {interval} begin")
    if at < 0:
        raise BadMessage("a bar before 1970")
    o, high, low, close, volume = map(read_atoms, numbers)
    return CandleReport(at // LENGTHS[interval] * LENGTHS[interval] * SECOND, o, high, low, close, volume, 0)


def _read_orders(table: str, data: Raw) -> tuple[VenueFrame, ...]:
    """By symbol, where somebody asked for the orders of one."""
    rows = _ORDERS.decode(data)
    by_symbol = table == t.ORDER
    return tuple(
        OrdersFrame(
            tuple(read_push(row) for row in rows if not by_symbol or row.symbol == symbol),
            Topic(Channel.ORDERS, symbol if by_symbol else ""),
        )
        for symbol in (_some([row.symbol for row in rows]) if by_symbol else [""])
    )


def _read_balances(row: BalancePushRow) -> BalancesReport:
    """Row 34: absolute, and only the coins that changed."""
    rows = tuple(
        BalanceReport(part.ccy, read_atoms(part.av_bal), read_atoms(part.fz_bal)) for part in row.balance_details
    )
    return BalancesReport(rows, whole=False, at_ns=read_ms(row.event_time))


# written

Rows = TradesFrame | TickersFrame | CandlesFrame | OrdersFrame | BalancesReport


def write_rows(frame: Rows, now_ns: int) -> tuple[bytes, ...]:
    match frame:
        case TradesFrame(topic, rows):
            return (_push(topic, [_write_trade(row) for row in rows]),)
        case TickersFrame(topic, tickers):
            return (_push(topic, [_write_ticker(row) for row in tickers]),)
        case CandlesFrame(topic, bars):
            return tuple(_push(topic, [_write_candle(topic.symbol, bar)]) for bar in bars)
        case OrdersFrame(orders, topic):
            return (_push(topic, [write_push(order) for order in orders]),)
        case BalancesReport(balances, _, at_ns):
            details = [BalanceDetail(row.asset, write_atoms(row.free), write_atoms(row.held)) for row in balances]
            row = BalancePushRow(DONE, write_ms(at_ns or now_ns), details)
            return (_push(Topic(Channel.BALANCES), [row]),)
        case _:
            assert_never(frame)


def _push(topic: Topic, rows: Sequence[object]) -> bytes:
    return encode({"table": t.table_of(topic), "data": rows})


def _write_trade(trade: TradeReport) -> TradePushRow:
    price, size, at_ms = write_atoms(trade.price), write_atoms(trade.size), trade.at_ns // MS
    return TradePushRow(trade.symbol, price, size, trade.side, at_ms, at_ms // 1000, trade.side == "sell")


def _write_ticker(row: TickerReport) -> TickerPushRow:
    change = (row.last - row.open) * 100_000 // row.open if row.open else 0
    return TickerPushRow(
        symbol=row.symbol,
        last_price=write_atoms(row.last),
        open_24h=write_atoms(row.open),
        high_24h=write_atoms(row.high),
        low_24h=write_atoms(row.low),
        base_volume_24h=write_atoms(row.base_volume),
        quote_volume_24h=write_atoms(row.quote_volume),
        fluctuation=write_atoms(change * ONE // 100_000),
        bid_px=write_atoms(row.bid),
        bid_sz=write_atoms(row.bid_size),
        ask_px=write_atoms(row.ask),
        ask_sz=write_atoms(row.ask_size),
        ms_t=row.at_ns // MS,
        s_t=row.at_ns // SECOND,
    )


def _write_candle(symbol: str, bar: CandleReport) -> object:
    numbers = (bar.open, bar.high, bar.low, bar.close, bar.base_volume)
    return {"symbol": symbol, "candle": [bar.open_ns // SECOND, *map(write_atoms, numbers)]}
