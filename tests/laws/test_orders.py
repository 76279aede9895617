"""Whatever the network does, one intent is one order, each trade is told once, and at rest our books are the venue's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from picaflor.domain.events import OrderState
from picaflor.domain.orders import Side
from picaflor.machines.orders import ClientIds, OrderKeeper, register
from picaflor.machines.orders.bookings import Bookings
from picaflor.machines.orders.events import Partition, Reported, Where
from picaflor.machines.orders.fills import FillBook, Key
from picaflor.machines.orders.numbers import Numbers
from picaflor.machines.orders.outcomes import Outcomes
from picaflor.machines.orders.proof import Evidence
from picaflor.machines.orders.record import Record
from picaflor.machines.orders.states import ROWS, Word
from picaflor.wire.asks import Placed, Refusal, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import FillReport, OrderStatus
from tests.laws.examples import examples
from tests.laws.orders_venue import SECOND, SETTLE, Flavour
from tests.laws.orders_world import World

SOME = st.integers(0, 7)
LAGS = st.sampled_from((0, 0, SECOND, SETTLE))
FATES = st.sampled_from(
    (
        "kept",
        "sent",
        "arrived",
        "acked",
        "acked",
        "acked",
        "answer lost",
        "request lost",
        "late",
        "twice",
        "refused",
        "unsent",
    )
)
ENDS = st.sampled_from((None, None, None, None, OrderStatus.CANCELLED, OrderStatus.EXPIRED, OrderStatus.REFUSED))
LAW = settings(examples(250), stateful_step_count=45)
HUNT = settings(max_examples=400, stateful_step_count=45, phases=[Phase.generate], report_multiple_bugs=False)


class Orders(RuleBasedStateMachine):
    """ack, fill, cancel, loss of request or reply, duplicate, reorder, restart: in any order."""

    world: World

    @initialize(unique=st.booleans(), named=st.booleans(), embedded=st.booleans(), page=st.sampled_from((2, 100)))
    def begin(self, unique: bool, named: bool, embedded: bool, page: int) -> None:
        self.world = World(Flavour(unique, named, embedded, page))

    @rule(side=st.sampled_from(Side), lots=st.integers(1, 5), fate=FATES, lag=LAGS)
    def want(self, side: Side, lots: int, fate: str, lag: int) -> None:
        self.world.want(side, lots)
        self.go_on(fate, lag)

    @rule(fate=FATES, lag=LAGS)
    def retry(self, fate: str, lag: int) -> None:
        self.world.retry()
        self.go_on(fate, lag)

    def go_on(self, fate: str, lag: int) -> None:
        """Everything that is intended leaves, and this becomes of it."""
        if fate != "kept":
            before = len(self.world.requests)
            self.world.send_intended()
            for request in self.world.requests[before:]:
                self.world.meet(request, fate, lag)

    @rule(i=SOME, fate=FATES, lag=LAGS)
    def cancel(self, i: int, fate: str, lag: int) -> None:
        request = self.world.send_cancel(i)
        if request is not None:
            self.world.meet(request, fate, lag)

    @precondition(lambda self: self.world.requests)
    @rule(i=SOME, fate=FATES, lag=LAGS)
    def travel(self, i: int, fate: str, lag: int) -> None:
        self.world.meet(self.world.requests[i % len(self.world.requests)], fate, lag)

    @precondition(lambda self: any(order.live for order in self.world.venue.orders.values()))
    @rule(i=SOME, lots=st.integers(1, 5), end=ENDS)
    def happen(self, i: int, lots: int, end: OrderStatus | None) -> None:
        world = self.world
        live = [order for order in world.venue.orders.values() if order.live]
        order = live[i % len(live)]
        if end is None or (end is OrderStatus.REFUSED and order.filled):
            world.venue.trade(order, min(lots, order.left), world.now)
        else:
            world.venue.end(order, end, world.now)

    @rule(side=st.sampled_from(Side), lots=st.integers(1, 5))
    def somebody_else(self, side: Side, lots: int) -> None:
        world = self.world
        world.venue.place("", side, lots, world.now, world.now)

    @precondition(lambda self: self.world.venue.stream)
    @rule(i=SOME, how=st.sampled_from(("next", "next", "next", "any", "again", "drop")))
    def stream(self, i: int, how: str) -> None:
        stream = self.world.venue.stream
        at = 0 if how == "next" else i % len(stream)
        event = stream[at] if how == "again" else stream.pop(at)
        if how != "drop":
            self.world.feed(event)

    @rule(by=st.sampled_from((SECOND // 100, SECOND, 3 * SECOND, 10 * SECOND, 70 * SECOND)))
    def time(self, by: int) -> None:
        self.world.pass_time(by)

    @rule(behind=st.booleans(), deaf=st.sampled_from((False, False, False, True)), times=st.integers(1, 5))
    def ask(self, behind: bool, deaf: bool, times: int) -> None:
        for _ in range(times):
            self.world.ask(behind=behind, deaf=deaf)
            self.world.pass_time(SECOND)

    @rule(how=st.sampled_from(("save", "save", "crash", "crash", "power", "stream")), lose=st.integers(1, 4))
    def away(self, how: str, lose: int) -> None:
        match how:
            case "save":
                self.world.save()
            case "crash":
                self.world.restart()
            case "power":
                self.world.restart(min(lose, len(self.world.journal)))
            case _:
                self.world.lose_stream()

    @invariant()
    def holds(self) -> None:
        if hasattr(self, "world"):
            self.world.check()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.rest()


def test_every_interleaving_keeps_the_books() -> None:
    run_state_machine_as_test(Orders, settings=LAW)


# Eleven ways to be wrong. Each is one that somebody's client has, or had; the law must see every one.


def sends_again_after_a_time_out(patch: pytest.MonkeyPatch) -> None:
    placed = Outcomes._placed

    def again(self: Outcomes, record: Record, outcome: Placed | Refused | Unclear | NotSent | NoAnswer) -> None:
        if isinstance(outcome, NoAnswer) and not record.state.final:
            record.state, record.sent_ns = OrderState.INTENDED, 0
        else:
            placed(self, record, outcome)

    patch.setattr(Outcomes, "_placed", again)


def books_a_trade_twice(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(FillBook, "booked", lambda self, key: None)


def takes_not_found_for_cancelled(patch: pytest.MonkeyPatch) -> None:
    cancelled = Outcomes._cancelled

    def trusting(self: Outcomes, record: Record, outcome: object) -> None:
        if isinstance(outcome, Refused) and outcome.kind is Refusal.NOT_FOUND:
            self._docket.learn(record, Word.CANCELLED)
        else:
            cancelled(self, record, outcome)  # type: ignore[arg-type]

    patch.setattr(Outcomes, "_cancelled", trusting)


def believes_one_empty_answer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Evidence, "proves", lambda self, needed, proofs, span_ns: self.count(Where.QUERY) >= 1)


def lets_filled_fall(patch: pytest.MonkeyPatch) -> None:
    status = Bookings._status

    def latest(self: Bookings, record: Record, event: Reported, numbers: Numbers) -> None:
        record.told = record.booked = numbers.filled
        status(self, record, event, numbers)

    patch.setattr(Bookings, "_status", latest)


def takes_duplicate_for_refused(patch: pytest.MonkeyPatch) -> None:
    placed = Outcomes._placed

    def refused(self: Outcomes, record: Record, outcome: object) -> None:
        if isinstance(outcome, Refused) and outcome.kind is Refusal.DUPLICATE:
            outcome = Refused(outcome.code, outcome.words)
        placed(self, record, outcome)  # type: ignore[arg-type]

    patch.setattr(Outcomes, "_placed", refused)


def reopens_an_end(patch: pytest.MonkeyPatch) -> None:
    for state in (OrderState.CANCELLED, OrderState.FILLED, OrderState.EXPIRED):
        patch.setitem(ROWS[state], Word.OPEN, OrderState.OPEN)  # type: ignore[arg-type]
        patch.setitem(ROWS[state], Word.PARTIAL, OrderState.PARTIAL)  # type: ignore[arg-type]


def leaves_unknown_out_of_exposure(patch: pytest.MonkeyPatch) -> None:
    counted = register.exposure
    patch.setattr(register, "exposure", lambda r: 0 if r.state is OrderState.UNKNOWN else counted(r))


def gives_an_id_again_after_a_restart(patch: pytest.MonkeyPatch) -> None:
    keeper = World._keeper

    def same_block(self: World) -> OrderKeeper:
        self.blocks = 0
        return keeper(self)

    patch.setattr(World, "_keeper", same_block)
    patch.setattr(ClientIds, "burn", lambda self, counter: None)


def ignores_a_trade_after_the_end(patch: pytest.MonkeyPatch) -> None:
    book = Bookings._book

    def deaf(self: Bookings, record: Record, key: Key, report: FillReport, numbers: Numbers) -> None:
        if record.state is not OrderState.CANCELLED:
            book(self, record, key, report, numbers)

    patch.setattr(Bookings, "_book", deaf)


def forgets_what_was_in_flight(patch: pytest.MonkeyPatch) -> None:
    away = OrderKeeper._away

    def only_the_stream(self: OrderKeeper, event: Partition, last_ns: int) -> None:
        away(self, Partition(event.why, requests=False), last_ns)

    patch.setattr(OrderKeeper, "_away", only_the_stream)


MUTANTS = [
    sends_again_after_a_time_out,
    books_a_trade_twice,
    takes_not_found_for_cancelled,
    believes_one_empty_answer,
    lets_filled_fall,
    takes_duplicate_for_refused,
    reopens_an_end,
    leaves_unknown_out_of_exposure,
    gives_an_id_again_after_a_restart,
    ignores_a_trade_after_the_end,
    forgets_what_was_in_flight,
]


@pytest.mark.parametrize("mutate", MUTANTS, ids=lambda mutate: mutate.__name__)
def test_the_law_catches(mutate: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    mutate(monkeypatch)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Orders, settings=HUNT)
