"""The controller of grids: where the ladder stands, how much a rung is, and when the next one begins."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.numbers import ONE
from picaflor.strategies.controllers.grid_strike import GridStrike, GridStrikeConfig
from picaflor.strategies.protocols import Wake
from tests.unit.strategies.executors.stage import PAIR, Stage


def make(**given: Any) -> GridStrike:
    return GridStrike(GridStrikeConfig(PAIR, **{"notional": 100 * ONE, "rungs": 5, "near": 2, **given}))


def ticks(stage: Stage) -> list[int | None]:
    return [wish.ticks for wish in stage.wanted]


def test_around_the_middle_or_between_two_prices() -> None:
    for config, rungs in (({}, [1_000, 995]), ({"low": 900 * ONE, "high": 998 * ONE}, [998, 973])):
        stage, controller = Stage(), make(**config)
        stage.obey(controller.decide(stage, Wake.TIMER))
        assert ticks(stage) == rungs
        stage.obey(controller.decide(stage, Wake.TIMER))
        assert ticks(stage) == rungs, "one grid"
    assert {wish.lots for wish in stage.wanted} == {20}, "a fifth of a hundred, at 998"


def test_nothing_begins_while_the_gate_is_shut_or_the_book_is_not_trusted() -> None:
    stage, controller = Stage(open=False), make()
    stage.obey(controller.decide(stage, Wake.TIMER))
    stage.open, stage.there.trust = True, Trust.GAP
    stage.obey(controller.decide(stage, Wake.TIMER))
    stage.there.trust, stage.there.bid = Trust.GOOD, 0
    stage.obey(controller.decide(stage, Wake.TIMER))
    assert not list(controller.work)


@pytest.mark.parametrize(("again", "grids"), [(False, 1), (True, 2)])
def test_the_next_begins_where_it_is_wanted(again: bool, grids: int) -> None:
    stage, controller = Stage(), make(again=again)
    stage.obey(controller.decide(stage, Wake.TIMER))
    controller.work.stop()
    stage.obey(controller.decide(stage, Wake.TIMER))
    for name, order in list(stage.orders_of.items()):
        if not order.state.final:
            stage.end(name)
    stage.obey(controller.decide(stage, Wake.TIMER))
    assert len(list(controller.work)) == grids


def test_money_for_less_than_a_lot_a_rung_is_no_grid() -> None:
    stage, controller = Stage(), make(notional=4 * ONE)
    stage.obey(controller.decide(stage, Wake.TIMER))
    assert not list(controller.work)


@pytest.mark.parametrize(
    "wrong", [{"rungs": 1}, {"near": 0}, {"notional": 0}, {"low": 2 * ONE, "high": ONE}, {"range_bps": 10_000}]
)
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"or more|below high|range_bps"):
        make(**wrong)
