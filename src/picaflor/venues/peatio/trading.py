"""Private endpoints: balances, place, cancel, one order, open and closed orders, fills."""

from __future__ import annotations

from typing import Final

from msgspec.json import Decoder

from picaflor.domain.orders import OrderType, Side
from picaflor.venues.peatio import orders
from picaflor.venues.peatio.endpoint import Endpoint
from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.ids import is_number, is_uuid, number_in, uuid_of
from picaflor.venues.peatio.market import PAGE_MAX
from picaflor.venues.peatio.messages import BalanceRow, FillRow, OrderRow
from picaflor.venues.peatio.params import BadParameter, Given, Params, decimal, need, number, one, seconds
from picaflor.venues.peatio.spelling import SECOND, amount, spelled
from picaflor.venues.peatio.words import CLOSED_STATES, OPEN_STATES, STATES, TYPE_WORDS, TYPES
from picaflor.wire.asks import (
    Cancel,
    CancelAll,
    Cancelling,
    Fills,
    Narrowing,
    Orders,
    Place,
    Placed,
    ReadBalances,
    ReadClosedOrders,
    ReadFills,
    ReadOpenOrders,
    ReadOrder,
)
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import BalanceReport, BalancesReport, OrderReport, OrderStatus

_BALANCES: Final = Decoder(list[BalanceRow])
_BALANCE: Final = Decoder(BalanceRow)
_ORDER: Final = Decoder(OrderRow)
_ORDERS: Final = Decoder(list[OrderRow])
_FILLS: Final = Decoder(list[FillRow])
ASKED_STATES: Final = {
    "wait": (OrderStatus.OPEN, OrderStatus.PARTIAL),
    "done": (OrderStatus.FILLED,),
    "cancel": (OrderStatus.CANCELLED, OrderStatus.EXPIRED),
    "reject": (OrderStatus.REFUSED,),
    "pending": (),  # passes at once here
}


# row 10


def _nothing(_house: House, _ask: object) -> Params:
    return {}


def _ask_balances(_house: House, _ask: ReadBalances) -> Params:
    return {"limit": str(PAGE_MAX)}


def _write_balances(house: House, _ask: ReadBalances, balances: BalancesReport) -> list[dict[str, str]]:
    more = {"account_type": "spot"} if house.version >= 3 else {}
    return [write_balance(row) | more for row in balances.rows]


def write_balance(row: BalanceReport) -> dict[str, str]:
    return {"currency": row.asset.lower(), "balance": spelled(row.free), "locked": spelled(row.held)}


def read_balance(row: BalanceRow) -> BalanceReport:
    if not row.currency:
        raise BadMessage("a balance of no coin")
    return BalanceReport(row.currency.upper(), amount(row.balance), amount(row.locked))


def _read_balances(_house: House, _ask: ReadBalances, data: bytes) -> BalancesReport:
    rows = tuple(read_balance(row) for row in _BALANCES.decode(data))
    if len({row.asset for row in rows}) != len(rows):
        raise BadMessage("a coin stands twice among the balances")
    return BalancesReport(rows, whole=True)


def _ask_balance(_house: House, ask: ReadBalances) -> Params:
    return {"currency": ask.asset.lower()}


def _asked_balance(_house: House, params: Given) -> ReadBalances:
    return ReadBalances(one(params, "currency").upper())


def _write_balance(house: House, _ask: ReadBalances, balances: BalancesReport) -> object:
    (row,) = _write_balances(house, _ask, balances)
    return row


def _read_balance(_house: House, ask: ReadBalances, data: bytes) -> BalancesReport:
    row = read_balance(_BALANCE.decode(data))
    if row.asset != ask.asset:
        raise BadMessage("the reply tells of another coin")
    return BalancesReport((row,), whole=False)


# row 11


def _ask_place(house: House, ask: Place) -> Params:
    if ask.size is None:
        raise ValueError(f"{ask.client_id}: this row sizes every order in coin")
    if ask.type is OrderType.LIMIT_MAKER and not house.post_only:
        raise ValueError(f"{ask.client_id}: this house knows no post-only orders")
    priced = ask.type is not OrderType.MARKET and ask.price is not None
    return {
        "market": ask.symbol,
        "side": ask.side,
        "volume": spelled(ask.size),
        "ord_type": TYPE_WORDS[ask.type],
        "price": spelled(ask.price or 0) if priced else "",
        "client_id": ask.client_id,
    }


def _asked_place(house: House, params: Given) -> Place:
    market, side = need(params, "market"), need(params, "side")
    if side not in ("buy", "sell"):
        raise BadParameter("market.order.invalid_side")
    kind = TYPES.get(one(params, "ord_type") or "limit")
    if kind is None or (kind is OrderType.LIMIT_MAKER and not house.post_only):
        raise BadParameter("market.order.invalid_ord_type")
    size = decimal(params, "volume")
    if kind is OrderType.MARKET and one(params, "price"):
        raise BadParameter("market.order.market_order_price")
    price = None if kind is OrderType.MARKET else decimal(params, "price")
    return Place(market, one(params, "client_id"), Side(side), kind, size, price)


def _write_placed(house: House, _ask: Place, placed: Placed) -> object:
    """As it was written down, before anybody has looked at it."""
    assert placed.order is not None, "this venue answers with the order"
    row = orders.write_order(house, placed.order)
    fresh = placed.order.status is OrderStatus.OPEN and not placed.order.filled
    return row | {"state": "pending"} if fresh else row


def _read_placed(_house: House, ask: Place, data: bytes) -> Placed:
    """Row 11: a server that does not know client ids says none; another one is another order."""
    order = orders.read_order(_ORDER.decode(data))
    if order.client_id not in (ask.client_id, "") or (order.symbol, order.side) != (ask.symbol, ask.side):
        raise BadMessage("the reply names another order")
    return Placed(ask.client_id, order.venue_id, order)


# rows 12 and 13: an order is named by the venue's number or uuid, and by nothing else


def _named(_house: House, ask: Cancel | ReadOrder) -> Params:
    if not ask.venue_id:
        raise ValueError(f"{ask.client_id}: this row names orders by the venue's own number")
    return {"id": ask.venue_id}


def _asked_name(params: Given) -> str:
    name = one(params, "id")
    if is_number(name):
        return name
    if not is_uuid(name):
        raise BadParameter("market.order.invaild_id_or_uuid")
    return number_in(name)


def _asked_cancel(_house: House, params: Given) -> Cancel:
    return Cancel("", venue_id=_asked_name(params))


def _write_cancelling(house: House, _ask: Cancel, cancelling: Cancelling) -> object:
    (order,) = cancelling.orders
    return orders.write_order(house, order)


def _read_cancelling(_house: House, ask: Cancel, data: bytes) -> Cancelling:
    """Taken, not done: the order mostly stands there as it was."""
    row = _ORDER.decode(data)
    order = orders.read_order(row)
    _refuse_other(ask.venue_id, row, order)
    return Cancelling(order.client_id, order.venue_id, (order,))


def _refuse_other(venue_id: str, row: OrderRow, order: OrderReport) -> None:
    if venue_id not in (order.venue_id, row.uuid or "", uuid_of(order.venue_id)):
        raise BadMessage("the reply tells of another order")


def _ask_cancel_all(_house: House, ask: CancelAll) -> Params:
    return {"market": ask.symbol}


def _asked_cancel_all(_house: House, params: Given) -> CancelAll:
    side = one(params, "side")
    if side not in ("", "buy", "sell"):
        raise BadParameter("market.order.invalid_side")
    return CancelAll(one(params, "market"), Side(side) if side else None)


def _write_cancelling_all(house: House, _ask: CancelAll, cancelling: Cancelling) -> object:
    return [orders.write_order(house, order) for order in cancelling.orders]


def _read_cancelling_all(_house: House, _ask: CancelAll, data: bytes) -> Cancelling:
    return Cancelling(orders=tuple(orders.read_order(row) for row in _ORDERS.decode(data)))


def _asked_order(_house: House, params: Given) -> ReadOrder:
    return ReadOrder("", venue_id=_asked_name(params))


def _write_one(house: House, _ask: ReadOrder, page: Orders) -> object:
    (order,) = page.rows
    return orders.write_order(house, order) | {"trades": [orders.write_fill(fill) for fill in page.fills]}


def _read_one(_house: House, ask: ReadOrder, data: bytes) -> Orders:
    row = _ORDER.decode(data)
    order = orders.read_order(row)
    _refuse_other(ask.venue_id, row, order)
    return Orders((order,))


# row 14: pages are counted; the newest change stands first


def _ask_orders(_house: House, ask: ReadOpenOrders | ReadClosedOrders) -> Params:
    closed = isinstance(ask, ReadClosedOrders)
    since = ask.since_ns // SECOND if isinstance(ask, ReadClosedOrders) else 0
    return {
        "market": ask.symbol,
        "state": CLOSED_STATES if closed else OPEN_STATES,
        "time_from": str(since) if since else "",
        "limit": str(min(ask.limit, PAGE_MAX)),
        "page": ask.before or "1",
    }


def _asked_orders(_house: House, params: Given) -> ReadOpenOrders | ReadClosedOrders:
    states = params.get("state", ())
    if any(state not in ASKED_STATES for state in states):
        raise BadParameter("market.order.invalid_state")
    limit, before = number(params, "limit", 100, 0, PAGE_MAX, "market.order"), _asked_page(params)
    since_ns, symbol, narrowing = seconds(params, "time_from"), *_narrowed(params, "market.order")
    if states and set(states) <= set(OPEN_STATES) and not since_ns:
        return ReadOpenOrders(symbol, before, limit, narrowing)
    wanted = () if states == CLOSED_STATES else tuple(s for state in states for s in ASKED_STATES[state])
    wanted = wanted if states else tuple(OrderStatus)
    return ReadClosedOrders(symbol, before, limit, since_ns, wanted, narrowing)


def _narrowed(params: Given, of: str) -> tuple[str, Narrowing]:
    """The one pair that is meant, and what else the list is narrowed to."""
    kind, side, order = one(params, "ord_type"), one(params, "type"), one(params, "order_by")
    if kind and kind not in TYPES:
        raise BadParameter(f"{of}.invalid_ord_type")
    if side not in ("", *Side):
        raise BadParameter(f"{of}.invalid_type")
    if order not in ("", "asc", "desc"):
        raise BadParameter(f"{of}.invalid_order_by")
    symbols = tuple(filter(None, params.get("market", ())))
    return symbols[0] if len(symbols) == 1 else "", Narrowing(
        symbols if len(symbols) > 1 else (),
        one(params, "base_unit").upper(),
        one(params, "quote_unit").upper(),
        Side(side) if side else None,
        TYPES[kind] if kind else None,
        seconds(params, "time_to"),
        oldest_first=order == "asc",
    )


def _asked_page(params: Given) -> str:
    page = number(params, "page", 1, 1, 10**8, "market.order")
    return str(page) if page > 1 else ""


def _write_orders(house: House, _ask: object, page: Orders) -> object:
    return [orders.write_order(house, order) for order in page.rows]


def _paged(ask: ReadOpenOrders | ReadClosedOrders | ReadFills, _page: Orders | Fills) -> tuple[tuple[str, str], ...]:
    return (("page", ask.before or "1"), ("per-page", str(ask.limit)))


def _read_orders(_house: House, ask: ReadOpenOrders | ReadClosedOrders, data: bytes) -> Orders:
    rows = _ORDERS.decode(data)
    wanted = CLOSED_STATES if isinstance(ask, ReadClosedOrders) else OPEN_STATES
    mine = (row for row in rows if STATES.get(row.state) in {STATES[word] for word in wanted})
    return Orders(tuple(orders.read_order(row) for row in mine), _cursor(ask, len(rows)))


def _cursor(ask: ReadOpenOrders | ReadClosedOrders | ReadFills, rows: int) -> str:
    """A full page may have a next one."""
    return str(int(ask.before or "1") + 1) if rows >= min(ask.limit, PAGE_MAX) else ""


# row 15: trades cannot be asked for by order, so they are picked out of the newest


def _ask_fills(_house: House, ask: ReadFills) -> Params:
    since = ask.since_ns // SECOND
    return {
        "market": ask.symbol,
        "time_from": str(since) if since else "",
        "limit": str(PAGE_MAX if ask.venue_id else min(ask.limit, PAGE_MAX)),
        "page": ask.before or "1",
        "order_by": "desc",
    }


def _asked_fills(_house: House, params: Given) -> ReadFills:
    limit = number(params, "limit", 100, 1, PAGE_MAX, "market.trade")
    symbol, narrowing = _narrowed({**params, "ord_type": ()}, "market.trade")
    return ReadFills(symbol, "", _asked_page(params), limit, seconds(params, "time_from"), narrowing)


def _write_fills(_house: House, _ask: ReadFills, page: Fills) -> object:
    return [orders.write_fill(fill) for fill in page.rows]


def _read_fills(_house: House, ask: ReadFills, data: bytes) -> Fills:
    rows = tuple(orders.read_fill(row) for row in _FILLS.decode(data))
    if ask.venue_id:
        return Fills(tuple(row for row in rows if row.venue_id == ask.venue_id))
    return Fills(rows, _cursor(ask, len(rows)))


_ALL: Final = "/market/orders"
_ONE: Final = _ALL + "/{id}"
ENDPOINTS: Final = (
    Endpoint(
        ReadBalances,
        "GET",
        "/account/balances",
        _ask_balances,
        lambda _house, _params: ReadBalances(),
        _write_balances,
        _read_balances,
        fits=lambda ask: not ask.asset,
    ),
    Endpoint(
        ReadBalances,
        "GET",
        "/account/balances/{currency}",
        _ask_balance,
        _asked_balance,
        _write_balance,
        _read_balance,
        fits=lambda ask: bool(ask.asset),
    ),
    Endpoint(Place, "POST", _ALL, _ask_place, _asked_place, _write_placed, _read_placed),
    Endpoint(Cancel, "POST", _ONE + "/cancel", _named, _asked_cancel, _write_cancelling, _read_cancelling),
    Endpoint(
        CancelAll,
        "POST",
        _ALL + "/cancel",
        _ask_cancel_all,
        _asked_cancel_all,
        _write_cancelling_all,
        _read_cancelling_all,
    ),
    Endpoint(ReadOrder, "GET", _ONE, _named, _asked_order, _write_one, _read_one),
    Endpoint(ReadOpenOrders, "GET", _ALL, _ask_orders, _asked_orders, _write_orders, _read_orders, _paged),
    Endpoint(ReadClosedOrders, "GET", _ALL, _ask_orders, _asked_orders, _write_orders, _read_orders, _paged),
    Endpoint(ReadFills, "GET", "/market/trades", _ask_fills, _asked_fills, _write_fills, _read_fills, _paged),
)
