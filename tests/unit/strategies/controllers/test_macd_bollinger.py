"""Bands and trend together: only where both say so."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.controllers.macd_bollinger import MacdBollinger, MacdBollingerConfig
from picaflor.strategies.protocols import Wake
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, Stage

FALLING = [10_000 - 50 * n for n in range(20)]
TURNING = [*FALLING, 9_040, 9_050]  # it has stopped falling: the trend is below nothing, and turns up


def make(**given: Any) -> MacdBollinger:
    short = {"length": 10, "macd_fast": 3, "macd_slow": 6, "macd_signal": 3, "notional": 100 * ONE}
    return MacdBollinger(MacdBollingerConfig(PAIR, **{**short, "long_percent": 40, "short_percent": 60, **given}))


def sides(controller: MacdBollinger, closes: list[int]) -> list[Side]:
    stage = Stage(listed=CONTRACT)
    for close in closes:
        stage.close_bar(close)
    stage.obey(controller.decide(stage, Wake.TIMER))
    return [wish.side for wish in stage.wanted]


def mirrored(closes: list[int]) -> list[int]:
    return [20_000 - close for close in closes]


def test_near_the_lower_band_it_waits_until_the_trend_turns() -> None:
    assert sides(make(), FALLING) == []
    assert sides(make(), TURNING) == [Side.BUY]
    assert sides(make(), mirrored(TURNING)) == [Side.SELL]


def test_a_turn_away_from_the_bands_is_nothing() -> None:
    assert sides(make(long_percent=0, short_percent=100), TURNING) == []


def test_too_few_bars_say_nothing() -> None:
    assert sides(make(), TURNING[-7:]) == []
    assert make().follows[0].count == 28
    assert make(length=50).follows[0].count == 51


@pytest.mark.parametrize("wrong", [{"length": 1}, {"macd_fast": 6}, {"macd_signal": 0}, {"stop_loss_bps": -1}])
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"length is 2|macd_fast|bps"):
        make(**wrong)
