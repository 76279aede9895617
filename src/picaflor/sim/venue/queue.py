"""Houses where orders and cancels pass through a queue: first they are taken, and a moment later they are done."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from picaflor.domain.orders import Side
from picaflor.machines.matching import Incoming
from picaflor.sim.venue.answers import Answers
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount, VenueOrder
from picaflor.wire.asks import Answer, Ask, Cancel, CancelAll, Cancelling, Place, Placed, Refused
from picaflor.wire.reports import OrderStatus

NO_FUNDS = "reject"  # the reason of an order that was taken and then could not be paid


class QueuedFloor(Floor):
    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._line: deque[tuple[int, Callable[[int], None]]] = deque()
        self._taking = False

    def due(self) -> int | None:
        return self._line[0][0] if self._line else None

    def work(self, now_ns: int) -> None:
        """Whatever has waited for long enough, in the order in which it came."""
        while self._line and self._line[0][0] <= now_ns:
            self._line.popleft()[1](now_ns)

    def take(self, account: VenueAccount, ask: Place, now_ns: int) -> Placed | Refused:
        """Checked and written down; it is told as it stands before anybody has met it."""
        self._taking = True
        try:
            return self.place(account, ask, now_ns)
        finally:
            self._taking = False

    def take_cancel(self, account: VenueAccount, client_id: str, venue_id: str, now_ns: int) -> Cancelling | Refused:
        order = account.find(client_id, venue_id)
        if order is None or not order.live:
            return self.cancel(account, client_id, venue_id, now_ns)
        self._join(now_ns, lambda at_ns: self._cancel(order, at_ns))
        return Cancelling(order.place.client_id, str(order.no), (order.report(),))

    def take_cancels(self, account: VenueAccount, symbol: str, side: Side | None, now_ns: int) -> Cancelling:
        doomed = [
            order
            for order in account.live.values()
            if (not symbol or order.market.symbol == symbol) and side in (None, order.place.side)
        ]
        for order in doomed:
            self.take_cancel(account, "", str(order.no), now_ns)
        return Cancelling(orders=tuple(order.report() for order in doomed))

    def _join(self, now_ns: int, do: Callable[[int], None]) -> None:
        self._line.append((now_ns + self.venue.queue_ns, do))

    def _cancel(self, order: VenueOrder, now_ns: int) -> None:
        if order.live:
            self.end(order, "", now_ns)

    def _enter(self, order: VenueOrder, incoming: Incoming, now_ns: int) -> Placed:
        if not self._taking:
            return super()._enter(order, incoming, now_ns)
        self._join(now_ns, lambda at_ns: self._begin(order, incoming, at_ns))
        return Placed(order.place.client_id, str(order.no), order.report())

    def _hold(self, order: VenueOrder, ticks: int | None, now_ns: int) -> str:
        """Money is looked at when an order is taken, and tied when its turn has come."""
        if not self._taking:
            return super()._hold(order, ticks, now_ns)
        asset, atoms = self._needed(order.account, order.place, order.lots, ticks)
        return "funds" if atoms > order.account.balance(asset).free else ""

    def _begin(self, order: VenueOrder, incoming: Incoming, now_ns: int) -> None:
        """Others may have had the money in the meantime, and the book of a market order is another one now."""
        if not order.live or order.market.symbol not in self.markets:
            return
        if self._hold(order, incoming.ticks, now_ns):
            self._reject(order, now_ns)
        else:
            super()._enter(order, incoming, now_ns)

    def _reject(self, order: VenueOrder, now_ns: int) -> None:
        order.status, order.reason, order.changed_ns = OrderStatus.REFUSED, NO_FUNDS, now_ns
        order.account.live.pop(order.no, None)
        self._orders.pop(order.no, None)
        self.tell(order)
        self.tell_money(order.account, self._held_in(order))


class QueuedAnswers(Answers):
    def __init__(self, floor: QueuedFloor) -> None:
        super().__init__(floor)
        self._queued = floor

    def private(self, account: VenueAccount, ask: Ask, now_ns: int) -> Answer | Refused:
        match ask:
            case Place():
                return self._queued.take(account, ask, now_ns)
            case Cancel(_, client_id, venue_id):
                return self._queued.take_cancel(account, client_id, venue_id, now_ns)
            case CancelAll(symbol, side):
                return self._queued.take_cancels(account, symbol, side, now_ns)
            case _:
                return super().private(account, ask, now_ns)
