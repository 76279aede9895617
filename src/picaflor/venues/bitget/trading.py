"""Private endpoints of classic spot: balances, place, cancel, one order, open and closed orders, fills."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder, encode

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import OrderType, SelfTrade, Side, Tif
from picaflor.venues.bitget import orders
from picaflor.venues.bitget.attaching import SPOT as ATTACHED
from picaflor.venues.bitget.attaching import read_attached, write_attached
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.ids import (
    asked_id,
    by_id,
    is_meant,
    named,
    read_cancelling,
    read_placed,
    write_cancelling,
    write_placed,
)
from picaflor.venues.bitget.messages import AssetRow, FillRow, OpenRow, OrderRow, SymbolOnly
from picaflor.venues.bitget.params import BadParameter, Params, amount, moment, need, number
from picaflor.venues.bitget.words import read_self_trade, read_side, read_type, write_force, write_type
from picaflor.wire.asks import (
    Cancel,
    CancelAll,
    Cancelling,
    Fills,
    Orders,
    Place,
    ReadBalances,
    ReadClosedOrders,
    ReadFills,
    ReadOpenOrders,
    ReadOrder,
)
from picaflor.wire.decoding import BadMessage, write_ms
from picaflor.wire.reports import BalanceReport, BalancesReport, FillReport, OrderReport

PAGE_MAX: Final = 100
_MARKET: Final = OrderType.MARKET
_ASSETS: Final = Decoder(list[AssetRow])
_SYMBOL: Final = Decoder(SymbolOnly)
_ORDERS: Final = Decoder(list[OrderRow] | None)
_OPEN: Final = Decoder(list[OpenRow] | None)
_FILLS: Final = Decoder(list[FillRow] | None)


# row 10


def _nothing(_ask: object) -> Params:
    return {}


def _write_balances(_ask: ReadBalances, balances: BalancesReport) -> object:
    return [write_asset(row, balances.at_ns) for row in balances.rows]


def write_asset(row: BalanceReport, at_ns: int) -> AssetRow:
    return AssetRow(row.asset, write_atoms(row.free), write_atoms(row.held), "0", "0", write_ms(at_ns))


def read_asset(row: AssetRow) -> BalanceReport:
    """`frozen` is held by orders, `locked` by other business of the house; neither can be spent."""
    held = read_atoms(row.frozen) + read_atoms(row.locked)
    return BalanceReport(named(row.coin).upper(), read_atoms(row.available), held)


def _read_balances(_ask: ReadBalances, data: Raw, at_ns: int) -> BalancesReport:
    rows = tuple(read_asset(row) for row in _ASSETS.decode(data))
    if len({row.asset for row in rows}) != len(rows):
        raise BadMessage("a coin stands twice among the balances")
    return BalancesReport(rows, whole=True, at_ns=at_ns)


# row 11


def ask_place(ask: Place) -> Params:
    by_money = ask.type is OrderType.MARKET and ask.side is Side.BUY
    size = ask.quote if by_money else ask.size
    if size is None:
        wants = "money" if by_money else "coin"
        raise ValueError(f"{ask.client_id}: a {ask.type} {ask.side} on this row is sized in {wants}")
    return {
        "symbol": ask.symbol,
        "side": ask.side,
        "orderType": write_type(ask.type),
        "force": "" if ask.type is OrderType.MARKET else write_force(ask.type, ask.tif),
        "price": "" if ask.price is None else write_atoms(ask.price),
        "size": write_atoms(size),
        "clientOid": ask.client_id,
        "stpMode": ask.self_trade or "",
        **write_attached(ask.attached, ATTACHED),
    }


@lru_cache(maxsize=10_000)
def _prepared(symbol: str, side: Side, order_type: OrderType, tif: Tif) -> str:
    """The body up to the price, once for each kind of order on a market."""
    kind = {"symbol": symbol, "side": side, "orderType": write_type(order_type), "force": write_force(order_type, tif)}
    return encode(kind)[:-1].decode() + ',"price":"'


_digits = lru_cache(maxsize=10_000)(write_atoms)  # prices near the top and sizes come again and again
_quoted = json.encoder.encode_basestring  # as msgspec writes it


def write_place(ask: Place) -> bytes:
    """The bytes of `ask_place`, for the orders that are in a hurry; b"" where that has to write them."""
    if ask.price is None or ask.size is None or not ask.symbol or not ask.client_id or ask.type is _MARKET:
        return b""
    if ask.self_trade is not None or ask.attached:
        return b""
    head = _prepared(ask.symbol, ask.side, ask.type, ask.tif)
    return f'{head}{_digits(ask.price)}","size":"{_digits(ask.size)}","clientOid":{_quoted(ask.client_id)}}}'.encode()


def asked_place(params: Params) -> Place:
    symbol = need(params, "symbol")
    if params.get("tpslType", "normal").lower() != "normal" or params.get("triggerPrice"):
        raise BadParameter("40017", "Parameter verification failed: no trigger orders here")
    side, order_type, tif, self_trade = _asked_kind(params)
    by_money = order_type is OrderType.MARKET and side is Side.BUY
    size = amount(params, "size")
    return Place(
        symbol=symbol,
        client_id=params.get("clientOid", ""),
        side=side,
        type=order_type,
        size=None if by_money else size,
        price=None if order_type is OrderType.MARKET else amount(params, "price"),
        quote=size if by_money else None,
        tif=tif,
        self_trade=self_trade,
        attached=read_attached(params, ATTACHED),
    )


def _asked_kind(params: Params) -> tuple[Side, OrderType, Tif, SelfTrade | None]:
    side, order_type = need(params, "side"), need(params, "orderType")
    force = params.get("force", "") if order_type.lower() == "market" else need(params, "force")
    try:
        return read_side(side), *read_type(order_type, force), read_self_trade(params.get("stpMode"))
    except BadMessage as bad:
        raise BadParameter("40020", f"Parameter error: {bad}") from None


# rows 12 and 13


def _ask_cancel(ask: Cancel) -> Params:
    return {"symbol": ask.symbol, **by_id(ask.venue_id, ask.client_id)}


def _asked_cancel(params: Params) -> Cancel:
    return Cancel(need(params, "symbol"), *asked_id(params))


def _ask_cancel_all(ask: CancelAll) -> Params:
    return {"symbol": ask.symbol}


def _asked_cancel_all(params: Params) -> CancelAll:
    return CancelAll(need(params, "symbol"))


def _write_cancelling_all(ask: CancelAll, _cancelling: Cancelling) -> object:
    return SymbolOnly(ask.symbol)


def _read_cancelling_all(ask: CancelAll, data: Raw, _at_ns: int) -> Cancelling:
    if _SYMBOL.decode(data).symbol != ask.symbol:
        raise BadMessage("the reply names another symbol")
    return Cancelling()


# row 14


def _ask_order(ask: ReadOrder) -> Params:
    return by_id(ask.venue_id, ask.client_id)


def _asked_order(params: Params) -> ReadOrder:
    return ReadOrder(params.get("symbol", ""), *asked_id(params))


def _write_orders(_ask: object, page: Orders) -> object:
    return [orders.write_order(order) for order in page.rows]


def _read_order(ask: ReadOrder, data: Raw, _at_ns: int) -> Orders:
    """An unknown id is an empty list."""
    rows = tuple(orders.read_order(row) for row in _ORDERS.decode(data) or ())
    if not all(is_meant(ask, row) for row in rows):
        raise BadMessage("the reply tells of another order")
    return Orders(rows)


# rows 15, 16 and 17: pages, newest first; the cursor is the last id of the page before


def _ask_page(ask: ReadOpenOrders | ReadClosedOrders | ReadFills) -> dict[str, str]:
    return {"symbol": ask.symbol, "idLessThan": ask.before, "limit": str(min(ask.limit, PAGE_MAX))}


def _since(since_ns: int) -> str:
    return write_ms(since_ns) if since_ns else ""


def _cursor(ask: ReadOpenOrders | ReadClosedOrders | ReadFills, rows: Sequence[OrderReport | FillReport]) -> str:
    """The venue names no cursor: a full page may have a next one, and its last id is where that begins."""
    if not rows or len(rows) < min(ask.limit, PAGE_MAX):
        return ""
    last = rows[-1]
    return last.trade_id if isinstance(last, FillReport) else last.venue_id


def _asked_limit(params: Params) -> int:
    return number(params, "limit", PAGE_MAX, PAGE_MAX)


def _asked_open(params: Params) -> ReadOpenOrders:
    return ReadOpenOrders(params.get("symbol", ""), params.get("idLessThan", ""), _asked_limit(params))


def _write_open(_ask: ReadOpenOrders, page: Orders) -> object:
    return [orders.write_open(order) for order in page.rows]


def _read_open(ask: ReadOpenOrders, data: Raw, _at_ns: int) -> Orders:
    rows = tuple(orders.read_open(row) for row in _OPEN.decode(data) or ())
    return Orders(rows, _cursor(ask, rows))


def _ask_closed(ask: ReadClosedOrders) -> Params:
    return {**_ask_page(ask), "startTime": _since(ask.since_ns)}


def _asked_closed(params: Params) -> ReadClosedOrders:
    return ReadClosedOrders(
        params.get("symbol", ""), params.get("idLessThan", ""), _asked_limit(params), moment(params, "startTime")
    )


def _read_closed(ask: ReadClosedOrders, data: Raw, _at_ns: int) -> Orders:
    rows = tuple(orders.read_order(row) for row in _ORDERS.decode(data) or ())
    return Orders(rows, _cursor(ask, rows))


def _ask_fills(ask: ReadFills) -> Params:
    return {**_ask_page(ask), "orderId": ask.venue_id, "startTime": _since(ask.since_ns)}


def _asked_fills(params: Params) -> ReadFills:
    return ReadFills(
        params.get("symbol", ""),
        params.get("orderId", ""),
        params.get("idLessThan", ""),
        _asked_limit(params),
        moment(params, "startTime"),
    )


def _write_fills(_ask: ReadFills, page: Fills) -> object:
    return [orders.write_fill(fill) for fill in page.rows]


def _read_fills(ask: ReadFills, data: Raw, _at_ns: int) -> Fills:
    rows = tuple(orders.read_fill(row) for row in _FILLS.decode(data) or ())
    return Fills(rows, _cursor(ask, rows))


_TRADE: Final = "/api/v2/spot/trade/"
PLACE_PATH: Final = _TRADE + "place-order"

ENDPOINTS: Final = (
    Endpoint(
        ReadBalances,
        "GET",
        "/api/v2/spot/account/assets",
        _nothing,
        lambda _params: ReadBalances(),
        _write_balances,
        _read_balances,
    ),
    Endpoint(Place, "POST", PLACE_PATH, ask_place, asked_place, write_placed, read_placed),
    Endpoint(Cancel, "POST", _TRADE + "cancel-order", _ask_cancel, _asked_cancel, write_cancelling, read_cancelling),
    Endpoint(
        CancelAll,
        "POST",
        _TRADE + "cancel-symbol-order",
        _ask_cancel_all,
        _asked_cancel_all,
        _write_cancelling_all,
        _read_cancelling_all,
    ),
    Endpoint(ReadOrder, "GET", _TRADE + "orderInfo", _ask_order, _asked_order, _write_orders, _read_order),
    Endpoint(ReadOpenOrders, "GET", _TRADE + "unfilled-orders", _ask_page, _asked_open, _write_open, _read_open),
    Endpoint(
        ReadClosedOrders, "GET", _TRADE + "history-orders", _ask_closed, _asked_closed, _write_orders, _read_closed
    ),
    Endpoint(ReadFills, "GET", _TRADE + "fills", _ask_fills, _asked_fills, _write_fills, _read_fills),
)
