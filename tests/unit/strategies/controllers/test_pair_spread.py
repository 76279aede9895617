"""The controller of a pair: its window, the distance from the mean, which coin is bought, and when it is over."""

from __future__ import annotations

from statistics import mean, pstdev
from typing import Any

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.numbers import ONE
from picaflor.strategies.controllers.pair_spread import PairSpread, PairSpreadConfig
from tests.unit.strategies.controllers.test_cross_maker import call, stages
from tests.unit.strategies.executors.stage import PAIR, SECOND, Stage
from tests.unit.strategies.executors.test_two_legs import fill_all, wanted

MIDDLES = [1_000, 1_004, 998, 1_002, 996]


def make(**given: Any) -> PairSpread:
    fields = {"window": 5, "sample_ns": SECOND, "notional": 10 * ONE, "slices": 1, "enter": 150, "stop_loss_bps": 0}
    return PairSpread(PairSpreadConfig(PAIR, PAIR, "t", **{**fields, **given}))


def at(stage: Stage, middle: int) -> None:
    stage.there.bid, stage.there.ask, stage.there.size = middle - 1, middle + 1, 100


def play(home: Stage, controller: PairSpread, *middles: int) -> None:
    for middle in middles:
        at(home, middle)
        call(home, controller, SECOND)


def test_the_distance_is_that_of_the_textbook() -> None:
    home, there = stages()
    at(there, 500)
    controller = make()
    assert controller.away() is None
    play(home, controller, *MIDDLES)
    expected = 100 * (MIDDLES[-1] - mean(MIDDLES)) / pstdev(MIDDLES)
    assert controller.away() == pytest.approx(expected, abs=1)
    play(home, controller, *[1_000] * 5)
    assert controller.away() == 0, "a ratio that does not move is not far from itself"


@pytest.mark.parametrize(("last", "way"), [(1_050, ("sell", "buy")), (950, ("buy", "sell"))])
def test_the_dear_one_is_sold_and_both_are_closed_near_the_mean(last: int, way: tuple[str, str]) -> None:
    home, there = stages()
    at(there, 1_000)
    controller = make()
    play(home, controller, *MIDDLES[:4])
    assert not home.wanted
    play(home, controller, last)
    assert (wanted(home)[0][0], wanted(there)[0][0]) == way
    fill_all(home, there)
    play(home, controller, last)
    assert len(home.wanted) == 1
    seen = [*MIDDLES[:4], last, last][-5:]
    play(home, controller, round(mean(seen)))
    play(home, controller, round(mean(seen)))
    assert (wanted(home)[1][0], wanted(there)[1][0]) == (way[1], way[0])
    fill_all(home, there)
    play(home, controller, last)
    assert controller.work.ended == {"early_stop": 1}


def test_no_sample_is_taken_of_a_book_that_is_not_trusted() -> None:
    home, there = stages()
    at(there, 1_000)
    controller = make(window=2)
    play(home, controller, 1_000)
    there.there.trust = Trust.GAP
    play(home, controller, 1_100, 1_200)
    assert controller.away() is None


def test_both_may_be_at_home() -> None:
    controller = PairSpread(PairSpreadConfig("A-B", "C-B"))
    assert (controller.pairs, controller.elsewhere) == (("A-B", "C-B"), {})


@pytest.mark.parametrize("wrong", [{"window": 1}, {"leave": 300}, {"slices": 0}])
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"window is|below enter|slices 1 or more"):
        make(**wrong)
