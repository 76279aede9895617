"""One order and one fill: REST rows and pushed events ↔ our reports. Sizes are coins, but of a market buy by money."""

from __future__ import annotations

from typing import Final

from picaflor.domain.numbers import ONE, read_atoms, round_atoms, write_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side
from picaflor.venues.hashkey.market import moment_of
from picaflor.venues.hashkey.messages import FeeRow, FillRow, OrderRow
from picaflor.venues.hashkey.stream_messages import OrderEvent, TicketEvent
from picaflor.venues.hashkey.words import (
    read_side,
    read_status,
    read_tif,
    read_type,
    write_side,
    write_status,
    write_tif,
    write_type,
)
from picaflor.wire.decoding import BadMessage, read_ms, write_ms
from picaflor.wire.reports import FillReport, OrderReport

AVERAGE_PLACES: Final = 16
ROLES: Final = {"maker": Liquidity.MAKER, "taker": Liquidity.TAKER, "": None}
ROLE_WORDS: Final = {role: word for word, role in ROLES.items()}

# rows 13 to 15


def read_order(row: OrderRow) -> OrderReport:
    kind = read_type(row.type)
    tif = read_tif(row.timeInForce, kind)
    status, reason = read_status(row.status, row.ordCxlReason, tif, kind)
    return OrderReport(
        symbol=row.symbol,
        venue_id=named(row.orderId),
        client_id=row.clientOrderId,
        status=status,
        side=read_side(row.side),
        type=kind,
        filled=read_atoms(row.executedQty),
        price=price_of(row.price, kind),
        size=_size(row.origQty, kind),
        quote=_quote(row.reqAmount, row.origQty, kind),
        filled_quote=read_atoms(row.cumulativeQuoteQty or row.cummulativeQuoteQty or "0"),
        tif=tif,
        reason=reason,
        created_ns=read_ms(row.time),
        at_ns=read_ms(row.updateTime),
    )


def write_order(order: OrderReport) -> OrderRow:
    status, reason = write_status(order.status, order.filled, order.reason)
    spent = write_atoms(order.filled_quote or 0)
    return OrderRow(
        symbol=order.symbol,
        symbolName=order.symbol,
        clientOrderId=order.client_id,
        orderId=order.venue_id,
        price=write_atoms(order.price or 0),
        origQty=write_atoms(order.size or 0),
        executedQty=write_atoms(order.filled),
        cummulativeQuoteQty=spent,
        cumulativeQuoteQty=spent,
        avgPrice=average(order),
        status=status,
        timeInForce=write_tif(order.tif, order.type),
        type=write_type(order.type),
        side=write_side(order.side),
        time=write_ms(order.created_ns),
        updateTime=write_ms(order.at_ns),
        reqAmount=write_atoms(order.quote or 0),
        ordCxlReason=reason,
    )


# row 16


def read_fill(row: FillRow) -> FillReport:
    return FillReport(
        symbol=row.symbol,
        trade_id=named(row.id),
        venue_id=named(row.orderId),
        side=Side.BUY if row.isBuyer else Side.SELL,
        price=above_zero(row.price),
        size=above_zero(row.qty),
        fee=read_atoms(row.commission, signed=True),
        fee_asset=row.commissionAsset,
        liquidity=Liquidity.MAKER if row.isMaker else Liquidity.TAKER,
        client_id=row.clientOrderId,
        at_ns=read_ms(row.time),
    )


def write_fill(fill: FillReport) -> FillRow:
    fee = write_atoms(fill.fee or 0)
    return FillRow(
        id=fill.trade_id,
        clientOrderId=fill.client_id,
        ticketId=fill.trade_id,
        symbol=fill.symbol,
        symbolName=fill.symbol,
        orderId=fill.venue_id,
        price=write_atoms(fill.price),
        qty=write_atoms(fill.size),
        commission=fee,
        commissionAsset=fill.fee_asset,
        time=write_ms(fill.at_ns),
        isBuyer=fill.side is Side.BUY,
        isMaker=fill.liquidity is Liquidity.MAKER,
        fee=FeeRow(fill.fee_asset, fill.fee_asset, fee),
        feeCoinId=fill.fee_asset,
        feeAmount=fee,
    )


# row 33


def read_event(row: OrderEvent) -> OrderReport:
    kind = read_type(row.o)
    tif = read_tif(row.f, kind)
    status, reason = read_status(row.X, row.x, tif, kind)
    size = str(row.q)
    order = OrderReport(
        symbol=row.s,
        venue_id=named(row.i),
        client_id=row.c,
        status=status,
        side=read_side(row.S),
        type=kind,
        filled=read_atoms(str(row.z)),
        price=price_of(str(row.p), kind),
        size=_size(size, kind),
        quote=_quote(str(row.reqAmt), size, kind),
        filled_quote=read_atoms(str(row.Z)),
        tif=tif,
        reason=reason,
        created_ns=moment_of(row.O),
        at_ns=moment_of(row.U or row.E),
        fill=None,
    )
    last = read_atoms(str(row.l))
    return with_fill(order, _event_fill(row, order, last)) if last else order


def _event_fill(row: OrderEvent, order: OrderReport, last: int) -> FillReport:
    if row.rt.lower() not in ROLES:
        raise BadMessage(f"no role in a trade: {row.rt[:40]!r}")
    return FillReport(
        symbol=row.s,
        trade_id=named(str(row.d)),
        venue_id=order.venue_id,
        side=order.side,
        price=above_zero(str(row.L)),
        size=last,
        fee=read_atoms(str(row.n), signed=True) if row.N else None,
        fee_asset=row.N or "",
        liquidity=ROLES[row.rt.lower()],
        client_id=row.c,
        at_ns=order.at_ns,
    )


def write_event(order: OrderReport) -> OrderEvent:
    status, reason = write_status(order.status, order.filled, order.reason)
    fill = order.fill
    event = OrderEvent(
        E=write_ms(order.at_ns),
        s=order.symbol,
        c=order.client_id,
        S=write_side(order.side),
        o=write_type(order.type),
        f=write_tif(order.tif, order.type),
        q=write_atoms(order.size or 0),
        p=write_atoms(order.price or 0),
        X=status,
        i=order.venue_id,
        l="0",
        z=write_atoms(order.filled),
        L="0",
        n="0",
        N=None,
        m=order.type is OrderType.LIMIT_MAKER,
        O=write_ms(order.created_ns),
        U=write_ms(order.at_ns),
        Z=write_atoms(order.filled_quote or 0),
        reqAmt=write_atoms(order.quote or 0),
        r=write_atoms(max(0, (order.size or 0) - order.filled)),
        V=average(order),
        x=reason,
    )
    if fill is not None:
        event.l, event.L = write_atoms(fill.size), write_atoms(fill.price)
        event.n, event.N = write_atoms(fill.fee or 0), fill.fee_asset
        event.d = event.T = fill.trade_id
        event.rt = ROLE_WORDS[fill.liquidity]
    return event


def write_ticket(fill: FillReport) -> TicketEvent:
    return TicketEvent(
        E=write_ms(fill.at_ns),
        s=fill.symbol,
        q=write_atoms(fill.size),
        t=write_ms(fill.at_ns),
        p=write_atoms(fill.price),
        T=fill.trade_id,
        o=fill.venue_id,
        c=fill.client_id,
        m=fill.liquidity is Liquidity.MAKER,
        S=write_side(fill.side),
    )


# values


def with_fill(order: OrderReport, fill: FillReport) -> OrderReport:
    return OrderReport(**{**{name: getattr(order, name) for name in order.__struct_fields__}, "fill": fill})


def named(venue_id: str) -> str:
    if venue_id in ("", "0"):
        raise BadMessage("an empty id")
    return venue_id


def above_zero(text: str) -> int:
    atoms = read_atoms(text)
    if not atoms:
        raise BadMessage("zero where a price or a size belongs")
    return atoms


def price_of(text: str, kind: OrderType) -> int | None:
    return None if kind is OrderType.MARKET else above_zero(text)


def _size(text: str, kind: OrderType) -> int | None:
    """A market buy by money has none."""
    return (read_atoms(text) or None) if kind is OrderType.MARKET else above_zero(text)


def _quote(text: str, size: str, kind: OrderType) -> int | None:
    return (read_atoms(text) or None) if kind is OrderType.MARKET and not read_atoms(size) else None


def average(order: OrderReport) -> str:
    if not order.filled or not order.filled_quote:
        return "0"
    return write_atoms(round_atoms(order.filled_quote * ONE // order.filled, AVERAGE_PLACES))
