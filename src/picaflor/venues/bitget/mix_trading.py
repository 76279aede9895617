"""Private endpoints of contracts about orders: place, cancel, one order, open and closed orders, fills."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder, encode

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import Hold, MarginMode, OrderType, SelfTrade, Side, Tif
from picaflor.venues.bitget import mix_orders
from picaflor.venues.bitget.attaching import CONTRACTS as ATTACHED
from picaflor.venues.bitget.attaching import read_attached, write_attached
from picaflor.venues.bitget.codes import refuse
from picaflor.venues.bitget.ids import (
    asked_id,
    by_id,
    is_meant,
    read_cancelling,
    read_placed,
    write_cancelling,
    write_placed,
)
from picaflor.venues.bitget.mix_endpoint import mix, never
from picaflor.venues.bitget.mix_order_messages import MixFillPage, MixOrderPage, MixOrderRow
from picaflor.venues.bitget.mix_words import (
    MARGIN_MODE_WORDS,
    coin_of,
    economic_side,
    opens,
    position_side,
    product_of,
    read_margin_mode,
)
from picaflor.venues.bitget.params import BadParameter, Params, amount, moment, need, number
from picaflor.venues.bitget.words import read_self_trade, read_side, read_type, write_force, write_type
from picaflor.wire.asks import (
    Cancel,
    Fills,
    Orders,
    Place,
    ReadClosedOrders,
    ReadFills,
    ReadOpenOrders,
    ReadOrder,
    Refused,
)
from picaflor.wire.decoding import BadMessage, write_ms

PAGE_MAX: Final = 100
_ORDER: Final = Decoder(MixOrderRow)
_ORDERS: Final = Decoder(MixOrderPage)
_FILLS: Final = Decoder(MixFillPage)


# row 62


def ask_place(ask: Place) -> dict[str, str]:
    """Without symbol and margin mode, which a batch says once for all."""
    closes = ask.hold is not Hold.NET and not opens(ask.hold, ask.side)
    if ask.size is None:
        raise ValueError(f"{ask.client_id}: an order on a contract is sized in coin")
    if ask.hold is not Hold.NET and ask.reduce_only and not closes:
        raise ValueError(f"{ask.client_id}: a {ask.side} on the {ask.hold} side opens, and cannot only reduce")
    reduces = "YES" if ask.reduce_only else "NO"
    return {
        "side": position_side(ask.hold, ask.side),
        **({"reduceOnly": reduces} if ask.hold is Hold.NET else {"tradeSide": "close" if closes else "open"}),
        "orderType": write_type(ask.type),
        "force": "" if ask.type is OrderType.MARKET else write_force(ask.type, ask.tif),
        "price": "" if ask.price is None else write_atoms(ask.price),
        "size": write_atoms(ask.size),
        "clientOid": ask.client_id,
        "stpMode": ask.self_trade or "",
        **write_attached(ask.attached, ATTACHED),
    }


def _ask_place(ask: Place) -> Params:
    return {
        "symbol": ask.symbol,
        "marginMode": write_margin_mode(ask),
        "marginCoin": coin_of(ask.symbol),
        **ask_place(ask),
    }


def write_margin_mode(ask: Place) -> str:
    if ask.margin_mode is None:
        raise ValueError(f"{ask.client_id}: an order on a contract says its margin mode")
    return MARGIN_MODE_WORDS[ask.margin_mode]


@lru_cache(maxsize=10_000)
def _prepared(
    symbol: str, mode: MarginMode, side: Side, hold: Hold, reduces: bool, order_type: OrderType, tif: Tif
) -> str:
    """The body up to the price, once for each kind of order on a market."""
    kind = Place(symbol, "", side, order_type, 1, tif=tif, reduce_only=reduces, hold=hold, margin_mode=mode)
    numbers = ("price", "size", "clientOid")
    params = {"productType": product_of(symbol), **_ask_place(kind)}
    head = {name: value for name, value in params.items() if value and name not in numbers}
    return encode(head)[:-1].decode() + ',"price":"'


def write_place(ask: Place) -> bytes:
    """The bytes of `_ask_place`, for the orders that are in a hurry; b"" where that has to write them, or to refuse."""
    mode = ask.margin_mode
    if ask.price is None or ask.size is None or not ask.symbol or not ask.client_id or mode is None:
        return b""
    if ask.type is OrderType.MARKET or ask.self_trade is not None or ask.attached:
        return b""
    head = _prepared(ask.symbol, mode, ask.side, ask.hold, ask.reduce_only, ask.type, ask.tif)
    numbers = f'{head}{write_atoms(ask.price)}","size":"{write_atoms(ask.size)}","clientOid":'
    return b"%b%b}" % (numbers.encode(), encode(ask.client_id))


def asked_place(params: Params, symbol: str, mode: MarginMode) -> Place:
    """Row 60: `tradeSide` is there in a hedge and only there, and then `side` is that of the position."""
    order_type, tif, self_trade = _asked_type(params)
    side, hold, reduces = asked_sides(params)
    return Place(
        symbol=symbol,
        client_id=params.get("clientOid", ""),
        side=side,
        type=order_type,
        size=amount(params, "size"),
        price=None if order_type is OrderType.MARKET else amount(params, "price"),
        tif=tif,
        reduce_only=reduces,
        hold=hold,
        margin_mode=mode,
        self_trade=self_trade,
        attached=read_attached(params, ATTACHED),
    )


def _asked_place(params: Params) -> Place:
    need(params, "marginCoin")
    return asked_place(params, need(params, "symbol"), asked_margin_mode(params))


def asked_margin_mode(params: Params) -> MarginMode:
    try:
        return read_margin_mode(need(params, "marginMode"))
    except BadMessage as bad:
        raise BadParameter("40020", f"Parameter marginMode error: {bad}") from None


def _asked_type(params: Params) -> tuple[OrderType, Tif, SelfTrade | None]:
    try:
        order_type, tif = read_type(need(params, "orderType"), params.get("force") or "gtc")
        return order_type, tif, read_self_trade(params.get("stpMode"))
    except BadMessage as bad:
        raise BadParameter("40020", f"Parameter error: {bad}") from None


def asked_sides(params: Params) -> tuple[Side, Hold, bool]:
    does, reduces = params.get("tradeSide", "").lower(), params.get("reduceOnly", "").lower() == "yes"
    try:
        said = read_side(need(params, "side"))
    except BadMessage as bad:
        raise BadParameter("40020", f"Parameter side error: {bad}") from None
    if not does:
        return said, Hold.NET, reduces
    if does not in ("open", "close"):
        raise BadParameter("40020", "Parameter tradeSide error")
    hold = Hold.LONG if said is Side.BUY else Hold.SHORT
    return economic_side(hold, opening=does == "open"), hold, does == "close"


# row 66


def _ask_named(ask: Cancel | ReadOrder) -> Params:
    return {"symbol": ask.symbol, **by_id(ask.venue_id, ask.client_id)}


def _asked_cancel(params: Params) -> Cancel:
    return Cancel(need(params, "symbol"), *asked_id(params))


# row 63


def _asked_order(params: Params) -> ReadOrder:
    return ReadOrder(need(params, "symbol"), *asked_id(params))


def _write_order(_ask: ReadOrder, page: Orders) -> MixOrderRow | Refused:
    """An unknown order is a refusal here, where spot says it by an empty list."""
    if not page.rows:
        return refuse("40109", "The data of the order cannot be found, please confirm the order number")
    return mix_orders.write_order(page.rows[0], alone=True)


def _read_order(ask: ReadOrder, data: Raw, _at_ns: int) -> Orders:
    row = mix_orders.read_order(_ORDER.decode(data))
    if not is_meant(ask, row):
        raise BadMessage("the reply tells of another order")
    return Orders((row,))


# rows 64 and 65: pages, newest first; the cursor is the last id of the page before


def _ask_page(ask: ReadOpenOrders | ReadClosedOrders | ReadFills) -> dict[str, str]:
    return {"symbol": ask.symbol, "idLessThan": ask.before, "limit": str(min(ask.limit, PAGE_MAX))}


def _since(since_ns: int) -> str:
    return write_ms(since_ns) if since_ns else ""


def cursor(limit: int, rows: Sequence[object], end: str | None) -> str:
    """A page names its own end even if nothing follows: only a full one may have a next."""
    return end or "" if len(rows) >= min(limit, PAGE_MAX) else ""


def asked_limit(params: Params) -> int:
    return number(params, "limit", PAGE_MAX, PAGE_MAX)


def _asked_open(params: Params) -> ReadOpenOrders:
    return ReadOpenOrders(params.get("symbol", ""), params.get("idLessThan", ""), asked_limit(params))


def _ask_closed(ask: ReadClosedOrders) -> Params:
    return {**_ask_page(ask), "startTime": _since(ask.since_ns)}


def _asked_closed(params: Params) -> ReadClosedOrders:
    return ReadClosedOrders(
        params.get("symbol", ""), params.get("idLessThan", ""), asked_limit(params), moment(params, "startTime")
    )


def _write_orders(_ask: object, page: Orders) -> MixOrderPage:
    rows = [mix_orders.write_order(order, alone=False) for order in page.rows]
    return MixOrderPage(rows, rows[-1].orderId if rows else None)


def _read_orders(ask: ReadOpenOrders | ReadClosedOrders, data: Raw, _at_ns: int) -> Orders:
    page = _ORDERS.decode(data)
    rows = tuple(mix_orders.read_order(row) for row in page.entrustedList or ())
    return Orders(rows, cursor(ask.limit, rows, page.endId))


def _ask_fills(ask: ReadFills) -> Params:
    return {**_ask_page(ask), "orderId": ask.venue_id, "startTime": _since(ask.since_ns)}


def _asked_fills(params: Params) -> ReadFills:
    return ReadFills(
        params.get("symbol", ""),
        params.get("orderId", ""),
        params.get("idLessThan", ""),
        asked_limit(params),
        moment(params, "startTime"),
    )


def _write_fills(_ask: ReadFills, page: Fills) -> MixFillPage:
    rows = [mix_orders.write_fill(fill) for fill in page.rows]
    return MixFillPage(rows, rows[-1].tradeId if rows else None)


def _read_fills(ask: ReadFills, data: Raw, _at_ns: int) -> Fills:
    page = _FILLS.decode(data)
    rows = tuple(mix_orders.read_fill(row) for row in page.fillList or ())
    return Fills(rows, cursor(ask.limit, rows, page.endId))


PLACE_PATH: Final = "/api/v2/mix/order/place-order"

ENDPOINTS: Final = (
    mix(Place, "POST", "order/place-order", _ask_place, _asked_place, write_placed, read_placed),
    mix(
        Cancel,
        "POST",
        "order/cancel-order",
        lambda ask: {**_ask_named(ask), "marginCoin": coin_of(ask.symbol)},
        _asked_cancel,
        write_cancelling,
        read_cancelling,
    ),
    mix(ReadOrder, "GET", "order/detail", _ask_named, _asked_order, _write_order, _read_order),
    mix(ReadOpenOrders, "GET", "order/orders-pending", _ask_page, _asked_open, _write_orders, _read_orders),
    mix(ReadClosedOrders, "GET", "order/orders-history", _ask_closed, _asked_closed, _write_orders, _read_orders),
    mix(ReadFills, "GET", "order/fills", _ask_fills, _asked_fills, _write_fills, _read_fills),
    mix(ReadFills, "GET", "order/fill-history", _ask_fills, _asked_fills, _write_fills, _read_fills, never),
)
