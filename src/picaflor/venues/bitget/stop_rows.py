"""One order that waits for a price: its rows of the contracts' lists and of both families' stream ↔ our reports."""

from __future__ import annotations

from typing import Final

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Hold, OrderType, Side, StopKind, TriggerBy
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.mix_stop_messages import PlanPushRow, PlanRow
from picaflor.venues.bitget.mix_words import (
    MARGIN_MODE_WORDS,
    coin_of,
    mode_of,
    opens,
    position_side,
    read_margin_mode,
    read_sides,
    write_trade_side,
)
from picaflor.venues.bitget.orders import above_zero
from picaflor.venues.bitget.words import read_side, read_type
from picaflor.wire.decoding import BadMessage, read_ms, write_ms
from picaflor.wire.stops import StopReport, StopStatus

TRIGGERS: Final = {
    "fill_price": TriggerBy.LAST,
    "mark_price": TriggerBy.MARK,
    "index_price": TriggerBy.INDEX,
}
TRIGGER_WORDS: Final = {by: word for word, by in TRIGGERS.items()}
STATUSES: Final = {
    "live": StopStatus.WAITING,
    "not_trigger": StopStatus.WAITING,
    "executing": StopStatus.TRIGGERED,
    "executed": StopStatus.TRIGGERED,
    "fail_execute": StopStatus.FAILED,
    "fail_trigger": StopStatus.FAILED,
    "cancelled": StopStatus.CANCELLED,
    "canceled": StopStatus.CANCELLED,
}
STATUS_WORDS: Final = {
    StopStatus.WAITING: "live",
    StopStatus.TRIGGERED: "executed",
    StopStatus.FAILED: "fail_execute",
    StopStatus.CANCELLED: "cancelled",
}
# Their word for a kind in the lists → the kind, and whether it is of all of the position.
PLANS: Final[dict[str, tuple[StopKind, bool]]] = {
    "normal_plan": (StopKind.STOP, False),
    "track_plan": (StopKind.TRAILING, False),
    "profit_plan": (StopKind.TAKE_PROFIT, False),
    "loss_plan": (StopKind.STOP_LOSS, False),
    "pos_profit": (StopKind.TAKE_PROFIT, True),
    "pos_loss": (StopKind.STOP_LOSS, True),
}
PLAN_WORDS: Final = {kind: word for word, kind in PLANS.items()}
# … and in the stream.
PUSHED: Final[dict[str, tuple[StopKind, bool]]] = {
    "pl": (StopKind.STOP, False),
    "track": (StopKind.TRAILING, False),
    "tp": (StopKind.TAKE_PROFIT, False),
    "sl": (StopKind.STOP_LOSS, False),
    "ptp": (StopKind.TAKE_PROFIT, True),
    "psl": (StopKind.STOP_LOSS, True),
}
_PUSH_WORDS: Final = {kind: word for word, kind in PUSHED.items()}
# What trails and belongs to a position: a take-profit that says by how much.
TRAILING, _PUSHED_TRAILING = "moving_plan", "mtpsl"
PLANS[TRAILING], PUSHED[_PUSHED_TRAILING] = (StopKind.TAKE_PROFIT, False), (StopKind.TAKE_PROFIT, False)
PERCENT: Final = 100
AMOUNT, TOTAL = "amount", "total"  # spot: in coin, in money


def read_trigger(word: str) -> TriggerBy:
    if word not in TRIGGERS:
        raise BadMessage(f"no trigger: {word[:40]!r}")
    return TRIGGERS[word]


def read_stop_status(word: str) -> StopStatus:
    if word not in STATUSES:
        raise BadMessage(f"a state of a stop that we do not know: {word[:40]!r}")
    return STATUSES[word]


def _kind(table: dict[str, tuple[StopKind, bool]], word: str) -> tuple[StopKind, bool]:
    if word not in table:
        raise BadMessage(f"a kind of stop that we do not know: {word[:40]!r}")
    return table[word]


def read_limit(order_type: str, *prices: str | None) -> int | None:
    """The first price that is one. Of a market order there is none, whatever stands there."""
    if read_type(order_type, "gtc")[0] is OrderType.MARKET:
        return None
    return above_zero(next((price for price in prices if price and read_atoms(price)), "0"))


def _reduces(kind: StopKind, hold: Hold, side: Side, word: str | None) -> bool:
    """What belongs to a position closes it, and needs no word for that."""
    if kind.of_position:
        return False
    return (word or "no").lower() == "yes" if hold is Hold.NET else not opens(hold, side)


# row 95


def read_plan(row: PlanRow) -> StopReport:
    kind, whole = _kind(PLANS, row.planType)
    side, hold, _ = read_sides(row.posMode, row.side, row.posSide, row.tradeSide)
    return StopReport(
        symbol=row.symbol,
        venue_id=named(row.orderId),
        client_id=row.clientOid,
        status=read_stop_status(row.planStatus),
        side=side,
        trigger=above_zero(row.triggerPrice),
        kind=kind,
        by=read_trigger(row.triggerType),
        price=read_limit(row.orderType, row.executePrice, row.price),
        size=None if whole else above_zero(row.size or "0"),
        reduce_only=_reduces(kind, hold, side, row.reduceOnly),
        hold=hold,
        order_id=row.executeOrderId or "",
        created_ns=read_ms(row.cTime),
        at_ns=read_ms(row.uTime),
        margin_mode=read_margin_mode(row.marginMode) if row.marginMode else None,
        trail=read_trail(kind, row.planType, row.callbackRatio),
    )


def plan_word(kind: StopKind, whole: bool, trail: int | bool) -> str:
    return TRAILING if trail and kind.of_position else PLAN_WORDS[kind, whole]


def read_trail(kind: StopKind, plan: str, percent: str | None) -> int:
    """Of one that trails it is there, of one of a position perhaps, of any other it says nothing."""
    if plan == TRAILING:
        return read_atoms(percent or "0") // PERCENT
    return above_zero(percent or "0") // PERCENT if kind is StopKind.TRAILING else 0


def write_trail(trail: int) -> str:
    return write_atoms(trail * PERCENT) if trail else ""


def write_plan(stop: StopReport) -> PlanRow:
    whole = stop.size is None
    return PlanRow(
        planType=plan_word(stop.kind, whole, stop.trail),
        symbol=stop.symbol,
        size="" if stop.size is None else write_atoms(stop.size),
        orderId=stop.venue_id,
        executeOrderId=stop.order_id,
        clientOid=stop.client_id,
        planStatus=STATUS_WORDS[stop.status],
        price="" if stop.price is None else write_atoms(stop.price),
        callbackRatio=write_trail(stop.trail),
        triggerPrice=write_atoms(stop.trigger),
        triggerType=TRIGGER_WORDS[stop.by],
        side=position_side(stop.hold, stop.side),
        posSide=stop.hold,
        marginCoin=coin_of(stop.symbol),
        marginMode="" if stop.margin_mode is None else MARGIN_MODE_WORDS[stop.margin_mode],
        tradeSide=write_trade_side(stop.hold, stop.side),
        posMode=mode_of(stop.hold),
        orderType="market" if stop.price is None else "limit",
        reduceOnly="YES" if _closing(stop) else "NO",
        stopSurplusTriggerPrice="",
        stopSurplusExecutePrice="",
        stopSurplusTriggerType="fill_price",
        stopLossTriggerPrice="",
        stopLossExecutePrice="",
        stopLossTriggerType="fill_price",
        cTime=write_ms(stop.created_ns),
        uTime=write_ms(stop.at_ns),
    )


def _closing(stop: StopReport) -> bool:
    if stop.hold is Hold.NET:
        return stop.reduce_only or stop.kind.of_position
    return not opens(stop.hold, stop.side)


# row 78


def read_plan_push(row: PlanPushRow) -> StopReport:
    kind, whole = _kind(PUSHED, row.planType)
    side, hold, _ = read_sides(row.posMode or "", row.side, row.posSide or "", row.tradeSide or "")
    return StopReport(
        symbol=row.instId,
        venue_id=named(row.orderId),
        client_id=row.clientOid,
        status=read_stop_status(row.status),
        side=side,
        trigger=above_zero(row.triggerPrice),
        kind=kind,
        by=read_trigger(row.triggerType),
        price=read_limit(row.orderType, row.executePrice),
        size=None if whole else above_zero(row.size),
        reduce_only=_reduces(kind, hold, side, None),
        hold=hold,
        created_ns=read_ms(row.cTime),
        at_ns=read_ms(row.uTime),
    )


def write_plan_push(stop: StopReport) -> PlanPushRow:
    trails = stop.trail and stop.kind.of_position
    row = _bare_push(stop, _PUSHED_TRAILING if trails else _PUSH_WORDS[stop.kind, stop.size is None], stop.size)
    row.triggerTime = write_ms(stop.at_ns)
    row.tradeSide, row.posSide = write_trade_side(stop.hold, stop.side), stop.hold
    row.marginCoin, row.posMode = coin_of(stop.symbol), mode_of(stop.hold)
    row.stopSurplusTriggerType = row.stopLossTriggerType = "fill_price"
    return row


def _bare_push(stop: StopReport, plan: str, size: int | None) -> PlanPushRow:
    trigger, price = write_atoms(stop.trigger), write_atoms(stop.price or 0)
    return PlanPushRow(
        instId=stop.symbol,
        orderId=stop.venue_id,
        clientOid=stop.client_id,
        triggerPrice=trigger,
        triggerType=TRIGGER_WORDS[stop.by],
        planType=plan,
        price=trigger,
        executePrice=price,
        size=write_atoms(size or 0),
        actualSize="0",
        orderType="market" if stop.price is None else "limit",
        side=stop.side,
        status=STATUS_WORDS[stop.status],
        enterPointSource="API",
        stpMode="none",
        cTime=write_ms(stop.created_ns),
        uTime=write_ms(stop.at_ns),
    )


# row 78, of spot


def read_spot_push(row: PlanPushRow) -> StopReport:
    if row.planType not in (AMOUNT, TOTAL):
        raise BadMessage(f"a kind of stop that we do not know: {row.planType[:40]!r}")
    size, by_money = above_zero(row.size), row.planType == TOTAL
    return StopReport(
        symbol=row.instId,
        venue_id=named(row.orderId),
        client_id=row.clientOid,
        status=read_stop_status(row.status),
        side=read_side(row.side),
        trigger=above_zero(row.triggerPrice),
        by=read_trigger(row.triggerType),
        price=read_limit(row.orderType, row.executePrice),
        size=None if by_money else size,
        quote=size if by_money else None,
        created_ns=read_ms(row.cTime),
        at_ns=read_ms(row.uTime),
    )


def write_spot_push(stop: StopReport) -> PlanPushRow:
    by_money = stop.quote is not None
    return _bare_push(stop, TOTAL if by_money else AMOUNT, stop.quote if by_money else stop.size)
