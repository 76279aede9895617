"""The controller that makes here and hedges there: its levels, its pauses, and when it offers nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.controllers.cross_maker import CrossMaker, CrossMakerConfig
from picaflor.strategies.protocols import Travels, Wake
from tests.unit.strategies.executors.stage import PAIR, SECOND, SPOT, Book, Stage


def stages() -> tuple[Stage, Stage]:
    """Home, and the venue that hedges."""
    there = Stage(listed=replace(SPOT, venue="t"), there=Book(size=10_000))
    home = Stage(listed=replace(SPOT, venue="home"))
    home.beside = {"t": there, "home": home}
    return home, there


def make(**given: Any) -> CrossMaker:
    return CrossMaker(
        CrossMakerConfig(PAIR, "t", **{"notional": 100 * ONE, "profit_bps": 100, "step_bps": 50, **given})
    )


def call(home: Stage, controller: CrossMaker, after_ns: int = 0) -> None:
    home.now_ns += after_ns
    for stage in home.beside.values():
        stage.now_ns = home.now_ns
    commands = controller.decide(home, Wake.TIMER)
    mine = [each.command for each in commands if each.venue == "home"]  # type: ignore[union-attr]
    others = [each.command for each in commands if each.venue == "t"]  # type: ignore[union-attr]
    beside, home.beside = home.beside, {}
    home.obey(mine)  # type: ignore[arg-type]
    home.beside = beside
    beside["t"].obey(others)  # type: ignore[arg-type]


def test_it_says_where_else_it_trades() -> None:
    controller = make(taker_pair="BTC-USDC")
    assert isinstance(controller, Travels)
    assert (controller.pairs, controller.elsewhere) == ((PAIR,), {"t": ("BTC-USDC",)})


def test_each_level_rests_on_both_sides_at_its_own_profit() -> None:
    home, _ = stages()
    controller = make()
    call(home, controller)
    assert [(wish.side, wish.ticks) for wish in home.wanted] == [
        (Side.BUY, 989), (Side.SELL, 1_012), (Side.BUY, 984), (Side.SELL, 1_017),
    ]  # fmt: skip
    assert {wish.lots for wish in home.wanted} == {100}, "a hundred at 1000, by lots of a thousandth"
    call(home, controller)
    assert len(home.wanted) == 4
    home, _ = stages()
    call(home, make(sells=False, levels=1))
    assert [wish.side for wish in home.wanted] == [Side.BUY]


def test_a_level_whose_work_is_done_comes_again_after_its_pause() -> None:
    home, there = stages()
    controller = make(levels=1, sells=False, pause_ns=5 * SECOND)
    call(home, controller)
    home.fill("c0", 100)
    call(home, controller)
    there.fill("c0", 100)
    call(home, controller)
    call(home, controller, 4 * SECOND)
    assert len(home.wanted) == 1
    call(home, controller, SECOND)
    assert len(home.wanted) == 2
    assert controller.work.ended == {"completed": 1}


@pytest.mark.parametrize("wrong", ["shut", "shut there", "no trust", "too little"])
def test_nothing_is_offered_where_it_could_not_be_hedged(wrong: str) -> None:
    home, there = stages()
    home.open, there.open = wrong != "shut", wrong != "shut there"
    home.there.trust = Trust.GAP if wrong == "no trust" else Trust.GOOD
    controller = make(notional=ONE) if wrong == "too little" else make()
    call(home, controller)
    assert not list(controller.work)


@pytest.mark.parametrize("wrong", [{"levels": 0}, {"notional": 0}, {"step_bps": -1}, {"buys": False, "sells": False}])
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=" is "):
        make(**wrong)
