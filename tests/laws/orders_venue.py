"""A small honest venue: it never lies, but it lags, its lists may be behind, and its words travel separately."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Liquidity, OrderType, Side
from picaflor.machines.orders.events import FillReported, Reported, Source, Where
from picaflor.wire.asks import (
    Ask,
    Cancelling,
    Fills,
    Orders,
    Placed,
    ReadClosedOrders,
    ReadFills,
    ReadOpenOrders,
    ReadOrder,
    Refusal,
    Refused,
)
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

SECOND = 1_000_000_000
SETTLE = 5 * SECOND
STALE_MAX = 2  # one less than the proofs that the keeper wants
MARKET = Market("v", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(2), Grid(4))
PRICE = 50_000 * ONE
Row = TypeVar("Row")
LIVE = (OrderStatus.OPEN, OrderStatus.PARTIAL)


def atoms(lots: int) -> int:
    return lots * MARKET.lot.atoms


@dataclass
class Order:
    venue_id: str
    client_id: str
    side: Side
    lots: int
    shown_ns: int
    at_ns: int
    status: OrderStatus = OrderStatus.OPEN
    filled: int = 0
    fills: list[FillReport] = field(default_factory=list)
    history: list[OrderReport] = field(default_factory=list)
    hidden: dict[Where, int] = field(default_factory=dict)

    @property
    def live(self) -> bool:
        return self.status in LIVE

    @property
    def left(self) -> int:
        return self.lots - self.filled if self.live else 0


@dataclass(frozen=True)
class Flavour:
    """What venues differ in."""

    unique_ids: bool = True  # a second order with the same client id is refused
    ids_on_fills: bool = True
    fills_embedded: bool = False
    page: int = 100


class Venue:
    def __init__(self, flavour: Flavour) -> None:
        self.flavour = flavour
        self.orders: dict[str, Order] = {}
        self.stream: list[Reported | FillReported] = []
        self._numbers = count(1)

    def ours(self, client_id: str) -> list[Order]:
        return [order for order in self.orders.values() if order.client_id == client_id]

    # what is asked of it

    def place(self, client_id: str, side: Side, lots: int, now: int, shown_ns: int) -> Placed | Refused:
        if client_id and self.flavour.unique_ids and self.ours(client_id):
            return Refused("dup", "duplicate id", Refusal.DUPLICATE)
        venue_id = str(next(self._numbers))
        order = Order(venue_id, client_id, side, lots, shown_ns, now)
        self.orders[venue_id] = order
        self._tell(order, now)
        return Placed(client_id, venue_id)

    def cancel(self, client_id: str, now: int) -> Cancelling | Refused:
        live = [order for order in self.ours(client_id) if order.live]
        if not live or any(now < order.shown_ns for order in live):
            return Refused("404", "not found", Refusal.NOT_FOUND)
        for order in live:
            order.status = OrderStatus.CANCELLED
            self._tell(order, now)
        return Cancelling(client_id)

    def trade(self, order: Order, lots: int, now: int) -> None:
        order.filled += lots
        order.status = OrderStatus.FILLED if order.filled == order.lots else OrderStatus.PARTIAL
        client_id = order.client_id if self.flavour.ids_on_fills else ""
        number = f"t{next(self._numbers)}"
        fill = FillReport(
            MARKET.symbol,
            number,
            order.venue_id,
            order.side,
            PRICE,
            atoms(lots),
            0,
            "USDT",
            Liquidity.MAKER,
            client_id,
            now,
        )
        order.fills.append(fill)
        if self.flavour.fills_embedded:
            self._tell(order, now, fill)
        else:
            self.stream.append(FillReported(fill))
            self._tell(order, now)

    def end(self, order: Order, status: OrderStatus, now: int) -> None:
        order.status = status
        self._tell(order, now)

    def _tell(self, order: Order, now: int, fill: FillReport | None = None) -> None:
        report = OrderReport(
            MARKET.symbol,
            order.venue_id,
            order.client_id,
            order.status,
            order.side,
            OrderType.LIMIT,
            atoms(order.filled),
            PRICE,
            atoms(order.lots),
            created_ns=order.at_ns,
            at_ns=now,
            fill=fill,
        )
        order.history.append(report)
        self.stream.append(Reported(report, Source.STREAM))

    # what it answers; `behind`: the replica that answers has not heard of everything

    def answer(self, ask: Ask, now: int, *, behind: bool) -> Orders | Fills:
        match ask:
            case ReadOrder(client_id=client_id, venue_id=venue_id):
                found = [
                    o
                    for o in self.orders.values()
                    if venue_id == o.venue_id or (client_id and client_id == o.client_id)
                ]
                shown = self._shown(found, Where.QUERY, now, behind)
                return Orders(tuple(self._word(order, behind) for order in shown))
            case ReadOpenOrders(before=before):
                live = self._shown([o for o in self.orders.values() if o.live], Where.OPEN, now, behind)
                return self._orders([self._word(order, False) for order in live], before)
            case ReadClosedOrders(before=before, since_ns=since_ns):
                ended = [o for o in self.orders.values() if not o.live and o.at_ns >= since_ns]
                shown = self._shown(ended, Where.CLOSED, now, behind)
                return self._orders([self._word(order, False) for order in shown], before)
            case ReadFills(venue_id=venue_id, before=before, since_ns=since_ns):
                asked = [o for o in self.orders.values() if o.fills and venue_id in ("", o.venue_id)]
                shown = self._shown(asked, Where.FILLS, now, behind)
                rows = [fill for o in shown for fill in o.fills if fill.at_ns >= since_ns]
                page, cursor = self._cut(rows, before)
                return Fills(page, cursor)
            case _:
                raise AssertionError(ask)

    def _word(self, order: Order, behind: bool) -> OrderReport:
        return order.history[-2 if behind and len(order.history) > 1 else -1]

    def _shown(self, orders: list[Order], where: Where, now: int, behind: bool) -> list[Order]:
        shown = []
        for order in orders:
            if now < order.shown_ns:
                continue
            if behind and order.hidden.get(where, 0) < STALE_MAX:
                order.hidden[where] = order.hidden.get(where, 0) + 1
                continue
            shown.append(order)
        return shown

    def _orders(self, rows: list[OrderReport], before: str) -> Orders:
        page, cursor = self._cut(rows, before)
        return Orders(page, cursor)

    def _cut(self, rows: list[Row], before: str) -> tuple[tuple[Row, ...], str]:
        start = int(before or 0)
        stop = start + self.flavour.page
        return tuple(rows[start:stop]), str(stop) if stop < len(rows) else ""
