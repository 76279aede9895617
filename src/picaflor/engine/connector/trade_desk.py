"""Where the order keeper meets the venue: orders and cancels leave here, and every doubt is turned into a question."""

from __future__ import annotations

from picaflor.domain.events import Event, Filled, OrderView, Pending
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.engine.risk import Approved
from picaflor.machines.orders import (
    CancelOutcome,
    CancelSent,
    KeeperEvent,
    OrderKeeper,
    Partition,
    PlaceOutcome,
    Reported,
    Sent,
    Source,
    write_event,
)
from picaflor.wire.asks import Cancel, Cancelling, Place, Placed
from picaflor.wire.net import NotSent
from picaflor.wire.reports import OrderReport
from picaflor.wire.venue import Venue

SECOND = 1_000_000_000
RECONCILE_EVERY_NS = 30 * SECOND
RECANCEL_NS = 2 * SECOND


class TradeDesk:
    def __init__(self, venue: Venue, keeper: OrderKeeper, desk: Desk) -> None:
        self.keeper = keeper
        self.reconciled = False
        self._venue = venue
        self._desk = desk
        self._events: list[Event] = []
        self._kept: list[bytes] = []
        self._net: dict[str, int] = {}
        self._cancelled_ns: dict[str, int] = {}
        self._next_ns = 0
        self._waiting = False  # for the private stream: until then there is no point in asking

    # out

    def submit(self, order: Approved, now_ns: int) -> OrderView:
        """The intent is kept, and so written down, before the request can leave."""
        wish, market = order.wish, order.market
        view, intended = self.keeper.intend(wish, now_ns)
        self._kept.append(write_event(intended))
        place = Place(
            symbol=market.symbol,
            client_id=view.client_id,
            side=wish.side,
            type=wish.type,
            size=wish.lots * market.lot.atoms if wish.lots else None,
            price=None if wish.ticks is None else wish.ticks * market.tick.atoms,
            quote=wish.quote or None,
            tif=wish.tif,
            reduce_only=wish.reduce_only,
            hold=wish.hold,
        )
        if not self._desk.ask(place, "place", now_ns):
            self._keep(PlaceOutcome(view.client_id, NotSent("the queue of orders is full")), now_ns)
        return view

    def cancel(self, client_id: str, now_ns: int) -> None:
        order = self.keeper.view(client_id)
        if order is None or order.state.final or order.cancel is Pending.ASKED:
            return
        if now_ns - self._cancelled_ns.get(client_id, -RECANCEL_NS) < RECANCEL_NS:
            return
        market = self.keeper.market(order.pair)
        if market is None:
            return
        if self._desk.ask(Cancel(market.symbol, order.client_id, order.venue_id), "cancel", now_ns):
            self._cancelled_ns[client_id] = now_ns
            self._keep(CancelSent(client_id), now_ns)

    def left(self, errands: list[Errand], now_ns: int) -> None:
        """These requests are about to leave."""
        for errand in errands:
            if isinstance(errand.ask, Place):
                self._keep(Sent(errand.ask.client_id), now_ns)

    # in

    def streamed(self, report: OrderReport, now_ns: int) -> None:
        self._keep(Reported(report, Source.STREAM), now_ns)

    def answered(self, errand: Errand, result: Result, now_ns: int) -> None:
        ask = errand.ask
        if isinstance(ask, Place):
            outcome = _proof(result, Placed)
            self._keep(PlaceOutcome(ask.client_id, outcome), now_ns)
        elif isinstance(ask, Cancel):
            outcome_of_cancel = _proof(result, Cancelling)
            self._keep(CancelOutcome(ask.client_id, outcome_of_cancel), now_ns)
        else:
            self._absorb(self.keeper.answered(ask, result, errand.asked_ns, now_ns), now_ns)

    # time

    def begin(self, now_ns: int, why: str) -> None:
        """Reconcile from the start: what we believe against what the venue says."""
        self._waiting = False
        self._keep(Partition(why, requests=False), now_ns)
        self.keeper.reconcile(now_ns)
        self._next_ns = now_ns

    def parted(self, why: str, now_ns: int) -> None:
        self.reconciled = False
        self._waiting = True
        self._keep(Partition(why, requests=False), now_ns)

    def restore(self, dumped: bytes) -> None:
        self.keeper.load(dumped)

    def tick(self, now_ns: int) -> None:
        if self._waiting or not self.keeper.markets:
            return
        for ask in self.keeper.questions(now_ns):
            self._desk.ask(ask, "question", now_ns)
        self.reconciled = self.keeper.settled

    def due(self) -> int | None:
        if self._waiting or not self.keeper.markets:
            return None
        return self.keeper.due()

    # what was learnt

    def net_lots(self, pair: str) -> int:
        return self._net.get(pair, 0)

    def take_events(self) -> list[Event]:
        events, self._events = self._events, []
        return events

    def take_kept(self) -> list[bytes]:
        kept, self._kept = self._kept, []
        return kept

    def _keep(self, event: KeeperEvent, now_ns: int) -> None:
        """Every fact is written down as it is fed: what a restart reads back."""
        self._kept.append(write_event(event))
        self._learn(self.keeper.feed(event, now_ns))

    def _learn(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Filled):
                fill = event.fill
                self._net[fill.pair] = self._net.get(fill.pair, 0) + fill.side.sign * fill.lots
        self._events += events
