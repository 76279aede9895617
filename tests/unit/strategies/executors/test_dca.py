"""A position in steps: what rests where, how the profit follows the average, and when it is over."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.events import OrderState
from picaflor.domain.orders import Side
from picaflor.strategies.executors.dca import DcaConfig, DcaExecutor, Step
from picaflor.strategies.executors.position import Barriers, Entry
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from tests.unit.strategies.executors.stage import PAIR, SECOND, Stage

STEPS = (Step(1_000, 4), Step(900, 6))


def make(**given: Any) -> DcaExecutor:
    fields: dict[str, Any] = {"side": Side.BUY, "lots": 10, "barriers": Barriers(take_profit_bps=1_000)}
    return DcaExecutor("x", DcaConfig(PAIR, **{**fields, "steps": STEPS, **given}))


def wanted(stage: Stage) -> list[tuple[str, int, int | None]]:
    return [(str(wish.side), wish.lots, wish.ticks) for wish in stage.wanted]


def test_every_step_rests_at_its_price_once() -> None:
    stage, work = Stage(), make()
    stage.act(work)
    stage.act(work)
    assert wanted(stage) == [("buy", 4, 1_000), ("buy", 6, 900)]


def test_the_profit_comes_nearer_with_every_step_after_the_proof_that_the_old_one_is_gone() -> None:
    stage, work = Stage(), make()
    stage.act(work)
    stage.fill("c0", 4)
    stage.act(work)
    assert wanted(stage)[2:] == [("sell", 4, 1_100)]
    stage.fill("c1", 6)
    stage.act(work)
    assert stage.cancelled == ["c2"]
    assert len(stage.wanted) == 3
    stage.end("c2")
    stage.act(work)
    assert wanted(stage)[3:] == [("sell", 10, 1_034)], "a tenth above the average of 940"


def test_a_profit_that_is_taken_whole_ends_it_and_takes_the_other_steps_back() -> None:
    stage, work = Stage(), make()
    stage.act(work)
    stage.fill("c0", 4)
    stage.act(work)
    stage.fill("c2", 4)
    stage.act(work)
    assert (work.phase, stage.cancelled) == (Phase.CLOSING, ["c1"])
    stage.end("c1")
    stage.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.TAKE_PROFIT)


def test_a_step_that_fills_while_it_is_taken_back_is_closed_too() -> None:
    stage, work = Stage(), make()
    stage.act(work)
    stage.fill("c0", 4)
    stage.act(work)
    stage.fill("c2", 4)
    stage.act(work)
    stage.fill("c1", 6)
    stage.act(work)
    assert wanted(stage)[-1] == ("sell", 6, None)
    stage.fill(stage.last(), 6)
    stage.act(work)
    assert work.phase is Phase.ENDED


@pytest.mark.parametrize(("side", "steps"), [(Side.BUY, STEPS), (Side.SELL, (Step(1_000, 4), Step(1_100, 6)))])
def test_at_market_a_step_is_taken_when_the_price_has_come_to_it(side: Side, steps: tuple[Step, ...]) -> None:
    stage, work = Stage(), make(side=side, steps=steps, entry=Entry.MARKET)
    stage.act(work)
    assert wanted(stage) == []
    for n, step in enumerate(steps):
        stage.there.bid = stage.there.ask = step.ticks
        stage.act(work)
        stage.act(work)
        entries = [each for each in wanted(stage) if each[0] == side]
        assert entries[n:] == [(str(side), step.lots, None)]
        stage.fill("c0" if not n else stage.last(), step.lots, step.ticks)


def test_its_stop_counts_from_the_average() -> None:
    stage, work = Stage(), make(barriers=Barriers(stop_loss_bps=1_000))
    stage.act(work)
    stage.fill("c0", 4)
    stage.fill("c1", 6)
    stage.there.bid, stage.there.ask = 850, 852
    stage.act(work)
    assert work.phase is Phase.WORKING, "a tenth below 1000, and not below 940"
    stage.there.bid = 846
    stage.act(work)
    assert wanted(stage)[-1] == ("sell", 10, None)


def test_a_refused_step_is_still_due_and_what_was_not_reached_in_time_is_let_be() -> None:
    stage, work = Stage(), make(entry_limit_ns=20 * SECOND)
    stage.act(work)
    stage.end("c1", OrderState.REFUSED)
    stage.act(work)
    assert wanted(stage)[2:] == [("buy", 6, 900)]
    stage.act(work, 20 * SECOND)
    assert stage.cancelled == ["c0", "c2"]
    stage.end("c0")
    stage.end("c2")
    stage.act(work)
    stage.act(work)
    assert (work.phase, len(stage.wanted)) == (Phase.ENDED, 3)


def test_its_lots_are_those_of_its_steps() -> None:
    with pytest.raises(ValueError, match="sum of the steps"):
        make(lots=9)


@pytest.mark.parametrize("step", range(6))
def test_a_restart_at_every_point_changes_nothing(step: int) -> None:
    def play(restart_at: int) -> tuple[Any, ...]:
        here, work = Stage(), make()
        story: list[Any] = [
            lambda: None,
            lambda: here.fill("c0", 3),
            lambda: here.fill("c1", 6),
            lambda: here.end("c2"),
            lambda: here.fill("c0", 1),
            lambda: here.fill(here.last(), here.orders_of[here.last()].left),
        ]
        for n, happens in enumerate(story):
            happens()
            here.act(work, SECOND)
            if n == restart_at:
                work = DcaExecutor.restore("x", work.dump())
                here.recall()
        here.act(work, SECOND)
        return here.wanted, here.cancelled, work.dump()

    assert play(step) == play(-1)
