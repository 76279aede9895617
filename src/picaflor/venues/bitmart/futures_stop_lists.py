"""Where orders that wait for a price are listed: most by themselves, those that trail among the open orders, past ones of
all kinds among the past orders.
"""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.orders import StopKind
from picaflor.venues.bitmart import futures_stop_rows as rows
from picaflor.venues.bitmart.endpoint import Endpoint
from picaflor.venues.bitmart.futures_messages import OrderRow, PlanRow
from picaflor.venues.bitmart.futures_trading import (
    NO_PARAMETER,
    OPEN_MAX,
    PRIVATE,
    ask_past,
    asked_closed,
    asked_open,
    cursor,
)
from picaflor.venues.bitmart.futures_words import PLANNED
from picaflor.venues.bitmart.params import BadParameter, Params, number
from picaflor.wire.asks import ReadOpenOrders
from picaflor.wire.decoding import BadMessage
from picaflor.wire.stops import ReadStops, Stops

LISTS: Final = {"": PLANNED, "plan": (StopKind.STOP,), "profit_loss": PLANNED[1:]}
_PLANS: Final = Decoder(list[PlanRow] | None)
_ORDERS: Final = Decoder(list[OrderRow] | None)


def _trails(ask: ReadStops) -> bool:
    return ask.kind is StopKind.TRAILING


# row 99


def _ask_list(ask: ReadStops) -> dict[str, object]:
    plan = "profit_loss" if ask.kind.of_position else "plan"
    return {"symbol": ask.symbol, "plan_type": plan, "limit": OPEN_MAX}


def _asked_list(params: Params) -> ReadStops:
    meant = LISTS.get(params.get("plan_type", ""))
    if meant is None:
        raise BadParameter(NO_PARAMETER, "Invalid request: plan_type")
    limit = number(params, "limit", OPEN_MAX, OPEN_MAX)
    return ReadStops(params.get("symbol", ""), meant[0], limit=limit, among=meant)


def _write_list(_ask: ReadStops, stops: Stops) -> object:
    return [rows.write_plan(stop) for stop in stops.rows]


def _read_list(_ask: ReadStops, data: Raw) -> Stops:
    """There is no second page: a full one proves nothing of what is not on it."""
    plans = _PLANS.decode(data) or []
    if len(plans) >= OPEN_MAX:
        raise BadMessage("there may be more that wait than are told")
    return Stops(tuple(stop for plan in plans if (stop := rows.read_plan(plan)) is not None))


# rows 98 and 100: those that trail among the open orders, past ones of all kinds among the past orders


def _ask_trails(ask: ReadStops) -> dict[str, object]:
    return {"symbol": ask.symbol, "type": "trailing", "limit": OPEN_MAX}


def _asked_open(params: Params) -> ReadOpenOrders | ReadStops:
    if params.get("type") != "trailing":
        return asked_open(params)
    limit = number(params, "limit", OPEN_MAX, OPEN_MAX)
    return ReadStops(params.get("symbol", ""), StopKind.TRAILING, limit=limit)


def _write_among_orders(_ask: ReadStops, page: Stops) -> object:
    return [rows.write_stop(stop) for stop in page.rows]


def _read_trails(_ask: ReadStops, data: Raw) -> Stops:
    told = _ORDERS.decode(data) or []
    if len(told) >= OPEN_MAX:
        raise BadMessage("there may be more that trail than are told")
    return Stops(tuple(rows.read_stop(row) for row in told if rows.is_stop(row)))


def _read_past(ask: ReadStops, data: Raw) -> Stops:
    told = _ORDERS.decode(data) or []
    stops = tuple(rows.read_stop(row) for row in told if rows.is_stop(row))
    return Stops(stops, cursor(told, ask.since_ns))


ENDPOINTS: Final = (
    Endpoint(
        ReadStops,
        "GET",
        PRIVATE + "current-plan-order",
        _ask_list,
        _asked_list,
        _write_list,
        _read_list,
        lambda ask: not ask.past and not _trails(ask),
    ),
    Endpoint(
        ReadStops,
        "GET",
        PRIVATE + "get-open-orders",
        _ask_trails,
        _asked_open,
        _write_among_orders,
        _read_trails,
        lambda ask: not ask.past and _trails(ask),
    ),
    Endpoint(
        ReadStops,
        "GET",
        PRIVATE + "order-history",
        ask_past,
        asked_closed,
        _write_among_orders,
        _read_past,
        lambda ask: ask.past,
    ),
)
