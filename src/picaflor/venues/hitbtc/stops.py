"""Orders that wait for a price are orders of their own types: placed, replaced, cancelled and listed with all others."""

from __future__ import annotations

from typing import Final

from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import OrderType, StopKind, TriggerBy
from picaflor.venues.hitbtc import orders, trading
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.messages import OrderRow
from picaflor.venues.hitbtc.params import Params
from picaflor.venues.hitbtc.placing import asked_place
from picaflor.venues.hitbtc.words import write_waiter
from picaflor.wire.reports import OrderReport
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops, Stops, stop_of

_ORDERS: Final = Decoder(list[OrderRow])
_ORDER: Final = "/api/3/spot/order"
_ONE: Final = _ORDER + "/{client_order_id}"
_PAST: Final = "/api/3/spot/history/order"


# row 24


def ask_stop(ask: PlaceStop) -> Params:
    if ask.size is None or ask.rises is None or ask.kind is not StopKind.STOP or ask.by is not TriggerBy.LAST:
        raise ValueError(
            f"{ask.client_id}: here a stop has a size in coin, a side from which its price comes, and no more"
        )
    kind = OrderType.MARKET if ask.price is None else OrderType.LIMIT
    return {
        "client_order_id": ask.client_id,
        "symbol": ask.symbol,
        "side": ask.side,
        "type": write_waiter(kind, ask.side, rises=ask.rises),
        "quantity": write_atoms(ask.size),
        "price": "" if ask.price is None else write_atoms(ask.price),
        "stop_price": write_atoms(ask.trigger),
        "strict_validate": "true",
    }


def _ask_amend(ask: AmendStop) -> Params:
    if not ask.client_id:
        raise ValueError(f"{ask.venue_id}: this row amends by client id")
    return {
        "client_order_id": ask.client_id,
        "new_client_order_id": ask.new_client_id,
        "quantity": write_atoms(ask.size) if ask.size else "",
        "price": write_atoms(ask.price) if ask.price else "",
        "stop_price": write_atoms(ask.trigger),
        "strict_validate": "true",
    }


def _ask_cancel(ask: CancelStop) -> Params:
    if not ask.client_id:
        raise ValueError(f"{ask.venue_id}: this row cancels by client id")
    return {"client_order_id": ask.client_id}


# rows 13 and 15: both lists have them among the others


def stops_in(ask: ReadStops, rows: tuple[OrderReport, ...]) -> Stops:
    """Those whose price has come are told as such."""
    stops = tuple(stop_of(row) for row in rows if row.trigger is not None)
    return Stops(stops, trading.cursor(ask, rows) if ask.past else "")


def _read_stops(ask: ReadStops, data: bytes) -> Stops:
    return stops_in(ask, tuple(orders.read_order(row) for row in _ORDERS.decode(data)))


def _never(_ask: ReadStops, _stops: Stops) -> object:
    raise AssertionError("whoever is asked for a list is asked for the orders in it")


ENDPOINTS: Final = (
    Endpoint(PlaceStop, "POST", _ORDER, ask_stop, asked_place, trading.write_placed, trading.read_placed),
    Endpoint(AmendStop, "PATCH", _ONE, _ask_amend, trading.asked_amend, trading.write_amending, trading.read_amending),
    Endpoint(
        CancelStop, "DELETE", _ONE, _ask_cancel, trading.asked_cancel, trading.write_cancelling, trading.read_cancelling
    ),
    Endpoint(
        ReadStops,
        "GET",
        _ORDER,
        lambda ask: {"symbol": ask.symbol},
        trading.asked_open,
        _never,
        _read_stops,
        lambda ask: not ask.past,
    ),
    Endpoint(
        ReadStops, "GET", _PAST, trading.ask_page, trading.asked_history, _never, _read_stops, lambda ask: ask.past
    ),
)
