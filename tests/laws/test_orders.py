"""Whatever the network does, one intent is one order, each trade is told once, and at rest our books are the venue's."""

from __future__ import annotations

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
from tests.laws.orders_venue import SECOND, SETTLE, Flavour
from tests.laws.orders_world import World

from picaflor.domain.orders import Side
from picaflor.wire.reports import OrderStatus

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
LAW = settings(max_examples=600, stateful_step_count=45)
HUNT = settings(max_examples=400, stateful_step_count=45, phases=[Phase.generate])


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
    @rule(
        i=SOME,
        lots=st.integers(1, 5),
        end=st.sampled_from((None, None, None, OrderStatus.CANCELLED, OrderStatus.EXPIRED)),
    )
    def happen(self, i: int, lots: int, end: OrderStatus | None) -> None:
        world = self.world
        live = [order for order in world.venue.orders.values() if order.live]
        order = live[i % len(live)]
        if end is None:
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
