"""Private endpoints about orders where positions are held, of contracts and of margin: those of spot in another tree, with
a margin mode and reduce-only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as with_fields
from typing import Any, Final

from msgspec.json import Decoder
from msgspec.structs import replace

from picaflor.domain.orders import MarginMode
from picaflor.venues.hitbtc import futures_orders as orders
from picaflor.venues.hitbtc import stops, trading
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.futures_orders import FuturesFillRow, FuturesOrderRow
from picaflor.venues.hitbtc.params import BadParameter, Params
from picaflor.wire.asks import (
    Amend,
    Amending,
    Answer,
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
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderReport
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops

_ORDER: Final = Decoder(FuturesOrderRow)
_ORDERS: Final = Decoder(list[FuturesOrderRow])
_FILLS: Final = Decoder(list[FuturesFillRow])
SPOT: Final = "/api/3/spot/"
FUTURES: Final = "/api/3/futures/"
MARGIN: Final = "/api/3/margin/"
_ROWS: Final = (*stops.ENDPOINTS, *trading.ENDPOINTS)
_WRITES: Final = {row.ask: row.write_ask for row in _ROWS}
_READS: Final = {row.ask: row.read_ask for row in _ROWS}


# row 55


def ask_place(ask: Place | PlaceStop) -> Params:
    more = {"margin_mode": str(ask.margin_mode)} if ask.margin_mode else {}
    return {**_WRITES[type(ask)](ask), **more, "reduce_only": "true" if ask.reduce_only else ""}


def asked_place(params: Params) -> Place | PlaceStop:
    word = params.get("margin_mode", "").lower()
    if word not in ("", *MarginMode):
        raise BadParameter("2024", f"Invalid margin mode. {word[:20]} is none")
    place: Place | PlaceStop = _READS[Place](params)
    mode = MarginMode(word) if word else None
    return replace(place, margin_mode=mode, reduce_only=params.get("reduce_only") == "true")


def asked_margin(params: Params) -> Place | PlaceStop:
    """Row 84: nothing is crossed there, and who says no mode means the one that there is."""
    place = asked_place(params)
    if place.margin_mode is MarginMode.CROSS:
        raise BadParameter("2024", "Invalid margin mode. Margin on spot markets is isolated here")
    return replace(place, margin_mode=MarginMode.ISOLATED)


def _write_placed(_ask: Place | PlaceStop, placed: Placed) -> object:
    assert placed.order is not None, "this venue answers with the order"
    return orders.write_order(placed.order)


def _read_placed(ask: Place | PlaceStop, data: bytes) -> Placed:
    order = orders.read_order(_ORDER.decode(data))
    if ask.client_id and order.client_id != ask.client_id:
        raise BadMessage("the reply names another order")
    return Placed(order.client_id, order.venue_id, order)


# row 56


def _write_cancelling(_ask: Cancel | CancelStop, cancelling: Cancelling) -> object:
    (order,) = cancelling.orders
    return orders.write_order(order)


def _read_cancelling(ask: Cancel | CancelStop, data: bytes) -> Cancelling:
    order = orders.read_order(_ORDER.decode(data))
    if order.client_id != ask.client_id:
        raise BadMessage("the reply names another order")
    return Cancelling(order.client_id, order.venue_id, (order,))


def _write_cancelling_all(_ask: CancelAll, cancelling: Cancelling) -> object:
    return [orders.write_order(order) for order in cancelling.orders]


def _read_cancelling_all(_ask: CancelAll, data: bytes) -> Cancelling:
    return Cancelling(orders=_read_rows(data))


def _write_amending(ask: Amend | AmendStop, amending: Amending) -> object:
    assert amending.order is not None, "this venue answers with the order"
    row = orders.write_order(amending.order)
    row.original_client_order_id = ask.client_id
    return row


def _read_amending(ask: Amend | AmendStop, data: bytes) -> Amending:
    order = orders.read_order(_ORDER.decode(data))
    if ask.new_client_id and order.client_id != ask.new_client_id:
        raise BadMessage("the reply names another order")
    return Amending(order.client_id, "", order.venue_id, order)


# row 57


def _read_rows(data: bytes) -> tuple[OrderReport, ...]:
    return tuple(orders.read_order(row) for row in _ORDERS.decode(data))


def _write_past(_ask: object, page: Orders) -> object:
    return [orders.write_past(order) for order in page.rows]


def _write_open(_ask: ReadOpenOrders, page: Orders) -> object:
    return [orders.write_order(order) for order in page.rows]


def _read_open(_ask: ReadOpenOrders, data: bytes) -> Orders:
    return Orders(_read_rows(data))


def _read_order(ask: ReadOrder, data: bytes) -> Orders:
    """An unknown id is an empty list."""
    rows = _read_rows(data)
    if any(row.client_id != ask.client_id if ask.client_id else row.venue_id != ask.venue_id for row in rows):
        raise BadMessage("the reply tells of another order")
    return Orders(rows)


def _write_one(_ask: ReadOrder, page: Orders) -> object:
    (order,) = page.rows
    return orders.write_order(order)


def _read_one(ask: ReadOrder, data: bytes) -> Orders:
    order = orders.read_order(_ORDER.decode(data))
    if order.client_id != ask.client_id:
        raise BadMessage("the reply tells of another order")
    return Orders((order,))


def _read_closed(ask: ReadClosedOrders, data: bytes) -> Orders:
    rows = _read_rows(data)
    return Orders(rows, trading.cursor(ask, rows))


def _write_fills(_ask: ReadFills, page: Fills) -> object:
    return [orders.write_fill(fill) for fill in page.rows]


def _read_fills(ask: ReadFills, data: bytes) -> Fills:
    rows = tuple(orders.read_fill(row) for row in _FILLS.decode(data))
    return Fills(rows, "" if ask.venue_id else trading.cursor(ask, rows))


_ANSWERS: Final[dict[type, tuple[Callable[[Any, Any], object], Callable[[Any, bytes], Answer]]]] = {
    Place: (_write_placed, _read_placed),
    Amend: (_write_amending, _read_amending),
    Cancel: (_write_cancelling, _read_cancelling),
    CancelAll: (_write_cancelling_all, _read_cancelling_all),
    ReadOpenOrders: (_write_open, _read_open),
    ReadOrder: (_write_past, _read_order),
    ReadClosedOrders: (_write_past, _read_closed),
    ReadFills: (_write_fills, _read_fills),
    PlaceStop: (_write_placed, _read_placed),
    AmendStop: (_write_amending, _read_amending),
    CancelStop: (_write_cancelling, _read_cancelling),
    ReadStops: (_write_open, lambda ask, data: stops.stops_in(ask, _read_rows(data))),
}


def _of_tree(row: Endpoint, tree: str) -> Endpoint:
    """A twin of a spot endpoint."""
    live = row.ask is ReadOrder and bool(row.inner)  # one of those that are active: an object and no list
    write_answer, read_answer = (_write_one, _read_one) if live else _ANSWERS[row.ask]
    twin = with_fields(
        row,
        path=row.path.replace(SPOT, tree),
        write_answer=write_answer,
        read_answer=read_answer,
    )
    if row.ask in (Place, PlaceStop):
        return with_fields(twin, write_ask=ask_place, read_ask=asked_margin if tree == MARGIN else asked_place)
    return twin


def endpoints(tree: str) -> tuple[Endpoint, ...]:
    return tuple(_of_tree(row, tree) for row in _ROWS if row.ask in _ANSWERS)


ENDPOINTS: Final = endpoints(FUTURES)
