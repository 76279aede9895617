"""One order, one stop and one fill of a contract: REST rows and pushed events ↔ our reports. Sizes are contracts."""

from __future__ import annotations

from msgspec import UNSET

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Hold, Liquidity, OrderType, Side
from picaflor.venues.hashkey.market import moment_of
from picaflor.venues.hashkey.orders import ROLE_WORDS, ROLES, above_zero, named, with_fill
from picaflor.venues.hashkey.perp_messages import ContractEvent, PerpFillRow, PerpOrderRow, StopRow
from picaflor.venues.hashkey.perp_words import (
    AT_MARKET,
    MARKET_SEEN,
    STOP_STATUS_WORDS,
    STOP_STATUSES,
    read_cause,
    read_held,
    read_kind,
    write_cause,
    write_held,
    write_kind,
)
from picaflor.venues.hashkey.words import read_status, write_status, write_tif
from picaflor.wire.decoding import BadMessage, read_ms, write_ms
from picaflor.wire.reports import FillReport, OrderReport
from picaflor.wire.stops import StopReport

# row 57


def read_order(row: PerpOrderRow) -> OrderReport:
    kind, tif = read_kind(row.type, row.priceType, row.timeInForce)
    reason = "" if row.ordCxlReason is UNSET else row.ordCxlReason
    status, reason = read_status(row.status, reason, tif, kind)
    side, hold = read_held(row.side)
    return OrderReport(
        symbol=row.symbol,
        venue_id=named(row.orderId),
        client_id=row.clientOrderId,
        status=status,
        side=side,
        type=kind,
        filled=read_atoms(row.executedQty),
        price=None if kind is OrderType.MARKET else above_zero(row.price),
        size=above_zero(row.origQty),
        average=read_atoms(row.avgPrice or "0") or None,
        tif=tif,
        hold=hold,
        reason=reason,
        created_ns=read_ms(row.time),
        at_ns=read_ms(row.updateTime),
        cause=read_cause(row.isLiquidationOrder, row.liquidationType),
        leverage=read_leverage(row.leverage),
    )


def write_order(order: OrderReport) -> PerpOrderRow:
    status, reason = write_status(order.status, order.filled, order.reason)
    kind, price_type = write_kind(order.type)
    taken, how = write_cause(order.cause)
    return PerpOrderRow(
        time=write_ms(order.created_ns),
        updateTime=write_ms(order.at_ns),
        orderId=order.venue_id,
        clientOrderId=order.client_id,
        symbol=order.symbol,
        price=write_atoms(order.price or 0),
        leverage=str(order.leverage),
        origQty=write_atoms(order.size or 0),
        executedQty=write_atoms(order.filled),
        avgPrice=write_atoms(order.average or 0),
        type=kind,
        side=write_held(order.side, order.hold),
        timeInForce=write_tif(order.tif, order.type),
        status=status,
        priceType=price_type,
        isLiquidationOrder=taken,
        liquidationType=how,
        ordCxlReason=reason,
    )


def read_leverage(text: str) -> int:
    """5, or 5.00; a broken part is given up."""
    whole = (text or "0").partition(".")[0]
    if not (whole.isascii() and whole.isdecimal() and len(whole) <= 4):
        raise BadMessage(f"no leverage: {text[:40]!r}")
    return int(whole)


# row 64


def read_stop(row: StopRow) -> StopReport:
    if row.type != "STOP" or row.status not in STOP_STATUSES:
        raise BadMessage(f"no stop, or a state that we do not know: {row.type[:20]!r} {row.status[:40]!r}")
    side, hold = read_held(row.side)
    return StopReport(
        symbol=row.symbol,
        venue_id=named(row.orderId),
        client_id=row.clientOrderId,
        status=STOP_STATUSES[row.status],
        side=side,
        trigger=above_zero(row.stopPrice),
        price=read_atoms(row.price or "0") or None,
        size=above_zero(row.origQty),
        hold=hold,
        created_ns=read_ms(row.time),
        at_ns=read_ms(row.updateTime),
    )


def write_stop(stop: StopReport) -> StopRow:
    return StopRow(
        time=write_ms(stop.created_ns),
        updateTime=write_ms(stop.at_ns),
        orderId=stop.venue_id,
        clientOrderId=stop.client_id,
        symbol=stop.symbol,
        price=write_atoms(stop.price or 0),
        origQty=write_atoms(stop.size or 0),
        side=write_held(stop.side, stop.hold),
        status=STOP_STATUS_WORDS[stop.status],
        stopPrice=write_atoms(stop.trigger),
    )


# row 58


def read_fill(row: PerpFillRow) -> FillReport:
    made = row.isMarker if row.isMaker is UNSET else row.isMaker
    if made is UNSET:
        raise BadMessage("a trade that does not say who was there before")
    side, hold = read_held(row.side)
    return FillReport(
        symbol=row.symbol,
        trade_id=named(row.tradeId),
        venue_id=named(row.orderId),
        side=side,
        price=above_zero(row.price),
        size=above_zero(row.quantity),
        fee=read_atoms(row.commission, signed=True),
        fee_asset=row.commissionAsset,
        liquidity=Liquidity.MAKER if made else Liquidity.TAKER,
        at_ns=read_ms(row.time),
        hold=hold,
        realised=read_atoms(row.realizedPnl, signed=True) if row.realizedPnl else None,
    )


def write_fill(fill: FillReport) -> PerpFillRow:
    return PerpFillRow(
        time=write_ms(fill.at_ns),
        tradeId=fill.trade_id,
        orderId=fill.venue_id,
        symbol=fill.symbol,
        price=write_atoms(fill.price),
        quantity=write_atoms(fill.size),
        commissionAsset=fill.fee_asset,
        commission=write_atoms(fill.fee or 0),
        side=write_held(fill.side, fill.hold),
        realizedPnl="" if fill.realised is None else write_atoms(fill.realised),
        isMarker=fill.liquidity is Liquidity.MAKER,
    )


# row 65


def read_event(row: ContractEvent) -> OrderReport:
    kind, tif = read_kind(row.o, "", row.f)
    status, reason = read_status(row.X, row.x, tif, kind)
    side, hold = read_held(row.S)
    market = kind is OrderType.MARKET
    order = OrderReport(
        symbol=row.s,
        venue_id=named(row.i),
        client_id=row.c,
        status=status,
        side=side,
        type=kind,
        filled=read_atoms(str(row.z)),
        price=None if market else above_zero(str(row.p)),
        size=above_zero(str(row.q)),
        average=read_atoms(str(row.V or "0")) or None,
        tif=tif,
        hold=hold,
        reason=reason,
        created_ns=moment_of(row.O),
        at_ns=moment_of(row.U or row.E),
        cause=read_cause(row.lo, row.lt),
        leverage=read_leverage(row.v),
    )
    last = read_atoms(str(row.l))
    return with_fill(order, _event_fill(row, order, last)) if last else order


def _event_fill(row: ContractEvent, order: OrderReport, last: int) -> FillReport:
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
        hold=order.hold,
    )


def write_event(order: OrderReport) -> ContractEvent:
    status, reason = write_status(order.status, order.filled, order.reason)
    kind, price_type = write_kind(order.type)
    taken, how = write_cause(order.cause)
    event = ContractEvent(
        E=write_ms(order.at_ns),
        s=order.symbol,
        c=order.client_id,
        S=write_held(order.side, order.hold),
        o=MARKET_SEEN if price_type == AT_MARKET else kind,
        f=write_tif(order.tif, order.type),
        q=write_atoms(order.size or 0),
        p=write_atoms(order.price or 0),
        X=status,
        i=order.venue_id,
        l="0",
        z=write_atoms(order.filled),
        L="0",
        n="0",
        N="",
        m=order.type is OrderType.LIMIT_MAKER,
        O=write_ms(order.created_ns),
        U=write_ms(order.at_ns),
        C=(order.hold is Hold.LONG) is (order.side is Side.SELL),
        v=str(order.leverage),
        r=write_atoms(max(0, (order.size or 0) - order.filled)),
        V=write_atoms(order.average or 0),
        lo=taken,
        lt=how,
        x=reason,
    )
    fill = order.fill
    if fill is not None:
        event.l, event.L = write_atoms(fill.size), write_atoms(fill.price)
        event.n, event.N = write_atoms(fill.fee or 0), fill.fee_asset
        event.d, event.rt = fill.trade_id, ROLE_WORDS[fill.liquidity]
    return event
