"""One order and one fill in each of the places where the platform shows them ↔ our reports. Sizes are coins, always."""

from __future__ import annotations

from typing import Final

from msgspec import Raw

from picaflor.domain.numbers import ONE, round_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side
from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.ids import uuid_of
from picaflor.venues.peatio.messages import FillRow, OrderRow
from picaflor.venues.peatio.spelling import (
    SECOND,
    above_zero,
    amount,
    moment,
    named,
    number_of,
    some,
    spelled,
    text_of,
    write_iso,
)
from picaflor.venues.peatio.words import (
    KIND_WORDS,
    REJECTED,
    STATE_WORDS,
    TYPE_WORDS,
    read_side,
    read_state,
    read_type,
)
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

AVERAGE_PLACES: Final = 16
POST_ONLY: Final = "post_only"


# rows 11 to 14 and 33


def read_order(row: OrderRow) -> OrderReport:
    kind, size, filled = read_type(row.ord_type), above_zero(row.origin_volume), _filled(row)
    if filled > size:
        raise BadMessage("more was filled than was ordered")
    status = read_state(row.state, filled)
    at_ns = moment(row.updated_at) or moment(row.at) or moment(row.created_at)
    return OrderReport(
        symbol=row.market,
        venue_id=named(row.id),
        client_id=text_of(row.client_id),
        status=status,
        side=read_side(row.side, row.kind),
        type=kind,
        filled=filled,
        price=None if kind is OrderType.MARKET else above_zero(row.price),
        size=size,
        reason=_reason(status, kind),
        created_ns=moment(row.created_at),
        at_ns=at_ns,
    )


def _filled(row: OrderRow) -> int:
    if some(row.executed_volume):
        return amount(row.executed_volume)
    left = row.remaining_volume if some(row.remaining_volume) else row.volume
    filled = amount(row.origin_volume) - amount(left)
    if filled < 0:
        raise BadMessage("more remains than was ordered")
    return filled


def _reason(status: OrderStatus, kind: OrderType) -> str:
    if status is not OrderStatus.REFUSED:
        return ""
    return POST_ONLY if kind is OrderType.LIMIT_MAKER else REJECTED


def write_order(house: House, order: OrderReport) -> dict[str, object]:
    """As a request is answered; pushes are a shade different."""
    row = _order(order) | {
        "id": number_of(order.venue_id),
        "uuid": uuid_of(order.venue_id),
        "created_at": write_iso(order.created_ns),
        "updated_at": write_iso(order.at_ns),
        "maker_fee": house.maker_fee,
        "taker_fee": house.taker_fee,
    }
    return row | {"market_type": "spot"} if house.version >= 3 else row


def write_push(order: OrderReport) -> dict[str, object]:
    times = {"created_at": order.created_ns // SECOND, "updated_at": order.at_ns // SECOND}
    return _order(order) | {"kind": KIND_WORDS[order.side], "at": order.created_ns // SECOND} | times


def _order(order: OrderReport) -> dict[str, object]:
    size = order.size or 0
    named_by_client = {"client_id": order.client_id} if order.client_id else {}
    return {
        "id": number_of(order.venue_id),
        "market": order.symbol,
        "side": order.side,
        "ord_type": TYPE_WORDS[order.type],
        "price": None if order.price is None else spelled(order.price),
        "avg_price": _average(order),
        "state": STATE_WORDS[order.status],
        "origin_volume": spelled(size),
        "remaining_volume": spelled(size - order.filled),
        "executed_volume": spelled(order.filled),
        "trades_count": 1 if order.filled else 0,
        **named_by_client,
    }


def _average(order: OrderReport) -> str:
    if not order.filled or order.filled_quote is None:
        return "0.0"
    return spelled(round_atoms(order.filled_quote * ONE // order.filled, AVERAGE_PLACES))


# row 15


def read_fill(row: FillRow) -> FillReport:
    """The fee is what was paid of the coin that was received. Old servers name neither it nor, some, the order."""
    side = read_side(row.side, row.kind)
    paid = some(row.fee_amount)
    if paid and not row.fee_currency:
        raise BadMessage("a fee in no coin")
    return FillReport(
        symbol=row.market,
        trade_id=named(row.id),
        venue_id=named(_order_of(row, side)),
        side=side,
        price=above_zero(row.price),
        size=above_zero(row.amount if some(row.amount) else row.volume),
        fee=amount(row.fee_amount, signed=True) if paid else None,
        fee_asset=(row.fee_currency or "").upper() if paid else "",
        liquidity=_liquidity(row, side),
        at_ns=moment(row.created_at if some(row.created_at) else row.at),
    )


def _order_of(row: FillRow, side: Side) -> Raw:
    """Rango's own example names both orders, and the side says which is ours."""
    if some(row.order_id):
        return row.order_id
    return row.bid_id if side is Side.BUY else row.ask_id


def _liquidity(row: FillRow, side: Side) -> Liquidity | None:
    if not row.taker_type:
        return None
    return Liquidity.TAKER if read_side(row.taker_type) is side else Liquidity.MAKER


def write_fill(fill: FillReport) -> dict[str, object]:
    got = fill.size if fill.side is Side.BUY else fill.price * fill.size // ONE
    fee = fill.fee or 0
    return _fill(fill) | {
        "fee_currency": fill.fee_asset.lower(),
        "fee": spelled(round_atoms(fee * ONE // got, 8)),
        "fee_amount": spelled(fee),
        "received_amount": spelled(max(0, got - fee)),
        "created_at": write_iso(fill.at_ns),
    }


# row 34: without the fee


def write_pushed_fill(fill: FillReport) -> dict[str, object]:
    return _fill(fill) | {"created_at": fill.at_ns // SECOND}


def _fill(fill: FillReport) -> dict[str, object]:
    taker = fill.side.other if fill.liquidity is Liquidity.MAKER else fill.side
    return {
        "id": number_of(fill.trade_id),
        "price": spelled(fill.price),
        "amount": spelled(fill.size),
        "total": spelled(fill.price * fill.size // ONE),
        "market": fill.symbol,
        "side": fill.side,
        "taker_type": taker,
        "order_id": number_of(fill.venue_id),
    }
