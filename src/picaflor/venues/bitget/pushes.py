"""What the venue pushes, but for books: each channel's data ↔ our frames. Spot and contracts differ in the private ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.bitget import mix_account, mix_orders, mix_positions, orders, stop_rows, uta_pushes
from picaflor.venues.bitget.market import read_trade
from picaflor.venues.bitget.messages import (
    AssetPush,
    CandlePush,
    FillPush,
    OrderPush,
    TickerPush,
    TickerPushRow,
    TradePush,
)
from picaflor.venues.bitget.mix_account_messages import MixAssetPush, PositionPush
from picaflor.venues.bitget.mix_market import read_maybe, write_change, write_maybe
from picaflor.venues.bitget.mix_order_messages import MixFillPush, MixOrderPush
from picaflor.venues.bitget.mix_stop_messages import PlanPush
from picaflor.venues.bitget.topics import UNIFIED
from picaflor.venues.bitget.trading import read_asset, write_asset
from picaflor.wire.decoding import MS, BadMessage, read_ms, write_ms
from picaflor.wire.reports import BalancesReport, CandleReport, TickerReport, TradeReport
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    FillsFrame,
    OrdersFrame,
    PositionsFrame,
    StopsFrame,
    TickersFrame,
    Topic,
    TradesFrame,
    VenueFrame,
)

_TRADES: Final = Decoder(TradePush)
_TICKERS: Final = Decoder(TickerPush)
_CANDLES: Final = Decoder(CandlePush)
_ORDERS: Final = Decoder(OrderPush)
_MIX_ORDERS: Final = Decoder(MixOrderPush)
_FILLS: Final = Decoder(FillPush)
_MIX_FILLS: Final = Decoder(MixFillPush)
_ASSETS: Final = Decoder(AssetPush)
_MIX_ASSETS: Final = Decoder(MixAssetPush)
_POSITIONS: Final = Decoder(PositionPush)
_PLANS: Final = Decoder(PlanPush)


# read


def _trades(topic: Topic, data: bytes) -> TradesFrame:
    """Row 32: newest first."""
    push = _TRADES.decode(data)
    rows = tuple(read_trade(row, topic.symbol) for row in push.data)
    return TradesFrame(topic, rows, snapshot=push.action == "snapshot")


def _tickers(topic: Topic, data: bytes) -> TickersFrame:
    return TickersFrame(topic, tuple(_ticker(row) for row in _TICKERS.decode(data).data))


def _ticker(row: TickerPushRow) -> TickerReport:
    """Row 76."""
    return TickerReport(
        symbol=row.instId,
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
        funding_next_ns=read_ms(row.nextFundingTime or "0"),
        open_interest=read_maybe(row.holdingAmount),
    )


def _candles(topic: Topic, data: bytes) -> CandlesFrame:
    push = _CANDLES.decode(data)
    return CandlesFrame(topic, tuple(map(_candle, push.data)), snapshot=push.action == "snapshot")


def _candle(row: list[str]) -> CandleReport:
    """Row 77: the money stands before the dollars here, and after them in spot's REST."""
    if len(row) < 7:
        raise BadMessage(f"a candle of {len(row)} columns")
    return CandleReport(read_ms(row[0]), *map(read_atoms, row[1:7]))


def _orders(topic: Topic, data: bytes) -> OrdersFrame:
    return OrdersFrame(tuple(orders.read_push(row) for row in _ORDERS.decode(data).data), topic)


def _mix_orders(topic: Topic, data: bytes) -> OrdersFrame:
    return OrdersFrame(tuple(mix_orders.read_push(row) for row in _MIX_ORDERS.decode(data).data), topic)


def _fills(topic: Topic, data: bytes) -> FillsFrame:
    return FillsFrame(tuple(orders.read_fill_push(row) for row in _FILLS.decode(data).data), topic)


def _mix_fills(topic: Topic, data: bytes) -> FillsFrame:
    """Row 75: the side is that of the trade here."""
    return FillsFrame(tuple(mix_orders.read_fill(row, economic=True) for row in _MIX_FILLS.decode(data).data), topic)


def _assets(topic: Topic, data: bytes) -> BalancesReport:
    push = _ASSETS.decode(data)
    return BalancesReport(tuple(read_asset(row) for row in push.data), whole=False, at_ns=push.ts * MS)


def _mix_assets(topic: Topic, data: bytes) -> BalancesReport:
    push = _MIX_ASSETS.decode(data)
    rows = tuple(mix_account.read_asset_push(row) for row in push.data)
    return BalancesReport(rows, whole=False, at_ns=push.ts * MS, product=topic.product)


def _positions(topic: Topic, data: bytes) -> PositionsFrame:
    """Row 73: all that are open each time; one that closed is just not there any more."""
    push = _POSITIONS.decode(data)
    rows = tuple(mix_positions.read_position_push(row) for row in push.data)
    return PositionsFrame(rows, topic, whole=not topic.symbol, at_ns=push.ts * MS)


def _stops(topic: Topic, data: bytes) -> StopsFrame:
    return StopsFrame(tuple(stop_rows.read_spot_push(row) for row in _PLANS.decode(data).data), topic)


def _mix_stops(topic: Topic, data: bytes) -> StopsFrame:
    rows = _PLANS.decode(data).data
    return StopsFrame(tuple(stop_rows.read_plan_push(row) for row in rows), topic)


READERS: Final[dict[tuple[Channel, bool], Callable[[Topic, bytes], VenueFrame]]] = {
    (Channel.TRADES, False): _trades,
    (Channel.TRADES, True): _trades,
    (Channel.TICKERS, False): _tickers,
    (Channel.TICKERS, True): _tickers,
    (Channel.CANDLES, False): _candles,
    (Channel.CANDLES, True): _candles,
    (Channel.ORDERS, False): _orders,
    (Channel.ORDERS, True): _mix_orders,
    (Channel.FILLS, False): _fills,
    (Channel.FILLS, True): _mix_fills,
    (Channel.BALANCES, False): _assets,
    (Channel.BALANCES, True): _mix_assets,
    (Channel.POSITIONS, True): _positions,
    (Channel.STOPS, False): _stops,
    (Channel.STOPS, True): _mix_stops,
}


def read_push(topic: Topic, data: bytes) -> VenueFrame:
    if topic.name == UNIFIED:
        return uta_pushes.read_push(topic, data)
    return READERS[topic.channel, bool(topic.product)](topic, data)


# written: the rows of `data`


def write_trade(trade: TradeReport) -> dict[str, str]:
    """Without a symbol, which the topic says."""
    return {
        "ts": write_ms(trade.at_ns),
        "price": write_atoms(trade.price),
        "size": write_atoms(trade.size),
        "side": trade.side,
        "tradeId": trade.trade_id,
    }


def write_ticker(ticker: TickerReport, product: str) -> TickerPushRow:
    change = write_change(ticker)
    row = TickerPushRow(
        instId=ticker.symbol,
        lastPr=write_atoms(ticker.last),
        bidPr=write_atoms(ticker.bid),
        askPr=write_atoms(ticker.ask),
        bidSz=write_atoms(ticker.bid_size),
        askSz=write_atoms(ticker.ask_size),
        open24h=write_atoms(ticker.open),
        high24h=write_atoms(ticker.high),
        low24h=write_atoms(ticker.low),
        change24h=change,
        baseVolume=write_atoms(ticker.base_volume),
        quoteVolume=write_atoms(ticker.quote_volume),
        openUtc=write_atoms(ticker.open),
        ts=write_ms(ticker.at_ns),
    )
    if not product:
        row.changeUtc24h = change
        return row
    row.fundingRate, row.nextFundingTime = write_maybe(ticker.funding_rate), write_ms(ticker.funding_next_ns)
    row.markPrice, row.indexPrice = write_maybe(ticker.mark), write_maybe(ticker.index)
    row.holdingAmount = write_maybe(ticker.open_interest)
    row.symbolType, row.symbol, row.deliveryPrice = 1, ticker.symbol, "0"
    return row


def write_candle(candle: CandleReport) -> list[str]:
    """The last column is in dollars, which for us is the money of the pair."""
    c = candle
    numbers = (c.open, c.high, c.low, c.close, c.base_volume, c.quote_volume, c.quote_volume)
    return [write_ms(c.open_ns), *map(write_atoms, numbers)]


def write_orders(frame: OrdersFrame) -> list[object]:
    if frame.topic.name == UNIFIED:
        return uta_pushes.write_orders(frame)
    write = mix_orders.write_push if frame.topic.product else orders.write_push
    return [write(row) for row in frame.rows]


def write_fills(frame: FillsFrame) -> list[object]:
    if frame.topic.name == UNIFIED:
        return uta_pushes.write_fills(frame)
    if frame.topic.product:
        return [mix_orders.write_fill(row, economic=True) for row in frame.rows]
    return [orders.write_fill_push(row) for row in frame.rows]


def write_balances(frame: BalancesReport) -> list[object]:
    if frame.name == UNIFIED:
        return uta_pushes.write_balances(frame)
    if frame.product:
        return [mix_account.write_asset_push(row) for row in frame.rows]
    return [write_asset(row, frame.at_ns) for row in frame.rows]


def write_positions(frame: PositionsFrame) -> list[object]:
    if frame.topic.name == UNIFIED:
        return uta_pushes.write_positions(frame)
    return [mix_positions.write_position_push(row) for row in frame.rows]


def write_stops(frame: StopsFrame) -> list[object]:
    if frame.topic.name == UNIFIED:
        return uta_pushes.write_stops(frame)
    write = stop_rows.write_plan_push if frame.topic.product else stop_rows.write_spot_push
    return [write(row) for row in frame.rows]
