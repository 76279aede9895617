"""Private endpoints of the spot market: balances, place, cancel, one order, open and closed orders, fills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.venues.hashkey import orders
from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.messages import BalanceRow, BalancesRow, FillRow, OrderRow, PlacedRow
from picaflor.venues.hashkey.params import BadParameter, Params, amount, cursor, moment, need, number
from picaflor.venues.hashkey.words import TYPES, read_side, write_side, write_status, write_tif, write_type
from picaflor.wire.asks import (
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

PAGE_MAX: Final = 1000
_BALANCES: Final = Decoder(BalancesRow)
_PLACED: Final = Decoder(PlacedRow)
_ORDER: Final = Decoder(OrderRow)
_ORDERS: Final = Decoder(list[OrderRow])
_FILLS: Final = Decoder(list[FillRow])


# row 10


def _nothing(_ask: object) -> Params:
    return {}


def _write_balances(_ask: ReadBalances, balances: BalancesReport, _now_ns: int) -> object:
    rows = (row for row in balances.rows if row.total)
    return BalancesRow([write_balance(row) for row in rows], "1")


def write_balance(row: BalanceReport) -> BalanceRow:
    free, locked, total = map(write_atoms, (row.free, row.held, row.total))
    return BalanceRow(row.asset, free, locked, total, row.asset, row.asset)


def _read_balances(_ask: ReadBalances, data: bytes) -> BalancesReport:
    read = _BALANCES.decode(data).balances
    rows = tuple(BalanceReport(row.asset, read_atoms(row.free), read_atoms(row.locked)) for row in read)
    if len({row.asset for row in rows}) != len(rows):
        raise BadMessage("a coin stands twice among the balances")
    return BalancesReport(rows, whole=True)


# row 11: a market order by the newer path, where both its sides are sized in coin or in money


def ask_place(ask: Place) -> Params:
    market = ask.type is OrderType.MARKET
    return {
        "symbol": ask.symbol,
        "side": write_side(ask.side),
        "type": write_type(ask.type),
        "quantity": "" if ask.size is None else write_atoms(ask.size),
        "amount": "" if ask.quote is None else write_atoms(ask.quote),
        "price": "" if market or ask.price is None else write_atoms(ask.price),
        "timeInForce": "" if market else ask.tif,
        "newClientOrderId": ask.client_id,
    }


def asked_old_place(params: Params) -> Place:
    """By the older path a market buy's quantity is money."""
    ask = _asked_kind(params)
    by_money = ask.type is OrderType.MARKET and ask.side is Side.BUY
    sized = amount(params, "quantity", "-1126")
    return _sized(ask, None, sized) if by_money else _sized(ask, sized, None)


def asked_place(params: Params) -> Place:
    ask = _asked_kind(params)
    if params.get("amount") and params.get("quantity"):
        raise BadParameter("-1129", "quantity and amount cannot both be sent")
    if ask.type is OrderType.MARKET and params.get("amount"):
        return _sized(ask, None, amount(params, "amount", "-1140"))
    return _sized(ask, amount(params, "quantity", "-1126"), None)


def _sized(ask: Place, size: int | None, quote: int | None) -> Place:
    return Place(ask.symbol, ask.client_id, ask.side, ask.type, size, ask.price, quote, ask.tif)


def _asked_kind(params: Params) -> Place:
    """All but the size."""
    word, tif = params.get("type") or "LIMIT", params.get("timeInForce") or "GTC"
    side = need(params, "side").upper()
    if side not in ("BUY", "SELL"):
        raise BadParameter("-1117", "Invalid side")
    if word.upper() not in ("LIMIT", "MARKET", "LIMIT_MAKER"):
        raise BadParameter("-1014", "Unsupported order combination")
    if tif not in ("GTC", "IOC", "FOK"):
        raise BadParameter("-1115", "Invalid timeInForce")
    kind = TYPES[word.upper()]
    market = kind is OrderType.MARKET
    return Place(
        symbol=need(params, "symbol"),
        client_id=params.get("newClientOrderId", "") or params.get("clientOrderId", ""),
        side=read_side(side),
        type=kind,
        price=None if market else amount(params, "price", "-1124"),
        tif=Tif.GTC if market else Tif(tif),
    )


def write_placed(ask: Place, placed: Placed, now_ns: int) -> PlacedRow:
    row = PlacedRow(
        symbol=ask.symbol,
        symbolName=ask.symbol,
        clientOrderId=placed.client_id or ask.client_id,
        orderId=placed.venue_id,
        transactTime=write_ms(now_ns),
        price=write_atoms(ask.price or 0),
        origQty=write_atoms(ask.size or 0),
        timeInForce=write_tif(ask.tif, ask.type),
        type=write_type(ask.type),
        side=write_side(ask.side),
        reqAmount=write_atoms(ask.quote or 0),
    )
    return _as_it_stands(row, placed.order)


def _as_it_stands(row: PlacedRow, order: OrderReport | None) -> PlacedRow:
    if order is not None:
        row.clientOrderId = order.client_id
        row.executedQty = write_atoms(order.filled)
        row.status = write_status(order.status, order.filled, order.reason)[0]
    return row


def _read_placed(ask: Place, data: bytes) -> Placed:
    row = _PLACED.decode(data)
    if ask.client_id and row.clientOrderId != ask.client_id:
        raise BadMessage("the reply names another order")
    return Placed(row.clientOrderId, orders.named(row.orderId))


# row 12


def _ask_cancel(ask: Cancel) -> Params:
    return {"orderId": ask.venue_id} if ask.venue_id else {"clientOrderId": ask.client_id}


def _asked_cancel(params: Params) -> Cancel:
    client_id, venue_id = params.get("clientOrderId", ""), params.get("orderId", "")
    if not client_id and not venue_id:
        raise BadParameter("0001", "Required field orderId or clientOrderId missing or invalid")
    return Cancel("", "" if venue_id else client_id, venue_id)


def _write_cancelling(_ask: Cancel, cancelling: Cancelling, now_ns: int) -> object:
    row = PlacedRow(
        clientOrderId=cancelling.client_id,
        orderId=cancelling.venue_id,
        transactTime=write_ms(now_ns),
        status="CANCELED",
    )
    for order in cancelling.orders:
        row.symbol = row.symbolName = order.symbol
        row.price, row.origQty = write_atoms(order.price or 0), write_atoms(order.size or 0)
        row.type, row.side = write_type(order.type), write_side(order.side)
        row.timeInForce = write_tif(order.tif, order.type)
        row = _as_it_stands(row, order)
    return row


def _read_cancelling(ask: Cancel, data: bytes) -> Cancelling:
    row = _PLACED.decode(data)
    if row.orderId != ask.venue_id if ask.venue_id else row.clientOrderId != ask.client_id:
        raise BadMessage("the reply names another order")
    return Cancelling(row.clientOrderId, orders.named(row.orderId))


def _ask_all(ask: CancelAll) -> Params:
    return {"symbol": ask.symbol, "side": "" if ask.side is None else write_side(ask.side)}


def _asked_all(params: Params) -> CancelAll:
    side = params.get("side", "").upper()
    if side not in ("", "BUY", "SELL"):
        raise BadParameter("-1117", "Invalid side")
    return CancelAll(need(params, "symbol"), read_side(side) if side else None)


def _write_cancelling_all(_ask: CancelAll, _cancelling: Cancelling, _now_ns: int) -> object:
    return {"success": True}


def _read_cancelling_all(_ask: CancelAll, data: bytes) -> Cancelling:
    if Decoder(dict[str, object]).decode(data).get("success") is not True:
        raise BadMessage("it does not say that it was done")
    return Cancelling()


# row 13: the same number has another name here than in a cancel


def _ask_order(ask: ReadOrder) -> Params:
    return {"orderId": ask.venue_id} if ask.venue_id else {"origClientOrderId": ask.client_id}


def _asked_order(params: Params) -> ReadOrder:
    client_id = params.get("origClientOrderId", "") or params.get("clientOrderId", "")
    venue_id = params.get("orderId", "")
    if not client_id and not venue_id:
        raise BadParameter("0001", "Required field orderId or origClientOrderId missing or invalid")
    return ReadOrder("", "" if venue_id else client_id, venue_id)


def _write_order(_ask: ReadOrder, page: Orders, _now_ns: int) -> object:
    (order,) = page.rows
    return orders.write_order(order)


def _read_order(ask: ReadOrder, data: bytes) -> Orders:
    row = orders.read_order(_ORDER.decode(data))
    if row.venue_id != ask.venue_id if ask.venue_id else row.client_id != ask.client_id:
        raise BadMessage("the reply tells of another order")
    return Orders((row,))


# rows 14, 15 and 16: newest first, cut by number and by time


def _ask_open(ask: ReadOpenOrders) -> Params:
    return {"symbol": ask.symbol, "fromOrderId": ask.before, "limit": str(min(ask.limit, PAGE_MAX))}


def _asked_open(params: Params) -> ReadOpenOrders:
    limit = number(params, "limit", 500, PAGE_MAX)
    return ReadOpenOrders(params.get("symbol", ""), cursor(params, "fromOrderId"), limit)


def _write_orders(_ask: object, page: Orders, _now_ns: int) -> object:
    return [orders.write_order(order) for order in page.rows]


def _read_orders(ask: ReadOpenOrders | ReadClosedOrders, data: bytes) -> Orders:
    rows = tuple(orders.read_order(row) for row in _ORDERS.decode(data))
    return Orders(rows, rows[-1].venue_id if _full(ask.limit, rows) else "")


def _full(limit: int, rows: Sequence[OrderReport | FillReport]) -> bool:
    """The venue names no cursor: a page that is full may have a next one."""
    return bool(rows) and len(rows) >= min(limit, PAGE_MAX)


def _ask_closed(ask: ReadClosedOrders) -> Params:
    since = write_ms(ask.since_ns) if ask.since_ns else ""
    return {
        "symbol": ask.symbol,
        "fromOrderId": ask.before,
        "startTime": since,
        "limit": str(min(ask.limit, PAGE_MAX)),
    }


def _asked_closed(params: Params) -> ReadClosedOrders:
    limit = number(params, "limit", 500, PAGE_MAX)
    return ReadClosedOrders(params.get("symbol", ""), cursor(params, "fromOrderId"), limit, moment(params, "startTime"))


def _ask_fills(ask: ReadFills) -> Params:
    """They cannot be asked for by order: who wants those of one reads the newest and picks."""
    since = write_ms(ask.since_ns) if ask.since_ns else ""
    limit = PAGE_MAX if ask.venue_id else min(ask.limit, PAGE_MAX)
    return {"symbol": ask.symbol, "toId": ask.before, "startTime": since, "limit": str(limit)}


def _asked_fills(params: Params) -> ReadFills:
    limit = number(params, "limit", 500, PAGE_MAX)
    return ReadFills(params.get("symbol", ""), "", cursor(params, "toId"), limit, moment(params, "startTime"))


def _write_fills(_ask: ReadFills, page: Fills, _now_ns: int) -> object:
    return [orders.write_fill(fill) for fill in page.rows]


def _read_fills(ask: ReadFills, data: bytes) -> Fills:
    rows = tuple(orders.read_fill(row) for row in _FILLS.decode(data))
    if ask.venue_id:
        return Fills(
            tuple(row for row in rows if row.venue_id == ask.venue_id),
            rows[-1].trade_id if _full(PAGE_MAX, rows) else "",
        )
    return Fills(rows, rows[-1].trade_id if _full(ask.limit, rows) else "")


_V1: Final = "/api/v1/"
_ORDER_PATH: Final = _V1 + "spot/order"
ENDPOINTS: Final = (
    Endpoint(
        ReadBalances,
        "GET",
        _V1 + "account",
        _nothing,
        lambda _params: ReadBalances(),
        _write_balances,
        _read_balances,
    ),
    Endpoint(
        Place,
        "POST",
        _ORDER_PATH,
        ask_place,
        asked_old_place,
        write_placed,
        _read_placed,
        lambda ask: ask.type is not OrderType.MARKET,
    ),
    Endpoint(
        Place,
        "POST",
        "/api/v1.1/spot/order",
        ask_place,
        asked_place,
        write_placed,
        _read_placed,
        lambda ask: ask.type is OrderType.MARKET,
    ),
    Endpoint(Cancel, "DELETE", _ORDER_PATH, _ask_cancel, _asked_cancel, _write_cancelling, _read_cancelling),
    Endpoint(
        CancelAll,
        "DELETE",
        _V1 + "spot/openOrders",
        _ask_all,
        _asked_all,
        _write_cancelling_all,
        _read_cancelling_all,
    ),
    Endpoint(ReadOrder, "GET", _ORDER_PATH, _ask_order, _asked_order, _write_order, _read_order),
    Endpoint(ReadOpenOrders, "GET", _V1 + "spot/openOrders", _ask_open, _asked_open, _write_orders, _read_orders),
    Endpoint(
        ReadClosedOrders, "GET", _V1 + "spot/tradeOrders", _ask_closed, _asked_closed, _write_orders, _read_orders
    ),
    Endpoint(ReadFills, "GET", _V1 + "account/trades", _ask_fills, _asked_fills, _write_fills, _read_fills),
)
