"""Where the stop keeper meets the venue: stops leave here, and each doubt becomes a look at the venue's two lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec import structs

from picaflor.domain.market import Market
from picaflor.domain.orders import MarginMode, StopKind
from picaflor.domain.stops import StopChanged, StopState, StopView
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.engine.connector.part import Keep, Quiet, Tell
from picaflor.engine.records import Kind
from picaflor.engine.stop_risk import ApprovedStop
from picaflor.machines.orders import ClientIds
from picaflor.machines.orders import stop_events as ev
from picaflor.machines.orders.events import CameOfStop
from picaflor.machines.orders.stops import StopKeeper
from picaflor.wire.asks import Amending, Cancelling, Placed, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops, StopReport, Stops, stop_of
from picaflor.wire.stream import Channel, OrdersFrame, StopsFrame, Topic, VenueFrame
from picaflor.wire.venue import Venue

PAGES_MAX = 20
RECANCEL_NS = 2_000_000_000  # a cancel that was taken and shows no effect is not repeated sooner
Claim = Callable[[CameOfStop, int], None]
StopAsk = PlaceStop | AmendStop | CancelStop | ReadStops


@dataclass(slots=True)
class _Walk:
    """One list, page by page."""

    asked_ns: int
    rows: list[StopReport] = field(default_factory=list)
    pages: int = 0


class StopDesk(Quiet):
    name = "stops"
    sends = frozenset({PlaceStop})

    def __init__(
        self,
        venue: Venue,
        keeper: StopKeeper,
        ids: ClientIds,
        desk: Desk,
        tell: Tell,
        keep: Keep,
        margin_mode: MarginMode | None = None,
        leverage: int = 0,
        claim: Claim = lambda _event, _now_ns: None,
    ) -> None:
        """`margin_mode`, `leverage`: what each order says. `claim`: of the order that came of a stop."""
        self._claim = claim
        self._venue = venue
        self._among = "stops_among_orders" in venue.features
        self._margin_mode, self._leverage = margin_mode, leverage
        self._tell = tell
        self._note = keep
        self.keeper = keeper
        self._ids = ids
        self._desk = desk
        self._markets: dict[str, Market] = {}  # by pair
        self._walks: dict[tuple[str, StopKind, bool], _Walk] = {}
        self._cancelled_ns: dict[str, int] = {}
        self._parted = True
        self._begun = False

    # what the connector asks of a part

    def private_topics(self) -> list[Topic]:
        topic = Topic(Channel.STOPS, name=self._venue.private_name, product=self._venue.product)
        return [topic] if "stops" in self._venue.features else []

    def listed(self, markets: dict[str, Market], pairs: tuple[str, ...], now_ns: int) -> None:
        """What is listed no more is among them: a stop may wait there, and must be cancelled and counted."""
        self._markets = markets
        self.keeper.set_markets({market.symbol: market for market in markets.values()})

    # out

    def submit(self, stop: ApprovedStop, owner: str, now_ns: int, *, rises: bool | None = None) -> str:
        """Its id. The intent is on record before the request can leave. `rises`: as the ask has it."""
        wish, market = stop.wish, stop.market
        client_id = self._ids.next()
        self._keep(ev.StopIntended(client_id, market.symbol, wish, owner), now_ns)
        ask = PlaceStop(
            symbol=market.symbol,
            client_id=client_id,
            side=wish.side,
            trigger=wish.trigger * market.tick.atoms,
            kind=wish.kind,
            by=wish.by,
            price=None if wish.ticks is None else wish.ticks * market.tick.atoms,
            size=wish.lots * market.sized.atoms if wish.lots else None,
            quote=wish.quote or None,
            reduce_only=wish.reduce_only,
            hold=wish.hold,
            margin_mode=self._margin_mode,
            rises=rises,
            trail=wish.trail,
            leverage=self._leverage,
        )
        if not self._desk.ask(ask, "stop", now_ns):
            self._keep(ev.StopPlaceOutcome(client_id, NotSent("the queue of orders is full")), now_ns)
        return client_id

    def intend(self, stop: ApprovedStop, owner: str, now_ns: int) -> str:
        """Of a list: on record; what it is asked for with is somebody else's."""
        client_id = self._ids.next()
        self._keep(ev.StopIntended(client_id, stop.market.symbol, stop.wish, owner), now_ns)
        return client_id

    def sent(self, client_id: str, now_ns: int) -> None:
        self._keep(ev.StopSent(client_id), now_ns)

    def placed(self, client_id: str, said: Placed | Refused | Unclear | NotSent | NoAnswer, now_ns: int) -> None:
        self._keep(ev.StopPlaceOutcome(client_id, said), now_ns)

    def cancel(self, client_id: str, now_ns: int) -> None:
        stop = self.keeper.view(client_id)
        market = self._markets.get(stop.wish.pair) if stop else None
        if stop is None or market is None or stop.state.final or stop.cancelling:
            return
        if now_ns - self._cancelled_ns.get(client_id, -RECANCEL_NS) < RECANCEL_NS:
            return
        if stop.wish.kind is StopKind.TRAILING and not stop.venue_id and "fixed_trails" in self._venue.features:
            return  # the venue would not know which
        whole = stop.wish.kind.of_position and not stop.wish.lots  # of all of a position
        name = stop.there or (stop.client_id if stop.named else "")
        trails = stop.wish.kind.of_position and bool(stop.wish.trail)
        ask = CancelStop(market.symbol, name, stop.venue_id, stop.wish.kind, whole, trails)
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
            client_id=stop.there or (stop.client_id if stop.named else ""),
            venue_id=stop.venue_id,
            kind=stop.wish.kind,
            price=None if ticks is None else ticks * market.tick.atoms,
            size=lots * market.sized.atoms if lots else None,
            new_client_id=self._ids.next() if self._among else "",
            trail=stop.wish.trail,
            by=stop.wish.by,
        )
        if self._desk.ask(ask, "stop", now_ns):
            self._keep(ev.StopAmendSent(client_id, trigger, ticks, lots), now_ns)

    def left(self, errand: Errand, now_ns: int) -> None:
        """This request is about to leave."""
        if isinstance(errand.ask, PlaceStop):
            self._keep(ev.StopSent(errand.ask.client_id), now_ns)

    # in

    def heard(self, frame: VenueFrame, now_ns: int) -> bool:
        if isinstance(frame, OrdersFrame) and self._among:
            for row in frame.rows:
                if row.trigger is not None:
                    self._keep(ev.StopReported(stop_of(row)), now_ns)
        if not isinstance(frame, StopsFrame):
            return False
        for report in frame.rows:
            self._keep(ev.StopReported(report), now_ns)
        return True

    def answered(self, errand: Errand, result: Result, now_ns: int) -> bool:
        ask = errand.ask
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
                self._page(ask, result, now_ns)
            case _:
                return False
        return True

    def _name_of(self, ask: CancelStop | AmendStop) -> str:
        """One that is not ours has no client id to be asked by, and is known here by the venue's; so is one that has
        another name there by now."""
        known = self.keeper.name_of(ask.symbol, ask.venue_id) if ask.venue_id else ""
        return known or ask.client_id

    def _page(self, ask: ReadStops, result: Result, now_ns: int) -> None:
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
            following = structs.replace(ask, before=result.before)
            if self._desk.ask(following, "stop", now_ns):
                return
        del self._walks[key]
        # A list that was given up half-way shows what it shows, and proves nothing of the rest.
        asked_ns = walk.asked_ns if walk.pages < PAGES_MAX else 0
        self._keep(ev.StopsListed(ask.symbol, ask.kind, ask.past, asked_ns, tuple(walk.rows)), now_ns)

    # time

    def up(self, now_ns: int) -> None:
        """Start and recovery share a path: what was in flight before the first time is unknown until it was asked for."""
        self._parted = False
        self._walks.clear()
        self._keep(ev.StopPartition("the private stream came up", requests=not self._begun), now_ns)
        self._begun = True

    def down(self, why: str, now_ns: int) -> None:
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

    def _keep(self, event: ev.StopEvent, now_ns: int) -> None:
        self._note((Kind.STOPS, ev.write_stop_event(event)))
        for told in self.keeper.feed(event, now_ns):
            self._tell(told)
            if isinstance(told, StopChanged):
                self._came(told.stop, now_ns)

    def _came(self, stop: StopView, now_ns: int) -> None:
        market = self._markets.get(stop.wish.pair)
        if stop.state is StopState.TRIGGERED and stop.order_id and stop.owner and market is not None:
            self._claim(CameOfStop(stop.client_id, market.symbol, stop.order_id, stop.owner, stop.wish.tag), now_ns)

    # restart

    def dump(self) -> bytes:
        return self.keeper.dump()

    def restore(self, dumped: bytes, now_ns: int) -> None:
        self.keeper.load(dumped)


def _odd(result: Result) -> Unclear:
    return Unclear(f"an answer of the wrong kind: {type(result).__name__}")
