"""Private endpoints of the spot market: balances, place, cancel, one order, open and closed orders, fills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hitbtc import orders
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.market import PAGE_MAX
from picaflor.venues.hitbtc.messages import BalanceRow, FillRow, OrderRow
from picaflor.venues.hitbtc.params import Params, amount, moment, need, number, whole
from picaflor.venues.hitbtc.placing import ask_place, asked_place
from picaflor.wire.asks import (
    Amend,
    Amending,
    Cancel,
    CancelAll,
    Cancelling,
    Fills,
    Orders,
    Place,
    Placed,
    ReadBalances,
    ReadClosedOrders,
    ReadFills,
    ReadOpenOrders,
    ReadOrder,
)
from picaflor.wire.decoding import BadMessage, write_ms
from picaflor.wire.reports import BalanceReport, BalancesReport, FillReport, OrderReport
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops

OPEN_MAX: Final = 1_000_000  # all that are open come at once
_BALANCES: Final = Decoder(list[BalanceRow])
_ORDER: Final = Decoder(OrderRow)
_ORDERS: Final = Decoder(list[OrderRow])
_FILLS: Final = Decoder(list[FillRow])


# row 10


def _nothing(_ask: object) -> Params:
    return {}


def _write_balances(_ask: ReadBalances, balances: BalancesReport) -> object:
    return [write_balance(row) for row in balances.rows]


def write_balance(row: BalanceReport) -> BalanceRow:
    return BalanceRow(row.asset, write_atoms(row.free), write_atoms(row.held - row.margin), write_atoms(row.margin))


def read_balance(row: BalanceRow) -> BalanceReport:
    """What margin accounts have taken cannot be spent here either."""
    margin = read_atoms(row.reserved_margin)
    return BalanceReport(row.currency, read_atoms(row.available), read_atoms(row.reserved) + margin, margin)


def _read_balances(_ask: ReadBalances, data: bytes) -> BalancesReport:
    rows = tuple(read_balance(row) for row in _BALANCES.decode(data))
    if len({row.asset for row in rows}) != len(rows):
        raise BadMessage("a coin stands twice among the balances")
    return BalancesReport(rows, whole=True)


# row 11


def write_placed(_ask: Place | PlaceStop, placed: Placed) -> object:
    assert placed.order is not None, "this venue answers with the order"
    return orders.write_order(placed.order)


def read_placed(ask: Place | PlaceStop, data: bytes) -> Placed:
    order = orders.read_order(_ORDER.decode(data))
    if ask.client_id and order.client_id != ask.client_id:
        raise BadMessage("the reply names another order")
    return Placed(order.client_id, order.venue_id, order)


# rows 12 and 13: an order is named by the client's id, and by nothing else


def _ask_cancel(ask: Cancel) -> Params:
    if not ask.client_id:
        raise ValueError(f"{ask.venue_id}: this row cancels by client id")
    return {"client_order_id": ask.client_id}


def asked_cancel(params: Params) -> Cancel:
    return Cancel("", need(params, "client_order_id"))


def write_cancelling(_ask: Cancel | CancelStop, cancelling: Cancelling) -> object:
    (order,) = cancelling.orders
    return orders.write_order(order)


def read_cancelling(ask: Cancel | CancelStop, data: bytes) -> Cancelling:
    order = orders.read_order(_ORDER.decode(data))
    if order.client_id != ask.client_id:
        raise BadMessage("the reply names another order")
    return Cancelling(order.client_id, order.venue_id, (order,))


def _ask_cancel_all(ask: CancelAll) -> Params:
    return {"symbol": ask.symbol}


def _asked_cancel_all(params: Params) -> CancelAll:
    return CancelAll(params.get("symbol", ""))


def _write_cancelling_all(_ask: CancelAll, cancelling: Cancelling) -> object:
    return [orders.write_order(order) for order in cancelling.orders]


def _read_cancelling_all(_ask: CancelAll, data: bytes) -> Cancelling:
    return Cancelling(orders=tuple(orders.read_order(row) for row in _ORDERS.decode(data)))


# row 19: the new one has a client id of its own; the venue's number stays


def _ask_amend(ask: Amend) -> Params:
    if not ask.client_id:
        raise ValueError(f"{ask.venue_id}: this row amends by client id")
    return {
        "client_order_id": ask.client_id,
        "new_client_order_id": ask.new_client_id,
        "quantity": write_atoms(ask.size),
        "price": write_atoms(ask.price),
        "strict_validate": "true",
    }


def asked_amend(params: Params) -> Amend | AmendStop:
    """What is not said stays as it is. With a `stop_price` it is of one that waits."""
    size = amount(params, "quantity", "2010", "2011") if params.get("quantity") else 0
    price = amount(params, "price", "2020", "2021") if params.get("price") else 0
    new, old = params.get("new_client_order_id", ""), need(params, "client_order_id")
    if params.get("stop_price"):
        trigger = amount(params, "stop_price", "2020", "2021")
        return AmendStop("", trigger, old, price=price or None, size=size or None, new_client_id=new)
    return Amend("", price, size, new, old)


def write_amending(ask: Amend | AmendStop, amending: Amending) -> object:
    assert amending.order is not None, "this venue answers with the order"
    row = orders.write_order(amending.order)
    row.original_client_order_id = ask.client_id
    return row


def read_amending(ask: Amend | AmendStop, data: bytes) -> Amending:
    order = orders.read_order(_ORDER.decode(data))
    if ask.new_client_id and order.client_id != ask.new_client_id:
        raise BadMessage("the reply names another order")
    return Amending(order.client_id, "", order.venue_id, order)


# row 14: by client id, or as a list that begins and ends with one number


def _ask_order(ask: ReadOrder) -> Params:
    if ask.client_id:
        return {"client_order_id": ask.client_id}
    return {"by": "id", "from": ask.venue_id, "till": ask.venue_id, "limit": "1"}


def asked_history(params: Params) -> ReadOrder | ReadClosedOrders:
    if client_id := params.get("client_order_id", ""):
        return ReadOrder("", client_id)
    if params.get("by") == "id":
        first = whole(params, "from")
        if first and first == whole(params, "till"):
            return ReadOrder("", venue_id=str(first))
    return ReadClosedOrders(params.get("symbol", ""), *_asked_page(params))


def _write_past(_ask: object, page: Orders) -> object:
    return [orders.write_past(order) for order in page.rows]


def _read_order(ask: ReadOrder, data: bytes) -> Orders:
    """An unknown id is an empty list."""
    rows = tuple(orders.read_order(row) for row in _ORDERS.decode(data))
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


# row 13


def _ask_open(ask: ReadOpenOrders) -> Params:
    return {"symbol": ask.symbol}


def asked_open(params: Params) -> ReadOpenOrders:
    return ReadOpenOrders(params.get("symbol", ""), limit=OPEN_MAX)


def _write_open(_ask: ReadOpenOrders, page: Orders) -> object:
    return [orders.write_order(order) for order in page.rows]


def _read_open(_ask: ReadOpenOrders, data: bytes) -> Orders:
    return Orders(tuple(orders.read_order(row) for row in _ORDERS.decode(data)))


# rows 15 and 16: newest first; the first page by time, since only that can be cut there, the others by number


def ask_page(ask: ReadClosedOrders | ReadFills | ReadStops) -> Params:
    limit = {"sort": "DESC", "limit": str(min(ask.limit, PAGE_MAX))}
    if ask.before:
        return {"symbol": ask.symbol, "by": "id", "till": str(int(ask.before) - 1), **limit}
    since = {"by": "timestamp", "from": write_ms(ask.since_ns)} if ask.since_ns else {}
    return {"symbol": ask.symbol, **since, **limit}


def _asked_page(params: Params) -> tuple[str, int, int]:
    """Before, limit, since."""
    limit = number(params, "limit", 100, 1, PAGE_MAX)
    if params.get("by") == "id":
        till = whole(params, "till")
        return str(till + 1) if till else "", limit, 0
    return "", limit, moment(params, "from")


def cursor(ask: ReadClosedOrders | ReadFills | ReadStops, rows: Sequence[OrderReport | FillReport]) -> str:
    """A full page may have a next one, unless it reached back beyond what was asked for."""
    if not rows or len(rows) < min(ask.limit, PAGE_MAX) or rows[-1].at_ns < ask.since_ns:
        return ""
    last = rows[-1]
    return last.trade_id if isinstance(last, FillReport) else last.venue_id


def _read_closed(ask: ReadClosedOrders, data: bytes) -> Orders:
    rows = tuple(orders.read_order(row) for row in _ORDERS.decode(data))
    return Orders(rows, cursor(ask, rows))


def _ask_fills(ask: ReadFills) -> Params:
    return {"order_id": ask.venue_id} if ask.venue_id else ask_page(ask)


def _asked_fills(params: Params) -> ReadFills:
    order = whole(params, "order_id")
    before, limit, since_ns = ("", PAGE_MAX, 0) if order else _asked_page(params)
    return ReadFills("" if order else params.get("symbol", ""), str(order or ""), before, limit, since_ns)


def _write_fills(_ask: ReadFills, page: Fills) -> object:
    return [orders.write_fill(fill) for fill in page.rows]


def _read_fills(ask: ReadFills, data: bytes) -> Fills:
    rows = tuple(orders.read_fill(row) for row in _FILLS.decode(data))
    return Fills(rows, "" if ask.venue_id else cursor(ask, rows))


_SPOT: Final = "/api/3/spot/"
_ONE: Final = _SPOT + "order/{client_order_id}"
_PAST: Final = _SPOT + "history/order"
ENDPOINTS: Final = (
    Endpoint(
        ReadBalances,
        "GET",
        _SPOT + "balance",
        _nothing,
        lambda _params: ReadBalances(),
        _write_balances,
        _read_balances,
        lambda ask: not ask.asset,
    ),
    Endpoint(Place, "POST", _SPOT + "order", ask_place, asked_place, write_placed, read_placed),
    Endpoint(Amend, "PATCH", _ONE, _ask_amend, asked_amend, write_amending, read_amending),
    Endpoint(Cancel, "DELETE", _ONE, _ask_cancel, asked_cancel, write_cancelling, read_cancelling),
    Endpoint(
        CancelAll,
        "DELETE",
        _SPOT + "order",
        _ask_cancel_all,
        _asked_cancel_all,
        _write_cancelling_all,
        _read_cancelling_all,
    ),
    Endpoint(ReadOpenOrders, "GET", _SPOT + "order", _ask_open, asked_open, _write_open, _read_open),
    Endpoint(ReadOrder, "GET", _PAST, _ask_order, asked_history, _write_past, _read_order, lambda ask: not ask.live),
    Endpoint(
        ReadOrder,
        "GET",
        _ONE,
        lambda ask: {"client_order_id": ask.client_id},
        lambda params: ReadOrder("", need(params, "client_order_id"), live=True),
        _write_one,
        _read_one,
        lambda ask: ask.live,
    ),
    Endpoint(ReadClosedOrders, "GET", _PAST, ask_page, asked_history, _write_past, _read_closed),
    Endpoint(ReadFills, "GET", _SPOT + "history/trade", _ask_fills, _asked_fills, _write_fills, _read_fills),
)
