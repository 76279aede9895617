"""Where the stop keeper meets the venue: stops leave here, and each doubt becomes a look at the venue's two lists."""

from __future__ import annotations

from dataclasses import dataclass, field

from picaflor.domain.events import Surprise
from picaflor.domain.market import Market
from picaflor.domain.orders import StopKind
from picaflor.domain.stops import StopChanged
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.engine.records import Kind
from picaflor.engine.stop_risk import ApprovedStop
from picaflor.machines.orders import ClientIds
from picaflor.machines.orders import stop_events as ev
from picaflor.machines.orders.stops import StopKeeper
from picaflor.wire.asks import Amending, Cancelling, Placed, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops, StopReport, Stops

PAGES_MAX = 20
RECANCEL_NS = 2_000_000_000  # a cancel that was taken and shows no effect is not repeated sooner
StopAsk = PlaceStop | AmendStop | CancelStop | ReadStops


@dataclass(slots=True)
class _Walk:
    """One list, page by page."""

    asked_ns: int
    rows: list[StopReport] = field(default_factory=list)
    pages: int = 0


class StopDesk:
    def __init__(self, keeper: StopKeeper, ids: ClientIds, desk: Desk) -> None:
        self.keeper = keeper
        self._ids = ids
        self._desk = desk
        self._markets: dict[str, Market] = {}  # by pair
        self._walks: dict[tuple[str, StopKind, bool], _Walk] = {}
        self._events: list[StopChanged | Surprise] = []
        self._kept: list[tuple[Kind, bytes]] = []
        self._cancelled_ns: dict[str, int] = {}
        self._parted = True

    def listed(self, markets: dict[str, Market]) -> None:
        """By pair; what is listed no more is among them."""
        self._markets = markets
        self.keeper.set_markets({market.symbol: market for market in markets.values()})

    # out

    def submit(self, stop: ApprovedStop, now_ns: int) -> str:
        """Its id. The intent is on record before the request can leave."""
        wish, market = stop.wish, stop.market
        client_id = self._ids.next()
        self._keep(ev.StopIntended(client_id, market.symbol, wish), now_ns)
        ask = PlaceStop(
            symbol=market.symbol,
            client_id=client_id,
            side=wish.side,
            trigger=wish.trigger * market.tick.atoms,
            kind=wish.kind,
            by=wish.by,
            price=None if wish.ticks is None else wish.ticks * market.tick.atoms,
            size=wish.lots * market.lot.atoms if wish.lots else None,
            quote=wish.quote or None,
            reduce_only=wish.reduce_only,
            hold=wish.hold,
        )
        if not self._desk.ask(ask, "stop", now_ns):
            self._keep(ev.StopPlaceOutcome(client_id, NotSent("the queue of orders is full")), now_ns)
        return client_id

    def cancel(self, client_id: str, now_ns: int) -> None:
        stop = self.keeper.view(client_id)
        market = self._markets.get(stop.wish.pair) if stop else None
        if stop is None or market is None or stop.state.final or stop.cancelling:
            return
        if now_ns - self._cancelled_ns.get(client_id, -RECANCEL_NS) < RECANCEL_NS:
            return
        ask = CancelStop(market.symbol, stop.client_id if stop.named else "", stop.venue_id, stop.wish.kind)
        if self._desk.ask(ask, "stop", now_ns):
            recent = {name: at for name, at in self._cancelled_ns.items() if now_ns - at < RECANCEL_NS}
            self._cancelled_ns = {**recent, client_id: now_ns}
            self._keep(ev.StopCancelSent(client_id), now_ns)

    def amend(self, client_id: str, trigger: int, ticks: int | None, lots: int, now_ns: int) -> None:
        stop = self.keeper.view(client_id)
        market = self._markets.get(stop.wish.pair) if stop else None
        if stop is None or market is None or stop.state.final or stop.amending:
            return
        ask = AmendStop(
            symbol=market.symbol,
            trigger=trigger * market.tick.atoms,
            client_id=stop.client_id if stop.named else "",
            venue_id=stop.venue_id,
            kind=stop.wish.kind,
            price=None if ticks is None else ticks * market.tick.atoms,
            size=lots * market.lot.atoms if lots else None,
        )
        if self._desk.ask(ask, "stop", now_ns):
            self._keep(ev.StopAmendSent(client_id, trigger, ticks, lots), now_ns)

    def left(self, errand: Errand, now_ns: int) -> None:
        """This request is about to leave."""
        if isinstance(errand.ask, PlaceStop):
            self._keep(ev.StopSent(errand.ask.client_id), now_ns)

    # in

    def streamed(self, rows: tuple[StopReport, ...], now_ns: int) -> None:
        for report in rows:
            self._keep(ev.StopReported(report), now_ns)

    def answered(self, ask: StopAsk, errand: Errand, result: Result, now_ns: int) -> None:
        match ask:
            case PlaceStop(client_id=client_id):
                said = result if isinstance(result, Placed | Refused | Unclear | NotSent | NoAnswer) else _odd(result)
                self._keep(ev.StopPlaceOutcome(client_id, said), now_ns)
            case CancelStop():
                word = (
                    result if isinstance(result, Cancelling | Refused | Unclear | NotSent | NoAnswer) else _odd(result)
                )
                self._keep(ev.StopCancelOutcome(self._name_of(ask), word), now_ns)
            case AmendStop():
                term = result if isinstance(result, Amending | Refused | Unclear | NotSent | NoAnswer) else _odd(result)
                self._keep(ev.StopAmendOutcome(self._name_of(ask), term), now_ns)
            case ReadStops():
                self._page(ask, errand, result, now_ns)

    def _name_of(self, ask: CancelStop | AmendStop) -> str:
        """One that is not ours has no client id to be asked by, and is known here by the venue's."""
        return ask.client_id or self.keeper.name_of(ask.symbol, ask.venue_id)

    def _page(self, ask: ReadStops, errand: Errand, result: Result, now_ns: int) -> None:
        key = (ask.symbol, ask.kind, ask.past)
        walk = self._walks.get(key)
        if walk is None:
            return  # an answer from before we were away
        if not isinstance(result, Stops):
            del self._walks[key]  # the keeper asks again by itself
            return
        walk.rows += result.rows
        walk.pages += 1
        if result.before and result.before != ask.before and walk.pages < PAGES_MAX:
            following = ReadStops(ask.symbol, ask.kind, ask.past, before=result.before)
            if self._desk.ask(following, "stop", now_ns):
                return
        del self._walks[key]
        # A list that was given up half-way shows what it shows, and proves nothing of the rest.
        asked_ns = walk.asked_ns if walk.pages < PAGES_MAX else 0
        self._keep(ev.StopsListed(ask.symbol, ask.kind, ask.past, asked_ns, tuple(walk.rows)), now_ns)

    # time

    def begin(self, now_ns: int, why: str, *, requests: bool = False) -> None:
        self._parted = False
        self._walks.clear()
        self._keep(ev.StopPartition(why, requests), now_ns)

    def parted(self, why: str, now_ns: int) -> None:
        self._parted = True
        self._keep(ev.StopPartition(why, requests=False), now_ns)

    def tick(self, now_ns: int) -> None:
        due = self.due()
        if due is None or now_ns < due:
            return
        for ask in self.keeper.questions(now_ns):
            self._walks[ask.symbol, ask.kind, ask.past] = _Walk(now_ns)
            self._desk.ask(ask, "stop", now_ns)

    def due(self) -> int | None:
        return None if self._parted or not self._markets else self.keeper.due()

    # what was learnt

    def take_events(self) -> list[StopChanged | Surprise]:
        events, self._events = self._events, []
        return events

    def take_kept(self) -> list[tuple[Kind, bytes]]:
        kept, self._kept = self._kept, []
        return kept

    def _keep(self, event: ev.StopEvent, now_ns: int) -> None:
        self._kept.append((Kind.STOPS, ev.write_stop_event(event)))
        self._events += self.keeper.feed(event, now_ns)


def _odd(result: Result) -> Unclear:
    return Unclear(f"an answer of the wrong kind: {type(result).__name__}")
