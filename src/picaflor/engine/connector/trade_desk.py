"""Where the order keeper meets the venue: orders and cancels leave here, and every doubt is turned into a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from picaflor.domain.events import Event, Filled, Pending
from picaflor.domain.market import Market
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.engine.records import Kind, write_bans, write_markets
from picaflor.engine.risk import Approved
from picaflor.machines.orders import ClientIds, OrderKeeper
from picaflor.machines.orders.events import (
    CancelOutcome,
    CancelSent,
    Intended,
    KeeperEvent,
    Partition,
    PlaceOutcome,
    Reported,
    Sent,
    Source,
    write_event,
)
from picaflor.wire.asks import Cancel, Cancelling, Fills, Orders, Place, Placed, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import OrderReport

SECOND = 1_000_000_000
RECANCEL_NS = 2 * SECOND
_KEPT = Kind.KEPT


class TradeDesk:
    def __init__(self, keeper: OrderKeeper, ids: ClientIds, desk: Desk) -> None:
        self.keeper = keeper
        self.ids = ids
        self.unsettled: list[tuple[KeeperEvent, int]] = []  # this very list, always
        self.markets: dict[str, Market] = {}  # by pair
        self._desk = desk
        self.events: list[Event] = []
        self._kept: list[tuple[Kind, bytes]] = []
        self._net: dict[str, int] = {}
        self._cancelled_ns: dict[str, int] = {}
        self._parted = True  # the private stream is not there: until then there is no point in asking

    @property
    def reconciled(self) -> bool:
        return not self._parted and self.keeper.reconciled

    def listed(self, markets: tuple[Market, ...], now_ns: int) -> None:
        # What is listed no more is kept: an order may rest there, and must be cancelled and counted.
        before, self.markets = self.markets, {**self.markets, **{market.pair: market for market in markets}}
        if self.markets != before:
            self._kept.append((Kind.LISTED, write_markets(tuple(self.markets.values()))))
        self._learn(self.keeper.set_markets({market.symbol: market for market in self.markets.values()}, now_ns))

    # out

    def submit(self, order: Approved, now_ns: int) -> str:
        """The order's id. Its intent is on record before the request can leave; the keeper's books wait for `settle`."""
        wish, market = order.wish, order.market
        intended = Intended(self.ids.next(), market.symbol, wish, order.worst_lots)
        self._kept.append((_KEPT, write_event(intended)))
        self.unsettled.append((intended, now_ns))
        place = Place(
            symbol=market.symbol,
            client_id=intended.client_id,
            side=wish.side,
            type=wish.type,
            size=order.size,
            price=order.price,
            quote=wish.quote or None,
            tif=wish.tif,
            reduce_only=wish.reduce_only,
            hold=wish.hold,
        )
        if not self._desk.ask(place, "place", now_ns):
            self._keep(PlaceOutcome(intended.client_id, NotSent("the queue of orders is full")), now_ns)
        return intended.client_id

    def settle(self) -> None:
        """What need not be done before the bytes are out: the same facts, at the same time, a moment later."""
        if self.unsettled:
            waiting = self.unsettled[:]
            self.unsettled.clear()
            for event, at_ns in waiting:
                self._learn(self.keeper.feed(event, at_ns))

    def cancel(self, client_id: str, now_ns: int) -> None:
        order = self.keeper.view(client_id)
        if order is None or order.state.final or order.cancel is Pending.ASKED:
            return
        if self.take_back(lambda place: place.client_id == client_id, "cancelled before it left", now_ns):
            return
        if now_ns - self._cancelled_ns.get(client_id, -RECANCEL_NS) < RECANCEL_NS:
            return
        market = self.markets.get(order.pair)
        if market is None:
            return
        if self._desk.ask(Cancel(market.symbol, order.client_id, order.venue_id), "cancel", now_ns):
            self._cancelled_ns[client_id] = now_ns
            self._keep(CancelSent(client_id), now_ns)

    def take_back(self, unwanted: Callable[[Place], bool], why: str, now_ns: int) -> bool:
        """Orders that still wait for the venue's limits are not sent."""
        back = self._desk.recall(unwanted)
        for client_id in back:
            self._keep(PlaceOutcome(client_id, NotSent(why)), now_ns)
        return bool(back)

    def left(self, errands: list[Errand], now_ns: int) -> None:
        """These requests are about to leave."""
        for errand in errands:
            if isinstance(errand.ask, Place):
                sent = Sent(errand.ask.client_id)
                self._record(sent)
                self.unsettled.append((sent, now_ns))

    # in

    def streamed(self, report: OrderReport, now_ns: int) -> None:
        self._keep(Reported(report, Source.STREAM), now_ns)

    def answered(self, errand: Errand, result: Result, now_ns: int) -> None:
        ask = errand.ask
        if isinstance(ask, Place):
            said = result if isinstance(result, Placed | Refused | Unclear | NotSent | NoAnswer) else _odd(result)
            self._keep(PlaceOutcome(ask.client_id, said), now_ns)
        elif isinstance(ask, Cancel):
            word = result if isinstance(result, Cancelling | Refused | Unclear | NotSent | NoAnswer) else _odd(result)
            self._keep(CancelOutcome(ask.client_id, word), now_ns)
        elif isinstance(result, Orders | Fills | Refused | Unclear | NotSent | NoAnswer):
            for event in self.keeper.hear(ask, result, now_ns):
                self._keep(event, now_ns)
        self._cancelled_ns = {key: at for key, at in self._cancelled_ns.items() if now_ns - at < RECANCEL_NS}

    # time

    def begin(self, now_ns: int, why: str) -> None:
        """Reconcile: what we believe against what the venue says."""
        self._parted = False
        self._keep(Partition(why, requests=False), now_ns)

    def parted(self, why: str, now_ns: int) -> None:
        self._parted = True
        self._keep(Partition(why, requests=False), now_ns)

    def restore(self, dumped: bytes, bans: Mapping[str, int]) -> None:
        """As an earlier run left it."""
        self.keeper.load(dumped)
        self._desk.restore_bans(bans)

    def start(self, now_ns: int) -> None:
        """Start and recovery share a path: what was in flight, if anything, is unknown until the venue has been asked."""
        self._keep(Partition("the program started", requests=True), now_ns)

    def tick(self, now_ns: int) -> None:
        due = self.due()
        if due is not None and now_ns >= due:
            for ask in self.keeper.questions(now_ns):
                if not self._desk.ask(ask, "question", now_ns):
                    self.answered(Errand(ask, "question", now_ns), NotSent("the queue of questions is full"), now_ns)

    def due(self) -> int | None:
        return None if self._parted or not self.markets else self.keeper.due()

    # what was learnt

    def net_lots(self, pair: str) -> int:
        return self._net.get(pair, 0)

    def take_events(self) -> list[Event]:
        events, self.events = self.events, []
        return events

    def take_kept(self) -> list[tuple[Kind, bytes]]:
        if self._desk.banned and (bans := self._desk.news_of_bans()) is not None:
            self._kept.append((Kind.BANNED, write_bans(bans)))
        kept, self._kept = self._kept, []
        return kept

    def _keep(self, event: KeeperEvent, now_ns: int) -> None:
        """Every fact is written down as it is fed: what a restart reads back."""
        self.settle()
        self._record(event)
        self._learn(self.keeper.feed(event, now_ns))

    def _record(self, event: KeeperEvent) -> None:
        self._kept.append((_KEPT, write_event(event)))

    def _learn(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, Filled):
                fill = event.fill
                self._net[fill.pair] = self._net.get(fill.pair, 0) + fill.side.sign * fill.lots
        self.events += events


def _odd(result: Result) -> Unclear:
    """An answer of a kind that no order gets proves nothing about it."""
    return Unclear(f"an answer of the wrong kind: {type(result).__name__}")
