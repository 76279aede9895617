"""One order that waits for a price, of a unified account: its row of the lists and of the stream ↔ our report. Row 134.

A row has room for a trigger order, a take-profit and a stop-loss. Of two at once, which strangers may place, the stop-loss
is kept. Rows of take-profits and stop-losses name the position and no side; whether an account hedges no row tells.
"""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from typing import Final

from msgspec import Struct

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Hold, Side, StopKind, TriggerBy
from picaflor.venues.bitget.attaching import WATCHED, WATCHED_WORDS
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.messages import Arg
from picaflor.venues.bitget.orders import above_zero
from picaflor.venues.bitget.words import read_side
from picaflor.wire.decoding import BadMessage, read_ms, write_ms
from picaflor.wire.stops import StopReport, StopStatus

TPSL, TRIGGER = "tpsl", "trigger"
STATUSES: Final = {
    "": StopStatus.WAITING,  # the older pages have no status among those that wait
    "pending": StopStatus.WAITING,
    "submitting": StopStatus.TRIGGERED,
    "success": StopStatus.TRIGGERED,
    "failed": StopStatus.FAILED,
    "cancelled": StopStatus.CANCELLED,
}
_STATUS_WORDS: Final = {
    StopStatus.WAITING: "pending",
    StopStatus.TRIGGERED: "success",
    StopStatus.FAILED: "failed",
    StopStatus.CANCELLED: "cancelled",
}
_TRIGGER_TYPES: Final = {StopKind.TAKE_PROFIT: "takeProfit", StopKind.STOP_LOSS: "stopLoss"}


class StrategyRow(Struct, kw_only=True, omit_defaults=True):
    """Row 134. `side` and `type` are told by the stream; that lists tell them of trigger orders is inferred."""

    orderId: str
    clientOid: str | None = ""
    category: str
    symbol: str
    qty: str | None = ""
    side: str | None = ""
    posSide: str | None = ""
    type: str | None = ""
    status: str | None = ""
    triggerType: str | None = ""
    tpTriggerBy: str | None = ""
    slTriggerBy: str | None = ""
    takeProfit: str | None = ""
    stopLoss: str | None = ""
    tpOrderType: str | None = ""
    slOrderType: str | None = ""
    tpLimitPrice: str | None = ""
    slLimitPrice: str | None = ""
    triggerBy: str | None = ""
    triggerPrice: str | None = ""
    triggerOrderType: str | None = ""
    triggerOrderPrice: str | None = ""
    createdTime: str
    updatedTime: str


class StrategyPage(Struct, rename={"rows": "list"}):
    rows: list[StrategyRow] | None = None
    cursor: str | None = None


class StrategyPush(Struct):
    action: str
    arg: Arg
    data: list[StrategyRow]


Leg = tuple[StopKind, str, str | None, str | None, str | None]


def _leg(row: StrategyRow) -> Leg:
    """Its kind, trigger, what that watches, what follows and at which price."""
    if _some(row.stopLoss):
        return StopKind.STOP_LOSS, row.stopLoss or "", row.slTriggerBy, row.slOrderType, row.slLimitPrice
    if _some(row.takeProfit):
        return StopKind.TAKE_PROFIT, row.takeProfit or "", row.tpTriggerBy, row.tpOrderType, row.tpLimitPrice
    return StopKind.STOP, row.triggerPrice or "", row.triggerBy, row.triggerOrderType, row.triggerOrderPrice


def _some(text: str | None) -> bool:
    return bool(text) and bool(read_atoms(text or "0"))


def read_row(row: StrategyRow) -> StopReport:
    kind, trigger, by, order_type, limit = _leg(row)
    if (row.status or "") not in STATUSES:
        raise BadMessage(f"a state of a stop that we do not know: {(row.status or '')[:40]!r}")
    if (by or "market") not in WATCHED:
        raise BadMessage(f"no trigger: {(by or '')[:40]!r}")
    whole = kind.of_position and not _some(row.qty)
    return StopReport(
        symbol=row.symbol,
        venue_id=named(row.orderId),
        client_id=row.clientOid or "",
        status=STATUSES[row.status or ""],
        side=_side(row, kind),
        trigger=above_zero(trigger),
        kind=kind,
        by=WATCHED[by or "market"],
        price=above_zero(limit or "0") if (order_type or "").lower() == "limit" else None,
        size=None if whole else above_zero(row.qty or "0"),
        created_ns=read_ms(row.createdTime),
        at_ns=read_ms(row.updatedTime),
    )


def _side(row: StrategyRow, kind: StopKind) -> Side:
    if row.side:
        return read_side(row.side)
    if kind.of_position and row.posSide in ("long", "short"):
        return Side.SELL if row.posSide == "long" else Side.BUY
    raise BadMessage("an order that waits, and says neither its side nor its position")


def write_row(stop: StopReport, category: str) -> StrategyRow:
    row = StrategyRow(
        orderId=stop.venue_id,
        clientOid=stop.client_id,
        category=category,
        symbol=stop.symbol,
        qty="" if stop.size is None else write_atoms(stop.size),
        side=stop.side,
        posSide=_position(stop),
        type=TPSL if stop.kind.of_position else TRIGGER,
        status=_STATUS_WORDS[stop.status],
        createdTime=write_ms(stop.created_ns),
        updatedTime=write_ms(stop.at_ns),
    )
    trigger, by = write_atoms(stop.trigger), WATCHED_WORDS.get(stop.by, WATCHED_WORDS[TriggerBy.MARK])
    kind, limit = "market" if stop.price is None else "limit", "" if stop.price is None else write_atoms(stop.price)
    match stop.kind:
        case StopKind.TAKE_PROFIT:
            row.takeProfit, row.tpTriggerBy, row.tpOrderType, row.tpLimitPrice = trigger, by, kind, limit
        case StopKind.STOP_LOSS:
            row.stopLoss, row.slTriggerBy, row.slOrderType, row.slLimitPrice = trigger, by, kind, limit
        case _:
            row.triggerPrice, row.triggerBy, row.triggerOrderType, row.triggerOrderPrice = trigger, by, kind, limit
    row.triggerType = _TRIGGER_TYPES.get(stop.kind, "")
    return row


def _position(stop: StopReport) -> str:
    """Long or short, one-way too, where it is of a position."""
    if stop.hold is not Hold.NET:
        return str(stop.hold)
    closed = "long" if stop.side is Side.SELL else "short"
    return closed if stop.kind.of_position or stop.reduce_only else ""
