"""One order and one fill of contracts, in each of the places where BitMart shows them ↔ our reports."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.structs import asdict

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Cause, Liquidity, OrderType
from picaflor.venues.bitmart.futures_messages import FillRow, LastTrade, OrderNote, OrderPush, OrderRow
from picaflor.venues.bitmart.futures_symbols import DIGITS_MAX
from picaflor.venues.bitmart.futures_words import (
    CAME_OF,
    CAUSE_WORDS,
    CAUSES,
    COIN,
    SIDES,
    known,
    mode_word,
    read_margin_mode,
    read_mode,
    read_side,
    read_state,
    reduces,
    write_side,
    write_state,
)
from picaflor.venues.bitmart.market import ms_of
from picaflor.venues.bitmart.orders import above_zero, named
from picaflor.wire.decoding import MS, BadMessage
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

ROLES: Final = {"maker": Liquidity.MAKER, "taker": Liquidity.TAKER}
ROLE_WORDS: Final = {Liquidity.MAKER: "Maker", Liquidity.TAKER: "Taker", None: "Taker"}
# Row 63: why an order ended is not told. If it ended when it was made and took nothing, it was one of these.
NEVER_RESTED: Final = "never rested: post_only, or nothing was there to take at once"
# What happened to an order that is pushed.
MATCHED, SUBMITTED, CANCELLED = 1, 2, 3
_MATCHES: Final = {Cause.LIQUIDATION: 9, Cause.DELEVERAGING: 8}
_CANCELS: Final = {Cause.LIQUIDATION: 4, Cause.DELEVERAGING: 5}


def id_of(number: str | int) -> str:
    """Numbers of orders are bare in some places; they pass 2**53."""
    return named(str(number))


def write_id(name: str) -> str | int:
    """Bare, where it can be."""
    plain = name.isascii() and name.isdecimal() and (name == "0" or name[0] != "0") and len(name) <= 18
    return int(name) if plain else name


def write_size(atoms: int) -> Raw:
    """A bare number: of whole contracts, where our orders are concerned."""
    return Raw(write_atoms(atoms).encode())


def times_of(text: str) -> int:
    """Leverage; "" and "0": it is not told."""
    whole = text.partition(".")[0] or "0"
    if not (whole.isascii() and whole.isdecimal() and len(whole) <= DIGITS_MAX):
        raise BadMessage(f"no leverage: {text[:40]!r}")
    return int(whole)


# row 63


def read_order(row: OrderRow) -> OrderReport:
    side, hold, less = read_side(row.side, read_mode(row.position_mode))
    size, filled = above_zero(row.size), read_atoms(row.deal_size or "0")
    kind, cause = _read_type(row)
    client_id = row.client_order_id.removeprefix(CAME_OF)
    if client_id != row.client_order_id and cause is Cause.USER:
        cause = Cause.STOP
    status = read_state(row.state, size, filled)
    at_birth = status is OrderStatus.CANCELLED and not filled and row.create_time == row.update_time
    return OrderReport(
        symbol=row.symbol,
        venue_id=id_of(row.order_id),
        client_id=client_id,
        status=status,
        side=side,
        type=kind,
        filled=filled,
        price=None if kind is OrderType.MARKET else above_zero(row.price),
        average=read_atoms(row.deal_avg_price or "0") or None,
        size=size,
        hold=hold,
        reduce_only=less,
        created_ns=ms_of(row.create_time),
        at_ns=ms_of(row.update_time),
        cause=cause,
        reason=NEVER_RESTED if at_birth and kind is OrderType.LIMIT else "",
        leverage=times_of(row.leverage),
        margin_mode=read_margin_mode(row.open_type) if row.open_type else None,
    )


def _read_type(row: OrderRow) -> tuple[OrderType, Cause]:
    """Who wanted it stands where its type would; then its price says whether it has a limit."""
    match row.type:
        case "limit":
            return OrderType.LIMIT, Cause.USER
        case "market":
            return OrderType.MARKET, Cause.USER
        case word if word in CAUSES:
            priced = row.price not in ("", "market price") and read_atoms(row.price)
            return OrderType.LIMIT if priced else OrderType.MARKET, CAUSES[word]
        case word:
            raise BadMessage(f"no order type: {word[:40]!r}")


def _write_type(order: OrderReport) -> str:
    return CAUSE_WORDS.get(order.cause, "market" if order.type is OrderType.MARKET else "limit")


def write_order(order: OrderReport) -> OrderRow:
    less = reduces(order.hold, order.side, order.reduce_only)
    return OrderRow(
        order_id=order.venue_id,
        client_order_id=(CAME_OF if order.cause is Cause.STOP else "") + order.client_id,
        symbol=order.symbol,
        side=write_side(order.hold, order.side, less),
        type=_write_type(order),
        leverage=str(order.leverage),
        open_type=order.margin_mode or "",
        size=write_atoms(order.size or 0),
        price=write_atoms(order.price or 0),
        deal_avg_price=write_atoms(order.average or 0),
        deal_size=write_atoms(order.filled),
        state=write_state(order.status),
        create_time=order.created_ns // MS,
        update_time=order.at_ns // MS,
        position_mode=mode_word(order.hold),
    )


# row 72


def read_push(note: OrderNote) -> OrderReport:
    order = read_order(note.order)
    cause = Cause.STOP if order.cause is Cause.USER and str(note.order.plan_order_id) not in ("", "0") else order.cause
    changes = {**asdict(order), "cause": cause}
    if note.order.last_trade is not None:
        changes["fill"] = _last_trade(order, note.order.last_trade)
    return OrderReport(**changes)


def _last_trade(order: OrderReport, trade: LastTrade) -> FillReport | None:
    """Its fee is told by the list of trades: what the sign means here, no page says. Who was there first is not told
    either: what trades when it is made takes, and so does what has no limit.
    """
    if not read_atoms(trade.fillQty):
        return None
    return FillReport(
        symbol=order.symbol,
        trade_id=id_of(trade.lastTradeID),
        venue_id=order.venue_id,
        side=order.side,
        price=above_zero(trade.fillPrice),
        size=read_atoms(trade.fillQty),
        liquidity=Liquidity.TAKER if at_once(order) else Liquidity.MAKER,
        client_id=order.client_id,
        at_ns=order.at_ns,
        hold=order.hold,
    )


def at_once(order: OrderReport) -> bool:
    return order.type is OrderType.MARKET or order.created_ns == order.at_ns


def write_push(order: OrderReport) -> OrderNote:
    fill = order.fill
    trade = None
    if fill is not None:
        paid = "" if fill.fee is None else write_atoms(-fill.fee)
        trade = LastTrade(write_id(fill.trade_id), write_atoms(fill.size), write_atoms(fill.price), paid, COIN)
    row = OrderPush(
        **asdict(write_order(order)),
        plan_order_id=order.client_id if order.cause is Cause.STOP else "",
        last_trade=trade,
    )
    return OrderNote(_action(order), row)


def _action(order: OrderReport) -> int:
    if order.fill is not None:
        return _MATCHES.get(order.cause, MATCHED)
    if order.status in (OrderStatus.OPEN, OrderStatus.PARTIAL):
        return SUBMITTED
    return _CANCELS.get(order.cause, CANCELLED)


# row 65


def read_fill(row: FillRow) -> FillReport:
    """In which mode the account is, it does not say: the order does."""
    return FillReport(
        symbol=row.symbol,
        trade_id=id_of(row.trade_id),
        venue_id=id_of(row.order_id),
        side=known(SIDES, row.side, "side")[0],
        price=above_zero(row.price),
        size=above_zero(row.vol),
        fee=read_atoms(row.paid_fees, signed=True),
        fee_asset=COIN,
        liquidity=known(ROLES, row.exec_type.lower(), "role"),
        client_id=row.client_order_id.removeprefix(CAME_OF),
        at_ns=ms_of(row.create_time),
        realised=read_atoms(row.realised_profit, signed=True),
    )


def write_fill(fill: FillReport) -> FillRow:
    """One-way, whether an order only reduced its fills do not know: then it is told as what it bought or sold."""
    return FillRow(
        order_id=fill.venue_id,
        trade_id=fill.trade_id,
        symbol=fill.symbol,
        side=write_side(fill.hold, fill.side, False),
        price=write_atoms(fill.price),
        vol=write_atoms(fill.size),
        exec_type=ROLE_WORDS[fill.liquidity],
        profit=bool(fill.realised),
        realised_profit=write_atoms(fill.realised or 0),
        paid_fees=write_atoms(fill.fee or 0),
        client_order_id=fill.client_id,
        create_time=fill.at_ns // MS,
    )
