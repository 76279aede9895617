"""One order and one fill: REST rows and pushed reports ↔ our reports. Sizes are coins, always."""

from __future__ import annotations

from typing import Final

from msgspec import UNSET, UnsetType

from picaflor.domain.numbers import ONE, read_atoms, round_atoms, write_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side, Tif
from picaflor.venues.hitbtc.messages import FillRow, OrderRow
from picaflor.venues.hitbtc.words import (
    LIST_WORDS,
    REJECTED,
    REPORTS,
    STATUS_WORDS,
    SUSPENDED,
    TIF_WORDS,
    WAITERS,
    read_contingency,
    read_rises,
    read_side,
    read_status,
    read_tif,
    read_type,
    write_report,
    write_type,
    write_waiter,
)
from picaflor.wire.decoding import BadMessage, read_iso, write_iso
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

AVERAGE_PLACES: Final = 16

# rows 11 to 15


def read_order(row: OrderRow) -> OrderReport:
    kind = read_type(row.type, post_only=row.post_only)
    filled = read_atoms(row.quantity_cumulative)
    side, tif = read_side(row.side), read_tif(row.time_in_force, kind)
    ends = tif in (Tif.DAY, Tif.GTD)  # by itself, and so its expiry says nothing of whom it met
    status, reason = read_status(row.status, post_only=row.post_only and not ends, filled=filled)
    waiter = row.type in WAITERS and row.stop_price is not UNSET
    return OrderReport(
        symbol=row.symbol,
        venue_id=named(row.id),
        client_id=row.client_order_id,
        status=status,
        side=side,
        type=kind,
        filled=filled,
        price=None if kind is OrderType.MARKET else _price(row.price),
        size=above_zero(row.quantity),
        tif=tif,
        until_ns=read_iso(row.expire_time) if tif is Tif.GTD and row.expire_time is not UNSET else 0,
        reason=reason,
        created_ns=read_iso(row.created_at),
        at_ns=read_iso(row.updated_at),
        trigger=_price(row.stop_price) if waiter else None,
        rises=waiter and read_rises(row.type, side),
        waits=row.status == SUSPENDED,
        list_id="" if row.order_list_id is UNSET else row.order_list_id,
        contingency=None if row.contingency_type is UNSET else read_contingency(row.contingency_type),
    )


def write_order(order: OrderReport) -> OrderRow:
    waiter = order.trigger is not None
    return OrderRow(
        id=number_of(order.venue_id),
        client_order_id=order.client_id,
        symbol=order.symbol,
        side=order.side,
        status=SUSPENDED if order.waits else STATUS_WORDS[order.status],
        type=write_waiter(order.type, order.side, rises=order.rises) if waiter else write_type(order.type),
        time_in_force=TIF_WORDS[order.tif or Tif.GTC],
        expire_time=write_iso(order.until_ns) if order.until_ns else UNSET,
        quantity=write_atoms(order.size or 0),
        quantity_cumulative=write_atoms(order.filled),
        price=UNSET if order.price is None else write_atoms(order.price),
        stop_price=UNSET if order.trigger is None else write_atoms(order.trigger),
        post_only=order.type is OrderType.LIMIT_MAKER,
        order_list_id=order.list_id or UNSET,
        contingency_type=UNSET if order.contingency is None else LIST_WORDS[order.contingency],
        created_at=write_iso(order.created_ns),
        updated_at=write_iso(order.at_ns),
    )


def write_past(order: OrderReport) -> OrderRow:
    """Row 15: the history knows the average price of the fills."""
    row = write_order(order)
    row.price_average = _average(order)
    return row


# row 16


def read_fill(row: FillRow) -> FillReport:
    return FillReport(
        symbol=row.symbol,
        trade_id=named(row.id),
        venue_id=named(row.order_id),
        side=read_side(row.side),
        price=above_zero(row.price),
        size=above_zero(row.quantity),
        fee=_fee(row.fee),
        liquidity=_liquidity(row.taker),
        client_id=row.client_order_id,
        at_ns=read_iso(row.timestamp),
    )


def write_fill(fill: FillReport) -> FillRow:
    return FillRow(
        id=number_of(fill.trade_id),
        order_id=number_of(fill.venue_id),
        client_order_id=fill.client_id,
        symbol=fill.symbol,
        side=fill.side,
        quantity=write_atoms(fill.size),
        price=write_atoms(fill.price),
        fee=UNSET if fill.fee is None else write_atoms(fill.fee),
        timestamp=write_iso(fill.at_ns),
        taker=fill.liquidity is not Liquidity.MAKER,
    )


# row 33


def read_push(row: OrderRow) -> OrderReport:
    order = read_order(row)
    if row.report_type not in REPORTS:
        raise BadMessage(f"a kind of report that we do not know: {row.report_type!r:.40}")
    if row.report_type == REJECTED:
        order = _with(order, status=OrderStatus.REFUSED, reason=REJECTED)
    return _with(order, fill=_pushed_fill(row, order.side)) if row.report_type == "trade" else order


def read_replaced(row: OrderRow) -> tuple[OrderReport, ...]:
    """One report of two orders: the old one is over, under its own name, and the new one stands in its place. What waits
    for a price is the same one by another name.
    """
    order = read_push(row)
    old = row.original_client_order_id
    if order.waits or row.report_type != "replaced" or old is UNSET or old == order.client_id:
        return (order,)
    return (_with(order, client_id=old, status=OrderStatus.CANCELLED, price=None, size=None), order)


def _pushed_fill(row: OrderRow, side: Side) -> FillReport:
    trade_id, price, size = row.trade_id, row.trade_price, row.trade_quantity
    if trade_id is UNSET or price is UNSET or size is UNSET or row.trade_taker is UNSET:
        raise BadMessage("a report of a trade that does not tell of it")
    return FillReport(
        symbol=row.symbol,
        trade_id=named(trade_id),
        venue_id=named(row.id),
        side=side,
        price=above_zero(price),
        size=above_zero(size),
        fee=_fee(row.trade_fee),
        liquidity=_liquidity(row.trade_taker),
        client_id=row.client_order_id,
        at_ns=read_iso(row.updated_at),
    )


def write_push(order: OrderReport, *, snapshot: bool) -> OrderRow:
    row = write_order(order)
    row.report_type = write_report(order, snapshot=snapshot)
    if order.fill is not None and not snapshot:
        fill = order.fill
        row.trade_id = number_of(fill.trade_id)
        row.trade_quantity = write_atoms(fill.size)
        row.trade_price = write_atoms(fill.price)
        row.trade_fee = UNSET if fill.fee is None else write_atoms(fill.fee)
        row.trade_taker = fill.liquidity is not Liquidity.MAKER
    return row


# values


def _with(order: OrderReport, **changes: object) -> OrderReport:
    return OrderReport(**{**{name: getattr(order, name) for name in order.__struct_fields__}, **changes})


def named(venue_id: int | str) -> str:
    """A number on the wire; older pages show it as text."""
    if venue_id == "":
        raise BadMessage("an empty id")
    return str(venue_id)


def number_of(venue_id: str) -> int | str:
    return int(venue_id) if venue_id.isascii() and venue_id.isdecimal() and len(venue_id) <= 19 else venue_id


def above_zero(text: str) -> int:
    atoms = read_atoms(text)
    if not atoms:
        raise BadMessage("zero where a price or a size belongs")
    return atoms


def _price(text: str | UnsetType) -> int:
    if text is UNSET:
        raise BadMessage("a limit order without a price")
    return above_zero(text)


def _fee(text: str | UnsetType) -> int | None:
    """Positive is paid, negative a rebate."""
    return None if text is UNSET else read_atoms(text, signed=True)


def _liquidity(taker: bool) -> Liquidity:
    return Liquidity.TAKER if taker else Liquidity.MAKER


def _average(order: OrderReport) -> str:
    if not order.filled or order.filled_quote is None:
        return "0"
    return write_atoms(round_atoms(order.filled_quote * ONE // order.filled, AVERAGE_PLACES))
