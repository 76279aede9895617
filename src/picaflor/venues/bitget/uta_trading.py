"""Private endpoints of a unified account's spot market: balances, place, cancel, orders, fills, its own fees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.venues.bitget import uta_orders
from picaflor.venues.bitget.codes import refuse
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
from picaflor.venues.bitget.params import BadParameter, Params, amount, moment, need, number
from picaflor.venues.bitget.uta_messages import (
    UnifiedAsset,
    UnifiedAssetPush,
    UnifiedAssets,
    UnifiedFills,
    UnifiedOrder,
    UnifiedOrders,
    UnifiedRate,
)
from picaflor.venues.bitget.uta_orders import SPOT
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
    Refused,
)
from picaflor.wire.contracts import FeesReport, ReadFees
from picaflor.wire.decoding import BadMessage, write_ms
from picaflor.wire.net import Request
from picaflor.wire.reports import BalanceReport, BalancesReport, FillReport, OrderReport

PAGE_MAX: Final = 100
_ASSETS: Final = Decoder(UnifiedAssets)
_ORDER: Final = Decoder(UnifiedOrder)
_ORDERS: Final = Decoder(UnifiedOrders)
_FILLS: Final = Decoder(UnifiedFills)
_RATE: Final = Decoder(UnifiedRate)
_LIST: Final = Decoder(dict[str, list[dict[str, Raw]] | None])


# row 122


def _nothing(_ask: object) -> Params:
    return {}


def read_asset(row: UnifiedAsset | UnifiedAssetPush) -> BalanceReport:
    """What is not available is tied, whether orders, positions or a loan tie it."""
    free, whole = read_atoms(row.available), read_atoms(row.balance, signed=True)
    return BalanceReport(named(row.coin).upper(), free, max(whole - free, read_atoms(row.locked)))


def _write_balances(_ask: ReadBalances, balances: BalancesReport) -> object:
    """Only what is not nothing is listed."""
    return UnifiedAssets([_write_asset(row) for row in balances.rows if row.total])


def _write_asset(row: BalanceReport) -> UnifiedAsset:
    total = write_atoms(row.total)
    free, held = write_atoms(row.free), write_atoms(row.held)
    return UnifiedAsset(coin=row.asset, balance=total, available=free, locked=held, equity=total)


def _read_balances(_ask: ReadBalances, data: Raw, at_ns: int) -> BalancesReport:
    rows = tuple(read_asset(row) for row in _ASSETS.decode(data).assets)
    if len({row.asset for row in rows}) != len(rows):
        raise BadMessage("a coin stands twice among the balances")
    return BalancesReport(rows, whole=True, at_ns=at_ns)


# row 120


def _ask_place(ask: Place) -> Params:
    by_money = ask.type is OrderType.MARKET and ask.side is Side.BUY
    size = ask.quote if by_money else ask.size
    if size is None:
        wants = "money" if by_money else "coin"
        raise ValueError(f"{ask.client_id}: a {ask.type} {ask.side} on this row is sized in {wants}")
    return {
        "category": SPOT,
        "symbol": ask.symbol,
        "side": ask.side,
        "orderType": write_type(ask.type),
        "timeInForce": "" if ask.type is OrderType.MARKET else write_force(ask.type, ask.tif),
        "price": "" if ask.price is None else write_atoms(ask.price),
        "qty": write_atoms(size),
        "clientOid": ask.client_id,
        "stpMode": ask.self_trade or "",
    }


def _asked_place(params: Params) -> Place:
    _spot(params)
    symbol = need(params, "symbol")
    try:
        side = read_side(need(params, "side"))
        order_type, tif = read_type(need(params, "orderType"), params.get("timeInForce") or "gtc")
        self_trade = read_self_trade(params.get("stpMode"))
    except BadMessage as bad:
        raise BadParameter("40020", f"Parameter error: {bad}") from None
    if params.get("takeProfit") or params.get("stopLoss"):
        raise BadParameter("40017", "Parameter verification failed: no attached orders here")
    by_money = order_type is OrderType.MARKET and side is Side.BUY
    size = amount(params, "qty")
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
    )


def _spot(params: Params) -> None:
    if need(params, "category").upper() != SPOT:
        raise BadParameter("40020", "Parameter category error")


# row 121 and 123


def _ask_cancel(ask: Cancel) -> Params:
    """The symbol is not needed, and is taken where it is given."""
    return {"symbol": ask.symbol, **by_id(ask.venue_id, ask.client_id)}


def _asked_cancel(params: Params) -> Cancel:
    return Cancel(params.get("symbol", ""), *asked_id(params))


def _ask_cancel_all(ask: CancelAll) -> Params:
    return {"category": SPOT, "symbol": ask.symbol}


def _asked_cancel_all(params: Params) -> CancelAll:
    _spot(params)
    return CancelAll(need(params, "symbol"))


def _write_cancelling_all(_ask: CancelAll, cancelling: Cancelling) -> object:
    return {"list": [{"orderId": order.venue_id, "clientOid": order.client_id} for order in cancelling.orders]}


def _read_cancelling_all(_ask: CancelAll, data: Raw, _at_ns: int) -> Cancelling:
    """Each of them is told by the stream."""
    if "list" not in _LIST.decode(data):
        raise BadMessage("no list of what was cancelled")
    return Cancelling()


# row 124


def _ask_order(ask: ReadOrder) -> Params:
    return by_id(ask.venue_id, ask.client_id)


def _asked_order(params: Params) -> ReadOrder:
    return ReadOrder(params.get("symbol", ""), *asked_id(params))


def _write_order(_ask: ReadOrder, page: Orders) -> UnifiedOrder | Refused:
    return uta_orders.write_order(page.rows[0]) if page.rows else refuse("25204", "Order does not exist")


def _read_order(ask: ReadOrder, data: Raw, _at_ns: int) -> Orders:
    row = uta_orders.read_order(_ORDER.decode(data))
    if not is_meant(ask, row):
        raise BadMessage("the reply tells of another order")
    return Orders((row,))


# rows 124 and 125: pages, newest first, with a cursor of the venue's


def _ask_page(ask: ReadOpenOrders | ReadClosedOrders | ReadFills) -> dict[str, str]:
    return {"category": SPOT, "symbol": ask.symbol, "cursor": ask.before, "limit": str(min(ask.limit, PAGE_MAX))}


def _ask_since(ask: ReadClosedOrders | ReadFills) -> Params:
    since = write_ms(ask.since_ns) if ask.since_ns else ""
    named_order = {"orderId": ask.venue_id} if isinstance(ask, ReadFills) else {}
    return {**_ask_page(ask), **named_order, "startTime": since}


def _limit(params: Params) -> int:
    return number(params, "limit", PAGE_MAX, PAGE_MAX)


def _asked_open(params: Params) -> ReadOpenOrders:
    return ReadOpenOrders(params.get("symbol", ""), params.get("cursor", ""), _limit(params))


def _asked_closed(params: Params) -> ReadClosedOrders:
    _spot(params)
    return ReadClosedOrders(
        params.get("symbol", ""), params.get("cursor", ""), _limit(params), moment(params, "startTime")
    )


def _asked_fills(params: Params) -> ReadFills:
    symbol, order = params.get("symbol", ""), params.get("orderId", "")
    return ReadFills(symbol, order, params.get("cursor", ""), _limit(params), moment(params, "startTime"))


def _write_orders(_ask: object, page: Orders) -> UnifiedOrders:
    return UnifiedOrders([uta_orders.write_order(order) for order in page.rows], page.before or _last(page.rows))


def _write_fills(_ask: object, page: Fills) -> UnifiedFills:
    return UnifiedFills([uta_orders.write_fill(fill) for fill in page.rows], page.before or _last(page.rows))


def _last(rows: Sequence[OrderReport | FillReport]) -> str | None:
    """The cursor stands on the last page, too."""
    if not rows:
        return None
    last = rows[-1]
    return last.trade_id if isinstance(last, FillReport) else last.venue_id


def _read_orders(ask: ReadOpenOrders | ReadClosedOrders, data: Raw, _at_ns: int) -> Orders:
    page = _ORDERS.decode(data)
    told = page.rows or []
    rows = tuple(uta_orders.read_order(row) for row in told if uta_orders.is_spot(row))
    return Orders(rows, _cursor(ask, len(told), page.cursor))


def _read_fills(ask: ReadFills, data: Raw, _at_ns: int) -> Fills:
    page = _FILLS.decode(data)
    told = page.rows or []
    rows = tuple(uta_orders.read_fill(row) for row in told if uta_orders.is_spot(row))
    return Fills(rows, _cursor(ask, len(told), page.cursor))


def _cursor(ask: ReadOpenOrders | ReadClosedOrders | ReadFills, count: int, cursor: str | None) -> str:
    """Only a full page may have a next one."""
    return named(cursor or "") if count and count >= min(ask.limit, PAGE_MAX) else ""


# row 127


def _ask_fees(ask: ReadFees) -> Params:
    return {"category": SPOT, "symbol": ask.symbol}


def _asked_fees(params: Params) -> ReadFees:
    _spot(params)
    return ReadFees(need(params, "symbol"))


def _write_fees(_ask: ReadFees, fees: FeesReport) -> UnifiedRate:
    return UnifiedRate(write_atoms(fees.maker), write_atoms(fees.taker))


def _read_fees(ask: ReadFees, data: Raw, _at_ns: int) -> FeesReport:
    row = _RATE.decode(data)
    rates = (read_atoms(text, signed=True) for text in (row.makerFeeRate, row.takerFeeRate))
    return FeesReport(ask.symbol, *rates)


def _of_spot(request: Request) -> bool:
    """Contracts have the same paths, with another category."""
    return b"FUTURES" not in request.body and "FUTURES" not in request.query


_ACCOUNT: Final = "/api/v3/account/"
_TRADE: Final = "/api/v3/trade/"
ENDPOINTS: Final = (
    Endpoint(
        ReadBalances,
        "GET",
        _ACCOUNT + "assets",
        _nothing,
        lambda _params: ReadBalances(),
        _write_balances,
        _read_balances,
    ),
    Endpoint(ReadFees, "GET", _ACCOUNT + "fee-rate", _ask_fees, _asked_fees, _write_fees, _read_fees, ours=_of_spot),
    Endpoint(Place, "POST", _TRADE + "place-order", _ask_place, _asked_place, write_placed, read_placed, ours=_of_spot),
    Endpoint(Cancel, "POST", _TRADE + "cancel-order", _ask_cancel, _asked_cancel, write_cancelling, read_cancelling),
    Endpoint(
        CancelAll,
        "POST",
        _TRADE + "cancel-symbol-order",
        _ask_cancel_all,
        _asked_cancel_all,
        _write_cancelling_all,
        _read_cancelling_all,
        ours=_of_spot,
    ),
    Endpoint(ReadOrder, "GET", _TRADE + "order-info", _ask_order, _asked_order, _write_order, _read_order),
    Endpoint(
        ReadOpenOrders,
        "GET",
        _TRADE + "unfilled-orders",
        _ask_page,
        _asked_open,
        _write_orders,
        _read_orders,
        ours=_of_spot,
    ),
    Endpoint(
        ReadClosedOrders,
        "GET",
        _TRADE + "history-orders",
        _ask_since,
        _asked_closed,
        _write_orders,
        _read_orders,
        ours=_of_spot,
    ),
    Endpoint(ReadFills, "GET", _TRADE + "fills", _ask_since, _asked_fills, _write_fills, _read_fills, ours=_of_spot),
)
