"""The stop keeper: orders that wait for a price at the venue. Three outcomes each, as for every order.

It is the order keeper's smaller sister: nothing is sent twice, a lost answer makes UNKNOWN and a question, an end stays
an end, and only the venue's lists end a doubt. The two lists, of those that wait and of those that wait no more, are
asked together; a stop that neither shows, each asked `PROOFS` times after it had time to settle, never arrived. Until
then it counts as exposure, unless it can only close.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

import msgspec

from picaflor.domain.events import Surprise
from picaflor.domain.market import Market, OffGrid
from picaflor.domain.orders import Hold, Side
from picaflor.domain.stops import StopChanged, StopState, StopView, StopWish
from picaflor.machines.orders import stop_events as ev
from picaflor.machines.orders.ids import ClientIds
from picaflor.machines.orders.stop_record import Stop, nameless
from picaflor.wire.asks import Cancelling, Placed, Refusal, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.stops import ReadStops, StopReport, StopStatus

SECOND = 1_000_000_000
PROOFS = 3
FIRST_NS, MOST_NS, EVERY_NS = (
    SECOND,
    30 * SECOND,
    60 * SECOND,
)  # between two questions: at first, at most, without doubt
POLLED_NS = 5 * SECOND  # where nothing is pushed
NAMED_AFTER_MAX = 20  # questions; then nobody will say what came of it
KEEP = 1_024  # ends that are remembered
REACH_NS = 90 * 86_400 * SECOND  # how far back a venue's list of ended stops is asked for
ASIDE_NS = 60 * SECOND  # the venue's clock may be as far from ours

S = StopState
_STATES = {
    StopStatus.WAITING: S.WAITING,
    StopStatus.TRIGGERED: S.TRIGGERED,
    StopStatus.CANCELLED: S.CANCELLED,
    StopStatus.FAILED: S.FAILED,
}


class StopKeeper:
    def __init__(self, ids: ClientIds, settle_ns: int, every_ns: int = EVERY_NS, *, leads_on: bool = False) -> None:
        """`every_ns`: how often what waits is asked for although nothing is in doubt. `leads_on`: the list of those that
        wait no more names the order that came of each."""
        self._leads_on = leads_on
        self._owed: dict[str, int] = {}  # triggered, and the order is not named yet: how often it was asked for
        self._ids = ids
        self._settle_ns, self._every_ns = settle_ns, every_ns
        self._stops: dict[str, Stop] = {}
        self._by_venue: dict[tuple[str, str], Stop] = {}
        self._markets: Mapping[str, Market] = {}
        self._now = 0
        self._out: list[StopChanged | Surprise] = []
        self._ask_ns: int | None = None
        self._tries = 0

    def set_markets(self, markets: Mapping[str, Market]) -> None:
        """By the venue's symbols."""
        self._markets = markets

    # things happen

    def feed(self, event: ev.StopEvent, now: int) -> list[StopChanged | Surprise]:
        self._now, self._out = now, []
        match event:
            case ev.StopIntended():
                self._intended(event)
            case ev.StopReported(report):
                self._reported(report)
            case ev.StopsListed():
                self._listed(event)
            case ev.StopPartition(requests=requests):
                self._away(requests)
            case _:
                stop = self._stops.get(event.client_id)
                if stop is None:
                    self._out.append(
                        Surprise("unknown stop", f"{type(event).__name__} of {event.client_id or 'nobody'}")
                    )
                else:
                    self._concerning(stop, event)
        return self._out

    def _intended(self, event: ev.StopIntended) -> None:
        counter = self._ids.reads(event.client_id)
        if counter is not None:
            self._ids.burn(counter)
        stop = Stop(event.client_id, event.symbol, event.wish, created_ns=self._now, changed_ns=self._now)
        stop.owner = event.owner
        self._stops[event.client_id] = stop
        self._ask_ns = self._ask_ns or self._now + self._every_ns
        self._forget()

    def _concerning(
        self,
        stop: Stop,
        event: ev.StopSent
        | ev.StopPlaceOutcome
        | ev.StopCancelSent
        | ev.StopCancelOutcome
        | ev.StopAmendSent
        | ev.StopAmendOutcome,
    ) -> None:
        before = stop.state, stop.view()
        match event:
            case ev.StopSent():
                stop.state = S.SENT if stop.state is S.INTENDED else stop.state
            case ev.StopPlaceOutcome(outcome=outcome):
                self._placed(stop, outcome)
            case ev.StopCancelSent():
                stop.cancelling = not stop.state.final
            case ev.StopCancelOutcome(outcome=outcome):
                # Taken is not done, and not found is no proof: the lists tell.
                stop.cancelling = False
                # One that nobody has seen may be asked for and cancelled at once: what the lists have said stands.
                if isinstance(outcome, Cancelling) or (not stop.doubted and not isinstance(outcome, NotSent)):
                    self._doubt(stop)
            case ev.StopAmendSent():
                stop.amending = not stop.state.final
            case ev.StopAmendOutcome(outcome=outcome):
                stop.amending = False
                if isinstance(outcome, Refused):
                    stop.reason = f"{outcome.code}: {outcome.words}"
                if not isinstance(outcome, NotSent):
                    self._doubt(stop)
            case _:
                assert_never(event)
        self._note(stop, *before)

    def _placed(self, stop: Stop, outcome: Placed | Refused | Unclear | NotSent | NoAnswer) -> None:
        match outcome:
            case Placed(venue_id=venue_id):
                self._name(stop, venue_id)
                if stop.state in (S.INTENDED, S.SENT, S.UNKNOWN):
                    stop.state = S.WAITING
            case Refused(kind=Refusal.DUPLICATE) | Unclear() | NoAnswer():
                self._lost(stop)
            case Refused(code=code, words=words):
                self._denied(stop, S.REFUSED, f"{code}: {words}")
            case NotSent(why=why):
                self._denied(stop, S.ABSENT, f"not sent: {why}")
            case _:
                assert_never(outcome)

    def _denied(self, stop: Stop, state: StopState, why: str) -> None:
        if stop.venue_id and not stop.state.final:
            self._out.append(Surprise("contradiction", f"{stop.client_id} is {stop.state} and we hear {why}"))
            self._doubt(stop)
        elif not stop.state.final:
            stop.state, stop.reason = state, why

    def _lost(self, stop: Stop) -> None:
        if stop.state in (S.INTENDED, S.SENT):
            stop.state = S.UNKNOWN
        self._doubt(stop)

    def _reported(self, report: StopReport) -> None:
        stop = self._find(report)
        if stop is None:
            stop = self._strange(report)
            if stop is None:
                return
        before = stop.state, stop.view()
        self._name(stop, report.venue_id)
        if report.client_id != stop.client_id and self._ids.reads(report.client_id) is not None:
            stop.there = report.client_id
        stop.misses, stop.doubt_ns = [], 0
        state = _STATES[report.status]
        if state is S.WAITING:
            self._alive(stop, report)
        elif not stop.state.final or stop.state is S.ABSENT:
            stop.state, stop.reason = state, report.reason
            stop.cancelling = stop.amending = False
        stop.order_id = report.order_id or stop.order_id
        self._owe(stop)
        self._note(stop, *before)

    def _owe(self, stop: Stop) -> None:
        if not self._leads_on or not stop.owner or stop.state is not S.TRIGGERED or stop.order_id:
            self._owed.pop(stop.client_id, None)
        elif stop.client_id not in self._owed:
            self._owed[stop.client_id] = 0
            self._ask_soon()

    def _alive(self, stop: Stop, report: StopReport) -> None:
        if stop.state.final and stop.state is not S.ABSENT:
            return  # an older word than the one that ended it
        if stop.state is S.ABSENT:
            self._out.append(Surprise("back from absent", stop.client_id))
        stop.state = S.WAITING
        if not stop.amending:
            stop.wish = self._wish_of(report, stop.wish) or stop.wish

    def _strange(self, report: StopReport) -> Stop | None:
        """Somebody else's on this account: kept and shown like our own."""
        wish = self._wish_of(report, None)
        if wish is None:
            self._out.append(Surprise("unreadable stop", f"{report.symbol} {report.venue_id}"))
            return None
        name = report.client_id or nameless(report.venue_id)
        stop = Stop(name, report.symbol, wish, ours=False, created_ns=self._now)
        stop.ours = bool(report.client_id) and self._ids.reads(report.client_id) is not None
        self._stops[name] = stop
        self._forget()
        return stop

    def _wish_of(self, report: StopReport, old: StopWish | None) -> StopWish | None:
        """As the venue has it, on the market's grid. What a report leaves out stays as it was."""
        market = self._markets.get(report.symbol)
        if market is None:
            return None
        try:
            lots = market.sized.count(report.size) if report.size else (old.lots if old else 0)
            ticks = market.tick.count(report.price) if report.price else None
            trigger = market.tick.count(report.trigger)
        except OffGrid:
            return None
        return StopWish(
            market.pair,
            report.side,
            lots,
            trigger,
            ticks,
            report.kind,
            report.by,
            (report.quote or 0) or (old.quote if old else 0),
            report.reduce_only or (old.reduce_only if old else False),
            report.hold if report.hold is not Hold.NET else (old.hold if old else Hold.NET),
            old.why if old else "",
            report.trail or (old.trail if old else 0),
            old.tag if old else "",
        )

    def _listed(self, event: ev.StopsListed) -> None:
        for report in event.rows:
            self._reported(report)
        shown = {found.client_id for row in event.rows if (found := self._find(row)) is not None}
        for stop in self._live():
            if stop.client_id not in shown and (stop.symbol, stop.wish.kind) == (event.symbol, event.kind):
                self._missed(stop, event.past, event.asked_ns)

    def _missed(self, stop: Stop, past: bool, asked_ns: int) -> None:
        """A list did not show it. Lists lag: only what was asked after it settled counts, and not once only."""
        if asked_ns < max(stop.created_ns + self._settle_ns, stop.doubt_ns):
            return
        if not stop.doubted:
            if not past and asked_ns > stop.changed_ns and stop.state is S.WAITING:
                self._doubt(stop)
            return
        if (past, asked_ns) not in stop.misses:
            stop.misses.append((past, asked_ns))
        if all(sum(was is which for was, _ in stop.misses) >= PROOFS for which in (False, True)):
            before = stop.state, stop.view()
            stop.state, stop.reason = S.ABSENT, "gone from the venue" if stop.venue_id else "never arrived"
            stop.cancelling = stop.amending = False
            self._note(stop, *before)

    def _away(self, requests: bool) -> None:
        self._ask_soon()
        for stop in self._live():
            before = stop.state, stop.view()
            if requests and stop.state in (S.INTENDED, S.SENT):
                stop.state = S.UNKNOWN
            if stop.state not in (S.INTENDED, S.SENT):
                self._doubt(stop)
            self._note(stop, *before)

    # names, doubts, changes

    def _find(self, report: StopReport) -> Stop | None:
        return self._by_venue.get((report.symbol, report.venue_id)) or self._stops.get(report.client_id)

    def _name(self, stop: Stop, venue_id: str) -> None:
        if venue_id and stop.venue_id != venue_id:
            stop.venue_id = venue_id
            self._by_venue[stop.symbol, venue_id] = stop

    def _doubt(self, stop: Stop) -> None:
        if not stop.state.final:
            stop.doubt_ns, stop.misses = self._now, []
            self._ask_soon()

    def _ask_soon(self) -> None:
        self._tries = 0
        self._ask_ns = min(self._ask_ns or self._now, self._now)

    def _note(self, stop: Stop, state: StopState, view: StopView) -> None:
        if stop.view() != view:
            stop.changed_ns = self._now
            self._out.append(StopChanged(stop.view(), state))

    def _live(self) -> list[Stop]:
        return [stop for stop in self._stops.values() if not stop.state.final]

    def _forget(self) -> None:
        ended = [stop for stop in self._stops.values() if stop.state.final]
        for stop in ended[: max(0, len(ended) - KEEP)]:
            del self._stops[stop.client_id]
            self._by_venue.pop((stop.symbol, stop.venue_id), None)

    # the venue is asked

    def due(self) -> int | None:
        return self._ask_ns

    def questions(self, now: int) -> list[ReadStops]:
        """Both lists of each symbol on which something waits or is in doubt; answers come back as StopsListed."""
        if self._ask_ns is None or now < self._ask_ns:
            return []
        live, owed = self._live(), self._due_to_be_named()
        doubt = bool(owed) or any(stop.doubted for stop in live)
        wait = min(FIRST_NS << min(self._tries, 20), MOST_NS) if doubt else self._every_ns
        self._ask_ns = now + wait if live or owed else None
        self._tries += 1
        asks: list[ReadStops] = []
        for symbol, kind in sorted({(stop.symbol, stop.wish.kind) for stop in (*live, *owed)}):
            meant = [stop for stop in (*live, *owed) if (stop.symbol, stop.wish.kind) == (symbol, kind)]
            if any(not stop.state.final for stop in meant):
                asks.append(ReadStops(symbol, kind))
            asks.append(ReadStops(symbol, kind, past=True, since_ns=_since(meant, now), until_ns=now + ASIDE_NS))
        return asks

    def _due_to_be_named(self) -> list[Stop]:
        for name, asked in list(self._owed.items()):
            self._owed[name] = asked + 1
            if asked >= NAMED_AFTER_MAX or name not in self._stops:
                del self._owed[name]
        return [self._stops[name] for name in self._owed]

    # what is so

    def view(self, client_id: str) -> StopView | None:
        stop = self._stops.get(client_id)
        return stop.view() if stop else None

    def name_of(self, symbol: str, venue_id: str) -> str:
        stop = self._by_venue.get((symbol, venue_id))
        return stop.client_id if stop else ""

    def known(self) -> list[StopView]:
        """Every stop that is remembered, ends included."""
        return [stop.view() for stop in self._stops.values()]

    def live(self) -> list[StopView]:
        return [stop.view() for stop in self._live()]

    def worst_case(self, pair: str) -> tuple[int, int]:
        """Lots that waiting and unknown stops may come to buy and sell; those that can only close count for nothing."""
        bought = sold = 0
        for stop in self._live():
            if stop.wish.pair == pair and not stop.wish.closes:
                bought += stop.wish.lots if stop.wish.side is Side.BUY else 0
                sold += stop.wish.lots if stop.wish.side is Side.SELL else 0
        return bought, sold

    # restart

    def dump(self) -> bytes:
        return msgspec.json.encode(list(self._stops.values()))

    def load(self, data: bytes) -> None:
        """Into a fresh keeper; afterwards feed a StopPartition."""
        for stop in msgspec.json.decode(data, type=list[Stop]):
            self._stops[stop.client_id] = stop
            if stop.venue_id:
                self._by_venue[stop.symbol, stop.venue_id] = stop
            counter = self._ids.reads(stop.client_id)
            if counter is not None:
                self._ids.burn(counter)
            self._owe(stop)


def _since(stops: list[Stop], now: int) -> int:
    """When the oldest was made, a little earlier; of one that is not ours nobody knows."""
    reach = max(0, now - REACH_NS)
    return max(reach, min((stop.created_ns - ASIDE_NS if stop.ours else 0) for stop in stops))
