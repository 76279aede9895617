"""Whose order a report speaks of: ours, another's on the same account, or one that we cannot tell yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from picaflor.domain.events import OrderChanged, OrderClaimed, OrderState, Origin, Pending
from picaflor.domain.orders import Side
from picaflor.machines.orders.docket import Docket
from picaflor.machines.orders.events import CameOfStop, FillReported, Reported, Source
from picaflor.machines.orders.numbers import Numbers, newcomer, numbers_of
from picaflor.machines.orders.record import Record
from picaflor.machines.orders.words import LIVE, word_of_trade

STRAY_EVENTS_MAX = 64
STRAYS_MAX = 256
LOST_MAX = 16
CLAIMS_MAX = 64
Place = tuple[str, str]  # symbol, venue id
Report = Reported | FillReported


@dataclass(slots=True)
class Stray:
    """Reports under a venue id that may be one of ours in flight; they wait until somebody says whose it is."""

    side: Side
    seen_ns: int
    events: list[Report] = field(default_factory=list)
    misses: int = 0


@dataclass(slots=True)
class Claim:
    """An order of which we know that it is ours, and nothing else yet."""

    event: CameOfStop
    seen_ns: int
    misses: int = 0


class Names:
    def __init__(self, docket: Docket, shared: bool = False) -> None:
        """`shared`: an order that takes another's place has its number from then on."""
        self._docket = docket
        self._shared = shared
        self._register = docket.register
        self.strays: dict[Place, Stray] = {}
        self.claims: dict[Place, Claim] = {}
        self.lost: list[tuple[int, int]] = []  # counters whose intents a crash may have taken from us

    def whose(self, event: Report, numbers: Numbers) -> Record | None:
        """None: dropped, put aside, or nobody's that we must know."""
        report = event.report
        client_id, venue_id = report.client_id, report.venue_id
        known = self._register.by_venue.get((report.symbol, venue_id)) if venue_id else None
        record = self._register.by_client.get(client_id) if client_id else None
        if record is not None and (record.symbol != report.symbol or record.side is not report.side):
            self._docket.surprise("contradiction", f"{client_id} is not a {report.side} on {report.symbol}")
            record = None
        if record is None:
            if known is None:
                return self._stranger(event, numbers)
            if not known.ours and self._was_lost(client_id):
                self._register.rename(known, client_id)
                known.origin, known.named = Origin.OURS, True
            return known
        if known is record or not venue_id or self.link(record, venue_id):
            return record
        return known or self._external(event, numbers)

    def link(self, record: Record, venue_id: str) -> bool:
        """Learn the venue's id of an order. False: it has another one already, so there are two orders."""
        place = (record.symbol, venue_id)
        known = self._register.by_venue.get(place)
        if known is record:
            return True
        if self._shared and record.venue_id == venue_id:
            return True  # until another order of ours took it over
        if record.venue_id and record.amend is Pending.NONE:
            ids = f"{record.venue_id} and {venue_id}"
            self._docket.surprise("second order", f"{record.client_id} is {ids}: one intent, two orders")
            return False
        if (
            self._shared
            and known is not None
            and known.ours
            and (known.state.final or known.cancel is not Pending.NONE)
        ):
            self._register.link(record, venue_id)
            return True
        if known is not None and known.ours:
            self._docket.surprise("contradiction", f"{venue_id} is {known.client_id} and {record.client_id}")
            return True
        if known is not None:
            self._absorb(record, known)
        self._register.link(record, venue_id)
        if place in self.strays:
            self._recall(place)
        return True

    def _absorb(self, record: Record, known: Record) -> None:
        """What we took for somebody else's order is ours. Its trades were told already, and are not told again."""
        docket = self._docket
        docket.counts["absorbed"] += 1
        record.booked += known.booked
        record.before += known.before
        record.told = max(record.told, known.told)
        before = known.state
        self._register.drop(known)
        docket.inquiry.drop(known.client_id)
        docket.evidence.pop(known.client_id, None)
        known.state, known.reason, known.changed_ns = OrderState.ABSENT, f"is {record.client_id}", docket.now
        docket.out.append(OrderChanged(known.view(), before))
        if record.booked:
            docket.learn(record, word_of_trade(record))
        docket.doubt(record)

    # orders that came of stops

    def claim(self, event: CameOfStop) -> None:
        docket, place = self._docket, (event.symbol, event.venue_id)
        record = self._register.by_venue.get(place)
        if record is None:
            self.claims.setdefault(place, Claim(event, docket.now))
            docket.inquiry.mind(place, docket.now + docket.inquiry.pace.first_ns)
            if place in self.strays:
                self._recall(place)
            while len(self.claims) > CLAIMS_MAX:
                del self.claims[next(iter(self.claims))]
        elif not record.owner:
            self._adopt(record, event)

    def _adopt(self, record: Record, event: CameOfStop) -> None:
        """What was told of it already is told once more, to its owner."""
        docket, before = self._docket, record.view()
        named = self._rename(record, event)
        if not named:
            was = replace(before, state=OrderState.ABSENT, reason=f"is {event.client_id}")
            docket.out.append(OrderChanged(was, before.state))
            docket.inquiry.drop(before.client_id)
            docket.evidence.pop(before.client_id, None)
        fills = docket.fills.rename(record.pair, record.venue_id, record.client_id)
        docket.out.append(OrderClaimed(self._register.update(record), fills, named))
        docket.note(record, record.mark())

    def _rename(self, record: Record, event: CameOfStop) -> bool:
        """Whether it bore that name already. The venue knows it by its own alone where it did not."""
        named = record.client_id == event.client_id
        if not named and event.client_id not in self._register.by_client:
            self._register.rename(record, event.client_id)
            record.named = False
        record.origin, record.owner, record.tag = Origin.OURS, event.owner, event.tag
        return named

    def _claimed(self, event: Report, numbers: Numbers, place: Place) -> Record:
        claim = self.claims.pop(place)
        self._docket.inquiry.drop(place)
        record = self._create(event, numbers, Origin.OURS)
        self._rename(record, claim.event)
        self._register.update(record)
        return record

    def _unseen(self, place: Place, asked_ns: int, proofs: int) -> None:
        """The venue does not know what it said had come of a stop."""
        claim = self.claims[place]
        if asked_ns >= claim.seen_ns + self._docket.settle_ns:
            claim.misses += 1
        if claim.misses >= proofs:
            del self.claims[place]
            self._docket.inquiry.drop(place)
            self._docket.surprise("nothing came of a stop", f"{claim.event.client_id} became {place[1]}")

    # others

    def _stranger(self, event: Report, numbers: Numbers) -> Record | None:
        report = event.report
        if (report.symbol, report.venue_id) in self.claims:
            return self._claimed(event, numbers, (report.symbol, report.venue_id))
        if isinstance(event, FillReported) and 0 < report.at_ns < self._docket.birth_ns:
            self._docket.counts["before our time"] += 1
            return None
        if self._was_lost(report.client_id):
            return self._create(event, numbers, Origin.OURS)
        if self._docket.ids.reads(report.client_id) is not None:
            came_of_a_stop = isinstance(event, Reported) and event.report.trigger is not None
            if isinstance(event, FillReported) or (event.report.status in LIVE and not came_of_a_stop):
                self._docket.surprise("not our order", f"{report.client_id} bears our name; we know of no such order")
        elif self._register.nameless(report.symbol, report.side) and self._put_aside(event):
            return None
        return self._external(event, numbers)

    def _was_lost(self, client_id: str) -> bool:
        """One of ours whose intent went with the power."""
        counter = self._docket.ids.reads(client_id) if self.lost else None
        if counter is None or not any(start <= counter < stop for start, stop in self.lost):
            return False
        self._docket.surprise("found again", f"{client_id} was sent; the journal has no intent of it")
        return True

    def _external(self, event: Report, numbers: Numbers) -> Record | None:
        ended = isinstance(event, Reported) and event.report.status not in LIVE
        awaited = (event.report.symbol, event.report.venue_id) in self.strays
        if ended and event.source is not Source.STREAM and not awaited:
            self._docket.counts["external ends"] += 1
            return None
        if not event.report.venue_id:
            self._docket.surprise("nameless", f"{event.report.symbol}: a report without any id of an order")
            return None
        return self._create(event, numbers, Origin.EXTERNAL)

    def _create(self, event: Report, numbers: Numbers, origin: Origin) -> Record:
        docket = self._docket
        docket.counts[origin] += 1
        record = newcomer(event.report, docket.markets[event.report.symbol], numbers, origin, docket.now)
        record.state = OrderState.UNKNOWN
        if not record.client_id or record.client_id in self._register.by_client:
            record.client_id, record.named = f"@{record.symbol}:{record.venue_id}", False
        self._register.add(record)
        if (record.symbol, record.venue_id) in self.strays:
            self._recall((record.symbol, record.venue_id))
        if origin is Origin.EXTERNAL and isinstance(event, Reported) and event.report.created_ns < docket.birth_ns:
            record.before = numbers.filled
        if isinstance(event, FillReported):
            docket.doubt(record)  # a trade tells little of its order
        return record

    def _put_aside(self, event: Report) -> bool:
        place = (event.report.symbol, event.report.venue_id)
        if event.report.client_id or not event.report.venue_id:
            return False
        if isinstance(event, Reported) and event.source is not Source.STREAM:
            return False  # the venue was asked, and names no client: not ours
        if len(self.strays) >= STRAYS_MAX and place not in self.strays:
            return False
        stray = self.strays.setdefault(place, Stray(event.report.side, self._docket.now))
        if len(stray.events) >= STRAY_EVENTS_MAX:
            return False
        if event not in stray.events:
            stray.events.append(event)
            self._docket.counts["put aside"] += 1
        self._docket.inquiry.mind(place, self._docket.now + self._docket.inquiry.pace.first_ns)
        return True

    def release(self) -> None:
        """Strays that can be nobody's of ours any more are external."""
        for place, stray in list(self.strays.items()):
            if not self._register.nameless(place[0], stray.side):
                self.disown(place)

    def disown(self, place: Place) -> None:
        """What was put aside is heard now, as somebody else's."""
        events = self._recall(place)
        market = self._docket.markets[place[0]]
        for event in events:
            if self._external(event, numbers_of(event.report, market)) is not None:
                return

    def missed(self, place: Place, asked_ns: int, proofs: int) -> None:
        """The venue was asked whose it is and does not know it, though it has had the time to."""
        if place in self.claims:
            self._unseen(place, asked_ns, proofs)
        stray = self.strays.get(place)
        if stray is not None and asked_ns >= stray.seen_ns + self._docket.settle_ns:
            stray.misses += 1
            if stray.misses >= proofs:
                self.disown(place)

    def unclaimed(self, symbol: str) -> bool:
        """Is there anything on this symbol that may yet turn out to be one of ours?"""
        return any(place[0] == symbol for place in self.strays)

    def ended(self, place: Place) -> bool:
        stray = self.strays.get(place)
        events = stray.events if stray is not None else ()
        return any(isinstance(event, Reported) and event.report.status not in LIVE for event in events)

    def _recall(self, place: Place) -> list[Report]:
        self._docket.inquiry.drop(place)
        events = self.strays.pop(place).events
        self._docket.again.extend(events)
        return events

    def away(self) -> None:
        """After a crash: counters between the last that we know and the first that is still ours to give."""
        first, stop = self._docket.ids.highest + 1, self._docket.ids.start
        if first < stop and (first, stop) not in self.lost:
            self.lost = [*self.lost[1 - LOST_MAX :], (first, stop)]
