"""Private endpoints of the spot market: balances, place, cancel, one order, open and closed orders, fills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.venues.bitmart import orders
from picaflor.venues.bitmart.codes import REFUSALS, refuse
from picaflor.venues.bitmart.endpoint import Endpoint, nothing
from picaflor.venues.bitmart.messages import FillRow, OrderRow, WalletRow
from picaflor.venues.bitmart.params import BadParameter, Params, amount, moment, need, number
from picaflor.venues.bitmart.words import TYPES, write_type
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
from picaflor.wire.contracts import FeesReport, ReadFees
from picaflor.wire.decoding import MS, BadMessage
from picaflor.wire.reports import BalanceReport, BalancesReport, FillReport, OrderReport

PAGE_MAX: Final = 200
WINDOW_MS: Final = 60_000  # row 20: as long as the other endpoints grant by themselves
ORDER_FILLS_MAX: Final = 1_000_000  # those of one order come at once


class _Wallet(Struct):
    wallet: list[WalletRow]


class _Named(Struct):
    order_id: str


class _Result(Struct):
    result: bool


_WALLET: Final = Decoder(_Wallet)
_NAMED: Final = Decoder(_Named)
_RESULT: Final = Decoder(_Result)
_ORDER: Final = Decoder(OrderRow)
_ORDERS: Final = Decoder(list[OrderRow])
_FILLS: Final = Decoder(list[FillRow])


# row 10


def _write_balances(_ask: ReadBalances, balances: BalancesReport) -> object:
    return _Wallet(
        [WalletRow(row.asset, write_atoms(row.free), write_atoms(row.held), row.asset) for row in balances.rows]
    )


def _read_balances(_ask: ReadBalances, data: Raw) -> BalancesReport:
    rows = _WALLET.decode(data).wallet
    if len({row.id for row in rows}) != len(rows):
        raise BadMessage("a coin stands twice in the wallet")
    return BalancesReport(
        tuple(BalanceReport(row.id, read_atoms(row.available), read_atoms(row.frozen)) for row in rows), whole=True
    )


# row 17


class _FeeRow(Struct):
    """A stranger looks for two names that the venue has not; a reader of ours takes the larger of both sides."""

    symbol: str
    buy_taker_fee_rate: str
    sell_taker_fee_rate: str
    buy_maker_fee_rate: str
    sell_maker_fee_rate: str
    taker_fee_rate: str = ""
    maker_fee_rate: str = ""


_FEES: Final = Decoder(_FeeRow)


def _write_fees(_ask: ReadFees, fees: FeesReport) -> object:
    maker, taker = write_atoms(fees.maker), write_atoms(fees.taker)
    return _FeeRow(fees.symbol, taker, taker, maker, maker, taker, maker)


def _read_fees(ask: ReadFees, data: Raw) -> FeesReport:
    row = _FEES.decode(data)
    if row.symbol != ask.symbol:
        raise BadMessage("the reply tells of another market")
    rates = (row.buy_maker_fee_rate, row.sell_maker_fee_rate), (row.buy_taker_fee_rate, row.sell_taker_fee_rate)
    maker, taker = (max(read_atoms(text, signed=True) for text in both) for both in rates)
    return FeesReport(row.symbol, maker, taker)


# row 11


def order_params(ask: Place) -> dict[str, object]:
    """What an order is, without its symbol and its id."""
    if ask.type is OrderType.MARKET and ask.side is Side.BUY:
        if ask.quote is None:
            raise ValueError(f"{ask.client_id}: a market buy is sized in money here")
        return {"side": ask.side, "type": "market", "notional": write_atoms(ask.quote)}
    if ask.size is None:
        raise ValueError(f"{ask.client_id}: all but a market buy is sized in coin here")
    price = "" if ask.type is OrderType.MARKET or ask.price is None else write_atoms(ask.price)
    return {"side": ask.side, "type": write_type(ask.type, ask.tif), "size": write_atoms(ask.size), "price": price}


def _ask_place(ask: Place) -> dict[str, object]:
    return {"symbol": ask.symbol, **order_params(ask), "client_order_id": ask.client_id}


def _asked_place(params: Params) -> Place:
    return asked_order(params, need(params, "symbol"), params.get("client_order_id", ""))


def asked_order(params: Params, symbol: str, client_id: str) -> Place:
    side, kind = need(params, "side"), need(params, "type")
    if side not in ("buy", "sell"):
        raise BadParameter("50021", "Invalid side")
    if kind not in TYPES:
        raise BadParameter("50021", "Invalid type")
    what, tif = TYPES[kind]
    money = what is OrderType.MARKET and side == "buy"
    return Place(
        symbol=symbol,
        client_id=client_id,
        side=Side(side),
        type=what,
        size=None if money else amount(params, "size", "50010"),
        price=None if what is OrderType.MARKET else amount(params, "price", "50011"),
        quote=amount(params, "notional", "50012") if money else None,
        tif=tif or Tif.GTC,
    )


def _write_placed(_ask: Place, placed: Placed) -> object:
    return {"order_id": placed.venue_id}


def _read_placed(ask: Place, data: Raw) -> Placed:
    return Placed(ask.client_id, orders.named(_NAMED.decode(data).order_id))


# row 12


def _ask_cancel(ask: Cancel) -> dict[str, object]:
    if ask.venue_id:
        return {"symbol": ask.symbol, "order_id": ask.venue_id}
    return {"symbol": ask.symbol, "client_order_id": ask.client_id}


def _asked_cancel(params: Params) -> Cancel:
    symbol, venue_id, client_id = need(params, "symbol"), params.get("order_id", ""), params.get("client_order_id", "")
    if not venue_id and not client_id:
        raise BadParameter("50039", "The client order ID and order ID cannot be both empty")
    return Cancel(symbol, "" if venue_id else client_id, venue_id)


def _write_cancelling(_ask: Cancel, _cancelling: Cancelling) -> object:
    return _Result(True)


def _read_cancelling(ask: Cancel, data: Raw) -> Cancelling:
    """A bare yes was seen, too. A no without a code proves nothing."""
    if bytes(data) != b"true" and not _RESULT.decode(data).result:
        raise BadMessage("not cancelled, and nobody says why")
    return Cancelling(ask.client_id, ask.venue_id)


# row 13


def _ask_cancel_all(ask: CancelAll) -> dict[str, object]:
    return {"symbol": ask.symbol, "side": ask.side or "", "recvWindow": WINDOW_MS}


def _asked_cancel_all(params: Params) -> CancelAll:
    side = params.get("side", "")
    if side not in ("", "buy", "sell"):
        raise BadParameter("50021", "Invalid side")
    return CancelAll(params.get("symbol", ""), Side(side) if side else None)


def _write_cancelling_all(_ask: CancelAll, _cancelling: Cancelling) -> object:
    return {}


def _read_cancelling_all(_ask: CancelAll, data: Raw) -> Cancelling:
    if bytes(data) != b"{}":
        raise BadMessage("a yes with something in it")
    return Cancelling()


# row 14: an order that is not found is a code, which a reader takes for an empty page


def _ask_order(ask: ReadOrder) -> dict[str, object]:
    return {"orderId": ask.venue_id, "recvWindow": WINDOW_MS}


def _ask_named_order(ask: ReadOrder) -> dict[str, object]:
    return {"clientOrderId": ask.client_id, "recvWindow": WINDOW_MS}


def _write_order(_ask: ReadOrder, page: Orders) -> object:
    return orders.write_order(page.rows[0]) if page.rows else refuse(*REFUSALS["not found"])


def _read_order(ask: ReadOrder, data: Raw) -> Orders:
    order = orders.read_order(_ORDER.decode(data))
    if order.client_id != ask.client_id if ask.client_id else order.venue_id != ask.venue_id:
        raise BadMessage("the reply tells of another order")
    return Orders((order,))


# rows 15 and 16: newest first, cut by time; a cursor is the time of the last of a page, and told twice


def _ask_open(ask: ReadOpenOrders) -> dict[str, object]:
    end = {"endTime": int(ask.before)} if ask.before else {}
    return {
        "orderMode": "spot",
        "symbol": ask.symbol,
        **end,
        "limit": min(ask.limit, PAGE_MAX),
        "recvWindow": WINDOW_MS,
    }


def _ask_page(ask: ReadClosedOrders | ReadFills) -> dict[str, object]:
    begin = {"startTime": ask.since_ns // MS} if ask.since_ns else {}
    end = {"endTime": int(ask.before)} if ask.before else {}
    limit = {"limit": min(ask.limit, PAGE_MAX), "recvWindow": WINDOW_MS}
    return {"orderMode": "spot", "symbol": ask.symbol, **begin, **end, **limit}


def _asked_page(params: Params) -> tuple[str, str, int]:
    """Symbol, before, limit."""
    if params.get("orderMode") not in (None, "", "spot"):
        raise BadParameter("50021", "Invalid orderMode")
    end, begin = moment(params, "endTime"), moment(params, "startTime")
    if end and end < begin:
        raise BadParameter("52004", "The end time must be after the start time")
    return params.get("symbol", ""), str(end // MS) if end else "", number(params, "limit", PAGE_MAX, PAGE_MAX)


def _asked_open(params: Params) -> ReadOpenOrders:
    return ReadOpenOrders(*_asked_page(params))


def _asked_closed(params: Params) -> ReadClosedOrders:
    return ReadClosedOrders(*_asked_page(params), since_ns=moment(params, "startTime"))


def _asked_fills(params: Params) -> ReadFills:
    symbol, before, limit = _asked_page(params)
    return ReadFills(symbol, "", before, limit, moment(params, "startTime"))


def _asked_order_fills(params: Params) -> ReadFills:
    return ReadFills(venue_id=need(params, "orderId"), limit=ORDER_FILLS_MAX)


def _cursor(limit: int, rows: Sequence[OrderReport | FillReport], since_ns: int = 0) -> str:
    """A full page may have a next one, unless it reached back beyond what was asked for."""
    if not rows or len(rows) < min(limit, PAGE_MAX):
        return ""
    last = rows[-1]
    at_ns = last.created_ns if isinstance(last, OrderReport) else last.at_ns
    return "" if at_ns < since_ns else str(at_ns // MS)


def _write_orders(_ask: object, page: Orders) -> object:
    return [orders.write_order(order) for order in page.rows]


def _read_open(ask: ReadOpenOrders, data: Raw) -> Orders:
    rows = tuple(orders.read_order(row) for row in _ORDERS.decode(data))
    return Orders(rows, _cursor(ask.limit, rows))


def _read_closed(ask: ReadClosedOrders, data: Raw) -> Orders:
    rows = tuple(orders.read_order(row) for row in _ORDERS.decode(data))
    return Orders(rows, _cursor(ask.limit, rows, ask.since_ns))


def _write_fills(_ask: ReadFills, page: Fills) -> object:
    return [orders.write_fill(fill) for fill in page.rows]


def _read_fills(ask: ReadFills, data: Raw) -> Fills:
    rows = tuple(orders.read_fill(row) for row in _FILLS.decode(data))
    return Fills(rows, "" if ask.venue_id else _cursor(ask.limit, rows, ask.since_ns))


_V4: Final = "/spot/v4/query/"
ENDPOINTS: Final = (
    Endpoint(
        ReadBalances,
        "GET",
        "/spot/v1/wallet",
        nothing,
        lambda _params: ReadBalances(),
        _write_balances,
        _read_balances,
    ),
    Endpoint(
        ReadFees,
        "GET",
        "/spot/v1/trade_fee",
        lambda ask: {"symbol": ask.symbol},
        lambda params: ReadFees(need(params, "symbol")),
        _write_fees,
        _read_fees,
    ),
    Endpoint(Place, "POST", "/spot/v2/submit_order", _ask_place, _asked_place, _write_placed, _read_placed),
    Endpoint(Cancel, "POST", "/spot/v3/cancel_order", _ask_cancel, _asked_cancel, _write_cancelling, _read_cancelling),
    Endpoint(
        CancelAll,
        "POST",
        "/spot/v4/cancel_all",
        _ask_cancel_all,
        _asked_cancel_all,
        _write_cancelling_all,
        _read_cancelling_all,
    ),
    Endpoint(
        ReadOrder,
        "POST",
        _V4 + "order",
        _ask_order,
        lambda params: ReadOrder("", venue_id=need(params, "orderId")),
        _write_order,
        _read_order,
        lambda ask: not ask.client_id,
    ),
    Endpoint(
        ReadOrder,
        "POST",
        _V4 + "client-order",
        _ask_named_order,
        lambda params: ReadOrder("", need(params, "clientOrderId")),
        _write_order,
        _read_order,
        lambda ask: bool(ask.client_id),
    ),
    Endpoint(ReadOpenOrders, "POST", _V4 + "open-orders", _ask_open, _asked_open, _write_orders, _read_open),
    Endpoint(ReadClosedOrders, "POST", _V4 + "history-orders", _ask_page, _asked_closed, _write_orders, _read_closed),
    Endpoint(
        ReadFills,
        "POST",
        _V4 + "trades",
        _ask_page,
        _asked_fills,
        _write_fills,
        _read_fills,
        lambda ask: not ask.venue_id,
    ),
    Endpoint(
        ReadFills,
        "POST",
        _V4 + "order-trades",
        lambda ask: {"orderId": ask.venue_id, "recvWindow": WINDOW_MS},
        _asked_order_fills,
        _write_fills,
        _read_fills,
        lambda ask: bool(ask.venue_id),
    ),
)
