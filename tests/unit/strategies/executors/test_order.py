"""One order to its end: kept, chased, tried again where it was refused, given up when told to, never twice at once."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from picaflor.domain.events import OrderState, Pending
from picaflor.domain.orders import OrderType, Side
from picaflor.strategies.executors.order import DENIALS_MAX, How, OrderConfig, OrderExecutor
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from tests.unit.strategies.executors.stage import PAIR, SECOND, Stage


def make(how: How = How.LIMIT, side: Side = Side.BUY, **fields: Any) -> OrderExecutor:
    given = {"lots": 10, "ticks": 990 if how in (How.LIMIT, How.POST_ONLY) else 0} | fields
    return OrderExecutor("x", OrderConfig(PAIR, side, how=how, **given))


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.mark.parametrize(
    ("how", "kind", "ticks"),
    [
        (How.LIMIT, OrderType.LIMIT, 990),
        (How.POST_ONLY, OrderType.LIMIT_MAKER, 990),
        (How.MARKET, OrderType.MARKET, None),
        (How.CHASER, OrderType.LIMIT_MAKER, 999),
    ],
)
def test_it_wants_what_it_is_for_and_ends_when_that_is_filled(
    stage: Stage, how: How, kind: OrderType, ticks: int | None
) -> None:
    work = make(how)
    assert work.phase is Phase.WAITING
    stage.act(work)
    (wish,) = stage.wanted
    assert (wish.type, wish.ticks, wish.lots, wish.side, wish.pair) == (kind, ticks, 10, Side.BUY, PAIR)
    assert wish.why
    assert work.phase is Phase.WORKING
    stage.fill("c0", 4)
    stage.act(work)
    assert (work.filled, work.phase, len(stage.wanted)) == (4, Phase.WORKING, 1)
    stage.fill("c0", 6)
    stage.act(work)
    assert (work.phase, work.close_type, work.due()) == (Phase.ENDED, CloseType.COMPLETED, None)
    assert stage.act(work) == []


def test_nothing_is_wanted_while_the_gate_is_shut(stage: Stage) -> None:
    stage.open, work = False, make()
    assert stage.act(work) == []
    assert work.phase is Phase.WAITING
    stage.open = True
    assert len(stage.act(work)) == 1


@pytest.mark.parametrize("how", list(How))
def test_while_nobody_knows_what_became_of_it_nothing_is_wanted_again(stage: Stage, how: How) -> None:
    work = make(how)
    stage.act(work)
    stage.change("c0", state=OrderState.UNKNOWN)
    stage.there.bid = 990
    for _ in range(20):
        assert stage.act(work, SECOND) == []
    stage.end("c0", OrderState.ABSENT)
    stage.act(work)
    assert [wish.lots for wish in stage.wanted] == [10, 10]


def test_what_was_refused_comes_again_more_and_more_slowly_and_is_given_up(stage: Stage) -> None:
    work, at = make(), list[int]()
    for _ in range(3_000):
        before = len(stage.wanted)
        stage.act(work, SECOND // 10)
        if len(stage.wanted) > before:
            at.append(stage.now_ns)
            stage.end(stage.last(), OrderState.REFUSED, "no money")
        assert work.due() is None or work.due() > stage.now_ns  # type: ignore[operator]
    assert len(stage.wanted) == DENIALS_MAX
    pauses = [b - a for a, b in itertools.pairwise(at)]
    assert pauses[0] <= SECOND // 5
    assert pauses[1:] == sorted(pauses[1:])
    assert min(pauses[1:]) >= SECOND
    assert (work.phase, work.close_type, work.tickets.last_words) == (Phase.ENDED, CloseType.FAILED, "no money")


def test_what_somebody_else_cancels_is_wanted_again_for_what_is_left(stage: Stage) -> None:
    work = make()
    stage.act(work)
    stage.fill("c0", 3)
    stage.end("c0")
    stage.act(work)
    assert stage.wanted[1].lots == 7


def test_dust_is_not_wanted(stage: Stage) -> None:
    work = make()
    stage.act(work)
    stage.fill("c0", 9)
    stage.end("c0")
    stage.act(work)
    assert len(stage.wanted) == 1
    assert (work.phase, work.close_type, work.filled) == (Phase.ENDED, CloseType.COMPLETED, 9)


@pytest.mark.parametrize(("side", "place"), [(Side.BUY, 997), (Side.SELL, 1_003)])
def test_a_chaser_follows_its_side_of_the_book(stage: Stage, side: Side, place: int) -> None:
    work = make(How.CHASER, side, behind=2, tolerance=3)
    stage.act(work)
    assert stage.wanted[0].ticks == place
    stage.there.bid, stage.there.ask = 1_002, 1_004
    stage.act(work)
    assert stage.cancelled == [], "it is near enough"
    stage.there.bid, stage.there.ask = 1_010, 1_012
    stage.act(work)
    assert stage.cancelled == ["c0"], "once"
    assert len(stage.wanted) == 1, "the old one is not proven gone"
    stage.fill("c0", 3)  # on its way out
    stage.end("c0")
    stage.act(work)
    assert (stage.wanted[1].ticks, stage.wanted[1].lots) == (1_008 if side is Side.BUY else 1_014, 7)


@pytest.mark.parametrize(("side", "worst"), [(Side.BUY, 995), (Side.SELL, 1_005)])
def test_a_chaser_stops_at_its_worst_price_and_waits_for_a_book(stage: Stage, side: Side, worst: int) -> None:
    work = make(How.CHASER, side, ticks=worst)
    stage.there.bid, stage.there.ask = 0, 0
    assert stage.act(work) == []
    stage.there.bid, stage.there.ask = 999, 1_001
    stage.act(work)
    assert stage.wanted[0].ticks == worst


def test_its_time_may_be_over(stage: Stage) -> None:
    work = make(time_limit_ns=10 * SECOND)
    stage.act(work)
    assert work.due() == stage.now_ns + 10 * SECOND
    stage.fill("c0", 2)
    stage.act(work, 10 * SECOND)
    assert (stage.cancelled, work.phase) == (["c0"], Phase.CLOSING)
    stage.end("c0")
    stage.act(work)
    assert (work.phase, work.close_type, work.filled) == (Phase.ENDED, CloseType.TIME_LIMIT, 2)


def test_it_is_over_when_it_was_stopped_and_that_is_proven(stage: Stage) -> None:
    work = make()
    stage.act(work)
    stage.act(work)
    work.stop()
    stage.act(work)
    assert stage.cancelled == ["c0"]
    stage.change("c0", cancel=Pending.UNKNOWN)
    stage.act(work)
    assert work.phase is Phase.CLOSING
    stage.fill("c0", 10)  # faster than the cancel
    stage.act(work)
    assert (work.phase, work.close_type, work.filled) == (Phase.ENDED, CloseType.EARLY_STOP, 10)
    work.stop()
    assert work.close_type is CloseType.EARLY_STOP


def test_stopped_before_it_began(stage: Stage) -> None:
    work = make()
    work.stop()
    assert stage.act(work) == []
    assert work.phase is Phase.ENDED


def test_an_order_that_comes_back_after_the_end_is_taken_back(stage: Stage) -> None:
    work = make()
    stage.act(work)
    stage.end("c0", OrderState.ABSENT)
    work.stop()
    stage.act(work)
    assert work.phase is Phase.ENDED
    stage.change("c0", state=OrderState.OPEN)
    stage.act(work)
    assert (work.phase, stage.cancelled) == (Phase.CLOSING, ["c0"])
    stage.end("c0")
    stage.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.EARLY_STOP)


@pytest.mark.parametrize("steps", range(6))
def test_a_restart_anywhere_changes_nothing(steps: int) -> None:
    def play(restart_after: int) -> tuple[list[Any], list[str], Phase]:
        stage, work = Stage(), make(How.CHASER)
        for n in range(6):
            if n == 1:
                stage.there.bid = 1_003
            if n == 2:
                stage.fill("c0", 4)
            if n == 3:
                stage.end("c0")
            if n == 5:
                stage.fill("c1", 6)
            stage.act(work)
            if n == restart_after:
                work = OrderExecutor.restore("x", work.dump())
                stage.recall()
        return stage.wanted, stage.cancelled, work.phase

    assert play(steps) == play(-1)
    assert play(-1)[2] is Phase.ENDED
