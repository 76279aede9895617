"""Bands: near the lower one it buys, near the upper one it sells, between them nothing."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.controllers.bollinger import Bollinger, BollingerConfig
from picaflor.strategies.protocols import Wake
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, Stage

CALM = [1_000, 1_002, 998, 1_001, 999]


def make(**given: Any) -> Bollinger:
    return Bollinger(BollingerConfig(PAIR, **{"length": 5, "deviations_percent": 150, "notional": 10 * ONE, **given}))


def sides(controller: Bollinger, *closes: int) -> list[Side]:
    stage = Stage(listed=CONTRACT)
    for close in closes:
        stage.close_bar(close)
    stage.obey(controller.decide(stage, Wake.TIMER))
    return [wish.side for wish in stage.wanted]


@pytest.mark.parametrize(
    ("last", "expected"), [(980, [Side.BUY]), (1_020, [Side.SELL]), (1_000, [])], ids=["below", "above", "between"]
)
def test_the_close_against_the_bands(last: int, expected: list[Side]) -> None:
    assert sides(make(), *CALM, last) == expected


def test_how_near_is_a_matter_of_configuration() -> None:
    assert sides(make(), *CALM, 1_000) == []
    assert sides(make(long_percent=60), *CALM, 1_000) == [Side.BUY]


def test_too_few_bars_say_nothing() -> None:
    assert sides(make(), *CALM[:3], 900) == []
    assert make().follows[0].count == 6


@pytest.mark.parametrize("wrong", [{"length": 1}, {"deviations_percent": 0}, {"long_percent": 100}, {"notional": 0}])
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"length is 2|above 0"):
        make(**wrong)
