"""One order and one fill, in each of the places where BitMart shows them ↔ our reports."""

from __future__ import annotations

from typing import Final

from picaflor.domain.numbers import ONE, read_atoms, round_atoms, write_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side
from picaflor.venues.bitmart.market import ms_of
from picaflor.venues.bitmart.messages import FillRow, OrderPushRow, OrderRow
from picaflor.venues.bitmart.words import (
    NUMBER_OF,
    NUMBERS,
    SYSTEM,
    read_side,
    read_status,
    read_type,
    write_source,
    write_status,
    write_type,
)
from picaflor.wire.decoding import MS, BadMessage, read_ms, write_ms
from picaflor.wire.reports import FillReport, OrderReport

AVERAGE_PLACES: Final = 16
ENTRUSTED: Final = {"NORMAL": "", "LIMIT_MAKER": "limit_maker", "IOC": "ioc"}
ROLES: Final = {"maker": Liquidity.MAKER, "taker": Liquidity.TAKER}
EXECUTED: Final = {"M": Liquidity.MAKER, "T": Liquidity.TAKER}

# rows 14 and 15


def read_order(row: OrderRow) -> OrderReport:
    """Who gave no id sees the venue's in its place."""
    side, (kind, tif) = read_side(row.side), read_type(row.type)
    filled = read_atoms(row.filledSize)
    status, reason = read_status(row.state, row.cancelSource, row.type, side, filled)
    size, quote = _sizes(kind, side, row.size, row.notional)
    return OrderReport(
        symbol=row.symbol,
        venue_id=named(row.orderId),
        client_id="" if row.clientOrderId == row.orderId else row.clientOrderId,
        status=status,
        side=side,
        type=kind,
        filled=filled,
        price=None if kind is OrderType.MARKET else above_zero(row.price),
        size=size,
        quote=quote,
        filled_quote=read_atoms(row.filledNotional),
        tif=tif,
        reason=reason,
        created_ns=ms_of(row.createTime),
        at_ns=ms_of(row.updateTime),
    )


def _sizes(kind: OrderType, side: Side, size: str, notional: str) -> tuple[int | None, int | None]:
    """A market buy is sized in money."""
    if kind is OrderType.MARKET and side is Side.BUY and read_atoms(notional or "0"):
        return None, above_zero(notional)
    return above_zero(size), None


def write_order(order: OrderReport) -> OrderRow:
    price = order.price or 0
    worth = order.quote if order.quote is not None else price * (order.size or 0) // ONE
    return OrderRow(
        orderId=order.venue_id,
        clientOrderId=order.client_id or order.venue_id,
        symbol=order.symbol,
        side=order.side,
        type=write_type(order.type, order.tif),
        state=_state(order),
        cancelSource=write_source(order.status),
        price=write_atoms(price),
        priceAvg=_average(order),
        size=write_atoms(order.size or 0),
        filledSize=write_atoms(order.filled),
        notional=write_atoms(worth),
        filledNotional=write_atoms(order.filled_quote or 0),
        createTime=order.created_ns // MS,
        updateTime=order.at_ns // MS,
    )


def _state(order: OrderReport) -> str:
    """Row 14: dust of the money is left of a market buy."""
    dust = order.quote is not None and order.quote > (order.filled_quote or 0)
    return write_status(order.status, order.filled, dust=dust)


def _average(order: OrderReport) -> str:
    if not order.filled or order.filled_quote is None:
        return "0"
    return write_atoms(round_atoms(order.filled_quote * ONE // order.filled, AVERAGE_PLACES))


# row 16


def read_fill(row: FillRow) -> FillReport:
    return FillReport(
        symbol=row.symbol,
        trade_id=named(row.tradeId),
        venue_id=named(row.orderId),
        side=read_side(row.side),
        price=above_zero(row.price),
        size=above_zero(row.size),
        fee=read_atoms(row.fee, signed=True),
        fee_asset=row.feeCoinName,
        liquidity=_liquidity(ROLES, row.tradeRole),
        client_id="" if row.clientOrderId == row.orderId else row.clientOrderId,
        at_ns=ms_of(row.createTime),
    )


def write_fill(fill: FillReport) -> FillRow:
    return FillRow(
        tradeId=fill.trade_id,
        orderId=fill.venue_id,
        clientOrderId=fill.client_id or fill.venue_id,
        symbol=fill.symbol,
        side=fill.side,
        price=write_atoms(fill.price),
        size=write_atoms(fill.size),
        notional=write_atoms(fill.price * fill.size // ONE),
        fee=write_atoms(fill.fee or 0),
        feeCoinName=fill.fee_asset,
        tradeRole=_word(ROLES, fill.liquidity),
        createTime=fill.at_ns // MS,
        updateTime=fill.at_ns // MS,
    )


# row 33


def read_push(row: OrderPushRow) -> OrderReport:
    """Words count where there are any, else the numbers. Nobody says who cancelled: if at birth, it was the system."""
    side, word = read_side(row.side), _pushed_type(row)
    kind, tif = read_type(word)
    state = row.order_state or NUMBERS.get(row.state)
    if state is None:
        raise BadMessage(f"an order state that we do not know: {row.state[:40]!r}")
    filled = read_atoms(row.filled_size)
    at_birth = word == "limit_maker" and row.create_time == row.update_time and not filled
    status, reason = read_status(state, SYSTEM if at_birth else "", word, side, filled)
    size, quote = _sizes(kind, side, row.size, row.notional)
    return OrderReport(
        symbol=row.symbol,
        venue_id=named(row.order_id),
        client_id=row.client_order_id,
        status=status,
        side=side,
        type=kind,
        filled=filled,
        price=None if kind is OrderType.MARKET else above_zero(row.price),
        size=size,
        quote=quote,
        filled_quote=read_atoms(row.filled_notional),
        tif=tif,
        reason=reason,
        created_ns=read_ms(row.create_time or row.ms_t),
        at_ns=read_ms(row.update_time or row.ms_t),
        fill=_pushed_fill(row, side) if row.detail_id else None,
    )


def _pushed_type(row: OrderPushRow) -> str:
    entrusted = ENTRUSTED.get(row.entrust_type.upper())
    if entrusted is None:
        raise BadMessage(f"an order entrusted in a way that we do not know: {row.entrust_type[:40]!r}")
    return entrusted or row.type


def _pushed_fill(row: OrderPushRow, side: Side) -> FillReport:
    return FillReport(
        symbol=row.symbol,
        trade_id=row.detail_id,
        venue_id=named(row.order_id),
        side=side,
        price=above_zero(row.last_fill_price),
        size=above_zero(row.last_fill_count),
        fee=read_atoms(row.dealFee, signed=True) if row.dealFee else None,
        fee_asset=row.deal_fee_coin_name,
        liquidity=_liquidity(EXECUTED, row.exec_type),
        client_id=row.client_order_id,
        at_ns=read_ms(row.last_fill_time),
    )


def write_push(order: OrderReport) -> OrderPushRow:
    """An order that the house cancelled before it traded is told as any other that was cancelled."""
    word, state, fill = write_type(order.type, order.tif), _state(order), order.fill
    row = OrderPushRow(
        symbol=order.symbol,
        order_id=order.venue_id,
        client_order_id=order.client_id,
        side=order.side,
        type="market" if word == "market" else "limit",
        entrust_type=word.upper() if word in ("limit_maker", "ioc") else "NORMAL",
        price=write_atoms(order.price or 0),
        size=write_atoms(order.size or 0),
        notional="" if order.quote is None else write_atoms(order.quote),
        filled_size=write_atoms(order.filled),
        filled_notional=write_atoms(order.filled_quote or 0),
        state=NUMBER_OF[state],
        order_state=state,
        create_time=write_ms(order.created_ns),
        update_time=write_ms(order.at_ns),
        ms_t=write_ms(order.at_ns),
    )
    if fill is not None:
        row.detail_id, row.exec_type = fill.trade_id, _word(EXECUTED, fill.liquidity)
        row.last_fill_price, row.last_fill_count = write_atoms(fill.price), write_atoms(fill.size)
        row.last_fill_time = write_ms(fill.at_ns)
        row.dealFee, row.deal_fee_coin_name = "" if fill.fee is None else write_atoms(fill.fee), fill.fee_asset
    return row


# values


def named(venue_id: str) -> str:
    if not venue_id:
        raise BadMessage("an empty id")
    return venue_id


def above_zero(text: str) -> int:
    atoms = read_atoms(text)
    if not atoms:
        raise BadMessage("zero where a price or a size belongs")
    return atoms


def _liquidity(table: dict[str, Liquidity], word: str) -> Liquidity:
    found = table.get(word)
    if found is None:
        raise BadMessage(f"no role: {word[:40]!r}")
    return found


def _word(table: dict[str, Liquidity], liquidity: Liquidity | None) -> str:
    return next(word for word, each in table.items() if each is (liquidity or Liquidity.TAKER))
