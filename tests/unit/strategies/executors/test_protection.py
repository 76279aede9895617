"""A stop that rests at the venue: as large as what is held, never missing while it is replaced, and never two closes."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.events import OrderState
from picaflor.domain.orders import OrderType, Side
from picaflor.domain.stops import StopState
from picaflor.strategies.executors.position import Barriers, PositionConfig, PositionExecutor
from picaflor.strategies.executors.protection import GRACE_NS
from picaflor.strategies.executors.tickets import COMES_WITHIN_NS
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, SECOND, SPOT, TERMS, Stage

ALL = Barriers(take_profit_bps=100, stop_loss_bps=50)
LOSS = Barriers(stop_loss_bps=50)


def make(side: Side = Side.BUY, barriers: Barriers = ALL, **fields: Any) -> PositionExecutor:
    return PositionExecutor("x", PositionConfig(PAIR, side, 10, barriers, ticks=1_000, **fields))


def there() -> Stage:
    return Stage(listed=CONTRACT, terms=TERMS)


def entered(stage: Stage, work: PositionExecutor, lots: int = 10) -> None:
    """And its stop waits at the venue."""
    stage.act(work)
    stage.fill("c0", lots, 1_000)
    stage.act(work)
    stage.move_stop("s0", StopState.WAITING)
    stage.act(work, SECOND)


def at(stage: Stage, price: int) -> None:
    stage.there.bid = stage.there.ask = price


def markets(stage: Stage) -> list[int]:
    return [wish.lots for wish in stage.wanted if wish.type is OrderType.MARKET]


@pytest.mark.parametrize(("side", "trigger"), [(Side.BUY, 995), (Side.SELL, 1_005)])
def test_what_is_held_is_protected_at_the_venue(side: Side, trigger: int) -> None:
    stage, work = there(), make(side)
    entered(stage, work)
    wish = stage.stops_of["s0"].wish
    assert (wish.side, wish.lots, wish.trigger, wish.ticks) == (side.other, 10, trigger, None)
    assert (wish.reduce_only, wish.tag, wish.why) == (True, "x.s2", "stop loss of 50 bps")


def test_coins_and_venues_without_stops_are_watched_here() -> None:
    for stage in (Stage(listed=SPOT), Stage(listed=CONTRACT)):
        work = make(barriers=LOSS)
        stage.act(work)
        stage.fill("c0", 10, 1_000)
        stage.act(work)
        assert stage.stops_of == {}
        at(stage, 995)
        stage.act(work)
        assert markets(stage) == [10]


def test_it_may_be_kept_away_from_the_venue() -> None:
    stage, work = there(), make(barriers=Barriers(stop_loss_bps=50, loss_rests=False))
    stage.act(work)
    stage.fill("c0", 10, 1_000)
    stage.act(work)
    assert stage.stops_of == {}


def test_when_more_is_filled_the_new_one_is_there_before_the_old_one_goes() -> None:
    stage, work = there(), make()
    entered(stage, work, 4)
    stage.fill("c0", 6, 1_000)
    stage.act(work, SECOND)
    assert stage.waiting_stops() == [(4, 995), (10, 995)]
    assert not stage.stops_of["s0"].cancelling
    stage.move_stop("s1", StopState.WAITING)
    stage.act(work, SECOND)
    assert stage.stops_of["s0"].cancelling
    stage.move_stop("s0", StopState.CANCELLED, cancelling=False)
    stage.act(work, SECOND)
    assert stage.waiting_stops() == [(10, 995)]


def test_when_some_of_the_profit_is_taken_it_shrinks() -> None:
    stage, work = there(), make()
    entered(stage, work)
    stage.fill("c1", 4)
    stage.act(work, SECOND)
    assert stage.waiting_stops() == [(10, 995), (6, 995)]


def test_it_fires_and_nothing_else_closes_meanwhile() -> None:
    stage, work = there(), make()
    entered(stage, work)
    at(stage, 990)
    stage.fire("s0")
    stage.act(work, SECOND)
    assert (work.phase, stage.cancelled, markets(stage)) == (Phase.CLOSING, ["c1"], [])
    stage.fill("s0", 6)
    stage.end("c1")
    stage.act(work, SECOND)
    assert markets(stage) == [], "the rest of it may still trade"
    stage.fill("s0", 4)
    stage.act(work, SECOND)
    assert (work.phase, work.close_type, markets(stage)) == (Phase.ENDED, CloseType.STOP_LOSS, [])
    assert work.tickets.money.sold == 10


def test_what_its_order_left_is_closed_at_market() -> None:
    stage, work = there(), make(barriers=LOSS)
    entered(stage, work)
    stage.fire("s0")
    stage.fill("s0", 6, 990)
    stage.end("s0")
    stage.act(work, SECOND)
    assert markets(stage) == [4]
    stage.fill(stage.last(), 4)
    stage.act(work, SECOND)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.STOP_LOSS)


def test_while_it_waits_the_venue_has_a_moment_to_do_it_and_then_it_is_done_here() -> None:
    stage, work = there(), make(barriers=LOSS)
    entered(stage, work)
    at(stage, 995)
    stage.act(work, SECOND)
    assert (work.phase, markets(stage)) == (Phase.WORKING, [])
    due = work.due()
    assert due is not None
    assert due <= stage.now_ns + GRACE_NS
    stage.act(work, GRACE_NS)
    assert (work.phase, stage.stops_of["s0"].cancelling, markets(stage)) == (Phase.CLOSING, True, [])
    stage.move_stop("s0", StopState.CANCELLED, cancelling=False)
    stage.act(work)
    assert markets(stage) == [10]


def test_a_price_that_came_back_begins_the_moment_anew() -> None:
    stage, work = there(), make(barriers=LOSS)
    entered(stage, work)
    for _ in range(3):
        at(stage, 995)
        stage.act(work, GRACE_NS - 1)
        at(stage, 1_000)
        stage.act(work, SECOND)
    assert work.phase is Phase.WORKING


@pytest.mark.parametrize("state", [StopState.UNKNOWN, StopState.SENT])
def test_one_of_which_nobody_knows_protects_nothing(state: StopState) -> None:
    """It is closed here, and the stop that may be there gets a moment to be proven gone; both can only reduce."""
    stage, work = there(), make(barriers=LOSS)
    stage.act(work)
    stage.fill("c0", 10, 1_000)
    stage.act(work)
    stage.move_stop("s0", state)
    at(stage, 994)
    stage.act(work, SECOND)
    assert (work.phase, stage.stops_of["s0"].cancelling, markets(stage)) == (Phase.CLOSING, True, [])
    stage.act(work, GRACE_NS)
    assert (markets(stage), stage.wanted[-1].reduce_only) == ([10], True)
    stage.fill("c1", 10)
    stage.act(work, SECOND)
    assert work.phase is Phase.CLOSING, "the stop may still be there"
    stage.move_stop("s0", StopState.ABSENT)
    stage.act(work, SECOND)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.STOP_LOSS)


@pytest.mark.parametrize("state", [StopState.REFUSED, StopState.FAILED, StopState.ABSENT])
def test_one_that_is_refused_comes_again_later_and_the_price_is_watched_meanwhile(state: StopState) -> None:
    stage, work = there(), make(barriers=LOSS)
    stage.act(work)
    stage.fill("c0", 10, 1_000)
    stage.act(work)
    stage.move_stop("s0", state)
    stage.act(work, SECOND // 2)
    assert len(stage.stops_of) == 1
    stage.act(work, 3 * SECOND)
    assert len(stage.stops_of) == 2
    stage.move_stop("s1", state)
    stage.act(work, 3 * SECOND)
    assert len(stage.stops_of) == 2, "the pause grows"
    at(stage, 995)
    stage.act(work, SECOND // 2)
    assert markets(stage) == [10]


def test_one_that_risk_denies_is_one_that_is_refused() -> None:
    stage, work = there(), make(barriers=LOSS)
    stage.deny_stop = lambda wish: True
    stage.act(work)
    stage.fill("c0", 10, 1_000)
    stage.act(work)
    stage.act(work, SECOND // 2)
    assert stage.stops_of == {}
    stage.deny_stop = lambda wish: False
    stage.act(work, 3 * SECOND)
    assert stage.waiting_stops() == [(10, 995)]


def test_after_the_profit_the_stop_goes_before_it_is_over() -> None:
    stage, work = there(), make()
    entered(stage, work)
    stage.fill("c1", 10)
    stage.act(work, SECOND)
    assert (work.phase is Phase.ENDED, stage.stops_of["s0"].cancelling) == (False, True)
    stage.move_stop("s0", StopState.CANCELLED, cancelling=False)
    stage.act(work, SECOND)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.TAKE_PROFIT)


def test_it_fires_while_the_profit_is_taken() -> None:
    """The venue cut its order down: there was nothing left to reduce."""
    stage, work = there(), make()
    entered(stage, work)
    stage.fill("c1", 10)
    stage.fire("s0")
    stage.end("s0")
    stage.act(work, SECOND)
    stage.act(work, SECOND)
    assert (work.phase, markets(stage), work.held(CONTRACT)) == (Phase.ENDED, [], 0)


def test_one_that_fires_after_it_was_taken_back_is_heard_after_the_end() -> None:
    stage, work = there(), make(barriers=LOSS)
    entered(stage, work)
    work.stop()
    stage.act(work, SECOND)
    stage.act(work, GRACE_NS)
    stage.fill("c1", 10)
    stage.move_stop("s0", StopState.ABSENT)
    stage.act(work, SECOND)
    assert work.phase is Phase.ENDED
    stage.move_stop("s0", StopState.WAITING)  # it comes back
    stage.act(work, SECOND)
    assert (work.phase, stage.stops_of["s0"].cancelling) == (Phase.CLOSING, True)
    stage.move_stop("s0", StopState.CANCELLED, cancelling=False)
    stage.act(work, SECOND)
    assert work.phase is Phase.ENDED


def test_an_order_that_should_have_come_of_it_and_never_does_is_given_up() -> None:
    stage, work = there(), make(barriers=LOSS)
    entered(stage, work)
    stage.move_stop("s0", StopState.TRIGGERED)
    stage.act(work, SECOND)
    stage.act(work, COMES_WITHIN_NS - SECOND)
    assert markets(stage) == []
    stage.act(work, SECOND)
    assert markets(stage) == [10]


@pytest.mark.parametrize("side", list(Side))
def test_one_that_trails_moves_by_steps_and_never_back(side: Side) -> None:
    stage, work, sign = there(), make(side, Barriers(trailing_from_bps=100, trailing_bps=200)), side.sign
    stage.act(work)
    stage.fill("c0", 10, 1_000)
    stage.act(work)
    assert stage.stops_of == {}, "nothing is followed yet"
    for away in (10, 11, 13, 12, 60):
        at(stage, 1_000 + sign * away)
        stage.act(work, SECOND)
        for name in list(stage.stops_of):
            stage.move_stop(name, StopState.WAITING)
        stage.act(work, SECOND)
    triggers = [stop.wish.trigger for stop in stage.stops_of.values()]
    ways = [sign * (trigger - 1_000) for trigger in triggers]
    assert (ways, len(ways)) == (sorted(ways), 3)  # an eighth of twenty a step: eleven and twelve are none
    assert stage.stops_of["s0"].wish.why == "trailing stop"
    stage.fire("s2")
    stage.fill("s2", 10, 1_000)
    stage.act(work, SECOND)
    assert work.phase is Phase.CLOSING
    for name in ("s0", "s1"):
        if not stage.stops_of[name].state.final:
            stage.move_stop(name, StopState.CANCELLED, cancelling=False)
    stage.act(work, SECOND)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.TRAILING_STOP)


def test_one_that_was_never_written_down_is_placed_again_after_a_restart() -> None:
    stage, work = there(), make(barriers=LOSS)
    stage.act(work)
    stage.fill("c0", 10, 1_000)
    work.act(stage)  # and the process died before anything of it was on the disk
    again = PositionExecutor.restore("x", work.dump())
    stage.recall()
    stage.act(again, 2 * SECOND)
    assert stage.waiting_stops() == [(10, 995)]


@pytest.mark.parametrize("step", range(8))
def test_a_restart_at_every_point_changes_nothing(step: int) -> None:
    def play(restart_at: int) -> tuple[Any, ...]:
        here, work = there(), make()
        story: list[Any] = [
            lambda: None,
            lambda: here.fill("c0", 4, 1_000),
            lambda: here.move_stop("s0", StopState.WAITING),
            lambda: here.fill("c0", 6, 1_000),
            lambda: here.move_stop("s1", StopState.WAITING),
            lambda: here.fire("s1"),
            lambda: here.move_stop("s0", StopState.CANCELLED, cancelling=False),
            lambda: here.fill("s1", 10, 990),
            lambda: [here.end(name) for name in ("c1", "c2") if not here.orders_of[name].state.final],
        ]
        for n, happens in enumerate(story):
            happens()
            here.act(work, SECOND)
            if n == restart_at:
                work = PositionExecutor.restore("x", work.dump())
                here.recall()
        return here.wanted, here.cancelled, here.stops_of, work.phase, work.close_type, work.dump()

    assert play(step) == play(-1)
    assert play(-1)[3:5] == (Phase.ENDED, CloseType.STOP_LOSS)


def test_an_order_of_it_that_nobody_knows_yet_is_waited_for_after_a_restart() -> None:
    stage, work = there(), make(barriers=LOSS)
    entered(stage, work)
    stage.move_stop("s0", StopState.TRIGGERED)
    stage.act(work, SECOND)
    again = PositionExecutor.restore("x", work.dump())
    stage.recall()
    stage.act(again, SECOND)
    assert markets(stage) == []
    stage.fire("s0")
    stage.fill("s0", 10, 990)
    stage.act(again, SECOND)
    assert (again.phase, again.close_type) == (Phase.ENDED, CloseType.STOP_LOSS)
    assert OrderState.FILLED is stage.orders_of["s0"].state
