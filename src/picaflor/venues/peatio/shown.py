"""Public endpoints beside market data: a book order by order, and the table of fees."""

from __future__ import annotations

from typing import Final

from msgspec.json import Decoder

from picaflor.domain.orders import Side
from picaflor.venues.peatio.endpoint import Endpoint
from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.messages import FeeRow, OrderRow, OrdersData
from picaflor.venues.peatio.orders import read_order, write_order
from picaflor.venues.peatio.params import Given, Params, number, one
from picaflor.venues.peatio.spelling import amount, spelled
from picaflor.wire.contracts import Fees, FeesReport
from picaflor.wire.decoding import BadMessage
from picaflor.wire.net import Headers
from picaflor.wire.reports import OrderReport
from picaflor.wire.shown import BookOrders, ReadBookOrders, ReadFeeTable

SIDE_MAX: Final = 200
SIDE: Final = 20  # where the client names none
ANY: Final = "any"
_ORDERS: Final = Decoder(OrdersData)
_FEES: Final = Decoder(list[FeeRow])


# row 8: level 3, each side in the order in which it trades


def _ask_orders(_house: House, ask: ReadBookOrders) -> Params:
    bids, asks = min(ask.bids, SIDE_MAX), min(ask.asks, SIDE_MAX)
    return {"market": ask.symbol, "asks_limit": str(asks), "bids_limit": str(bids)}


def _asked_orders(_house: House, params: Given) -> ReadBookOrders:
    bids, asks = (
        number(params, f"{side}s_limit", SIDE, 1, SIDE_MAX, "public.order_book", f"{side}_limit")
        for side in ("bid", "ask")
    )
    return ReadBookOrders(one(params, "market"), bids, asks)


def _write_orders(house: House, _ask: ReadBookOrders, book: BookOrders) -> object:
    return {
        name: [write_order(house, row) for row in rows] for name, rows in (("asks", book.asks), ("bids", book.bids))
    }


def _read_orders(_house: House, ask: ReadBookOrders, data: bytes) -> BookOrders:
    book = _ORDERS.decode(data)
    return BookOrders(_side(ask, book.bids, Side.BUY), _side(ask, book.asks, Side.SELL))


def _side(ask: ReadBookOrders, rows: list[OrderRow], side: Side) -> tuple[OrderReport, ...]:
    orders = tuple(read_order(row) for row in rows)
    if any((order.symbol, order.side) != (ask.symbol, side) for order in orders):
        raise BadMessage("an order that does not belong in this book")
    return orders


# row 9: the most specific row counts; of groups we know none but "any"


def _ask_fees(_house: House, ask: ReadFeeTable) -> Params:
    return {"market_id": ask.symbol}


def _asked_fees(_house: House, params: Given) -> ReadFeeTable:
    market = one(params, "market_id")
    return ReadFeeTable("" if market == ANY else market)


def _write_fees(_house: House, _ask: ReadFeeTable, fees: Fees) -> object:
    return [
        {
            "id": n,
            "group": ANY,
            "market_id": row.symbol or ANY,
            "maker": spelled(row.maker),
            "taker": spelled(row.taker),
        }
        for n, row in enumerate(fees.rows, 1)
    ]


def _counted(_ask: ReadFeeTable, fees: Fees) -> Headers:
    return (("page", "1"), ("per-page", "100"), ("total", str(len(fees.rows))))


def _read_fees(_house: House, _ask: ReadFeeTable, data: bytes) -> Fees:
    rows = [row for row in _FEES.decode(data) if row.group == ANY]
    if len({row.market_id for row in rows}) != len(rows):
        raise BadMessage("two rows for the same markets")
    return Fees(tuple(_fee(row) for row in rows))


def _fee(row: FeeRow) -> FeesReport:
    """A maker may be paid for it."""
    symbol = "" if row.market_id == ANY else row.market_id
    return FeesReport(symbol, amount(row.maker, signed=True), amount(row.taker, signed=True))


ENDPOINTS: Final = (
    Endpoint(
        ReadBookOrders,
        "GET",
        "/public/markets/{market}/order-book",
        _ask_orders,
        _asked_orders,
        _write_orders,
        _read_orders,
    ),
    Endpoint(
        ReadFeeTable, "GET", "/public/trading_fees", _ask_fees, _asked_fees, _write_fees, _read_fees, headers=_counted
    ),
)
