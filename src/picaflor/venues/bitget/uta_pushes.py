"""What the private stream of unified accounts pushes: each topic's data ↔ our frames. One socket tells of all markets.

Which of them a topic of ours is about its product says; the venue's own topics have none.
"""

from __future__ import annotations

from typing import Final

from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.venues.bitget import uta_orders, uta_positions
from picaflor.venues.bitget.topics import UNIFIED
from picaflor.venues.bitget.uta_messages import (
    UnifiedAccountPush,
    UnifiedAccountRow,
    UnifiedAssetPush,
    UnifiedFillPush,
    UnifiedOrderPush,
)
from picaflor.venues.bitget.uta_orders import SPOT
from picaflor.venues.bitget.uta_position_messages import UnifiedPositionPush
from picaflor.venues.bitget.uta_stop_rows import StrategyPush, read_row, write_row
from picaflor.venues.bitget.uta_wallet import read_asset
from picaflor.wire.decoding import MS, BadMessage
from picaflor.wire.reports import BalanceReport, BalancesReport
from picaflor.wire.stream import Channel, FillsFrame, OrdersFrame, PositionsFrame, StopsFrame, Topic, VenueFrame

_ORDERS: Final = Decoder(UnifiedOrderPush)
_FILLS: Final = Decoder(UnifiedFillPush)
_ACCOUNT: Final = Decoder(UnifiedAccountPush)
_STOPS: Final = Decoder(StrategyPush)
_POSITIONS: Final = Decoder(UnifiedPositionPush)


def read_push(topic: Topic, data: bytes) -> VenueFrame:
    category = topic.product or SPOT
    match topic.channel:
        case Channel.ORDERS:
            orders = _ORDERS.decode(data).data
            rows = (uta_orders.read_order(row) for row in orders if uta_orders.is_of(row, category))
            return OrdersFrame(tuple(rows), topic)
        case Channel.FILLS:
            fills = _FILLS.decode(data).data
            read = (uta_orders.read_fill(row) for row in fills if uta_orders.is_of(row, category))
            return FillsFrame(tuple(read), topic)
        case Channel.BALANCES:
            push = _ACCOUNT.decode(data)
            coins = tuple(read_asset(coin, topic.product) for row in push.data for coin in row.coin)
            return BalancesReport(coins, whole=False, at_ns=push.ts * MS, product=topic.product, name=UNIFIED)
        case Channel.POSITIONS:
            told = _POSITIONS.decode(data)
            held = (uta_positions.read_push(row) for row in told.data if uta_positions.is_of(row, topic.product))
            return PositionsFrame(tuple(held), topic, whole=False, at_ns=told.ts * MS)
        case Channel.STOPS:
            waits = _STOPS.decode(data).data
            return StopsFrame(tuple(read_row(row) for row in waits if row.category.upper() == category), topic)
        case channel:
            raise BadMessage(f"nothing is pushed of {channel}")


def write_orders(frame: OrdersFrame) -> list[object]:
    category = frame.topic.product or SPOT
    return [uta_orders.write_order(row, category, pushed=True) for row in frame.rows]


def write_fills(frame: FillsFrame) -> list[object]:
    return [uta_orders.write_fill_push(row, frame.topic.product or SPOT) for row in frame.rows]


def write_stops(frame: StopsFrame) -> list[object]:
    return [write_row(row, frame.topic.product.lower()) for row in frame.rows]


def write_positions(frame: PositionsFrame) -> list[object]:
    return [uta_positions.write_push(row) for row in frame.rows]


def write_balances(frame: BalancesReport) -> list[object]:
    return [UnifiedAccountRow([_write_coin(row) for row in frame.rows])]


def _write_coin(row: BalanceReport) -> UnifiedAssetPush:
    total = write_atoms(row.total)
    return UnifiedAssetPush(
        coin=row.asset,
        balance=total,
        available=write_atoms(row.free),
        locked=write_atoms(max(0, row.held)),
        equity=total,
    )
