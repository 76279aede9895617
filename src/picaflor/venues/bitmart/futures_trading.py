"""Private endpoints of contracts about orders: place, cancel, one order, open and past orders, fills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import MarginMode, OrderType, SelfTrade, Side, Tif
from picaflor.venues.bitmart import futures_orders as orders
from picaflor.venues.bitmart.codes import refuse
from picaflor.venues.bitmart.endpoint import Endpoint
from picaflor.venues.bitmart.futures_messages import FillRow, OrderRow
from picaflor.venues.bitmart.futures_stop_rows import is_stop, read_stop, write_stop
from picaflor.venues.bitmart.futures_words import (
    MODE_NUMBERS,
    MODES,
    SELF_TRADE_NUMBERS,
    SELF_TRADES,
    SIDES,
    read_margin_mode,
    write_side,
)
from picaflor.venues.bitmart.params import BadParameter, Params, amount, need, number, second
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
    ReadClosedOrders,
    ReadFills,
    ReadOpenOrders,
    ReadOrder,
)
from picaflor.wire.decoding import MS, BadMessage
from picaflor.wire.stops import ReadStops

OPEN_MAX: Final = 100
PAGE_MAX: Final = 200
SECOND_MS: Final = 1_000
PRIVATE: Final = "/contract/private/"
NO_PARAMETER: Final = "40011"
MARKET_PRICE: Final = "market price"
# What would be attached to an order; an order of ours carries none.
_ATTACHED: Final = ("preset_take_profit_price", "preset_stop_loss_price")
_K = TypeVar("_K")


class _Amended(Struct):
    order_id: str | int
    client_order_id: str = ""


class _Placed(Struct):
    order_id: str | int
    price: str = ""


_PLACED: Final = Decoder(_Placed)
_AMENDED: Final = Decoder(_Amended)
_ORDER: Final = Decoder(OrderRow)
_ORDERS: Final = Decoder(list[OrderRow] | None)
_FILLS: Final = Decoder(list[FillRow] | None)


# row 62


def _ask_place(ask: Place) -> dict[str, object]:
    if ask.size is None:
        raise ValueError(f"{ask.client_id}: an order on a contract is sized in contracts")
    limit = ask.type is not OrderType.MARKET
    return {
        "symbol": ask.symbol,
        "client_order_id": ask.client_id,
        "side": write_side(ask.hold, ask.side, ask.reduce_only),
        "mode": MODE_NUMBERS[ask.type, ask.tif] if limit else "",
        "type": "limit" if limit else "market",
        "open_type": ask.margin_mode or "",
        "leverage": str(ask.leverage) if ask.leverage else "",
        "size": orders.write_size(ask.size),
        "price": "" if ask.price is None or not limit else write_atoms(ask.price),
        "stp_mode": SELF_TRADE_NUMBERS.get(ask.self_trade, "") if ask.self_trade else "",
    }


def _asked_place(params: Params) -> Place:
    """Row 60: on which position of a hedge it works, its side says to whoever knows that there is one."""
    if any(params.get(name) for name in _ATTACHED):
        raise BadParameter(NO_PARAMETER, "Invalid request: no attached orders here")
    kind, tif = _asked_type(params)
    side, less = asked_side(params)
    return Place(
        symbol=need(params, "symbol", NO_PARAMETER),
        client_id=params.get("client_order_id", ""),
        side=side,
        type=kind,
        size=amount(params, "size", "40044"),
        price=None if kind is OrderType.MARKET else amount(params, "price", "40044"),
        tif=tif,
        reduce_only=less,
        margin_mode=asked_margin_mode(params),
        self_trade=_asked_self_trade(params),
        leverage=asked_leverage(params),
    )


def _asked_type(params: Params) -> tuple[OrderType, Tif]:
    """Whoever names no type means a limit."""
    kind = params.get("type") or "limit"
    if kind not in ("limit", "market"):
        raise BadParameter("40042", "Order type is invalid")
    if kind == "market":
        return OrderType.MARKET, Tif.GTC
    found = _number(MODES, params.get("mode") or "1")
    if found is None:
        raise BadParameter(NO_PARAMETER, "Invalid request: mode")
    return found


def asked_side(params: Params) -> tuple[Side, bool]:
    found = _number(SIDES, need(params, "side", "40041"))
    if found is None:
        raise BadParameter("40041", "Order side is invalid")
    return found


def asked_margin_mode(params: Params) -> MarginMode | None:
    try:
        return read_margin_mode(params["open_type"]) if params.get("open_type") else None
    except BadMessage:
        raise BadParameter("40045", "Open type is invalid") from None


def asked_leverage(params: Params) -> int:
    try:
        return orders.times_of(params.get("leverage", ""))
    except BadMessage:
        raise BadParameter("40029", "Leverage is invalid") from None


def _asked_self_trade(params: Params) -> SelfTrade | None:
    """1, also where nothing is said, is the venue's own rule."""
    word = params.get("stp_mode", "")
    return _number(SELF_TRADES, word) if word else None


def _number(table: dict[int, _K], text: str) -> _K | None:
    return table.get(int(text)) if text.isascii() and text.isdecimal() and len(text) <= 2 else None


def _write_placed(ask: Place, placed: Placed) -> object:
    price = MARKET_PRICE if ask.price is None else write_atoms(ask.price)
    return _Placed(orders.write_id(placed.venue_id), price)


def _read_placed(ask: Place, data: Raw) -> Placed:
    return Placed(ask.client_id, orders.id_of(_PLACED.decode(data).order_id))


# row 101


def _ask_amend(ask: Amend) -> dict[str, object]:
    name: dict[str, object] = {"client_order_id": ask.client_id}
    return {
        "symbol": ask.symbol,
        **({"order_id": orders.write_id(ask.venue_id)} if ask.venue_id else name),
        "price": write_atoms(ask.price) if ask.price else "",
        "size": write_atoms(ask.size) if ask.size else "",
    }


def _asked_amend(params: Params) -> Amend:
    """What it leaves out stays as it is."""
    venue_id, client_id = params.get("order_id", ""), params.get("client_order_id", "")
    price, size = (amount(params, name, "40044") if params.get(name) else 0 for name in ("price", "size"))
    if not (venue_id or client_id) or not (price or size):
        raise BadParameter(NO_PARAMETER, "Invalid request: an order's id, and a price or a size")
    return Amend(need(params, "symbol", NO_PARAMETER), price, size, "", "" if venue_id else client_id, venue_id)


def _write_amending(_ask: Amend, amending: Amending) -> object:
    return {"order_id": orders.write_id(amending.venue_id), "client_order_id": amending.client_id}


def _read_amending(ask: Amend, data: Raw) -> Amending:
    row = _AMENDED.decode(data)
    venue_id = orders.id_of(row.order_id)
    if venue_id != ask.venue_id if ask.venue_id else row.client_order_id not in ("", ask.client_id):
        raise BadMessage("the reply names another order")
    return Amending(ask.client_id or row.client_order_id, venue_id)


# row 66


def _ask_cancel(ask: Cancel) -> dict[str, object]:
    if ask.venue_id:
        return {"symbol": ask.symbol, "order_id": ask.venue_id}
    if not ask.client_id:
        raise ValueError("without an id all orders of the symbol would be cancelled")
    return {"symbol": ask.symbol, "client_order_id": ask.client_id}


def _asked_cancel(params: Params) -> Cancel | CancelAll:
    """Without an id: all of the symbol."""
    symbol = need(params, "symbol", NO_PARAMETER)
    venue_id, client_id = params.get("order_id", ""), params.get("client_order_id", "")
    if not venue_id and not client_id:
        return CancelAll(symbol)
    return Cancel(symbol, "" if venue_id else client_id, venue_id)


def _write_nothing(_ask: Cancel | CancelAll, _cancelling: Cancelling) -> object:
    return {}


def read_nothing(data: Raw) -> None:
    """Said where something was done and there is nothing to tell."""
    if bytes(data) not in (b"{}", b"null", b""):
        raise BadMessage("a yes with something in it")


def _read_cancelling(ask: Cancel, data: Raw) -> Cancelling:
    read_nothing(data)
    return Cancelling(ask.client_id, ask.venue_id)


def _ask_cancel_all(ask: CancelAll) -> dict[str, object]:
    if not ask.symbol or ask.side is not None:
        raise ValueError("orders are cancelled by symbol here, both sides at once")
    return {"symbol": ask.symbol}


def _read_cancelling_all(_ask: CancelAll, data: Raw) -> Cancelling:
    read_nothing(data)
    return Cancelling()


# row 63


def _ask_order(ask: ReadOrder) -> dict[str, object]:
    if not ask.venue_id:
        raise ValueError("an order is asked for by the venue's id here")
    return {"symbol": ask.symbol, "order_id": ask.venue_id}


def _asked_order(params: Params) -> ReadOrder:
    return ReadOrder(need(params, "symbol", NO_PARAMETER), "", need(params, "order_id", NO_PARAMETER))


def _write_order(_ask: ReadOrder, page: Orders) -> object:
    return orders.write_order(page.rows[0]) if page.rows else refuse("40035", "The order is not exist")


def _read_order(ask: ReadOrder, data: Raw) -> Orders:
    order = orders.read_order(_ORDER.decode(data))
    if order.venue_id != ask.venue_id:
        raise BadMessage("the reply tells of another order")
    return Orders((order,))


# rows 64 and 65: newest first, cut by time; a cursor is the time of the last of a page, and told again


def asked_open(params: Params) -> ReadOpenOrders:
    """Orders of other kinds are asked for by their type, and have lists of their own here."""
    return ReadOpenOrders(params.get("symbol", ""), limit=number(params, "limit", OPEN_MAX, OPEN_MAX))


def _read_open(_ask: ReadOpenOrders, data: Raw) -> Orders:
    """There is no second page: a full one proves nothing of what is not on it."""
    told = _ORDERS.decode(data) or []
    if len(told) >= OPEN_MAX:
        raise BadMessage("there may be more open orders than are told")
    return Orders(tuple(orders.read_order(row) for row in told if not is_stop(row)))


def ask_past(ask: ReadClosedOrders | ReadFills | ReadStops) -> dict[str, object]:
    """In seconds: the whole of the last one is asked for again."""
    begin = {"start_time": ask.since_ns // (SECOND_MS * MS)} if ask.since_ns else {}
    end = {"end_time": -(-int(ask.before) // SECOND_MS)} if ask.before else {}
    return {"symbol": ask.symbol, **begin, **end}


def _asked_page(params: Params) -> tuple[str, str, int]:
    """Symbol, before, since."""
    begin, end = second(params, "start_time"), second(params, "end_time")
    if end and end < begin:
        raise BadParameter("40039", "Timestamp is invalid")
    return params.get("symbol", ""), str(end // MS) if end else "", begin


def asked_closed(params: Params) -> ReadClosedOrders:
    symbol, before, since_ns = _asked_page(params)
    return ReadClosedOrders(symbol, before, PAGE_MAX, since_ns)


def _ask_fills(ask: ReadFills) -> dict[str, object]:
    return {**ask_past(ask), "order_id": ask.venue_id}


def _asked_fills(params: Params) -> ReadFills:
    symbol, before, since_ns = _asked_page(params)
    return ReadFills(symbol, params.get("order_id", ""), before, PAGE_MAX, since_ns)


def cursor(told: Sequence[OrderRow | FillRow], since_ns: int) -> str:
    """A full page may have a next one, unless it reached back beyond what was asked for."""
    if len(told) < PAGE_MAX:
        return ""
    last_ms = told[-1].create_time
    return "" if last_ms * MS < since_ns else str(-(-last_ms // SECOND_MS) * SECOND_MS)


def _write_orders(_ask: object, page: Orders) -> object:
    return [orders.write_order(order) for order in page.rows]


def _write_closed(_ask: ReadClosedOrders, page: Orders) -> object:
    """With those that waited for a price, newest first."""
    told = [*map(orders.write_order, page.rows), *map(write_stop, page.stops)]
    return sorted(told, key=lambda row: -row.create_time) if page.stops else told


def _read_closed(ask: ReadClosedOrders, data: Raw) -> Orders:
    told = _ORDERS.decode(data) or []
    rows = tuple(orders.read_order(row) for row in told if not is_stop(row))
    return Orders(rows, cursor(told, ask.since_ns), stops=tuple(read_stop(row) for row in told if is_stop(row)))


def _write_fills(_ask: ReadFills, page: Fills) -> object:
    return [orders.write_fill(fill) for fill in page.rows]


def _read_fills(ask: ReadFills, data: Raw) -> Fills:
    told = _FILLS.decode(data) or []
    return Fills(tuple(orders.read_fill(row) for row in told), cursor(told, ask.since_ns))


ENDPOINTS: Final = (
    Endpoint(Place, "POST", PRIVATE + "submit-order", _ask_place, _asked_place, _write_placed, _read_placed),
    Endpoint(Amend, "POST", PRIVATE + "modify-limit-order", _ask_amend, _asked_amend, _write_amending, _read_amending),
    Endpoint(Cancel, "POST", PRIVATE + "cancel-order", _ask_cancel, _asked_cancel, _write_nothing, _read_cancelling),
    Endpoint(
        CancelAll,
        "POST",
        PRIVATE + "cancel-orders",
        _ask_cancel_all,
        lambda params: CancelAll(need(params, "symbol", NO_PARAMETER)),
        _write_nothing,
        _read_cancelling_all,
    ),
    Endpoint(ReadOrder, "GET", PRIVATE + "order", _ask_order, _asked_order, _write_order, _read_order),
    Endpoint(
        ReadOpenOrders,
        "GET",
        PRIVATE + "get-open-orders",
        lambda ask: {"symbol": ask.symbol, "limit": OPEN_MAX},
        asked_open,
        _write_orders,
        _read_open,
    ),
    Endpoint(ReadClosedOrders, "GET", PRIVATE + "order-history", ask_past, asked_closed, _write_closed, _read_closed),
    Endpoint(ReadFills, "GET", PRIVATE + "trades", _ask_fills, _asked_fills, _write_fills, _read_fills),
)
