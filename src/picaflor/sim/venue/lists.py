"""An account's orders and fills, a page at a time: what is meant, in which order, and where the next page begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount, VenueOrder
from picaflor.wire.asks import WIDE, Fills, Narrowing, Orders, ReadClosedOrders, ReadFills, ReadOpenOrders, Refused
from picaflor.wire.decoding import MS
from picaflor.wire.reports import OrderReport, OrderStatus
from picaflor.wire.stops import StopReport

Row = TypeVar("Row")
Told = OrderReport | StopReport
LIVE = (OrderStatus.OPEN, OrderStatus.PARTIAL)
ENDED = (OrderStatus.FILLED, OrderStatus.CANCELLED, OrderStatus.REFUSED, OrderStatus.EXPIRED)


def page_of_orders(
    floor: Floor, account: VenueAccount, ask: ReadOpenOrders | ReadClosedOrders, cut: str, stops: Iterable[Told]
) -> Orders | Refused:
    """`stops`: those that are told among the orders, as orders or as what they are."""
    narrowing = ask.narrowing
    if not _listed(floor, ask.symbol, narrowing):
        return floor.refuse("listed")
    rows = _those_meant(floor, account, ask, stops)
    if "lists_by_change" in floor.venue.features:
        rows.sort(key=lambda row: (_changed(row), _no(row)), reverse=not narrowing.oldest_first)
    else:
        rows.sort(key=_no, reverse=not narrowing.oldest_first)
    page, cursor = _cut(rows, ask.before, ask.limit, cut, lambda row: (_no(row), row.created_ns))
    told = [row.report() if isinstance(row, VenueOrder) else row for row in page]
    orders = tuple(row for row in told if isinstance(row, OrderReport))
    return Orders(orders, cursor, stops=tuple(row for row in told if isinstance(row, StopReport)))


def _those_meant(
    floor: Floor, account: VenueAccount, ask: ReadOpenOrders | ReadClosedOrders, stops: Iterable[Told]
) -> list[VenueOrder | Told]:
    closed = isinstance(ask, ReadClosedOrders)
    orders = (account.orders if closed else account.live).values()
    states, since_ns = (ask.states or ENDED, ask.since_ns) if isinstance(ask, ReadClosedOrders) else (LIVE, 0)
    meant = _meant(floor, ask.symbol, ask.narrowing, since_ns)
    rows: list[VenueOrder | Told] = [
        order
        for order in orders
        if order.status in states and meant(order.market.symbol, order.place.side, order.place.type, order.created_ns)
    ]
    return rows + [stop for stop in stops if meant(stop.symbol, stop.side, _type(stop), stop.created_ns)]


def _type(stop: Told) -> OrderType:
    if isinstance(stop, OrderReport):
        return stop.type
    return OrderType.MARKET if stop.price is None else OrderType.LIMIT


def _no(row: VenueOrder | Told) -> int:
    return row.no if isinstance(row, VenueOrder) else int(row.venue_id)


def _changed(row: VenueOrder | Told) -> int:
    return row.changed_ns if isinstance(row, VenueOrder) else row.at_ns


def page_of_fills(floor: Floor, account: VenueAccount, ask: ReadFills, cut: str) -> Fills | Refused:
    narrowing = ask.narrowing
    if not _listed(floor, ask.symbol, narrowing):
        return floor.refuse("listed")
    meant = _meant(floor, ask.symbol, narrowing, ask.since_ns)
    fills = iter(account.fills) if narrowing.oldest_first else reversed(account.fills)
    rows = [
        fill
        for fill in fills
        if (not ask.venue_id or fill.venue_id == ask.venue_id) and meant(fill.symbol, fill.side, None, fill.at_ns)
    ]
    page, cursor = _cut(rows, ask.before, ask.limit, cut, lambda fill: (int(fill.trade_id), fill.at_ns))
    return Fills(tuple(page), cursor)


def _listed(floor: Floor, symbol: str, narrowing: Narrowing) -> bool:
    """Or the house answers with an empty list."""
    if "listed" not in floor.venue.refusals:
        return True
    return all(each in floor.markets for each in _symbols(symbol, narrowing))


def _symbols(symbol: str, narrowing: Narrowing) -> Iterator[str]:
    if symbol:
        yield symbol
    yield from narrowing.symbols


Meant = Callable[[str, Side, OrderType | None, int], bool]


def _meant(floor: Floor, symbol: str, narrowing: Narrowing, since_ns: int) -> Meant:
    if narrowing is WIDE or narrowing == WIDE:
        return lambda its, _side, _type, at_ns: (not symbol or its == symbol) and at_ns >= since_ns
    base, quote, until_ns = narrowing.base, narrowing.quote, narrowing.until_ns
    symbols = {
        its
        for its, market in floor.markets.items()
        if (not base or market.base == base) and (not quote or market.quote == quote)
    }
    named = set(_symbols(symbol, narrowing))
    symbols = symbols & named if named else symbols

    def meant(its: str, side: Side, kind: OrderType | None, at_ns: int) -> bool:
        return (
            its in symbols
            and narrowing.side in (None, side)
            and narrowing.type in (None, kind)
            and since_ns <= at_ns
            and (not until_ns or at_ns < until_ns)
        )

    return meant


def _cut(
    rows: list[Row], before: str, limit: int, cut: str, mark: Callable[[Row], tuple[int, int]]
) -> tuple[list[Row], str]:
    """A page, and the cursor of the next one: the last id, the next page's number, or the last one's time in ms, of which
    all are told again. `mark`: a row's number and time."""
    at, skip = int(before or 0), 0
    if cut == "pages":
        skip = (max(1, at) - 1) * limit
    elif at:
        rows = [row for row in rows if (mark(row)[1] // MS <= at if cut else mark(row)[0] < at)]
    page = rows[skip : skip + limit]
    if skip + limit >= len(rows) or not page:
        return page, ""
    number, at_ns = mark(page[-1])
    return page, str(max(1, at) + 1 if cut == "pages" else at_ns // MS if cut else number)
