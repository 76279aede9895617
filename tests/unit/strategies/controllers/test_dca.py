"""The controller of positions in steps: their prices, their sizes, and the pause between one and the next."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.controllers.dca import Dca, DcaConfig
from picaflor.strategies.protocols import Wake
from tests.unit.strategies.executors.stage import PAIR, SECOND, Stage

FIELDS: dict[str, Any] = {"notional": 70 * ONE, "steps": 3, "first_bps": 10, "gap_bps": 100, "growth": 200}


def make(**given: Any) -> Dca:
    return Dca(DcaConfig(PAIR, **{**FIELDS, **given}))


def test_each_step_is_further_away_and_grows() -> None:
    steps = {Side.BUY: [(999, 10), (989, 20), (979, 40)], Side.SELL: [(1_001, 9), (1_011, 19), (1_021, 39)]}
    for side, expected in steps.items():
        stage, controller = Stage(), make(side=side)
        stage.obey(controller.decide(stage, Wake.TIMER))
        assert [(wish.ticks, wish.lots) for wish in stage.wanted] == expected


def test_the_next_begins_after_a_pause_and_only_where_it_is_wanted() -> None:
    for again in (True, False):
        stage, controller = Stage(), make(again=again, pause_ns=5 * SECOND)
        stage.obey(controller.decide(stage, Wake.TIMER))
        controller.work.stop()
        stage.obey(controller.decide(stage, Wake.TIMER))
        for name in list(stage.orders_of):
            stage.end(name)
        stage.obey(controller.decide(stage, Wake.ORDER))
        stage.now_ns += 4 * SECOND
        stage.obey(controller.decide(stage, Wake.TIMER))
        assert len(list(controller.work)) == 1
        stage.now_ns += SECOND
        stage.obey(controller.decide(stage, Wake.TIMER))
        assert len(list(controller.work)) == 1 + again


def test_nothing_begins_without_a_gate_a_price_or_money_for_it() -> None:
    for stage, controller in ((Stage(open=False), make()), (Stage(), make(notional=ONE))):
        stage.obey(controller.decide(stage, Wake.TIMER))
        assert not list(controller.work)
    stage = Stage()
    stage.there.ask = 0
    controller = make()
    stage.obey(controller.decide(stage, Wake.TIMER))
    assert not list(controller.work)


@pytest.mark.parametrize("wrong", [{"steps": 0}, {"steps": 51}, {"growth": 0}, {"gap_bps": 5_000}, {"first_bps": -1}])
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"steps is 1|at no price"):
        make(**wrong)
