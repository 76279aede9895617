"""The controller of arbitrage: both ways are watched, one is traded, and the next waits."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.numbers import ONE
from picaflor.strategies.controllers.arbitrage import Arbitrage, ArbitrageConfig
from picaflor.strategies.protocols import Travels
from tests.unit.strategies.controllers.test_cross_maker import call, stages
from tests.unit.strategies.executors.stage import PAIR, SECOND
from tests.unit.strategies.executors.test_two_legs import fill_all, wanted


def make(**given: Any) -> Arbitrage:
    return Arbitrage(ArbitrageConfig(PAIR, "t", **{"notional": 10 * ONE, **given}))


@pytest.mark.parametrize(("bid", "way"), [(1_010, ("buy", "sell")), (985, ("sell", "buy")), (1_000, None)])
def test_it_buys_where_it_is_cheaper(bid: int, way: tuple[str, str] | None) -> None:
    home, there = stages()
    home.there.size = 100
    there.there.bid, there.there.ask = bid, bid + 2
    controller = make()
    assert isinstance(controller, Travels)
    call(home, controller)
    sides = tuple(wanted(stage)[0][:2] for stage in (home, there) if stage.wanted)
    assert sides == (() if way is None else ((way[0], 9), (way[1], 9))), "ten at 1001, by lots of a thousandth"


def test_one_way_at_a_time_and_a_pause_before_the_next() -> None:
    home, there = stages()
    home.there.size = 100
    there.there.bid, there.there.ask = 1_000, 1_002
    controller = make(pause_ns=5 * SECOND)
    call(home, controller)
    assert len(controller.work.active()) == 2, "both ways are watched"
    there.there.bid, there.there.ask = 1_010, 1_012
    call(home, controller)
    assert (len(home.wanted), len(there.wanted)) == (1, 1)
    call(home, controller)
    assert len(controller.work.active()) == 1
    fill_all(home, there)
    for after in (0, 0, 4 * SECOND):
        call(home, controller, after)
    assert len(home.wanted) == 1
    assert controller.work.ended["completed"] == 1
    call(home, controller, SECOND)
    assert len(home.wanted) == 2


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        make(notional=0)
