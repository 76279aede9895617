"""The trend and its line: with it while it is near."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.controllers.supertrend import Supertrend, SupertrendConfig
from picaflor.strategies.protocols import Wake
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, Stage

STILL = [10_000] * 6


def make(**given: Any) -> Supertrend:
    return Supertrend(SupertrendConfig(PAIR, **{"length": 2, "times_percent": 200, "notional": 100 * ONE, **given}))


def told(controller: Supertrend, closes: list[int]) -> list[tuple[Side, str]]:
    stage = Stage(listed=CONTRACT)
    for close in closes:
        stage.close_bar(close, reach=5)
    stage.obey(controller.decide(stage, Wake.TIMER))
    return [(wish.side, wish.why.partition("; ")[2]) for wish in stage.wanted]


def test_it_goes_with_the_trend() -> None:
    assert told(make(), STILL) == [(Side.BUY, "the trend goes up, its line is 2000 ppm away")]
    ((side, words),) = told(make(near_bps=500), [*STILL, 9_900])
    assert side is Side.SELL
    assert words.startswith("the trend goes down")


def test_far_from_its_line_nothing_is_begun() -> None:
    assert told(make(near_bps=20), STILL) != []
    assert told(make(near_bps=19), STILL) == []


def test_too_few_bars_say_nothing() -> None:
    assert told(make(), STILL[:2]) == []
    assert make().follows[0].count == 11


@pytest.mark.parametrize("wrong", [{"length": 0}, {"times_percent": 0}, {"near_bps": -1}, {"positions_max": 0}])
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"1 or more|positions_max"):
        make(**wrong)
