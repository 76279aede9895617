"""Private endpoints of a unified account's contracts for orders that wait for a price, which the venue calls strategies.

Row 134. Take-profits and stop-losses are of type tpsl, and of all of the position in mode full; all else is a trigger
order. One is changed and cancelled by its ids alone. The list of those that wait has neither pages nor symbols.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import Hold, Side, StopKind
from picaflor.venues.bitget.attaching import WATCHED, WATCHED_WORDS
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.ids import asked_id, by_id, named, read_placed, write_placed
from picaflor.venues.bitget.messages import Ids
from picaflor.venues.bitget.mix_words import HOLDS, product_of
from picaflor.venues.bitget.params import BadParameter, Params, amount, maybe_amount, moment, need
from picaflor.venues.bitget.uta_family import TRADE, Family, asked_limit
from picaflor.venues.bitget.uta_stop_rows import TPSL, TRIGGER, StrategyPage, StrategyRow, read_row, write_row
from picaflor.venues.bitget.words import read_side
from picaflor.wire.asks import Amending, Cancelling, Refused
from picaflor.wire.decoding import BadMessage, write_ms
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops, Stops

PAGE_MAX: Final = 100
_IDS: Final = Decoder(Ids)
_ROWS: Final = Decoder(list[StrategyRow] | None)
_PAGE: Final = Decoder(StrategyPage)
# Trigger, what it watches, what follows, and at which price.
_NAMES: Final = {
    StopKind.TAKE_PROFIT: ("takeProfit", "tpTriggerBy", "tpOrderType", "tpLimitPrice"),
    StopKind.STOP_LOSS: ("stopLoss", "slTriggerBy", "slOrderType", "slLimitPrice"),
    StopKind.STOP: ("triggerPrice", "triggerBy", "triggerOrderType", "triggerOrderPrice"),
}


def _mine(ask: PlaceStop | AmendStop | ReadStops | CancelStop) -> None:
    if ask.kind not in _NAMES:
        raise ValueError(f"{ask.symbol}: unified accounts have no {ask.kind} orders")


def _terms(ask: PlaceStop) -> dict[str, str]:
    trigger, by, kind, limit = _NAMES[ask.kind]
    if ask.by not in WATCHED_WORDS:
        raise ValueError(f"{ask.client_id}: a stop of a unified account watches the last price or the mark")
    return {
        trigger: write_atoms(ask.trigger),
        by: WATCHED_WORDS[ask.by],
        kind: "market" if ask.price is None else "limit",
        limit: "" if ask.price is None else write_atoms(ask.price),
    }


# place


def _ask_place(ask: PlaceStop) -> Params:
    _mine(ask)
    if (ask.size is None and not ask.kind.of_position) or ask.quote is not None or ask.trail:
        raise ValueError(f"{ask.client_id}: a stop on a contract is sized in coin, and trails nowhere")
    reduces = "yes" if ask.reduce_only or ask.kind.of_position else "no"
    mode = {"tpslMode": "full" if ask.size is None else "partial"} if ask.kind.of_position else {}
    return {
        "symbol": ask.symbol,
        "clientOid": ask.client_id,
        "type": TPSL if ask.kind.of_position else TRIGGER,
        **mode,
        "qty": "" if ask.size is None else write_atoms(ask.size),
        "side": ask.side,
        **({"reduceOnly": reduces} if ask.hold is Hold.NET else {"posSide": str(ask.hold)}),
        **_terms(ask),
    }


def _asked_place(params: Params) -> PlaceStop:
    kind, word = _asked_kind(params), params.get("posSide", "").lower() or "net"
    if word not in HOLDS:
        raise BadParameter("40020", "Parameter posSide error")
    hold = HOLDS[word]
    trigger, by, order_type, limit = _NAMES[kind]
    whole = kind.of_position and params.get("tpslMode", "").lower() != "partial"
    side = _asked_side(params, kind, hold)
    watched = WATCHED.get(params.get(by) or "market")
    if watched is None:
        raise BadParameter("40020", f"Parameter {by} error")
    limited = params.get(order_type, "").lower() == "limit"
    return PlaceStop(
        symbol=need(params, "symbol"),
        client_id=params.get("clientOid", ""),
        side=side,
        trigger=amount(params, trigger),
        kind=kind,
        by=watched,
        price=amount(params, limit) if limited else None,
        size=None if whole else amount(params, "qty"),
        reduce_only=hold is Hold.NET and not kind.of_position and params.get("reduceOnly", "").lower() == "yes",
        hold=hold,
    )


def _asked_kind(params: Params) -> StopKind:
    """Both legs at once the venue would keep as one order, which we cannot."""
    if params.get("type", TPSL).lower() == TRIGGER:
        return StopKind.STOP
    legs = [kind for kind in (StopKind.TAKE_PROFIT, StopKind.STOP_LOSS) if params.get(_NAMES[kind][0])]
    if len(legs) > 1:
        raise BadParameter("40017", "Parameter verification failed: one of takeProfit and stopLoss here")
    if not legs:
        raise BadParameter("40019", "Parameter takeProfit and stopLoss cannot both be empty")
    return legs[0]


def _asked_side(params: Params, kind: StopKind, hold: Hold) -> Side:
    """A position is closed by the other side, whether that is said or not."""
    if not params.get("side") and kind.of_position and hold is not Hold.NET:
        return Side.SELL if hold is Hold.LONG else Side.BUY
    try:
        return read_side(need(params, "side"))
    except BadMessage as bad:
        raise BadParameter("40020", f"Parameter side error: {bad}") from None


# change and cancel


def _ask_change(ask: AmendStop) -> Params:
    """What is not said stays as it is."""
    _mine(ask)
    trigger, _, kind, limit = _NAMES[ask.kind]
    priced = {} if ask.price is None else {kind: "limit", limit: write_atoms(ask.price)}
    size = "" if ask.size is None else write_atoms(ask.size)
    return {**by_id(ask.venue_id, ask.client_id), "qty": size, trigger: write_atoms(ask.trigger), **priced}


def _asked_change(params: Params) -> AmendStop:
    client_id, venue_id = asked_id(params)
    kind = StopKind.STOP if params.get("triggerPrice") else _asked_kind(params)
    trigger, _, order_type, limit = _NAMES[kind]
    limited = params.get(order_type, "").lower() == "limit"
    return AmendStop(
        symbol="",
        trigger=amount(params, trigger),
        client_id=client_id,
        venue_id=venue_id,
        kind=kind,
        price=amount(params, limit) if limited else None,
        size=maybe_amount(params, "qty"),
    )


def _write_change(_ask: AmendStop, amending: Amending) -> Ids:
    return Ids(amending.venue_id, amending.client_id)


def _read_change(ask: AmendStop, data: Raw, _at_ns: int) -> Amending:
    ids = _IDS.decode(data)
    if (ids.orderId != ask.venue_id) if ask.venue_id else (ids.clientOid != ask.client_id):
        raise BadMessage("the reply names another order")
    return Amending(ids.clientOid, named(ids.orderId))


def _ask_cancel(ask: CancelStop) -> Params:
    if not ask.venue_id and not ask.client_id:
        raise ValueError(f"{ask.symbol}: stops of a unified account are cancelled one by one")
    return by_id(ask.venue_id, ask.client_id)


def _asked_cancel(params: Params) -> CancelStop:
    return CancelStop("", *asked_id(params))


def _write_cancel(_ask: CancelStop, _cancelling: Cancelling) -> None:
    return None


def _read_cancel(ask: CancelStop, _data: Raw, _at_ns: int) -> Cancelling:
    """It names nothing."""
    return Cancelling(ask.client_id, ask.venue_id)


# lists


def _ask_list(ask: ReadStops) -> Params:
    _mine(ask)
    params = {"type": TPSL if ask.kind.of_position else TRIGGER}
    if not ask.past:
        return params
    since, until = (write_ms(at_ns) if at_ns else "" for at_ns in (ask.since_ns, ask.until_ns))
    limit = str(min(ask.limit, PAGE_MAX))
    return {**params, "startTime": since, "endTime": until, "limit": limit, "cursor": ask.before}


def _asked_waiting(params: Params) -> ReadStops:
    return ReadStops(kind=_listed(params), limit=10_000)


def _listed(params: Params) -> StopKind:
    """Without a type those of positions are meant: all at once our lists do not tell. Inferred."""
    return StopKind.STOP if params.get("type", TPSL).lower() == TRIGGER else StopKind.TAKE_PROFIT


def _asked_past(params: Params) -> ReadStops:
    return ReadStops(
        kind=_listed(params),
        past=True,
        before=params.get("cursor", ""),
        limit=asked_limit(params),
        since_ns=moment(params, "startTime"),
        until_ns=moment(params, "endTime"),
    )


def _write_waiting(_ask: ReadStops, stops: Stops) -> list[StrategyRow]:
    return [write_row(stop, product_of(stop.symbol)) for stop in stops.rows]


def _write_past(_ask: ReadStops, stops: Stops) -> StrategyPage:
    return StrategyPage([write_row(stop, product_of(stop.symbol)) for stop in stops.rows], stops.before or None)


def _meant(ask: ReadStops, rows: list[StrategyRow] | None, before: str = "") -> Stops | Refused:
    stops = tuple(read_row(row) for row in rows or () if ask.symbol in ("", row.symbol))
    return Stops(tuple(stop for stop in stops if stop.kind.of_position is ask.kind.of_position), before)


def _read_waiting(ask: ReadStops, data: Raw, _at_ns: int) -> Stops | Refused:
    return _meant(ask, _ROWS.decode(data))


def _read_past(ask: ReadStops, data: Raw, _at_ns: int) -> Stops | Refused:
    """Only a full page may have a next one."""
    page = _PAGE.decode(data)
    full = len(page.rows or ()) >= min(ask.limit, PAGE_MAX)
    return _meant(ask, page.rows, (page.cursor or "") if full else "")


def endpoints(product: str) -> tuple[Endpoint, ...]:
    """Of one family of contracts."""
    family = Family(product)

    def named(write: Callable[[Any], Params]) -> Callable[[Any], Params]:
        return lambda ask: {"category": family.of(ask.symbol), **write(ask)}

    def needed(read: Callable[[Params], Any]) -> Callable[[Params], Any]:
        def asked(params: Params) -> Any:
            family.need(params)
            return read(params)

        return asked

    placing = (named(_ask_place), needed(_asked_place), write_placed, read_placed)
    changing = (_ask_change, _asked_change, _write_change, _read_change)
    cancelling = (_ask_cancel, _asked_cancel, _write_cancel, _read_cancel)
    waiting = (named(_ask_list), needed(_asked_waiting), _write_waiting, _read_waiting)
    past = (named(_ask_list), needed(_asked_past), _write_past, _read_past)
    ours = family.ours
    return (
        family.row(PlaceStop, "POST", TRADE + "place-strategy-order", *placing),
        Endpoint(AmendStop, "POST", TRADE + "modify-strategy-order", *changing),
        Endpoint(CancelStop, "POST", TRADE + "cancel-strategy-order", *cancelling),
        Endpoint(ReadStops, "GET", TRADE + "unfilled-strategy-orders", *waiting, lambda ask: not ask.past, ours),
        Endpoint(ReadStops, "GET", TRADE + "history-strategy-orders", *past, lambda ask: ask.past, ours),
    )
