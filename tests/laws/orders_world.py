"""The keeper between a strategy that wants each goal once, a network that loses things, and an honest venue.

Everything that the keeper is fed is journalled, as the engine would; a restart is a checkpoint, the journal after it
and a Partition. The invariants I1, I2, I3, I4, I6 and I8 are checked after every step, I9 when the world is at rest.
"""

from __future__ import annotations

import string
from collections import Counter
from dataclasses import dataclass, field

from picaflor.domain.events import Filled, OrderChanged, OrderState, Origin, Pending, Surprise
from picaflor.domain.orders import Fill, Side, Wish
from picaflor.machines.orders import ClientIds, OrderKeeper
from picaflor.machines.orders.events import (
    CancelOutcome,
    CancelSent,
    KeeperEvent,
    Partition,
    PlaceOutcome,
    Sent,
    read_event,
    write_event,
)
from picaflor.wire.asks import Refusal, Refused
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import OrderStatus
from picaflor.wire.venue import ClientIdRule
from tests.laws.orders_venue import MARKET, SECOND, SETTLE, Flavour, Order, Venue

RULE = ClientIdRule(32, string.ascii_letters + string.digits)
BLOCK = 1000
STATE_OF = {
    OrderStatus.OPEN: OrderState.OPEN,
    OrderStatus.PARTIAL: OrderState.PARTIAL,
    OrderStatus.FILLED: OrderState.FILLED,
    OrderStatus.CANCELLED: OrderState.CANCELLED,
    OrderStatus.REFUSED: OrderState.REFUSED,
    OrderStatus.EXPIRED: OrderState.EXPIRED,
}
AMNESIA_MAY = {"found again", "unknown order", "not our order"}


@dataclass
class Request:
    """One place or cancel on its way. `deaf`: nobody waits for its answer any more."""

    kind: str
    client_id: str
    side: Side
    lots: int
    sent_ns: int
    answer: object | None = None
    arrived: bool = False
    deaf: bool = False


@dataclass
class Memory:
    """What the engine would rebuild from its own checkpoint and journal."""

    fills: list[Fill] = field(default_factory=list)
    states: dict[str, OrderState] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)

    def copy(self) -> Memory:
        return Memory(list(self.fills), dict(self.states), dict(self.filled))


class World:
    def __init__(self, flavour: Flavour) -> None:
        self.venue = Venue(flavour)
        self.now = 1_000 * SECOND
        self.blocks = 0
        self.keeper = self._keeper()
        self.requests: list[Request] = []
        self.goals: dict[int, list[str]] = {}
        self.wishes: dict[int, Wish] = {}
        self.memory = Memory()
        self.saved: tuple[bytes | None, Memory] = (None, Memory())
        self.journal: list[tuple[bytes, int]] = []
        self.amnesia = False
        self.surprises: Counter[str] = Counter()
        self.feed(Partition("start"))
        self.save()

    def _keeper(self) -> OrderKeeper:
        start = self.blocks * BLOCK
        self.blocks += 1
        ids = ClientIds(RULE, "pf", "b1", range(start, start + BLOCK))
        return OrderKeeper("v", "a", {MARKET.symbol: MARKET}, ids, SETTLE)

    # the engine

    def feed(self, event: KeeperEvent) -> None:
        self.journal.append((write_event(event), self.now))
        self.heard(self.keeper.feed(event, self.now))

    def heard(self, out: list[object]) -> None:
        for event in out:
            match event:
                case Filled(fill=fill):
                    self.memory.fills.append(fill)
                case OrderChanged(order=order):
                    before = self.memory.states.get(order.client_id)
                    if before is not None and before.final and before is not OrderState.ABSENT:
                        assert order.state.final, f"I6: {order.client_id} was {before} and is {order.state}"
                    assert order.filled >= self.memory.filled.get(order.client_id, 0), f"I6: {order.client_id} unfilled"
                    self.memory.states[order.client_id] = order.state
                    self.memory.filled[order.client_id] = order.filled
                case Surprise(what=what, detail=detail):
                    self.surprises[what] += 1
                    excused = self.amnesia and what in AMNESIA_MAY
                    assert excused, f"an honest venue surprised us: {what}: {detail}"

    def want(self, side: Side, lots: int) -> None:
        goal = len(self.goals)
        self.wishes[goal] = Wish(MARKET.pair, side, lots, 5_000_000)
        self.goals[goal] = []
        self.intend(goal)

    def intend(self, goal: int) -> None:
        view, event = self.keeper.intend(self.wishes[goal], self.now)
        self.journal.append((write_event(event), self.now))
        self.goals[goal].append(view.client_id)

    def retry(self) -> None:
        """A strategy: what provably did not happen is wished again, under a new id."""
        for goal, ids in self.goals.items():
            view = self.keeper.view(ids[-1])
            if view is not None and view.state in (OrderState.ABSENT, OrderState.REFUSED) and not view.filled:
                self.intend(goal)

    def send_intended(self) -> None:
        for view in self.keeper.live():
            if view.state is OrderState.INTENDED and view.origin is Origin.OURS:
                self.feed(Sent(view.client_id))
                self.requests.append(Request("place", view.client_id, view.side, view.lots, self.now))

    def send_cancel(self, index: int) -> Request | None:
        able = [v for v in self.keeper.live() if v.cancel is not Pending.ASKED and v.origin is Origin.OURS]
        able = [v for v in able if v.state is not OrderState.INTENDED]
        if not able:
            return None
        view = able[index % len(able)]
        self.feed(CancelSent(view.client_id))
        self.requests.append(Request("cancel", view.client_id, view.side, view.lots, self.now))
        return self.requests[-1]

    # the network

    def meet(self, request: Request, fate: str, lag: int) -> None:
        """What becomes of a request that is on its way, as far as this goes; the rest may follow later."""
        match fate:
            case "arrived":
                self.arrive(request, lag)
            case "acked":
                self.arrive(request, lag)
                self.reply(request)
            case "answer lost":
                self.arrive(request, lag)
                self.lose(request)
            case "request lost":
                request.arrived = True
                self.lose(request)
            case "late":  # nobody waits for it any more, and it still may arrive
                self.lose(request)
            case "twice":
                self.arrive_twice(request, lag)
                self.reply(request)
            case "refused":
                self.refuse(request)
                self.reply(request)
            case "unsent":
                self.unsent(request)

    def arrive(self, request: Request, lag: int) -> None:
        if request.arrived or self.now > request.sent_ns + SETTLE:
            return
        request.arrived = True
        self._execute(request, lag)

    def _execute(self, request: Request, lag: int) -> None:
        if request.kind == "place":
            shown = min(self.now + lag, request.sent_ns + SETTLE)
            request.answer = self.venue.place(request.client_id, request.side, request.lots, self.now, shown)
        else:
            request.answer = self.venue.cancel(request.client_id, self.now)

    def arrive_twice(self, request: Request, lag: int) -> None:
        """Some box on the way repeats a request: the answer to the second is the one that comes back."""
        if not request.arrived and self.venue.flavour.unique_ids:
            self.arrive(request, lag)
            if request.arrived:
                self._execute(request, lag)

    def refuse(self, request: Request) -> None:
        if not request.arrived:
            request.arrived, request.answer = True, Refused("429", "slow down", Refusal.RATE)

    def reply(self, request: Request) -> None:
        """The answer arrives; or there is none, and after a time-out nobody knows."""
        if request.deaf:
            return
        request.deaf = True
        self._outcome(request, request.answer if request.answer is not None else NoAnswer("time-out"))
        self._tidy()

    def lose(self, request: Request) -> None:
        if not request.deaf:
            request.deaf = True
            self._outcome(request, NoAnswer("reset"))
        self._tidy()

    def unsent(self, request: Request) -> None:
        if not request.deaf and not request.arrived:
            request.deaf = request.arrived = True
            self._outcome(request, NotSent("connection refused"))
        self._tidy()

    def _outcome(self, request: Request, answer: object) -> None:
        if request.kind == "place":
            self.feed(PlaceOutcome(request.client_id, answer))  # type: ignore[arg-type]
        else:
            self.feed(CancelOutcome(request.client_id, answer))  # type: ignore[arg-type]

    def _tidy(self) -> None:
        dead = self.now - SETTLE
        self.requests = [r for r in self.requests if not r.deaf or (not r.arrived and r.sent_ns >= dead)]

    # time, questions, restarts

    def pass_time(self, by: int) -> None:
        self.now += by
        self._tidy()

    def ask(self, *, behind: bool = False, deaf: bool = False) -> int:
        due = self.keeper.due()
        if due is None or due > self.now:
            return 0
        asks = self.keeper.questions(self.now)
        for ask in asks:
            answer = NoAnswer("time-out") if deaf else self.venue.answer(ask, self.now, behind=behind)
            for event in self.keeper.hear(ask, answer, self.now):
                self.feed(event)
        return len(asks)

    def save(self) -> None:
        self.saved = (self.keeper.dump(), self.memory.copy())
        self.journal = []

    def restart(self, lose: int = 0) -> None:
        """A crash; `lose` records of the journal went with the power."""
        self.venue.stream.clear()
        for request in self.requests:
            request.deaf = True
        tail = self.journal[len(self.journal) - lose :] if lose else []
        self.journal = self.journal[: len(self.journal) - len(tail)]
        self.amnesia = self.amnesia or bool(tail)
        data, memory = self.saved
        self.memory = memory.copy()
        self.keeper = self._keeper()
        if data is not None:
            self.keeper.load(data)
        self.heard(self.keeper.refeed((read_event(line), at_ns) for line, at_ns in self.journal))
        self.feed(Partition("restart"))
        if tail:
            self.goals = {g: ids for g, ids in self.goals.items() if all(self.keeper.view(i) for i in ids)}

    def lose_stream(self) -> None:
        self.venue.stream.clear()
        self.feed(Partition("the stream closed", requests=False))

    # what must hold

    def check(self) -> None:
        self.check_names()
        self.check_fills()
        if not self.amnesia:
            self.check_exposure()

    def check_names(self) -> None:
        names = Counter(order.client_id for order in self.venue.orders.values() if order.client_id)
        assert all(n == 1 for n in names.values()), f"I2: one intent, two orders: {names}"
        for goal, ids in self.goals.items():
            placed = [o for client_id in ids for o in self.venue.ours(client_id)]
            accepted = [o for o in placed if o.status is not OrderStatus.REFUSED]
            assert len(accepted) <= 1 or self.amnesia, f"I2: goal {goal} was placed twice: {accepted}"
        if not self.amnesia:
            for order in self.venue.orders.values():
                known = not order.client_id or self.keeper.view(order.client_id) is not None
                assert known, f"I1: {order.client_id} is at the venue and not here"

    def check_fills(self) -> None:
        keys = Counter(fill.key for fill in self.memory.fills)
        assert all(n == 1 for n in keys.values()), f"I3: a trade was told twice: {keys}"
        truth = {(f.trade_id, f.side, f.size) for o in self.venue.orders.values() for f in o.fills}
        told = {(f.trade_id, f.side, f.lots * MARKET.lot.atoms) for f in self.memory.fills}
        assert told <= truth, f"I3: trades that never were: {told - truth}"

    def check_exposure(self) -> None:
        """I8: what may still happen at the venue to orders of ours is counted here, at every instant."""
        for side, worst in zip(Side, self.keeper.worst_case(MARKET.pair), strict=True):
            mine = [o for o in self.venue.orders.values() if o.client_id.startswith("pf") and o.side is side]
            flying = [r for r in self.requests if r.kind == "place" and not r.arrived and r.side is side]
            truth = sum(o.filled + o.left for o in mine) + sum(r.lots for r in flying)
            told = sum(f.lots for f in self.memory.fills if f.side is side and f.client_id.startswith("pf"))
            other = [v for v in self.keeper.live() if v.origin is Origin.EXTERNAL and v.side is side]
            counted = told + worst - sum(v.left for v in other)
            assert counted >= truth, f"I8: {side} could reach {truth} lots and {counted} are counted"

    def rest(self) -> None:
        """The faults stop: questions are answered until none is open, and a while longer."""
        for request in list(self.requests):
            self.lose(request)
        self.requests.clear()
        for view in self.keeper.live():
            if view.state is OrderState.INTENDED:
                self.feed(PlaceOutcome(view.client_id, NotSent("the strategy was stopped")))
        until = self.now + 200 * SECOND
        for _ in range(600):
            due = self.keeper.due()
            if due is None or due > until:
                break
            self.pass_time(max(0, due - self.now))
            self.ask()
            self.check()
        else:
            raise AssertionError(f"still asking: {self.keeper.questions(self.now)}")
        self.check_equal()

    def check_equal(self) -> None:
        """I9, and with it I1, I3 and I4: our books are the venue's books."""
        for order in self.venue.orders.values():
            self._check_order(order)
        truth = Counter({f.trade_id: f.size for o in self.venue.orders.values() for f in o.fills})
        told = Counter({f.trade_id: f.lots * MARKET.lot.atoms for f in self.memory.fills})
        assert told == truth, f"I3: trades differ: {truth - told} lost, {told - truth} too many"
        here = {view.venue_id for view in self.keeper.live()}
        there = {order.venue_id for order in self.venue.orders.values() if order.live}
        assert here == there, f"I9: live here {here}, live there {there}"
        for side, worst in zip(Side, self.keeper.worst_case(MARKET.pair), strict=True):
            left = sum(o.left for o in self.venue.orders.values() if o.side is side)
            assert worst == left, f"I9: {side} exposure {worst}, open there {left}"

    def _check_order(self, order: Order) -> None:
        views = [v for v in (self.keeper.view(order.client_id),) if v is not None] if order.client_id else []
        if not order.client_id:
            return
        assert views, f"I1: {order.client_id} is at the venue and not here"
        view = views[0]
        assert (view.state, view.filled) == (STATE_OF[order.status], order.filled), f"I9: {view} is {order}"
