"""What the private stream of unified accounts pushes: each topic's data ↔ our frames. One socket tells of all markets."""

from __future__ import annotations

from typing import Final

from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.venues.bitget import uta_orders
from picaflor.venues.bitget.topics import UNIFIED
from picaflor.venues.bitget.uta_messages import (
    UnifiedAccountPush,
    UnifiedAccountRow,
    UnifiedAssetPush,
    UnifiedFillPush,
    UnifiedOrderPush,
)
from picaflor.venues.bitget.uta_trading import read_asset
from picaflor.wire.decoding import MS, BadMessage
from picaflor.wire.reports import BalanceReport, BalancesReport
from picaflor.wire.stream import Channel, FillsFrame, OrdersFrame, Topic, VenueFrame

_ORDERS: Final = Decoder(UnifiedOrderPush)
_FILLS: Final = Decoder(UnifiedFillPush)
_ACCOUNT: Final = Decoder(UnifiedAccountPush)


def read_push(topic: Topic, data: bytes) -> VenueFrame:
    match topic.channel:
        case Channel.ORDERS:
            orders = _ORDERS.decode(data).data
            return OrdersFrame(tuple(uta_orders.read_order(row) for row in orders if uta_orders.is_spot(row)), topic)
        case Channel.FILLS:
            fills = _FILLS.decode(data).data
            return FillsFrame(tuple(uta_orders.read_fill(row) for row in fills if uta_orders.is_spot(row)), topic)
        case Channel.BALANCES:
            push = _ACCOUNT.decode(data)
            rows = tuple(read_asset(coin) for row in push.data for coin in row.coin)
            return BalancesReport(rows, whole=False, at_ns=push.ts * MS, name=UNIFIED)
        case channel:
            raise BadMessage(f"nothing is pushed of {channel}")


def write_orders(frame: OrdersFrame) -> list[object]:
    return [uta_orders.write_push(row) for row in frame.rows]


def write_fills(frame: FillsFrame) -> list[object]:
    return [uta_orders.write_fill_push(row) for row in frame.rows]


def write_balances(frame: BalancesReport) -> list[object]:
    return [UnifiedAccountRow([_write_coin(row) for row in frame.rows])]


def _write_coin(row: BalanceReport) -> UnifiedAssetPush:
    total = write_atoms(row.total)
    return UnifiedAssetPush(
        coin=row.asset,
        balance=total,
        available=write_atoms(row.free),
        locked=write_atoms(row.held),
        equity=total,
    )
