"""Private endpoints of contracts for orders that wait for a price: trigger orders, take-profits and stop-losses.

Two of their own for placing and amending, by kind; one list for trigger orders, one for the other two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import ONE, write_atoms
from picaflor.domain.orders import Hold, Side, StopKind, TriggerBy
from picaflor.venues.bitget.ids import asked_id, by_id, named, read_placed, write_placed
from picaflor.venues.bitget.messages import Ids
from picaflor.venues.bitget.mix_batches import write_amending
from picaflor.venues.bitget.mix_endpoint import mix
from picaflor.venues.bitget.mix_stop_messages import PlanPage
from picaflor.venues.bitget.mix_trading import asked_limit, asked_margin_mode, asked_sides, cursor
from picaflor.venues.bitget.mix_words import HOLDS, MARGIN_MODE_WORDS, coin_of, opens, position_side
from picaflor.venues.bitget.params import BadParameter, Params, amount, maybe_amount, moment, need, read_rows
from picaflor.venues.bitget.stop_rows import (
    PERCENT,
    PLANS,
    TRAILING,
    TRIGGER_WORDS,
    TRIGGERS,
    plan_word,
    read_plan,
    write_plan,
    write_trail,
)
from picaflor.venues.bitget.verdicts import Verdicts, read_one, read_verdicts, write_cancelled
from picaflor.wire.asks import Amending, Cancelling, CancellingMany, Refused, Unclear
from picaflor.wire.decoding import BadMessage, write_ms
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops, Stops

STOP: Final = "normal_plan"
TRAIL_MAX: Final = 10 * ONE  # percent
POSITION: Final = "profit_loss"  # the list of take-profits and stop-losses
_IDS: Final = Decoder(Ids)
_PAGE: Final = Decoder(PlanPage)


def _is_stop(ask: PlaceStop | AmendStop | CancelStop | ReadStops) -> bool:
    return not ask.kind.of_position


def _is_of_position(ask: PlaceStop | AmendStop | CancelStop | ReadStops) -> bool:
    return ask.kind.of_position


def _maybe(atoms: int | None) -> str:
    return "" if atoms is None else write_atoms(atoms)


# row 95


def _ask_plan(ask: PlaceStop) -> Params:
    closes = ask.hold is not Hold.NET and not opens(ask.hold, ask.side)
    if ask.size is None or ask.margin_mode is None:
        raise ValueError(f"{ask.client_id}: a stop on a contract is sized in coin, and says its margin mode")
    if (ask.kind is StopKind.TRAILING) is not bool(ask.trail) or (ask.trail and ask.price is not None):
        raise ValueError(f"{ask.client_id}: what trails says by how much, and becomes an order at the market")
    does = {"reduceOnly": "YES" if ask.reduce_only else "NO"}
    return {
        "planType": plan_word(ask.kind, False, 0),
        "symbol": ask.symbol,
        "marginMode": MARGIN_MODE_WORDS[ask.margin_mode],
        "marginCoin": coin_of(ask.symbol),
        "size": write_atoms(ask.size),
        "price": _maybe(ask.price),
        "callbackRatio": write_trail(ask.trail),
        "triggerPrice": write_atoms(ask.trigger),
        "triggerType": TRIGGER_WORDS[ask.by],
        "side": position_side(ask.hold, ask.side),
        **(does if ask.hold is Hold.NET else {"tradeSide": "close" if closes else "open"}),
        "orderType": "market" if ask.price is None else "limit",
        "clientOid": ask.client_id,
    }


def _asked_plan(params: Params) -> PlaceStop:
    kind = _asked_plan_kind(need(params, "planType"))
    need(params, "marginCoin")
    trail = _asked_trail(params, "callbackRatio") if kind is StopKind.TRAILING else 0
    price = _asked_price(params)
    if trail and price is not None:
        raise BadParameter("40020", "Parameter orderType error")
    side, hold, reduces = asked_sides(params)
    return PlaceStop(
        symbol=need(params, "symbol"),
        client_id=params.get("clientOid", ""),
        side=side,
        trigger=amount(params, "triggerPrice"),
        kind=kind,
        by=asked_trigger(params),
        price=price,
        size=amount(params, "size"),
        reduce_only=reduces,
        hold=hold,
        margin_mode=asked_margin_mode(params),
        trail=trail,
    )


def _asked_plan_kind(word: str) -> StopKind:
    kind = _asked_kind(word)[0]
    if kind.of_position:
        raise BadParameter("40017", "Parameter verification failed: planType")
    return kind


def _asked_trail(params: Params, name: str) -> int:
    """A percentage, of ten at most."""
    percent = amount(params, name)
    if percent > TRAIL_MAX:
        raise BadParameter("40020", f"Parameter {name} error")
    return percent // PERCENT


def asked_trigger(params: Params, name: str = "triggerType") -> TriggerBy:
    by = TRIGGERS.get(params.get(name) or "fill_price")
    if by is None:
        raise BadParameter("40020", f"Parameter {name} error")
    return by


def _asked_price(params: Params) -> int | None:
    """Under either name; of a market order none, whatever stands there."""
    if need(params, "orderType").lower() == "market":
        return None
    return amount(params, "executePrice" if params.get("executePrice") else "price")


# row 96


def _ask_of_position(ask: PlaceStop) -> Params:
    """In one-way mode the position is named by the side that opened it."""
    return {
        "planType": plan_word(ask.kind, ask.size is None, ask.trail),
        "symbol": ask.symbol,
        "marginCoin": coin_of(ask.symbol),
        "triggerPrice": write_atoms(ask.trigger),
        "triggerType": TRIGGER_WORDS[ask.by],
        "executePrice": _maybe(ask.price),
        "holdSide": ask.side.other if ask.hold is Hold.NET else ask.hold,
        "size": _maybe(ask.size),
        "rangeRate": write_trail(ask.trail),
        "clientOid": ask.client_id,
    }


def _asked_of_position(params: Params) -> PlaceStop:
    need(params, "marginCoin")
    kind, whole = _asked_kind(need(params, "planType"))
    if not kind.of_position:
        raise BadParameter("40017", "Parameter verification failed: planType")
    side, hold = asked_held(need(params, "holdSide").lower())
    trail = _asked_trail(params, "rangeRate") if params["planType"] == TRAILING else 0
    return PlaceStop(
        symbol=need(params, "symbol"),
        client_id=params.get("clientOid", ""),
        side=side,
        trigger=amount(params, "triggerPrice"),
        kind=kind,
        by=asked_trigger(params),
        price=None if trail else maybe_amount(params, "executePrice"),
        size=None if whole else amount(params, "size"),
        hold=hold,
        trail=trail,
    )


def _asked_kind(word: str) -> tuple[StopKind, bool]:
    if word not in PLANS:
        raise BadParameter("40020", "Parameter planType error")
    return PLANS[word]


def asked_held(word: str) -> tuple[Side, Hold]:
    if word in ("long", "short"):
        return (Side.SELL if word == "long" else Side.BUY), HOLDS[word]
    if word in ("buy", "sell"):
        return Side(word).other, Hold.NET
    raise BadParameter("40020", "Parameter holdSide error")


# rows 95 and 96: amend


def _ask_amend_plan(ask: AmendStop) -> Params:
    return {
        "planType": plan_word(ask.kind, False, 0),
        "symbol": ask.symbol,
        **by_id(ask.venue_id, ask.client_id),
        "newTriggerPrice": write_atoms(ask.trigger),
        "newCallbackRatio": write_trail(ask.trail),
        "newPrice": _maybe(ask.price),
        "newSize": _maybe(ask.size),
    }


def _asked_amend_plan(params: Params) -> AmendStop:
    client_id, venue_id = asked_id(params)
    return AmendStop(
        symbol=need(params, "symbol"),
        trigger=amount(params, "newTriggerPrice"),
        client_id=client_id,
        venue_id=venue_id,
        kind=_asked_plan_kind(params.get("planType") or STOP),
        price=maybe_amount(params, "newPrice"),
        size=maybe_amount(params, "newSize"),
        trail=_asked_trail(params, "newCallbackRatio") if params.get("newCallbackRatio") else 0,
    )


def _ask_amend_of_position(ask: AmendStop) -> Params:
    return {
        "symbol": ask.symbol,
        "marginCoin": coin_of(ask.symbol),
        **by_id(ask.venue_id, ask.client_id),
        "triggerPrice": write_atoms(ask.trigger),
        "executePrice": _maybe(ask.price),
        "size": _maybe(ask.size),
        "rangeRate": write_trail(ask.trail),
    }


def _asked_amend_of_position(params: Params) -> AmendStop:
    """Which of the two it is, only its id tells: it is read as a take-profit."""
    client_id, venue_id = asked_id(params)
    return AmendStop(
        symbol=need(params, "symbol"),
        trigger=amount(params, "triggerPrice"),
        client_id=client_id,
        venue_id=venue_id,
        kind=StopKind.TAKE_PROFIT,
        price=maybe_amount(params, "executePrice"),
        size=maybe_amount(params, "size"),
        trail=_asked_trail(params, "rangeRate") if params.get("rangeRate") else 0,
    )


def _read_amend(ask: AmendStop, data: Raw, _at_ns: int) -> Amending:
    ids = _IDS.decode(data)
    if (ids.orderId != ask.venue_id) if ask.venue_id else (ids.clientOid != ask.client_id):
        raise BadMessage("the reply names another order")
    return Amending(ids.clientOid, named(ids.orderId))


# row 98: cancel


def _ask_cancel(ask: CancelStop) -> Mapping[str, object]:
    """Without its kind only trigger orders are found, and without a list all of that kind."""
    one = ask.venue_id or ask.client_id
    return {
        "symbol": ask.symbol,
        "marginCoin": coin_of(ask.symbol),
        "planType": plan_word(ask.kind, ask.whole, ask.trails),
        "orderIdList": [by_id(ask.venue_id, ask.client_id)] if one else [],
    }


def _asked_cancel(params: Params) -> CancelStop:
    rows = read_rows(params, "orderIdList")
    if len(rows) > 1:
        raise BadParameter("40017", "Parameter verification failed: one order at a time, or all")
    word = params.get("planType") or STOP
    kind, whole = _asked_kind(word)
    named_one = asked_id(rows[0]) if rows else ("", "")
    return CancelStop(need(params, "symbol"), *named_one, kind, whole, word == TRAILING)


def _write_cancel(ask: CancelStop, cancelling: Cancelling | CancellingMany) -> Verdicts:
    if isinstance(cancelling, CancellingMany) or not (ask.venue_id or ask.client_id):
        return write_cancelled(cancelling)
    return Verdicts([Ids(cancelling.venue_id, cancelling.client_id)], [])


def _read_cancel(ask: CancelStop, data: Raw, _at_ns: int) -> Cancelling | Refused | Unclear:
    if not ask.venue_id and not ask.client_id:
        read_verdicts(data)
        return Cancelling()
    return read_one(ask, ask.venue_id, ask.client_id, data)


# row 98: lists


def _ask_list(ask: ReadStops) -> Params:
    return {
        "planType": POSITION if ask.kind.of_position else plan_word(ask.kind, False, 0),
        "symbol": ask.symbol,
        "orderId": ask.venue_id,
        "clientOid": ask.client_id,
        "idLessThan": ask.before,
        "limit": str(min(ask.limit, 100)),
        "startTime": write_ms(ask.since_ns) if ask.since_ns else "",
        "endTime": write_ms(ask.until_ns) if ask.until_ns else "",
    }


def _asked_list(params: Params, *, past: bool) -> ReadStops:
    """The list of take-profits and stop-losses is one: it is read as one of the first."""
    word = need(params, "planType")
    if word == TRAILING:
        raise BadParameter("40020", "Parameter planType error")
    kind = StopKind.TAKE_PROFIT if word == POSITION else _asked_kind(word)[0]
    return ReadStops(
        symbol=params.get("symbol", ""),
        kind=kind,
        past=past,
        venue_id=params.get("orderId", ""),
        client_id=params.get("clientOid", ""),
        before=params.get("idLessThan", ""),
        limit=asked_limit(params),
        since_ns=moment(params, "startTime"),
        until_ns=moment(params, "endTime"),
    )


def _write_list(_ask: ReadStops, stops: Stops) -> PlanPage:
    rows = [write_plan(stop) for stop in stops.rows]
    return PlanPage(rows, rows[-1].orderId if rows else None)


def _read_list(ask: ReadStops, data: Raw, _at_ns: int) -> Stops:
    page = _PAGE.decode(data)
    rows = page.entrustedList or []
    stops = tuple(map(read_plan, rows))
    return Stops(stops, cursor(ask.limit, rows, page.endId))


ENDPOINTS: Final = (
    mix(PlaceStop, "POST", "order/place-plan-order", _ask_plan, _asked_plan, write_placed, read_placed, _is_stop),
    mix(
        PlaceStop,
        "POST",
        "order/place-tpsl-order",
        _ask_of_position,
        _asked_of_position,
        write_placed,
        read_placed,
        _is_of_position,
    ),
    mix(
        AmendStop,
        "POST",
        "order/modify-plan-order",
        _ask_amend_plan,
        _asked_amend_plan,
        write_amending,
        _read_amend,
        _is_stop,
    ),
    mix(
        AmendStop,
        "POST",
        "order/modify-tpsl-order",
        _ask_amend_of_position,
        _asked_amend_of_position,
        write_amending,
        _read_amend,
        _is_of_position,
    ),
    mix(CancelStop, "POST", "order/cancel-plan-order", _ask_cancel, _asked_cancel, _write_cancel, _read_cancel),
    mix(
        ReadStops,
        "GET",
        "order/orders-plan-pending",
        _ask_list,
        partial(_asked_list, past=False),
        _write_list,
        _read_list,
        lambda ask: not ask.past,
    ),
    mix(
        ReadStops,
        "GET",
        "order/orders-plan-history",
        _ask_list,
        partial(_asked_list, past=True),
        _write_list,
        _read_list,
        lambda ask: ask.past,
    ),
)
