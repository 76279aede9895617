"""Row 64: what waits for a price. Its orders have the paths of all others, and say STOP."""

from __future__ import annotations

from typing import Final

from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import StopKind, TriggerBy
from picaflor.venues.hashkey import perp_orders as orders
from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.orders import named
from picaflor.venues.hashkey.params import Params, amount, cursor, moment, need, number
from picaflor.venues.hashkey.perp_messages import PerpNameRow, StopRow
from picaflor.venues.hashkey.perp_words import AT_MARKET, INPUT, SIDES, STOP, write_held
from picaflor.wire.asks import Cancelling, Placed
from picaflor.wire.decoding import BadMessage, write_ms
from picaflor.wire.stops import CancelStop, PlaceStop, ReadStops, Stops, StopStatus

STOPS_MAX: Final = 500
PAGE: Final = 20
_NAMED: Final = Decoder(PerpNameRow)
_STOP: Final = Decoder(StopRow)
_STOPS: Final = Decoder(list[StopRow])


def ask_stop(ask: PlaceStop) -> Params:
    """The last price is what it watches: no page names another."""
    if ask.kind is not StopKind.STOP or ask.by is not TriggerBy.LAST or not ask.size:
        raise ValueError("what waits here is an order of its own size, and watches the last price")
    return {
        "symbol": ask.symbol,
        "side": write_held(ask.side, ask.hold),
        "type": STOP,
        "quantity": write_atoms(ask.size),
        "stopPrice": write_atoms(ask.trigger),
        "priceType": AT_MARKET if ask.price is None else INPUT,
        "price": "" if ask.price is None else write_atoms(ask.price),
        "clientOrderId": ask.client_id,
    }


def asked_stop(params: Params) -> PlaceStop:
    side, hold = SIDES[params["side"]]
    at_market = params.get("priceType") == AT_MARKET or not params.get("price")
    return PlaceStop(
        symbol=need(params, "symbol"),
        client_id=need(params, "clientOrderId"),
        side=side,
        trigger=amount(params, "stopPrice", "-2048"),
        price=None if at_market else amount(params, "price", "-1124"),
        size=amount(params, "quantity", "-1126"),
        hold=hold,
    )


def _write_placed(ask: PlaceStop, placed: Placed, now_ns: int) -> object:
    return StopRow(
        time=write_ms(now_ns),
        updateTime=write_ms(now_ns),
        orderId=placed.venue_id,
        clientOrderId=placed.client_id,
        symbol=ask.symbol,
        price=write_atoms(ask.price or 0),
        origQty=write_atoms(ask.size or 0),
        side=write_held(ask.side, ask.hold),
        status="ORDER_NEW",
        stopPrice=write_atoms(ask.trigger),
    )


def _read_placed(ask: PlaceStop, data: bytes) -> Placed:
    row = _NAMED.decode(data)
    if row.clientOrderId != ask.client_id:
        raise BadMessage("the reply names another order")
    return Placed(row.clientOrderId, named(row.orderId))


def _ask_cancel(ask: CancelStop) -> Params:
    if not ask.venue_id and not ask.client_id:
        raise ValueError("they are cancelled one by one")
    return {"type": STOP, **({"orderId": ask.venue_id} if ask.venue_id else {"clientOrderId": ask.client_id})}


def _write_cancelling(_ask: CancelStop, cancelling: Cancelling, now_ns: int) -> object:
    return {"orderId": cancelling.venue_id, "clientOrderId": cancelling.client_id, "updateTime": write_ms(now_ns)}


def _read_cancelling(ask: CancelStop, data: bytes) -> Cancelling:
    row = _NAMED.decode(data)
    if row.orderId != ask.venue_id if ask.venue_id else row.clientOrderId != ask.client_id:
        raise BadMessage("the reply names another order")
    return Cancelling(row.clientOrderId, named(row.orderId))


def _ask_stops(ask: ReadStops) -> Params:
    since = write_ms(ask.since_ns) if ask.since_ns else ""
    until = write_ms(ask.until_ns) if ask.until_ns else ""
    limit = str(min(ask.limit, STOPS_MAX))
    window = {"startTime": since, "endTime": until} if ask.past else {}
    return {"symbol": ask.symbol, "type": STOP, "fromOrderId": ask.before, "limit": limit, **window}


def asked_stops(params: Params, *, past: bool) -> ReadStops:
    if past:
        need(params, "symbol")
    return ReadStops(
        params.get("symbol", ""),
        past=past,
        before=cursor(params, "fromOrderId"),
        limit=number(params, "limit", PAGE, STOPS_MAX),
        since_ns=moment(params, "startTime") if past else 0,
        until_ns=moment(params, "endTime") if past else 0,
    )


def _write_stops(_ask: ReadStops, page: Stops, _now_ns: int) -> object:
    return [orders.write_stop(stop) for stop in page.rows]


def _read_stops(ask: ReadStops, data: bytes) -> Stops:
    rows = tuple(orders.read_stop(row) for row in _STOPS.decode(data))
    if any((row.status is StopStatus.WAITING) is ask.past for row in rows):
        raise BadMessage("a list shows what belongs to the other")
    full = bool(rows) and len(rows) >= min(ask.limit, STOPS_MAX)
    return Stops(rows, rows[-1].venue_id if full else "")


def asked_stop_by_name(client_id: str, venue_id: str) -> ReadStops:
    return ReadStops(client_id=client_id, venue_id=venue_id)


def _asked_by_name(params: Params) -> ReadStops:
    return asked_stop_by_name(params.get("clientOrderId", ""), params.get("orderId", ""))


def _ask_by_name(ask: ReadStops) -> Params:
    return {"type": STOP, **({"orderId": ask.venue_id} if ask.venue_id else {"clientOrderId": ask.client_id})}


def _write_stop(_ask: ReadStops, page: Stops, _now_ns: int) -> object:
    (stop,) = page.rows
    return orders.write_stop(stop)


def _read_stop(ask: ReadStops, data: bytes) -> Stops:
    row = orders.read_stop(_STOP.decode(data))
    if row.venue_id != ask.venue_id if ask.venue_id else row.client_id != ask.client_id:
        raise BadMessage("the reply tells of another order")
    return Stops((row,))


def _one(ask: ReadStops) -> bool:
    return bool(ask.venue_id or ask.client_id)


# The paths are those of all orders, whose own endpoints read what is asked there.
_FUTURES: Final = "/api/v1/futures/"
_ORDER_PATH: Final = _FUTURES + "order"
ENDPOINTS: Final = (
    Endpoint(PlaceStop, "POST", _ORDER_PATH, ask_stop, asked_stop, _write_placed, _read_placed),
    Endpoint(
        CancelStop,
        "DELETE",
        _ORDER_PATH,
        _ask_cancel,
        lambda params: CancelStop("", params.get("clientOrderId", ""), params.get("orderId", "")),
        _write_cancelling,
        _read_cancelling,
    ),
    Endpoint(ReadStops, "GET", _ORDER_PATH, _ask_by_name, _asked_by_name, _write_stop, _read_stop, _one),
    Endpoint(
        ReadStops,
        "GET",
        _FUTURES + "openOrders",
        _ask_stops,
        lambda params: asked_stops(params, past=False),
        _write_stops,
        _read_stops,
        lambda ask: not ask.past and not _one(ask),
    ),
    Endpoint(
        ReadStops,
        "GET",
        _FUTURES + "historyOrders",
        _ask_stops,
        lambda params: asked_stops(params, past=True),
        _write_stops,
        _read_stops,
        lambda ask: ask.past and not _one(ask),
    ),
)
