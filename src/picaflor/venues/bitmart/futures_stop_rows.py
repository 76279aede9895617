"""One order that waits for a price, in each of the places where BitMart's contracts show it ↔ our reports.

Its own list says most. That of past orders has it under a type of its own, with what came of it; the stream as well.
"""

from __future__ import annotations

from typing import Final

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import StopKind, TriggerBy
from picaflor.venues.bitmart.futures_messages import OrderNote, OrderPush, OrderRow, PlanRow
from picaflor.venues.bitmart.futures_orders import CANCELLED, SUBMITTED, id_of, times_of
from picaflor.venues.bitmart.futures_words import (
    FINISHED,
    OPEN,
    STATES,
    STOP_TYPES,
    known,
    mode_word,
    read_margin_mode,
    read_mode,
    read_side,
    reduces,
    write_side,
)
from picaflor.venues.bitmart.market import ms_of
from picaflor.venues.bitmart.orders import above_zero
from picaflor.wire.decoding import MS, BadMessage
from picaflor.wire.stops import StopReport, StopStatus

PRICE_TYPES: Final = {1: TriggerBy.LAST, 2: TriggerBy.MARK}
PRICE_NUMBERS: Final = {by: number for number, by in PRICE_TYPES.items()}
PRICE_PUSHED: Final = {"last_price": TriggerBy.LAST, "fair_price": TriggerBy.MARK}
PRICE_WORDS: Final = {by: word for word, by in PRICE_PUSHED.items()}
WAYS: Final = {0: None, 1: True, 2: False}  # whether the price rises to it; 0: not told
WAY_NUMBERS: Final = {rises: number for number, rises in WAYS.items()}
PART, WHOLE = 1, 2  # of a position, or all of it
PERCENT: Final = 100
MARKET: Final = ("", "-", "market", "market price")
NONE: Final = ("", "-")
ACTIVE: Final = "active"  # 2, in a word
# Types in the list of those that wait: an order of its own says what it becomes.
LISTED: Final = {
    "plan": StopKind.STOP,
    "limit": StopKind.STOP,
    "market": StopKind.STOP,
    "take_profit": StopKind.TAKE_PROFIT,
    "stop_loss": StopKind.STOP_LOSS,
}
PAST_WORDS: Final = {
    StopKind.STOP: "planorder",
    StopKind.TRAILING: "trailing",
    StopKind.TAKE_PROFIT: "take_profit",
    StopKind.STOP_LOSS: "stop_loss",
}
PUSHED_WORDS: Final = {**PAST_WORDS, StopKind.STOP: "plan_order", StopKind.TRAILING: "trailing_order"}
# Row 100: an end that names no order is told in one way, whoever wanted it.
NOTHING_CAME: Final = "cancelled, or its order was refused: the venue does not say"


def read_limit(text: str) -> int | None:
    """None: at the market."""
    return None if text.lower() in MARKET else read_atoms(text) or None


def write_limit(price: int | None) -> str:
    return write_atoms(price or 0)


def read_trail(text: str) -> int:
    """A percentage."""
    return 0 if text in NONE else read_atoms(text) // PERCENT


def write_trail(trail: int) -> str:
    return write_atoms(trail * PERCENT)


# row 99


def read_plan(row: PlanRow) -> StopReport | None:
    """None: it waits no more."""
    if row.state not in (*STATES, ACTIVE):
        raise BadMessage(f"a state that we do not know: {row.state!r:.40}")
    if row.state == FINISHED:
        return None
    side, hold, less = read_side(row.side, read_mode(row.position_mode))
    kind = known(LISTED, row.type, "kind of stop")
    whole = kind.of_position and row.plan_category == WHOLE
    return StopReport(
        symbol=row.symbol,
        venue_id=id_of(row.order_id),
        client_id=row.client_order_id,
        status=StopStatus.WAITING,
        side=side,
        trigger=above_zero(row.trigger_price),
        kind=kind,
        by=known(PRICE_TYPES, row.price_type, "price to watch"),
        price=None if row.type == "market" else read_limit(row.executive_price),
        size=None if whole else above_zero(row.size),
        reduce_only=less and not kind.of_position,
        hold=hold,
        created_ns=ms_of(row.create_time),
        at_ns=ms_of(row.update_time),
        margin_mode=read_margin_mode(row.open_type) if row.open_type else None,
        rises=known(WAYS, row.price_way, "way"),
        leverage=times_of(row.leverage),
    )


def write_plan(stop: StopReport) -> PlanRow:
    own = "market" if stop.price is None else "limit"
    category = 0 if not stop.kind.of_position else WHOLE if stop.size is None else PART
    return PlanRow(
        order_id=stop.venue_id,
        client_order_id=stop.client_id,
        symbol=stop.symbol,
        side=_write_side(stop),
        type=PAST_WORDS[stop.kind] if stop.kind.of_position else own,
        leverage=str(stop.leverage),
        open_type=stop.margin_mode or "",
        size=write_atoms(stop.size or 0),
        executive_price=write_limit(stop.price),
        trigger_price=write_atoms(stop.trigger),
        price_way=WAY_NUMBERS[stop.rises],
        price_type=PRICE_NUMBERS[stop.by],
        plan_category=category,
        state=OPEN,
        position_mode=mode_word(stop.hold),
        create_time=stop.created_ns // MS,
        update_time=stop.at_ns // MS,
    )


def _write_side(stop: StopReport) -> int:
    less = reduces(stop.hold, stop.side, stop.reduce_only or stop.kind.of_position)
    return write_side(stop.hold, stop.side, less)


# rows 98 and 100: among orders


def is_stop(row: OrderRow) -> bool:
    return row.type in STOP_TYPES


def read_stop(row: OrderRow) -> StopReport:
    """As the lists of orders have it: those that trail while they wait, all of them when they wait no more."""
    came = "" if row.executive_order_id in ("", "0") else row.executive_order_id
    by = row.activation_price_type or 1
    kind = known(STOP_TYPES, row.type, "kind of stop")
    watched = known(PRICE_TYPES, int(by), "price to watch") if kind is StopKind.TRAILING else TriggerBy.LAST
    return _read(row, kind, watched, _ended(row.state, bool(came)), came)


def _ended(state: int, came: bool) -> StopStatus:
    if state not in STATES:
        raise BadMessage(f"a state that we do not know: {state!r:.40}")
    if state != FINISHED:
        return StopStatus.WAITING
    return StopStatus.TRIGGERED if came else StopStatus.CANCELLED


def _read(row: OrderRow, kind: StopKind, by: TriggerBy, status: StopStatus, came: str) -> StopReport:
    side, hold, less = read_side(row.side, read_mode(row.position_mode))
    trails = kind is StopKind.TRAILING
    return StopReport(
        symbol=row.symbol,
        venue_id=id_of(row.order_id),
        client_id=row.client_order_id,
        status=status,
        side=side,
        trigger=above_zero(row.activation_price if trails else row.trigger_price),
        kind=kind,
        by=by,
        price=None if trails else read_limit(row.execution_price),
        size=read_atoms(row.size) or None,
        reduce_only=less and not kind.of_position,
        hold=hold,
        order_id=came,
        reason=NOTHING_CAME if status is StopStatus.CANCELLED else "",
        created_ns=ms_of(row.create_time),
        at_ns=ms_of(row.update_time),
        margin_mode=read_margin_mode(row.open_type) if row.open_type else None,
        trail=read_trail(row.callback_rate) if trails else 0,
        leverage=times_of(row.leverage),
    )


def write_stop(stop: StopReport) -> OrderRow:
    trails = stop.kind is StopKind.TRAILING
    trigger = write_atoms(stop.trigger)
    return OrderRow(
        order_id=stop.venue_id,
        client_order_id=stop.client_id,
        symbol=stop.symbol,
        side=_write_side(stop),
        type=PAST_WORDS[stop.kind],
        leverage=str(stop.leverage),
        open_type=stop.margin_mode or "",
        size=write_atoms(stop.size or 0),
        price="0",
        state=OPEN if stop.status is StopStatus.WAITING else FINISHED,
        create_time=stop.created_ns // MS,
        update_time=stop.at_ns // MS,
        position_mode=mode_word(stop.hold),
        trigger_price="" if trails else trigger,
        execution_price="" if trails else "market" if stop.price is None else write_atoms(stop.price),
        executive_order_id=stop.order_id,
        activation_price=trigger if trails else "",
        callback_rate=write_trail(stop.trail) if trails else "",
        activation_price_type=PRICE_NUMBERS[stop.by] if trails else 0,
    )


# row 100: pushed


def read_pushed_stop(note: OrderNote) -> StopReport:
    """What came of it is not told there: the order that does names it."""
    row = note.order
    kind = known(STOP_TYPES, row.type, "kind of stop")
    word = str(row.activation_price_type) if kind is StopKind.TRAILING else row.trigger_price_type
    status = _ended(row.state, note.action != CANCELLED)
    return _read(row, kind, known(PRICE_PUSHED, word, "price to watch"), status, "")


def write_pushed_stop(stop: StopReport) -> OrderNote:
    row = write_stop(stop)
    trails = stop.kind is StopKind.TRAILING
    word = PRICE_WORDS[stop.by]
    gone = stop.status in (StopStatus.CANCELLED, StopStatus.FAILED)
    push = OrderPush(
        **{name: getattr(row, name) for name in row.__struct_fields__} | {"type": PUSHED_WORDS[stop.kind]},
    )
    push.executive_order_id = ""
    push.trigger_price, push.execution_price = row.trigger_price or "-", row.execution_price or "-"
    push.activation_price, push.callback_rate = row.activation_price or "-", row.callback_rate or "-"
    push.trigger_price_type, push.activation_price_type = ("-", word) if trails else (word, "-")
    return OrderNote(CANCELLED if gone else SUBMITTED, push)
