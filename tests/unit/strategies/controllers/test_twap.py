"""The controller of one plan: it is handed out once, in whole lots, and not again after a restart."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.controllers.twap import TwapController, TwapControllerConfig
from picaflor.strategies.executors.twap import Manner
from picaflor.strategies.protocols import Wake
from tests.unit.strategies.executors.stage import PAIR, SECOND, Stage


def make(**given: Any) -> TwapController:
    return TwapController(TwapControllerConfig(PAIR, amount=ONE // 100, slices=2, every_ns=10 * SECOND, **given))


def test_it_is_handed_out_once_when_the_gate_opens() -> None:
    stage, controller = Stage(open=False), make()
    stage.obey(controller.decide(stage, Wake.GATE))
    assert not list(controller.work)
    stage.open = True
    for _ in range(3):
        stage.obey(controller.decide(stage, Wake.TIMER))
    assert [wish.lots for wish in stage.wanted] == [5]
    heir = make()
    heir.work.restore(dict(controller.work.changes()))
    stage.recall()
    stage.obey(heir.decide(stage, Wake.GATE))
    assert len(list(heir.work)) == 1


@pytest.mark.parametrize(("side", "ticks"), [(Side.BUY, 1_001), (Side.SELL, 1_002)])
def test_a_worst_price_is_on_the_safe_side_of_the_grid(side: Side, ticks: int) -> None:
    stage, controller = Stage(), make(side=side, manner=Manner.LIMIT, worst_price=1_001 * ONE + ONE // 2)
    stage.there.bid, stage.there.ask = 1_002, 1_001
    stage.obey(controller.decide(stage, Wake.TIMER))
    assert [wish.ticks for wish in stage.wanted] == [ticks]


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"slices": 0}, {"manner": Manner.LIMIT}])
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"above 0|worst_price"):
        TwapControllerConfig(PAIR, **wrong)
