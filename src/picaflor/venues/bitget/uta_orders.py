"""One order and one fill of a unified account ↔ our reports. A fee is positive when it is paid, as nowhere else here.

Rows of all markets are of one kind. What only contracts have stands in uta_sides.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from picaflor.domain.numbers import ONE, read_atoms, write_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.venues.bitget import uta_sides
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.orders import above_zero, average
from picaflor.venues.bitget.uta_messages import UnifiedFee, UnifiedFill, UnifiedOrder
from picaflor.venues.bitget.words import (
    STATUS_WORDS,
    read_scope,
    read_self_trade,
    read_side,
    read_status,
    read_type,
    write_force,
    write_reason,
    write_type,
)
from picaflor.wire.decoding import BadMessage, read_ms, write_ms
from picaflor.wire.reports import FillReport, OrderReport

SPOT: Final = "SPOT"


def read_order(row: UnifiedOrder) -> OrderReport:
    """Row 124: a market buy has its money in `amount`, and no quantity."""
    order_type, tif = read_type(row.orderType, row.timeInForce)
    side, filled = read_side(row.side), read_atoms(row.cumExecQty)
    by_money = order_type is OrderType.MARKET and side is Side.BUY and is_of(row, SPOT)
    reason = row.cancelReason or ""
    report = OrderReport(
        symbol=row.symbol,
        venue_id=named(row.orderId),
        client_id=row.clientOid,
        status=read_status(row.orderStatus, reason, filled),
        side=side,
        type=order_type,
        filled=filled,
        price=None if order_type is OrderType.MARKET else above_zero(row.price),
        size=None if by_money else above_zero(row.qty),
        quote=above_zero(row.amount) if by_money else None,
        filled_quote=read_atoms(row.cumExecValue),
        tif=tif,
        reason=reason,
        created_ns=read_ms(row.createdTime),
        at_ns=read_ms(row.updatedTime),
        fees=_read_fees(row.feeDetail),
        self_trade=read_self_trade(row.stpMode),
    )
    return report if is_of(row, SPOT) else uta_sides.read(report, row)


def write_order(order: OrderReport, category: str = SPOT, *, pushed: bool = False) -> UnifiedOrder:
    """`pushed`: as the stream tells it."""
    row = UnifiedOrder(
        orderId=order.venue_id,
        clientOid=order.client_id,
        category=category.lower() if pushed else category,
        symbol=order.symbol,
        orderType=write_type(order.type),
        side=order.side,
        price=write_atoms(order.price or 0),
        qty=write_atoms(order.size or 0),
        amount=write_atoms(order.quote or 0),
        cumExecQty=write_atoms(order.filled),
        cumExecValue=write_atoms(order.filled_quote or 0),
        avgPrice=average(order),
        timeInForce=write_force(order.type, order.tif),
        orderStatus=STATUS_WORDS[order.status],
        feeDetail=[UnifiedFee(asset, write_atoms(fee)) for asset, fee in order.fees] or [UnifiedFee(None, None)],
        cancelReason=write_reason(order),
        stpMode=order.self_trade or "none",
        createdTime=write_ms(order.created_ns),
        updatedTime=write_ms(order.at_ns),
    )
    if category != SPOT:
        uta_sides.write(row, order, pushed=pushed)
    return row


def read_fill(row: UnifiedFill) -> FillReport:
    """Row 125."""
    if len(row.feeDetail) != 1:
        raise BadMessage(f"a fill of {len(row.feeDetail)} fees")
    fee = row.feeDetail[0]
    return FillReport(
        symbol=row.symbol,
        trade_id=named(row.execId),
        venue_id=named(row.orderId),
        side=read_side(row.side),
        price=above_zero(row.execPrice),
        size=above_zero(row.execQty),
        fee=read_atoms(fee.fee, signed=True) if fee.fee else None,
        fee_asset=fee.feeCoin or "",
        liquidity=read_scope(row.tradeScope),
        client_id=row.clientOid,
        at_ns=read_ms(row.execTime or row.createdTime or row.updatedTime),
        realised=read_atoms(row.execPnl, signed=True) if row.execPnl and not is_of(row, SPOT) else None,
    )


def write_fill(fill: FillReport, category: str = SPOT) -> UnifiedFill:
    row = UnifiedFill(
        execId=fill.trade_id,
        execLinkId=fill.trade_id,
        orderId=fill.venue_id,
        clientOid=fill.client_id,
        category=category,
        symbol=fill.symbol,
        orderType="limit",  # a fill does not know: what a maker's is for certain, and a taker's most often
        side=fill.side,
        execPrice=write_atoms(fill.price),
        execQty=write_atoms(fill.size),
        execValue=write_atoms(fill.price * fill.size // ONE),
        tradeScope=str(fill.liquidity or ""),
        feeDetail=[UnifiedFee(fill.fee_asset, None if fill.fee is None else write_atoms(fill.fee))],
        createdTime=write_ms(fill.at_ns),
        updatedTime=write_ms(fill.at_ns),
    )
    if category != SPOT:
        uta_sides.write_fill(row, fill)
    return row


def write_fill_push(fill: FillReport, category: str = SPOT) -> UnifiedFill:
    row = write_fill(fill, category)
    row.execTime, row.createdTime = row.createdTime, None
    if category != SPOT:
        row.holdSide = str(fill.hold)
    return row


def is_of(row: UnifiedOrder | UnifiedFill, category: str) -> bool:
    """Row 128 and 129: one topic tells of every category, in capitals or not."""
    return row.category.upper() == category


def _read_fees(rows: Iterable[UnifiedFee]) -> tuple[tuple[str, int], ...]:
    return tuple((row.feeCoin, read_atoms(row.fee, signed=True)) for row in rows if row.feeCoin and row.fee)
