"""Private endpoints that all markets of a unified account share; a request names the family of markets that it means.

An order is cancelled and asked for by its ids alone: `symbol` is taken where it is given, and is not needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.bitget import uta_orders
from picaflor.venues.bitget.codes import refuse
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.ids import asked_id, by_id, is_meant, named, read_cancelling, write_cancelling
from picaflor.venues.bitget.mix_words import product_of
from picaflor.venues.bitget.params import BadParameter, Params, moment, need, number
from picaflor.venues.bitget.uta_messages import UnifiedFills, UnifiedOrder, UnifiedOrders, UnifiedRate
from picaflor.venues.bitget.uta_orders import SPOT
from picaflor.wire.asks import (
    Cancel,
    CancelAll,
    Cancelling,
    Fills,
    Orders,
    ReadClosedOrders,
    ReadFills,
    ReadOpenOrders,
    ReadOrder,
    Refused,
)
from picaflor.wire.contracts import FeesReport, ReadFees
from picaflor.wire.decoding import BadMessage, write_ms
from picaflor.wire.net import Request
from picaflor.wire.reports import FillReport, OrderReport

PAGE_MAX: Final = 100
ACCOUNT: Final = "/api/v3/account/"
TRADE: Final = "/api/v3/trade/"
_ORDER: Final = Decoder(UnifiedOrder)
_ORDERS: Final = Decoder(UnifiedOrders)
_FILLS: Final = Decoder(UnifiedFills)
_RATE: Final = Decoder(UnifiedRate)
_LIST: Final = Decoder(dict[str, list[dict[str, Raw]] | None])
_FUTURES: Final = b"-FUTURES"


class Family:
    """Questions of one family of markets; `product` as in our topics, "" for spot."""

    def __init__(self, product: str = "") -> None:
        self.category = product or SPOT

    # whose a request is

    def ours(self, request: Request) -> bool:
        """Contracts have the same paths as spot, with another category."""
        said = (request.body + request.query.encode()).upper()
        return self.category.encode() in said if self.category != SPOT else _FUTURES not in said

    def need(self, params: Params) -> None:
        if need(params, "category").upper() != self.category:
            raise BadParameter("40020", "Parameter category error")

    def of(self, symbol: str) -> str:
        """The category that a market is of; "": that of the family."""
        return product_of(symbol) if symbol and self.category != SPOT else self.category

    def on(self, symbol: str, **more: str) -> dict[str, str]:
        return {"category": self.of(symbol), "symbol": symbol, **more}

    # row 121 and 123

    def _ask_cancel_all(self, ask: CancelAll) -> Params:
        return self.on(ask.symbol)

    def _asked_cancel_all(self, params: Params) -> CancelAll:
        self.need(params)
        return CancelAll(params.get("symbol", ""))

    # row 124

    def _write_order(self, _ask: ReadOrder, page: Orders) -> UnifiedOrder | Refused:
        if not page.rows:
            return refuse("25204", "Order does not exist")
        return uta_orders.write_order(page.rows[0], self.category)

    def _read_order(self, ask: ReadOrder, data: Raw, _at_ns: int) -> Orders:
        """Ids are those of all markets: one of another family may have the same name."""
        told = _ORDER.decode(data)
        row = uta_orders.read_order(told)
        if not is_meant(ask, row) or not uta_orders.is_of(told, self.category):
            raise BadMessage("the reply tells of another order")
        return Orders((row,))

    # rows 124 and 125: pages, newest first, with a cursor of the venue's

    def _ask_page(self, ask: ReadOpenOrders | ReadClosedOrders | ReadFills) -> dict[str, str]:
        return self.on(ask.symbol, cursor=ask.before, limit=str(min(ask.limit, PAGE_MAX)))

    def _ask_since(self, ask: ReadClosedOrders | ReadFills) -> Params:
        since = write_ms(ask.since_ns) if ask.since_ns else ""
        named_order = {"orderId": ask.venue_id} if isinstance(ask, ReadFills) else {}
        return {**self._ask_page(ask), **named_order, "startTime": since}

    def _asked_closed(self, params: Params) -> ReadClosedOrders:
        self.need(params)
        since_ns = moment(params, "startTime")
        return ReadClosedOrders(params.get("symbol", ""), params.get("cursor", ""), asked_limit(params), since_ns)

    def _write_orders(self, _ask: object, page: Orders) -> UnifiedOrders:
        rows = [uta_orders.write_order(order, self.category) for order in page.rows]
        return UnifiedOrders(rows, page.before or last_of(page.rows))

    def _write_fills(self, _ask: object, page: Fills) -> UnifiedFills:
        rows = [uta_orders.write_fill(fill, self.category) for fill in page.rows]
        return UnifiedFills(rows, page.before or last_of(page.rows))

    def _read_orders(self, ask: ReadOpenOrders | ReadClosedOrders, data: Raw, _at_ns: int) -> Orders:
        page = _ORDERS.decode(data)
        told = page.rows or []
        rows = tuple(uta_orders.read_order(row) for row in told if uta_orders.is_of(row, self.of(ask.symbol)))
        return Orders(rows, cursor(ask, len(told), page.cursor))

    def _read_fills(self, ask: ReadFills, data: Raw, _at_ns: int) -> Fills:
        page = _FILLS.decode(data)
        told = page.rows or []
        rows = tuple(uta_orders.read_fill(row) for row in told if uta_orders.is_of(row, self.of(ask.symbol)))
        return Fills(rows, cursor(ask, len(told), page.cursor))

    # row 127

    def _ask_fees(self, ask: ReadFees) -> Params:
        return self.on(ask.symbol)

    def _asked_fees(self, params: Params) -> ReadFees:
        self.need(params)
        return ReadFees(need(params, "symbol"))

    def row(self, ask: type, method: str, path: str, *translations: Callable[..., Any]) -> Endpoint:
        """An endpoint whose requests name the family. `translations`: ask out, ask in, answer out, answer in."""
        write_ask, read_ask, write_answer, read_answer = translations
        return Endpoint(ask, method, path, write_ask, read_ask, write_answer, read_answer, ours=self.ours)

    def endpoints(self) -> tuple[Endpoint, ...]:
        row, orders = self.row, (self._write_orders, self._read_orders)
        by_id_alone = (_ask_order, _asked_order, self._write_order, self._read_order)
        return (
            row(ReadFees, "GET", ACCOUNT + "fee-rate", self._ask_fees, self._asked_fees, _write_fees, _read_fees),
            Endpoint(
                Cancel, "POST", TRADE + "cancel-order", _ask_cancel, _asked_cancel, write_cancelling, read_cancelling
            ),
            row(
                CancelAll,
                "POST",
                TRADE + "cancel-symbol-order",
                self._ask_cancel_all,
                self._asked_cancel_all,
                _write_cancelling_all,
                _read_cancelling_all,
            ),
            Endpoint(ReadOrder, "GET", TRADE + "order-info", *by_id_alone),
            row(ReadOpenOrders, "GET", TRADE + "unfilled-orders", self._ask_page, _asked_open, *orders),
            row(ReadClosedOrders, "GET", TRADE + "history-orders", self._ask_since, self._asked_closed, *orders),
            row(ReadFills, "GET", TRADE + "fills", self._ask_since, _asked_fills, self._write_fills, self._read_fills),
        )


def _ask_cancel(ask: Cancel) -> Params:
    return {"symbol": ask.symbol, **by_id(ask.venue_id, ask.client_id)}


def _asked_cancel(params: Params) -> Cancel:
    return Cancel(params.get("symbol", ""), *asked_id(params))


def _write_cancelling_all(_ask: CancelAll, cancelling: Cancelling) -> object:
    return {"list": [{"orderId": order.venue_id, "clientOid": order.client_id} for order in cancelling.orders]}


def _read_cancelling_all(_ask: CancelAll, data: Raw, _at_ns: int) -> Cancelling:
    """Each of them is told by the stream."""
    if "list" not in _LIST.decode(data):
        raise BadMessage("no list of what was cancelled")
    return Cancelling()


def _ask_order(ask: ReadOrder) -> Params:
    return by_id(ask.venue_id, ask.client_id)


def _asked_order(params: Params) -> ReadOrder:
    return ReadOrder(params.get("symbol", ""), *asked_id(params))


def asked_limit(params: Params) -> int:
    return number(params, "limit", PAGE_MAX, PAGE_MAX)


def _asked_open(params: Params) -> ReadOpenOrders:
    return ReadOpenOrders(params.get("symbol", ""), params.get("cursor", ""), asked_limit(params))


def _asked_fills(params: Params) -> ReadFills:
    symbol, order = params.get("symbol", ""), params.get("orderId", "")
    return ReadFills(symbol, order, params.get("cursor", ""), asked_limit(params), moment(params, "startTime"))


def last_of(rows: Sequence[OrderReport | FillReport]) -> str | None:
    """The cursor stands on the last page, too."""
    if not rows:
        return None
    last = rows[-1]
    return last.trade_id if isinstance(last, FillReport) else last.venue_id


def cursor(ask: ReadOpenOrders | ReadClosedOrders | ReadFills, count: int, told: str | None) -> str:
    """Only a full page may have a next one."""
    return named(told or "") if count and count >= min(ask.limit, PAGE_MAX) else ""


def _write_fees(_ask: ReadFees, fees: FeesReport) -> UnifiedRate:
    return UnifiedRate(write_atoms(fees.maker), write_atoms(fees.taker))


def _read_fees(ask: ReadFees, data: Raw, _at_ns: int) -> FeesReport:
    row = _RATE.decode(data)
    rates = (read_atoms(text, signed=True) for text in (row.makerFeeRate, row.takerFeeRate))
    return FeesReport(ask.symbol, *rates)
