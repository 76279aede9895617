"""Lists of orders: several in one request, of which one ends or begins the others. A list is one's own word for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import MsgspecError, Raw
from msgspec.json import Decoder, encode

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import MarginMode, OrderType
from picaflor.venues.hitbtc import futures_orders, orders
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.futures_orders import FuturesOrderRow
from picaflor.venues.hitbtc.futures_trading import FUTURES, MARGIN, SPOT
from picaflor.venues.hitbtc.messages import OrderRow
from picaflor.venues.hitbtc.params import BadParameter, Params, flatten, need, with_flags
from picaflor.venues.hitbtc.placing import asked_place
from picaflor.venues.hitbtc.words import LIST_WORDS, LISTS, TIF_WORDS, TIFS, write_type, write_waiter
from picaflor.wire.asks import Placed, PlacedMany
from picaflor.wire.decoding import BadMessage
from picaflor.wire.lists import Leg, PlaceList
from picaflor.wire.reports import OrderReport
from picaflor.wire.stops import PlaceStop

_LEGS: Final = Decoder(list[Raw])
_ORDERS: Final = Decoder(list[OrderRow])
_FUTURES: Final = Decoder(list[FuturesOrderRow])
_ORDER: Final = Decoder(OrderRow)
_FUTURE: Final = Decoder(FuturesOrderRow)

# row 25


def _ask(ask: PlaceList) -> Params:
    return {
        "order_list_id": ask.list_id,
        "contingency_type": LIST_WORDS[ask.contingency],
        "orders": encode([with_flags(_ask_leg(leg)) for leg in ask.legs]).decode(),
    }


def _ask_leg(leg: Leg) -> Params:
    limit = leg.type is not OrderType.MARKET
    return {
        "client_order_id": leg.client_id,
        "symbol": leg.symbol,
        "side": leg.side,
        "type": write_type(leg.type) if leg.trigger is None else write_waiter(leg.type, leg.side, rises=leg.rises),
        "time_in_force": TIF_WORDS[leg.tif],
        "quantity": write_atoms(leg.size),
        "price": write_atoms(leg.price) if limit and leg.price is not None else "",
        "stop_price": "" if leg.trigger is None else write_atoms(leg.trigger),
        "post_only": "true" if leg.type is OrderType.LIMIT_MAKER else "",
        "margin_mode": str(leg.margin_mode or ""),
        "reduce_only": "true" if leg.reduce_only else "",
        "strict_validate": "true",
    }


def _asked(params: Params) -> PlaceList:
    word = need(params, "contingency_type")
    if word not in LISTS:
        raise BadParameter("10001", "Validation error. Parameter [contingency_type] is none that is known")
    try:
        legs = _LEGS.decode(need(params, "orders"))
    except MsgspecError:
        raise BadParameter("10001", "Validation error. Parameter [orders] is a list of orders") from None
    return PlaceList(LISTS[word], tuple(_asked_leg(flatten(leg)) for leg in legs), params.get("order_list_id", ""))


def _asked_leg(params: Mapping[str, str]) -> Leg:
    """A market order says no time in force where it stands alone, and FOK in a list of all or none."""
    asked = asked_place(params)
    word = params.get("margin_mode", "").lower()
    more = {
        "margin_mode": MarginMode(word) if word in tuple(MarginMode) else None,
        "reduce_only": params.get("reduce_only") == "true",
    }
    if asked.size is None:
        raise BadParameter("2010", "Quantity not a valid number")
    if isinstance(asked, PlaceStop):
        kind = OrderType.MARKET if asked.price is None else OrderType.LIMIT
        return Leg(
            asked.symbol, asked.client_id, asked.side, kind, asked.size, asked.price, trigger=asked.trigger,
            rises=asked.rises is True, **more,  # type: ignore[arg-type]
        )  # fmt: skip
    tif = TIFS.get(params.get("time_in_force", ""), asked.tif)
    return Leg(asked.symbol, asked.client_id, asked.side, asked.type, asked.size, asked.price, tif, **more)  # type: ignore[arg-type]


def _write(_ask: PlaceList, placed: PlacedMany) -> object:
    return [orders.write_order(row) for row in _told(placed)]


def _write_futures(_ask: PlaceList, placed: PlacedMany) -> object:
    return [futures_orders.write_order(row) for row in _told(placed)]


def _told(placed: PlacedMany) -> list[OrderReport]:
    rows = [verdict.order for _, verdict in placed.rows if isinstance(verdict, Placed)]
    return [row for row in rows if row is not None]


def _read(ask: PlaceList, data: bytes) -> PlacedMany:
    return _placed(ask, tuple(orders.read_order(row) for row in _ORDERS.decode(data)))


def _read_futures(ask: PlaceList, data: bytes) -> PlacedMany:
    return _placed(ask, tuple(futures_orders.read_order(row) for row in _FUTURES.decode(data)))


def read_leg(ask: PlaceList, data: bytes, *, held: bool) -> PlacedMany:
    """Over the socket, where each leg is told in a frame of its own. `held`: it moves a position."""
    row = futures_orders.read_order(_FUTURE.decode(data)) if held else orders.read_order(_ORDER.decode(data))
    if row.client_id not in {leg.client_id for leg in ask.legs}:
        raise BadMessage("the reply tells of another order")
    return PlacedMany(((row.client_id, Placed(row.client_id, row.venue_id, row)),))


def _placed(ask: PlaceList, rows: tuple[OrderReport, ...]) -> PlacedMany:
    named = [leg.client_id for leg in ask.legs]
    if len(rows) != len(named) or any(name not in ("", row.client_id) for name, row in zip(named, rows, strict=True)):
        raise BadMessage("the reply tells of other orders")
    return PlacedMany(tuple((row.client_id, Placed(row.client_id, row.venue_id, row)) for row in rows))


ENDPOINTS: Final = (Endpoint(PlaceList, "POST", SPOT + "order/list", _ask, _asked, _write, _read),)
FUTURES_ENDPOINTS: Final = (
    Endpoint(PlaceList, "POST", FUTURES + "order/list", _ask, _asked, _write_futures, _read_futures),
)
MARGIN_ENDPOINTS: Final = (
    Endpoint(PlaceList, "POST", MARGIN + "order/list", _ask, _asked, _write_futures, _read_futures),
)
