"""A plan over time: what is due by when, what becomes of what failed, and where it stops."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from picaflor.domain.events import OrderState
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.strategies.executors.twap import Manner, TwapConfig, TwapExecutor
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from tests.unit.strategies.executors.stage import PAIR, SECOND, SPOT, Stage

EVERY = 10 * SECOND


def make(**given: Any) -> TwapExecutor:
    fields: dict[str, Any] = {"side": Side.BUY, "lots": 10, "slices": 3, "every_ns": EVERY}
    return TwapExecutor("x", TwapConfig(PAIR, **{**fields, **given}))


def sizes(stage: Stage) -> list[int]:
    return [wish.lots for wish in stage.wanted]


def test_each_slice_has_its_time_and_the_last_ends_it() -> None:
    stage, work = Stage(), make()
    stage.act(work)
    assert work.due() == stage.now_ns + EVERY
    for n, expected in enumerate([[3], [3, 3], [3, 3, 4]]):
        stage.act(work, EVERY if n else 0)
        assert sizes(stage) == expected
        stage.fill(stage.last(), expected[-1])
        stage.act(work)
        assert sizes(stage) == expected, "a slice was wanted twice"
    assert (work.phase, work.close_type, work.filled) == (Phase.ENDED, CloseType.COMPLETED, 10)


def test_a_tail_that_no_venue_takes_comes_with_the_slice_before_it() -> None:
    stage, work = Stage(listed=replace(SPOT, min_lots=5)), make()
    stage.act(work)
    assert sizes(stage) == []
    stage.act(work, EVERY)
    assert sizes(stage) == [10]


def test_what_was_refused_comes_again_and_what_is_unknown_does_not() -> None:
    stage, work = Stage(), make()
    stage.act(work)
    stage.end("c0", OrderState.REFUSED)
    stage.act(work)
    assert sizes(stage) == [3, 3]
    stage.change("c1", state=OrderState.UNKNOWN)
    stage.act(work, EVERY)
    stage.act(work)
    assert sizes(stage) == [3, 3, 3], "six are due, and three of them may be done"
    stage.end("c1", OrderState.ABSENT)
    stage.act(work, 5 * SECOND)
    assert sizes(stage) == [3, 3, 3, 3]


def test_what_rests_is_taken_back_when_the_next_slice_comes_and_is_due_with_it() -> None:
    stage, work = Stage(), make(manner=Manner.MAKER)
    stage.act(work)
    assert (stage.wanted[0].ticks, stage.wanted[0].type) == (999, OrderType.LIMIT_MAKER)
    stage.fill("c0", 1)
    stage.act(work, EVERY)
    assert stage.cancelled == ["c0"]
    stage.act(work)
    assert sizes(stage) == [3, 3], "the three of the second slice do not wait for the proof of the first"
    stage.end("c0")
    stage.act(work)
    assert sizes(stage) == [3, 3, 2]


@pytest.mark.parametrize(("side", "good", "bad"), [(Side.BUY, 1_001, 1_000), (Side.SELL, 999, 1_000)])
def test_a_worst_price_is_waited_for(side: Side, good: int, bad: int) -> None:
    for ticks, expected in ((good, [3]), (bad, [])):
        stage = Stage()
        stage.act(make(side=side, ticks=ticks))
        assert sizes(stage) == expected


def test_a_limit_is_at_the_worst_price_and_does_not_rest_where_that_can_be_said() -> None:
    for only_gtc, tif in ((False, Tif.IOC), (True, Tif.GTC)):
        stage = Stage(listed=replace(SPOT, only_gtc=only_gtc))
        stage.act(make(manner=Manner.LIMIT, ticks=1_005))
        assert (stage.wanted[0].ticks, stage.wanted[0].tif) == (1_005, tif)


def test_a_maker_without_post_only_rests_as_a_limit_never_beyond_its_worst() -> None:
    stage = Stage(listed=replace(SPOT, post_only=False))
    stage.act(make(manner=Manner.MAKER, ticks=990))
    assert (stage.wanted[0].ticks, stage.wanted[0].type) == (990, OrderType.LIMIT)


def test_its_time_ends_it_with_what_was_done() -> None:
    stage, work = Stage(), make(time_limit_ns=EVERY // 2, manner=Manner.MAKER)
    stage.act(work)
    stage.act(work, EVERY // 2)
    assert (work.phase, stage.cancelled) == (Phase.CLOSING, ["c0"])
    stage.end("c0")
    stage.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.TIME_LIMIT)


def test_dust_is_all_that_is_left() -> None:
    stage, work = Stage(), make(slices=1)
    stage.act(work)
    stage.fill("c0", 9)
    stage.end("c0")
    stage.act(work)
    assert (work.phase, work.close_type, sizes(stage)) == (Phase.ENDED, CloseType.COMPLETED, [10])


def test_one_that_comes_back_after_the_end_is_taken_back() -> None:
    stage, work = Stage(), make(slices=1, manner=Manner.MAKER)
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


def test_nothing_is_wanted_while_the_gate_is_shut_and_all_that_is_due_when_it_opens() -> None:
    stage, work = Stage(open=False), make()
    stage.act(work, EVERY)
    stage.open = True
    stage.act(work)
    stage.open = False
    stage.act(work, 2 * EVERY)
    assert sizes(stage) == [3]
    stage.open = True
    stage.act(work)
    stage.act(work)
    assert sizes(stage) == [3, 7]


@pytest.mark.parametrize("step", range(6))
def test_a_restart_at_every_point_changes_nothing(step: int) -> None:
    def play(restart_at: int) -> tuple[Any, ...]:
        here, work = Stage(), make(manner=Manner.MAKER)
        story: list[Any] = [
            lambda: None,
            lambda: here.fill("c0", 2),
            lambda: here.end("c0"),
            lambda: here.end(here.last(), OrderState.REFUSED),
            lambda: here.fill(here.last(), 3),
            lambda: here.change(here.last(), state=OrderState.UNKNOWN),
        ]
        for n, happens in enumerate(story):
            happens()
            here.act(work, EVERY // 2)
            if n == restart_at:
                work = TwapExecutor.restore("x", work.dump())
                here.recall()
        here.act(work)
        return here.wanted, here.cancelled, work.dump()

    assert play(step) == play(-1)
