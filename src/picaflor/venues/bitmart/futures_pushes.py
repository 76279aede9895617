"""What the contracts' sockets push, row by row: trades, tickers, candles, orders, positions, money."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import ONE, read_atoms, write_atoms
from picaflor.domain.orders import Side
from picaflor.venues.bitmart import futures_orders as orders
from picaflor.venues.bitmart import futures_positions as positions
from picaflor.venues.bitmart.futures_account import read_asset
from picaflor.venues.bitmart.futures_market import SECOND, second_of
from picaflor.venues.bitmart.futures_messages import (
    AssetRow,
    BarPush,
    BarsPush,
    OrderNote,
    PositionPush,
    TickerPush,
    TradePush,
)
from picaflor.venues.bitmart.futures_orders import id_of, write_id
from picaflor.venues.bitmart.futures_prices import bar_of
from picaflor.venues.bitmart.futures_stop_rows import is_stop, read_pushed_stop, write_pushed_stop
from picaflor.venues.bitmart.futures_topics import topic_of
from picaflor.venues.bitmart.futures_words import COIN, PRODUCT
from picaflor.venues.bitmart.pushes import LENGTHS
from picaflor.wire.decoding import BadMessage, read_iso, write_iso
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
    PositionsFrame,
    StopsFrame,
    TickersFrame,
    Topic,
    TradesFrame,
    VenueFrame,
)

WAYS: Final = range(1, 9)
BUYS, SELLS = 1, 5
_TRADES: Final = Decoder(list[TradePush])
_TICKER: Final = Decoder(TickerPush)
_BARS: Final = Decoder(BarsPush)
_ORDERS: Final = Decoder(list[OrderNote])
_POSITIONS: Final = Decoder(list[PositionPush])
_ASSET: Final = Decoder(AssetRow)


# read


def read_rows(topic: Topic, data: Raw) -> tuple[VenueFrame, ...]:
    if topic.channel is Channel.ORDERS:
        return _read_orders(topic, _ORDERS.decode(data))
    return (_read_rows(topic, data),)


def _read_orders(topic: Topic, notes: list[OrderNote]) -> tuple[VenueFrame, ...]:
    """Row 100: what waits for a price is told on the same channel."""
    rows = tuple(orders.read_push(note) for note in notes if not is_stop(note.order))
    stops = tuple(read_pushed_stop(note) for note in notes if is_stop(note.order))
    told: tuple[VenueFrame, ...] = (OrdersFrame(rows, topic),) if rows or not stops else ()
    return (*told, StopsFrame(stops, topic)) if stops else told


def _read_rows(topic: Topic, data: Raw) -> VenueFrame:
    match topic.channel:
        case Channel.TRADES:
            return _read_trades(topic, data)
        case Channel.TICKERS:
            ticker = read_ticker(_TICKER.decode(data))
            return TickersFrame(topic_of(Channel.TICKERS, ticker.symbol), (ticker,))
        case Channel.CANDLES:
            return _read_bars(topic, data)
        case Channel.POSITIONS:
            rows = tuple(positions.read_push(row) for row in _POSITIONS.decode(data))
            return PositionsFrame(rows, topic, whole=False)
        case Channel.BALANCES:
            row = read_asset(_ASSET.decode(data))
            name = "" if row.asset == COIN else row.asset
            return BalancesReport((row,), whole=False, product=PRODUCT, name=name)
        case channel:
            raise BadMessage(f"rows of {channel}")


def _read_trades(topic: Topic, data: Raw) -> TradesFrame:
    """Row 91: newest first."""
    rows = sorted((_trade(row) for row in _TRADES.decode(data)), key=lambda trade: -trade.at_ns)
    if not rows or any(row.symbol != topic.symbol for row in rows):
        raise BadMessage("a push without a row, or of another symbol")
    return TradesFrame(topic, tuple(rows))


def _trade(row: TradePush) -> TradeReport:
    return TradeReport(
        symbol=row.symbol,
        trade_id=id_of(row.trade_id),
        side=_taker(row),
        price=read_atoms(row.deal_price),
        size=read_atoms(row.deal_vol),
        at_ns=read_iso(row.created_at),
    )


def _taker(row: TradePush) -> Side:
    """Two words for the same: whether the buyer was there first, and a number. Without either nobody knows."""
    if row.m is not None:
        return Side.SELL if row.m else Side.BUY
    if row.way not in WAYS:
        raise BadMessage("a trade that does not say who took")
    return Side.BUY if row.way < SELLS else Side.SELL


def read_ticker(row: TickerPush) -> TickerReport:
    """Row 92. What is not told of the day is nothing."""
    return TickerReport(
        symbol=row.symbol,
        last=read_atoms(row.last_price),
        bid=read_atoms(row.bid_price),
        bid_size=read_atoms(row.bid_vol),
        ask=read_atoms(row.ask_price),
        ask_size=read_atoms(row.ask_vol),
        open=0,
        high=0,
        low=0,
        base_volume=read_atoms(row.volume_24),
        quote_volume=0,
        at_ns=0,
        mark=read_atoms(row.mark_price),
        index=read_atoms(row.index_price),
    )


def _read_bars(topic: Topic, data: Raw) -> CandlesFrame:
    """Row 93: a bar's time may lie within it."""
    push = _BARS.decode(data)
    if push.symbol != topic.symbol:
        raise BadMessage("a push of another symbol")
    if topic.name not in LENGTHS:
        raise BadMessage(f"bars of {topic.name}, of which nobody says where they begin")
    rows = sorted((_bar(row, LENGTHS[topic.name]) for row in push.items), key=lambda bar: bar.open_ns)
    if not rows:
        raise BadMessage("a push without a bar")
    return CandlesFrame(topic, tuple(rows))


def _bar(row: BarPush, length: int) -> CandleReport:
    return bar_of(second_of(row.ts - row.ts % length), row.o, row.h, row.l, row.c, row.v)


# written


def write_rows(frame: VenueFrame) -> tuple[object, ...]:
    """What stands under `data`, of each frame that this is."""
    match frame:
        case TradesFrame(_, rows):
            return ([_trade_row(row) for row in rows],)
        case TickersFrame(_, rows):
            return tuple(_ticker_row(row) for row in rows)
        case CandlesFrame(topic, rows):
            return (BarsPush(topic.symbol, [_bar_row(row) for row in rows]),)
        case OrdersFrame(rows):
            return ([orders.write_push(row) for row in rows],)
        case StopsFrame(stops):
            return ([write_pushed_stop(stop) for stop in stops],)
        case PositionsFrame(rows):
            return ([positions.write_push(row) for row in rows],)
        case BalancesReport(rows, name=name):
            return tuple(_asset_row(row) for row in rows if row.asset == (name or COIN))
        case _:
            raise ValueError(f"this row has no {type(frame).__name__}")


def _trade_row(row: TradeReport) -> TradePush:
    return TradePush(
        trade_id=write_id(row.trade_id),
        symbol=row.symbol,
        deal_price=write_atoms(row.price),
        deal_vol=write_atoms(row.size),
        way=BUYS if row.side is Side.BUY else SELLS,
        m=row.side is Side.SELL,
        created_at=write_iso(row.at_ns),
    )


def _ticker_row(row: TickerReport) -> TickerPush:
    change = (row.last - row.open) * 100_000 // row.open if row.open else 0
    return TickerPush(
        symbol=row.symbol,
        last_price=write_atoms(row.last),
        volume_24=write_atoms(row.base_volume),
        range=write_atoms(change * ONE // 100_000),
        mark_price=write_atoms(row.mark or 0),
        index_price=write_atoms(row.index or 0),
        ask_price=write_atoms(row.ask),
        ask_vol=write_atoms(row.ask_size),
        bid_price=write_atoms(row.bid),
        bid_vol=write_atoms(row.bid_size),
    )


def _bar_row(bar: CandleReport) -> BarPush:
    o, h, l, c, v = map(write_atoms, (bar.open, bar.high, bar.low, bar.close, bar.base_volume))
    return BarPush(o, h, l, c, v, bar.open_ns // SECOND)


def _asset_row(row: BalanceReport) -> dict[str, str]:
    return {
        "currency": row.asset,
        "available_balance": write_atoms(row.free),
        "position_deposit": "0",
        "frozen_balance": write_atoms(row.held),
    }
