"""Private endpoints of spot for orders that wait for a price, which the venue calls plans. They hold no funds."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import OrderType, Side, StopKind
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.ids import asked_id, by_id, named, read_placed, write_placed
from picaflor.venues.bitget.messages import Ids
from picaflor.venues.bitget.orders import above_zero
from picaflor.venues.bitget.params import BadParameter, Params, amount, moment, need, number, read_words
from picaflor.venues.bitget.stop_rows import (
    AMOUNT,
    STATUS_WORDS,
    TOTAL,
    TRIGGER_WORDS,
    TRIGGERS,
    read_limit,
    read_stop_status,
    read_trigger,
)
from picaflor.venues.bitget.verdicts import Verdicts, read_verdicts, write_cancelling_many
from picaflor.venues.bitget.words import read_side, read_type
from picaflor.wire.asks import Amending, Cancelling, CancellingMany
from picaflor.wire.decoding import BadMessage, read_ms, write_ms
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops, StopReport, Stops

PAGE_MAX: Final = 100


class PlanRow(Struct, kw_only=True):
    """Row 28."""

    orderId: str
    clientOid: str
    symbol: str
    size: str
    executePrice: str | None = None
    triggerPrice: str
    status: str
    orderType: str
    side: str
    planType: str
    triggerType: str
    enterPointSource: str = "API"
    cTime: str
    uTime: str


class PlanPage(Struct):
    orderList: list[PlanRow] | None
    nextFlag: bool = False
    idLessThan: str | None = None


class Result(Struct):
    result: str


_IDS: Final = Decoder(Ids)
_RESULT: Final = Decoder(Result)
_PAGE: Final = Decoder(PlanPage)


def _mine(ask: PlaceStop | AmendStop | CancelStop | ReadStops) -> None:
    if ask.kind is not StopKind.STOP:
        raise ValueError(f"{ask.symbol}: on spot a stop belongs to no position, and is no {ask.kind}")


def _kind(price: int | None) -> str:
    return "limit" if price else "market"


# row 26: place


def _ask_plan(ask: PlaceStop) -> Params:
    _mine(ask)
    by_money = ask.quote is not None
    size = ask.quote if by_money else ask.size
    if size is None or (by_money and (ask.price or ask.side is Side.SELL)):
        raise ValueError(f"{ask.client_id}: a stop is sized in coin; only a market buy may be in money")
    return {
        "symbol": ask.symbol,
        "side": ask.side,
        "triggerPrice": write_atoms(ask.trigger),
        "triggerType": TRIGGER_WORDS[ask.by],
        "orderType": _kind(ask.price),
        "executePrice": "" if ask.price is None else write_atoms(ask.price),
        "planType": TOTAL if by_money else AMOUNT,
        "size": write_atoms(size),
        "clientOid": ask.client_id,
    }


def _asked_plan(params: Params) -> PlaceStop:
    symbol, side = need(params, "symbol"), _asked_side(params)
    plan, price, size = params.get("planType", AMOUNT).lower(), _asked_price(params), amount(params, "size")
    if plan not in (AMOUNT, TOTAL) or (plan == TOTAL and (price or side is Side.SELL)):
        raise BadParameter("40020", "Parameter planType error")
    by = TRIGGERS.get(params.get("triggerType") or "fill_price")
    if by is None:
        raise BadParameter("40020", "Parameter triggerType error")
    return PlaceStop(
        symbol=symbol,
        client_id=params.get("clientOid", ""),
        side=side,
        trigger=amount(params, "triggerPrice"),
        by=by,
        price=price,
        size=size if plan == AMOUNT else None,
        quote=size if plan == TOTAL else None,
    )


def _asked_side(params: Params) -> Side:
    try:
        return read_side(need(params, "side"))
    except BadMessage as bad:
        raise BadParameter("40020", f"Parameter error: {bad}") from None


def _asked_price(params: Params) -> int | None:
    """Of a market order none, whatever stands there."""
    try:
        order_type, _ = read_type(need(params, "orderType"), "gtc")
    except BadMessage as bad:
        raise BadParameter("40020", f"Parameter error: {bad}") from None
    return None if order_type is OrderType.MARKET else amount(params, "executePrice")


# row 26: amend. Its size is coin or money as it was when it was placed.


def _ask_amend(ask: AmendStop) -> Params:
    _mine(ask)
    return {
        **by_id(ask.venue_id, ask.client_id),
        "triggerPrice": write_atoms(ask.trigger),
        "orderType": _kind(ask.price),
        "executePrice": "" if ask.price is None else write_atoms(ask.price),
        "size": "" if ask.size is None else write_atoms(ask.size),
    }


def _asked_amend(params: Params) -> AmendStop:
    client_id, venue_id = asked_id(params)
    return AmendStop(
        symbol=params.get("symbol", ""),
        trigger=amount(params, "triggerPrice"),
        client_id=client_id,
        venue_id=venue_id,
        price=_asked_price(params),
        size=amount(params, "size") if params.get("size") else None,
    )


def _write_amending(_ask: AmendStop, amending: Amending) -> Ids:
    return Ids(amending.venue_id, amending.client_id)


def _read_amending(ask: AmendStop, data: Raw, _at_ns: int) -> Amending:
    ids = _IDS.decode(data)
    if (ids.orderId != ask.venue_id) if ask.venue_id else (ids.clientOid != ask.client_id):
        raise BadMessage("the reply names another order")
    return Amending(ids.clientOid, named(ids.orderId))


# row 27: cancel one, or all of a symbol


def _names_one(ask: CancelStop) -> bool:
    return bool(ask.client_id or ask.venue_id)


def _names_none(ask: CancelStop) -> bool:
    return not _names_one(ask)


def _ask_cancel(ask: CancelStop) -> Params:
    _mine(ask)
    return by_id(ask.venue_id, ask.client_id)


def _asked_cancel(params: Params) -> CancelStop:
    return CancelStop(params.get("symbol", ""), *asked_id(params))


def _write_cancel(_ask: CancelStop, _cancelling: Cancelling) -> Result:
    return Result("success")


def _read_cancel(ask: CancelStop, data: Raw, _at_ns: int) -> Cancelling:
    """It names nothing."""
    if _RESULT.decode(data).result != "success":
        raise BadMessage("a result that is no success")
    return Cancelling(ask.client_id, ask.venue_id)


def _ask_cancel_all(ask: CancelStop) -> Mapping[str, object]:
    _mine(ask)
    return {"symbolList": [ask.symbol] if ask.symbol else []}


def _asked_cancel_all(params: Params) -> CancelStop:
    symbols = read_words(params, "symbolList")
    if len(symbols) > 1:
        raise BadParameter("40017", "Parameter verification failed: one symbol or all of them here")
    return CancelStop(symbols[0] if symbols else "")


def _write_cancel_all(_ask: CancelStop, answer: CancellingMany) -> Verdicts:
    return write_cancelling_many((), answer)


def _read_cancel_all(_ask: CancelStop, data: Raw, _at_ns: int) -> CancellingMany:
    """Those that were there. One that is not named may have been there too: what is left the lists tell."""
    verdicts = read_verdicts(data)
    return CancellingMany(
        tuple((ids.clientOid, Cancelling(ids.clientOid, ids.orderId)) for ids in verdicts.successList)
    )


# row 28: lists


def _ask_list(ask: ReadStops) -> Params:
    _mine(ask)
    return {
        "symbol": ask.symbol,
        "idLessThan": ask.before,
        "limit": str(min(ask.limit, PAGE_MAX)),
        "startTime": write_ms(ask.since_ns) if ask.since_ns else "",
        "endTime": write_ms(ask.until_ns) if ask.until_ns else "",
    }


def _asked_list(params: Params, *, past: bool) -> ReadStops:
    return ReadStops(
        symbol=params.get("symbol", ""),
        past=past,
        before=params.get("idLessThan", ""),
        limit=number(params, "limit", PAGE_MAX, PAGE_MAX),
        since_ns=moment(params, "startTime"),
        until_ns=moment(params, "endTime"),
    )


def _asked_current(params: Params) -> ReadStops:
    return _asked_list(params, past=False)


def _asked_past(params: Params) -> ReadStops:
    return _asked_list(params, past=True)


def _write_list(_ask: ReadStops, stops: Stops) -> PlanPage:
    rows = [write_plan(stop) for stop in stops.rows]
    return PlanPage(rows, bool(stops.before), stops.before or None)


def _read_list(ask: ReadStops, data: Raw, _at_ns: int) -> Stops:
    page = _PAGE.decode(data)
    rows = tuple(read_plan(row) for row in page.orderList or ())
    meant = tuple(row for row in rows if ask.venue_id in ("", row.venue_id) and ask.client_id in ("", row.client_id))
    return Stops(meant, page.idLessThan or "" if page.nextFlag else "")


def read_plan(row: PlanRow) -> StopReport:
    plan = row.planType.lower()  # in capitals here, in small letters in the stream
    if plan not in (AMOUNT, TOTAL):
        raise BadMessage(f"a kind of stop that we do not know: {row.planType[:40]!r}")
    size = above_zero(row.size)
    return StopReport(
        symbol=row.symbol,
        venue_id=named(row.orderId),
        client_id=row.clientOid,
        status=read_stop_status(row.status),
        side=read_side(row.side),
        trigger=above_zero(row.triggerPrice),
        by=read_trigger(row.triggerType),
        price=read_limit(row.orderType, row.executePrice),
        size=size if plan == AMOUNT else None,
        quote=size if plan == TOTAL else None,
        created_ns=read_ms(row.cTime),
        at_ns=read_ms(row.uTime),
    )


def write_plan(stop: StopReport) -> PlanRow:
    by_money = stop.quote is not None
    return PlanRow(
        orderId=stop.venue_id,
        clientOid=stop.client_id,
        symbol=stop.symbol,
        size=write_atoms((stop.quote if by_money else stop.size) or 0),
        executePrice="" if stop.price is None else write_atoms(stop.price),
        triggerPrice=write_atoms(stop.trigger),
        status=STATUS_WORDS[stop.status],
        orderType=_kind(stop.price),
        side=stop.side,
        planType=(TOTAL if by_money else AMOUNT).upper(),
        triggerType=TRIGGER_WORDS[stop.by],
        cTime=write_ms(stop.created_ns),
        uTime=write_ms(stop.at_ns),
    )


_TRADE: Final = "/api/v2/spot/trade/"

ENDPOINTS: Final = (
    Endpoint(PlaceStop, "POST", _TRADE + "place-plan-order", _ask_plan, _asked_plan, write_placed, read_placed),
    Endpoint(
        AmendStop, "POST", _TRADE + "modify-plan-order", _ask_amend, _asked_amend, _write_amending, _read_amending
    ),
    Endpoint(
        CancelStop,
        "POST",
        _TRADE + "cancel-plan-order",
        _ask_cancel,
        _asked_cancel,
        _write_cancel,
        _read_cancel,
        fits=_names_one,
    ),
    Endpoint(
        CancelStop,
        "POST",
        _TRADE + "batch-cancel-plan-order",
        _ask_cancel_all,
        _asked_cancel_all,
        _write_cancel_all,
        _read_cancel_all,
        fits=_names_none,
    ),
    Endpoint(
        ReadStops,
        "GET",
        _TRADE + "current-plan-order",
        _ask_list,
        _asked_current,
        _write_list,
        _read_list,
        fits=lambda ask: not ask.past,
    ),
    Endpoint(
        ReadStops,
        "GET",
        _TRADE + "history-plan-order",
        _ask_list,
        _asked_past,
        _write_list,
        _read_list,
        fits=lambda ask: ask.past,
    ),
)
