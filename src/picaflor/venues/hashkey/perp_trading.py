"""Private endpoints of contracts: place, cancel, one order, lists, fills. What waits for a price shares their paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.venues.hashkey import perp_orders as orders
from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.orders import named
from picaflor.venues.hashkey.params import BadParameter, Params, amount, cursor, moment, need, number
from picaflor.venues.hashkey.perp_messages import DoneRow, PerpFillRow, PerpNameRow, PerpOrderRow
from picaflor.venues.hashkey.perp_stops import (
    asked_stop,
    asked_stop_by_name,
    asked_stops,
)
from picaflor.venues.hashkey.perp_words import (
    AT_MARKET,
    INPUT,
    LIMIT,
    MAKER,
    SIDES,
    STOP,
    write_held,
    write_kind,
)
from picaflor.venues.hashkey.words import write_tif
from picaflor.wire.asks import (
    Cancel,
    CancelAll,
    Cancelling,
    Fills,
    Orders,
    Place,
    Placed,
    ReadClosedOrders,
    ReadFills,
    ReadOpenOrders,
    ReadOrder,
)
from picaflor.wire.decoding import MS, BadMessage, write_ms
from picaflor.wire.reports import FillReport, OrderReport
from picaflor.wire.stops import CancelStop, PlaceStop, ReadStops

ORDERS_MAX: Final = 500
FILLS_MAX: Final = 1000
PAGE: Final = 20  # where a client does not say how many
MULTIPLIER: Final = "0.00100000"  # of most contracts; nobody reads it here
_NAMED: Final = Decoder(PerpNameRow)
_ORDER: Final = Decoder(PerpOrderRow)
_ORDERS: Final = Decoder(list[PerpOrderRow])
_FILLS: Final = Decoder(list[PerpFillRow])
_DONE: Final = Decoder(DoneRow)


# row 55


def ask_place(ask: Place) -> Params:
    at_market = ask.type is OrderType.MARKET
    tif = MAKER if ask.type is OrderType.LIMIT_MAKER else ask.tif
    return {
        "symbol": ask.symbol,
        "side": write_held(ask.side, ask.hold),
        "type": LIMIT,
        "quantity": write_atoms(ask.size or 0),
        "priceType": AT_MARKET if at_market else INPUT,
        "price": "" if at_market or ask.price is None else write_atoms(ask.price),
        "timeInForce": "" if at_market else tif,
        "clientOrderId": ask.client_id,
    }


def asked_place(params: Params) -> Place | PlaceStop:
    if params.get("side") not in SIDES:
        raise BadParameter("-1117", "Invalid side")
    word = params.get("type", LIMIT).upper()
    if word == STOP:
        return asked_stop(params)
    if word != LIMIT:
        raise BadParameter("-1014", "Unsupported order combination")
    side, hold = SIDES[params["side"]]
    kind, tif = _asked_kind(params)
    return Place(
        symbol=need(params, "symbol"),
        client_id=need(params, "clientOrderId"),
        side=side,
        type=kind,
        size=amount(params, "quantity", "-1126"),
        price=None if kind is OrderType.MARKET else amount(params, "price", "-1124"),
        tif=tif,
        hold=hold,
    )


def _asked_kind(params: Params) -> tuple[OrderType, Tif]:
    price_type, tif = params.get("priceType") or INPUT, params.get("timeInForce") or "GTC"
    if price_type not in (INPUT, AT_MARKET):
        raise BadParameter("-1153", "Illegal priceType")
    if tif not in ("GTC", "IOC", "FOK", MAKER):
        raise BadParameter("-1115", "Invalid timeInForce")
    if price_type == AT_MARKET:
        return OrderType.MARKET, Tif.GTC
    return (OrderType.LIMIT_MAKER, Tif.GTC) if tif == MAKER else (OrderType.LIMIT, Tif(tif))


def write_placed(ask: Place, placed: Placed, now_ns: int) -> PerpOrderRow:
    if placed.order is not None:
        row = orders.write_order(placed.order)
    else:
        kind, price_type = write_kind(ask.type)
        row = PerpOrderRow(
            time=write_ms(now_ns),
            updateTime=write_ms(now_ns),
            orderId=placed.venue_id,
            clientOrderId=placed.client_id,
            symbol=ask.symbol,
            price=write_atoms(ask.price or 0),
            origQty=write_atoms(ask.size or 0),
            executedQty="0",
            type=kind,
            side=write_held(ask.side, ask.hold),
            timeInForce=write_tif(ask.tif, ask.type),
            status="NEW",
            priceType=price_type,
        )
    row.contractMultiplier = MULTIPLIER
    return row


def _read_placed(ask: Place, data: bytes) -> Placed:
    row = _NAMED.decode(data)
    if row.clientOrderId != ask.client_id:
        raise BadMessage("the reply names another order")
    return Placed(row.clientOrderId, named(row.orderId))


# row 56


def _by_name(ask: Cancel | ReadOrder) -> Params:
    return {"type": LIMIT, **({"orderId": ask.venue_id} if ask.venue_id else {"clientOrderId": ask.client_id})}


def _names(params: Params) -> tuple[str, str]:
    client_id, venue_id = params.get("clientOrderId", ""), params.get("orderId", "")
    if not client_id and not venue_id:
        raise BadParameter("0001", "Required field orderId or clientOrderId missing or invalid")
    return "" if venue_id else client_id, venue_id


def _asked_cancel(params: Params) -> Cancel | CancelStop:
    names = _names(params)
    return CancelStop("", *names) if params.get("type") == STOP else Cancel("", *names)


def _write_cancelling(_ask: Cancel, cancelling: Cancelling, now_ns: int) -> object:
    for order in cancelling.orders:
        return orders.write_order(order)
    return {"orderId": cancelling.venue_id, "clientOrderId": cancelling.client_id, "updateTime": write_ms(now_ns)}


def _read_cancelling(ask: Cancel, data: bytes) -> Cancelling:
    row = _NAMED.decode(data)
    if row.orderId != ask.venue_id if ask.venue_id else row.clientOrderId != ask.client_id:
        raise BadMessage("the reply names another order")
    return Cancelling(row.clientOrderId, named(row.orderId))


def _ask_cancel_all(ask: CancelAll) -> Params:
    return {"symbol": ask.symbol, "side": "" if ask.side is None else ask.side.upper()}


def _asked_cancel_all(params: Params) -> CancelAll:
    word = params.get("side", "").partition("_")[0]
    if word not in ("", "BUY", "SELL"):
        raise BadParameter("-1117", "Invalid side")
    return CancelAll(need(params, "symbol"), Side(word.lower()) if word else None)


def _write_cancelling_all(_ask: CancelAll, _cancelling: Cancelling, now_ns: int) -> object:
    return DoneRow("success", now_ns // MS)


def _read_cancelling_all(_ask: CancelAll, data: bytes) -> Cancelling:
    if _DONE.decode(data).message != "success":
        raise BadMessage("it does not say that it was done")
    return Cancelling()


# row 57


def _asked_order(params: Params) -> ReadOrder | ReadStops:
    names = _names(params)
    return asked_stop_by_name(*names) if params.get("type") == STOP else ReadOrder("", *names)


def _write_order(_ask: ReadOrder, page: Orders, _now_ns: int) -> object:
    (order,) = page.rows
    return orders.write_order(order)


def _read_order(ask: ReadOrder, data: bytes) -> Orders:
    row = orders.read_order(_ORDER.decode(data))
    if row.venue_id != ask.venue_id if ask.venue_id else row.client_id != ask.client_id:
        raise BadMessage("the reply tells of another order")
    return Orders((row,))


def _ask_open(ask: ReadOpenOrders) -> Params:
    return {
        "symbol": ask.symbol,
        "type": LIMIT,
        "fromOrderId": ask.before,
        "limit": str(min(ask.limit, ORDERS_MAX)),
    }


def _asked_open(params: Params) -> ReadOpenOrders | ReadStops:
    if _asked_type(params) == STOP:
        return asked_stops(params, past=False)
    limit = number(params, "limit", PAGE, ORDERS_MAX)
    return ReadOpenOrders(params.get("symbol", ""), cursor(params, "fromOrderId"), limit)


def _asked_type(params: Params) -> str:
    word = need(params, "type")
    if word not in (LIMIT, STOP):
        raise BadParameter("-1130", "Illegal parameter 'type'")
    return word


def _write_orders(_ask: object, page: Orders, _now_ns: int) -> object:
    return [orders.write_order(order) for order in page.rows]


def _read_orders(ask: ReadOpenOrders | ReadClosedOrders, data: bytes) -> Orders:
    rows = tuple(orders.read_order(row) for row in _ORDERS.decode(data))
    return Orders(rows, rows[-1].venue_id if _full(ask.limit, ORDERS_MAX, rows) else "")


def _full(limit: int, most: int, rows: Sequence[OrderReport | FillReport]) -> bool:
    """The venue names no cursor: a page that is full may have a next one."""
    return bool(rows) and len(rows) >= min(limit, most)


def _ask_closed(ask: ReadClosedOrders) -> Params:
    since = write_ms(ask.since_ns) if ask.since_ns else ""
    return {**_ask_open(ReadOpenOrders(ask.symbol, ask.before, ask.limit)), "startTime": since}


def _asked_closed(params: Params) -> ReadClosedOrders | ReadStops:
    if _asked_type(params) == STOP:
        return asked_stops(params, past=True)
    limit = number(params, "limit", PAGE, ORDERS_MAX)
    since_ns = moment(params, "startTime")
    return ReadClosedOrders(need(params, "symbol"), cursor(params, "fromOrderId"), limit, since_ns)


# row 58


def _ask_fills(ask: ReadFills) -> Params:
    """They cannot be asked for by order: who wants those of one reads the newest and picks."""
    since = write_ms(ask.since_ns) if ask.since_ns else ""
    limit = FILLS_MAX if ask.venue_id else min(ask.limit, FILLS_MAX)
    return {"symbol": ask.symbol, "toId": ask.before, "startTime": since, "limit": str(limit)}


def _asked_fills(params: Params) -> ReadFills:
    limit = number(params, "limit", PAGE, FILLS_MAX)
    return ReadFills(need(params, "symbol"), "", cursor(params, "toId"), limit, moment(params, "startTime"))


def _write_fills(_ask: ReadFills, page: Fills, _now_ns: int) -> object:
    return [orders.write_fill(fill) for fill in page.rows]


def _read_fills(ask: ReadFills, data: bytes) -> Fills:
    rows = tuple(orders.read_fill(row) for row in _FILLS.decode(data))
    limit = FILLS_MAX if ask.venue_id else ask.limit
    before = rows[-1].trade_id if _full(limit, FILLS_MAX, rows) else ""
    return Fills(tuple(row for row in rows if ask.venue_id in ("", row.venue_id)), before)


_FUTURES: Final = "/api/v1/futures/"
_ORDER_PATH: Final = _FUTURES + "order"
OPEN_PATH: Final = _FUTURES + "openOrders"
PAST_PATH: Final = _FUTURES + "historyOrders"
ENDPOINTS: Final = (
    Endpoint(Place, "POST", _ORDER_PATH, ask_place, asked_place, write_placed, _read_placed),
    Endpoint(Cancel, "DELETE", _ORDER_PATH, _by_name, _asked_cancel, _write_cancelling, _read_cancelling),
    Endpoint(
        CancelAll,
        "DELETE",
        _FUTURES + "batchOrders",
        _ask_cancel_all,
        _asked_cancel_all,
        _write_cancelling_all,
        _read_cancelling_all,
    ),
    Endpoint(ReadOrder, "GET", _ORDER_PATH, _by_name, _asked_order, _write_order, _read_order),
    Endpoint(ReadOpenOrders, "GET", OPEN_PATH, _ask_open, _asked_open, _write_orders, _read_orders),
    Endpoint(ReadClosedOrders, "GET", PAST_PATH, _ask_closed, _asked_closed, _write_orders, _read_orders),
    Endpoint(ReadFills, "GET", _FUTURES + "userTrades", _ask_fills, _asked_fills, _write_fills, _read_fills),
)
