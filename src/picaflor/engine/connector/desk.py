"""Every request to a venue goes over this desk: numbered, throttled, bounded, matched to its answer exactly once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from itertools import islice

from msgspec import Struct, structs

from picaflor.engine.connector.bundles import BUNDLE_MAX, BUNDLE_MIN, Making, bundle
from picaflor.machines.throttle import Throttle
from picaflor.wire.asks import (
    PUBLIC,
    Amend,
    AmendMany,
    Answer,
    Ask,
    Cancel,
    CancelAll,
    CancelMany,
    Place,
    Placed,
    PlacedMany,
    PlaceMany,
    Refusal,
    Refused,
    Unclear,
)
from picaflor.wire.contracts import ReadFunding
from picaflor.wire.listening import OpenListening
from picaflor.wire.lists import PlaceList
from picaflor.wire.net import NoAnswer, NotSent, Outcome, Reply
from picaflor.wire.port import SendCall, SendRequest
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop
from picaflor.wire.stream import Call
from picaflor.wire.venue import Domain, Limit, Venue

SECOND = 1_000_000_000
QUEUE_MAX = 200  # a lane; beyond it the asker is told no, at once
IN_FLIGHT_MAX = 64
TIMEOUT_NS = 5 * SECOND
_DIGITS = 18  # of a number of ours, at most

Result = Answer | Refused | Unclear | NotSent | NoAnswer


# Plain numbers: an enum's members cost more to look up than all that is done with them here.
CANCELS, ORDERS, READS = range(3)
LANES: dict[type, int] = {  # whatever else is asked: READS
    Cancel: CANCELS,
    CancelMany: CANCELS,
    CancelAll: CANCELS,
    CancelStop: CANCELS,
    Place: ORDERS,
    PlaceMany: ORDERS,
    Amend: ORDERS,
    AmendMany: ORDERS,
    PlaceStop: ORDERS,
    AmendStop: ORDERS,
    PlaceList: ORDERS,
}
MAKES = frozenset(
    {Place, PlaceMany, Amend, AmendMany, PlaceStop, PlaceList}
)  # a new order, whose intent must be on record


class Errand(Struct, frozen=True):
    ask: Ask
    purpose: str
    asked_ns: int


class Desk:
    def __init__(self, venue: Venue, domain: Domain, throttle: Throttle) -> None:
        self._venue = venue
        self.features = venue.features
        self._domain = domain
        self._throttle = throttle
        self._batches = "batch" in venue.features
        self._bundle_max = min(BUNDLE_MAX, venue.batch_max)
        told = venue.limit_headers is not None
        buckets = {ask: throttle.buckets_of(ask) for ask in venue.costs} if told else {}
        self._sole = {ask: names[0] for ask, names in buckets.items() if len(names) == 1}
        self.banned = False  # somebody was, and nobody has asked whom
        self._lanes: tuple[deque[Errand], ...] = (deque(), deque(), deque())
        self._called = venue.calls.asks if venue.calls is not None else frozenset()
        self._called_ns: deque[int] = deque(maxlen=venue.calls.most() or None if venue.calls is not None else None)
        self._line = ""  # the socket over which calls may go now
        self._calls: dict[
            int, int
        ] = {}  # in flight on that socket → until when an answer is waited for, the first first
        self._flying: dict[int, Errand] = {}
        self._pieces: dict[int, PlacedMany] = {}  # answers that are not whole yet
        self._no = 0
        self._again_ns = 0
        self._left: list[Errand] = []
        self.queued = 0  # in all lanes
        self.held = False  # orders among them had to wait for an earlier turn's limits
        self.unclear = 0

    def ask(self, ask: Ask, purpose: str, now_ns: int) -> bool:
        """False: the lane is full and nothing was queued."""
        number = LANES.get(type(ask), READS)
        lane, errand = self._lanes[number], Errand(ask, purpose, now_ns)
        if number == READS and lane and self._still_waits(lane, errand):
            return True
        if len(lane) >= QUEUE_MAX:
            return False
        lane.append(errand)
        self.queued += 1
        return True

    def _still_waits(self, lane: deque[Errand], errand: Errand) -> bool:
        """Nobody's patience knows of a ban: what is asked again before it has left leaves once, in its old place."""
        for place, waiting in enumerate(lane):
            if waiting.purpose == errand.purpose and _alike(waiting.ask, errand.ask):
                lane[place] = errand
                return True
        return False

    def pump(self, now_ns: int) -> list[SendRequest | SendCall]:
        """What may leave now: cancels before orders before questions, as far as the venue's limits allow."""
        out: list[SendRequest | SendCall] = []
        self._again_ns = 0
        for number, lane in enumerate(self._lanes):
            # Cancels may overtake a full house: they are how it empties.
            while lane and (number == CANCELS or len(self._flying) < IN_FLIGHT_MAX):
                if len(lane) >= BUNDLE_MIN and number != READS and self._bundled(lane, number, now_ns, out):
                    continue
                again = self._throttle.take(type(lane[0].ask), now_ns, number == CANCELS)
                if again:
                    self._again_ns = min(self._again_ns or again, again)
                    break
                out.append(self._send(lane.popleft(), number != READS, now_ns))
        self.held = bool(self._lanes[ORDERS])
        return out

    def _bundled(self, lane: deque[Errand], number: int, now_ns: int, out: list[SendRequest | SendCall]) -> bool:
        """Several of a kind in one request, where the venue takes that and there is room for it now."""
        named, amends = "batch_by_number" in self.features, "amend_batch" in self.features
        first = [errand.ask for errand in islice(lane, self._bundle_max)]
        asks = bundle(first, named, amends) if self._batches else None
        if asks is None or self._throttle.take(type(asks), now_ns, number == CANCELS):
            return False
        errands = [lane.popleft() for _ in asks.rows]
        out.append(self._send(Errand(asks, errands[0].purpose, errands[0].asked_ns), True, now_ns, errands))
        return True

    def _send(
        self, errand: Errand, urgent: bool, now_ns: int, parts: list[Errand] | None = None
    ) -> SendRequest | SendCall:
        self._no += 1
        self._flying[self._no] = errand
        if parts is None:
            self.queued -= 1
            self._left.append(errand)
        else:
            self.queued -= len(parts)
            self._left += parts
        ask = errand.ask
        if self._line and type(ask) in self._called and self._may_say(now_ns):
            return self._call(ask, now_ns)
        request = self._venue.rest.write_ask(ask)
        domain = self._domain
        if domain.headers or domain.rest != request.host:
            request = structs.replace(request, host=domain.rest, headers=request.headers + domain.headers)
        kind = type(ask)
        return SendRequest(
            self._no, request, kind not in PUBLIC, TIMEOUT_NS, urgent, kind in MAKES, kind is OpenListening
        )

    # over the socket

    def _may_say(self, now_ns: int) -> bool:
        """Whether the venue lets a socket say one more thing in this second. If not, the next is asked by request."""
        said = self._called_ns
        return len(said) != said.maxlen or now_ns - said[0] >= SECOND

    def _call(self, ask: Ask, now_ns: int) -> SendCall:
        (data,) = self._venue.stream.write_client(Call(ask, f'"{self._no}"', self._venue.product))
        self._calls[self._no] = now_ns + TIMEOUT_NS
        if self._called_ns.maxlen is not None:
            self._called_ns.append(now_ns)
        return SendCall(self._no, self._line, data, type(ask) in MAKES)

    def line_up(self, conn: str) -> None:
        """From now on calls may go over this socket."""
        self._line = conn

    def line_down(self, why: str) -> list[tuple[Errand, Result]]:
        """What was on its way over the socket that is gone has an outcome that nobody knows. None of it is sent again."""
        self._line = ""
        lost, self._calls = list(self._calls), {}
        return [self._lost(no, why) for no in lost]

    def replied(self, ref: str, data: bytes, now_ns: int) -> list[tuple[Errand, Result]]:
        """As `answered`."""
        name = ref.strip('"')
        no = int(name) if name.isascii() and name.isdecimal() and len(name) <= _DIGITS else 0
        if no not in self._calls or self._venue.calls is None:
            return []
        errand = self._flying[no]
        result = self._judged(self._venue.calls.read_reply(errand.ask, data), now_ns)
        if isinstance(result, Refused) and result.kind is Refusal.AUTH:
            self._called = frozenset()  # this account may not, or not so: by request we shall see
        if isinstance(errand.ask, PlaceList) and isinstance(result, PlacedMany):
            result = self._pieces[no] = PlacedMany(self._piece(no) + result.rows)
            if len(result.rows) < len(errand.ask.legs):
                return []  # its other legs are told in frames of their own
        del self._calls[no], self._flying[no]
        self._pieces.pop(no, None)
        return [(errand, result)]

    def _piece(self, no: int) -> tuple[tuple[str, Placed | Refused], ...]:
        return self._pieces[no].rows if no in self._pieces else ()

    def _lost(self, no: int, why: str) -> tuple[Errand, Result]:
        """What has been told of a part of it holds."""
        return self._flying.pop(no), self._pieces.pop(no, None) or NoAnswer(why)

    def overdue(self, now_ns: int) -> list[tuple[Errand, Result]]:
        late = [no for no, until_ns in self._calls.items() if now_ns >= until_ns]
        for no in late:
            del self._calls[no]
        return [self._lost(no, "timed out") for no in late]

    def recall(self, unwanted: Callable[[Making], bool]) -> list[Making]:
        """Takes back what would make a new order and has not left."""
        lane = self._lanes[ORDERS]
        back = [(errand, errand.ask) for errand in lane if isinstance(errand.ask, Making) and unwanted(errand.ask)]
        for errand, _ in back:
            lane.remove(errand)
        self.queued -= len(back)
        return [ask for _, ask in back]

    def take_left(self) -> list[Errand]:
        """What was sent on its way since the last call, for those who keep books of it."""
        left, self._left = self._left, []
        return left

    def answered(self, no: int, outcome: Outcome, now_ns: int) -> list[tuple[Errand, Result]]:
        """None of them: nobody asked under this number, or it was answered before."""
        errand = self._flying.pop(no, None)
        if errand is None:
            return []
        self._calls.pop(no, None)
        if isinstance(outcome, Reply):
            if self._sole:
                self._learn(errand.ask, outcome, now_ns)
            return [(errand, self._judged(self._venue.rest.read_answer(errand.ask, outcome), now_ns))]
        return [(errand, outcome)]

    def _learn(self, ask: Ask, reply: Reply, now_ns: int) -> None:
        """What others with the same key, or at the same address, have used as well."""
        said, bucket = self._venue.limit_headers, self._sole.get(type(ask))
        if said is None or bucket is None:
            return
        words = [reply.header(name) or "" for name in (said.used, said.most, said.seconds)]
        if all(word.isascii() and word.isdecimal() and len(word) <= _DIGITS for word in words):
            used, most, seconds = map(int, words)
            self._throttle.learned(bucket, max(0, most - used), now_ns + seconds * SECOND, now_ns)

    def _judged(self, result: Answer | Refused | Unclear, now_ns: int) -> Result:
        if isinstance(result, Refused) and result.kind is Refusal.RATE:
            self._throttle.refused(result.retry_after_ns or None, now_ns)
            self.banned = True
        elif not isinstance(result, Unclear):
            self._throttle.served(now_ns)
        self.unclear += isinstance(result, Unclear)
        return result

    def wants(self, now_ns: int) -> tuple[dict[Limit, int], dict[Limit, int]]:
        """How much of each of the venue's limits we would like, and have used within its window."""
        return self._throttle.wants(now_ns), self._throttle.used(now_ns)

    def allow(self, rooms: tuple[int, ...], until_ns: int) -> None:
        """How much of it is ours."""
        self._throttle.allow(dict(zip(self._venue.limits, rooms, strict=True)), until_ns)

    def news_of_bans(self) -> dict[str, int] | None:
        """Until when who is silent, once after each refusal: a ban outlives the process that earned it."""
        if not self.banned:
            return None
        self.banned = False
        return self._throttle.bans()

    def restore_bans(self, bans: Mapping[str, int]) -> None:
        self._throttle.restore_bans(bans)

    def due(self) -> int | None:
        """When something may leave, or an answer is overdue."""
        again = (self._again_ns or None) if self.queued else None
        late = next(iter(self._calls.values()), None)
        return late if again is None else again if late is None else min(again, late)

    @property
    def in_flight(self) -> int:
        return len(self._flying)


def _alike(one: Ask, other: Ask) -> bool:
    """But for the time of asking, which some venues want to be told."""
    if isinstance(one, ReadFunding) and isinstance(other, ReadFunding):
        return one.symbol == other.symbol
    return one == other
