"""The controller of funding: which venue holds, which one owes, how much, and when the next may begin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from picaflor.domain.market import Grid
from picaflor.domain.numbers import ONE
from picaflor.strategies.controllers.funding_rate import FundingRate, FundingRateConfig
from tests.unit.strategies.controllers.test_cross_maker import call, stages
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, SECOND, Stage
from tests.unit.strategies.executors.test_two_legs import fill_all, wanted

BP = ONE // 10_000


def both(rate: int | None, home_rate: int | None = None) -> tuple[Stage, Stage]:
    home, there = stages()
    there.listed, there.rate, home.rate = replace(CONTRACT, lot=Grid(2)), rate, home_rate
    if home_rate is not None:
        home.listed = replace(CONTRACT, venue="home")
    return home, there


def make(**given: Any) -> FundingRate:
    return FundingRate(FundingRateConfig(PAIR, "t", **{"notional": 100 * ONE, "slices": 1, "enter_bps": -50, **given}))


@pytest.mark.parametrize(
    ("rate", "home_rate", "begins"),
    [
        (BP, None, ("buy", "sell")),
        (BP - 1, None, None),
        (-2 * BP, None, None),
        (None, None, None),
        (3 * BP, BP, ("buy", "sell")),
        (BP, 3 * BP, ("sell", "buy")),
        (2 * BP, 2 * BP, None),
    ],
)
def test_who_pays_more_is_owed(rate: int | None, home_rate: int | None, begins: tuple[str, str] | None) -> None:
    home, there = both(rate, home_rate)
    call(home, make())
    told = tuple(wanted(stage)[0][:2] for stage in (home, there) if stage.wanted)
    assert told == (() if begins is None else ((begins[0], 90), (begins[1], 9))), "one amount on two grids"


def test_it_ends_when_the_rates_turn_and_waits_before_the_next() -> None:
    home, there = both(BP)
    controller = make(pause_ns=60 * SECOND)
    call(home, controller)
    fill_all(home, there)
    call(home, controller)
    there.rate = -BP
    for _ in range(3):
        call(home, controller)
        fill_all(home, there)
    there.rate = BP
    assert controller.work.ended == {"completed": 1}
    call(home, controller, 59 * SECOND)
    assert len(home.wanted) == 2
    call(home, controller, 60 * SECOND)
    assert len(home.wanted) == 3


@pytest.mark.parametrize("wrong", [{"slices": 0}, {"rate_leave": 2 * BP}])
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"rate_leave is not|slices 1 or more"):
        make(**wrong)
