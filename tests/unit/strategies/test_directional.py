"""From signals to positions: one a signal, within limits, on the sides that are allowed; the opposite closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from picaflor.domain.bars import Bar
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side
from picaflor.strategies.directional import SILENT, Directional, DirectionalConfig, Sides, Told
from picaflor.strategies.executors.position import Entry
from picaflor.strategies.executors.vocabulary import Phase
from picaflor.strategies.protocols import Follow, Wake
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, SECOND, Stage

UP, DOWN, FLAT = 1_100, 900, 1_000


@dataclass(frozen=True)
class Above(DirectionalConfig):
    pass


class Simple(Directional[Above]):
    """A close above a thousand is bought, one below is sold."""

    def judge(self, market: Market, bar: Bar) -> Told:
        if bar.close == FLAT:
            return SILENT
        return Told(Side.BUY if bar.close > FLAT else Side.SELL, f"closed at {bar.close}")


def make(**given: Any) -> Simple:
    return Simple(Above(PAIR, **{"notional": 10 * ONE, "pause_ns": 0, **given}), 20)


def play(stage: Stage, controller: Simple, *closes: int) -> None:
    """A minute each, and a call at its end."""
    for close in closes:
        stage.close_bar(close)
        stage.now_ns += 60 * SECOND
        stage.obey(controller.decide(stage, Wake.TIMER))


def test_a_signal_opens_a_position_that_says_why() -> None:
    stage, controller = Stage(listed=CONTRACT), make()
    assert controller.follows == (Follow(PAIR, "1m", 20),)
    play(stage, controller, FLAT, UP)
    (wanted,) = stage.wanted
    assert (wanted.side, wanted.lots, wanted.type) == (Side.BUY, 9, OrderType.MARKET)
    assert wanted.why == "entry: 9 of 9 lots; closed at 1100"


def test_a_signal_counts_once() -> None:
    stage, controller = Stage(listed=CONTRACT), make(positions_max=5)
    play(stage, controller, UP)
    for _ in range(3):
        stage.obey(controller.decide(stage, Wake.TIMER))
    assert len(stage.wanted) == 1
    play(stage, controller, UP)
    assert len(stage.wanted) == 2


def test_no_more_at_the_same_time_than_is_allowed_and_not_before_the_pause_is_over() -> None:
    stage, controller = Stage(listed=CONTRACT), make(positions_max=2, pause_ns=100 * SECOND)
    play(stage, controller, UP, UP, UP, UP, UP, UP)
    assert len(stage.wanted) == 2
    assert [wish.tag for wish in stage.wanted] == ["p0.e0", "p1.e0"]


@pytest.mark.parametrize(
    ("sides", "expected"), [(Sides.BOTH, [Side.BUY, Side.SELL]), (Sides.LONG, [Side.BUY]), (Sides.SHORT, [Side.SELL])]
)
def test_only_on_the_sides_that_are_allowed(sides: Sides, expected: list[Side]) -> None:
    stage, controller = Stage(listed=CONTRACT), make(sides=sides, reverse=False)
    play(stage, controller, UP, DOWN)
    assert [wish.side for wish in stage.wanted] == expected


@pytest.mark.parametrize("reverse", [True, False])
def test_the_opposite_signal_closes_what_is_open_where_that_is_wanted(reverse: bool) -> None:
    stage, controller = Stage(listed=CONTRACT), make(reverse=reverse)
    play(stage, controller, UP)
    stage.fill("c0", 9)
    play(stage, controller, DOWN)
    (long, short) = list(controller.work)
    assert long.phase is (Phase.CLOSING if reverse else Phase.WORKING)
    assert short.phase is Phase.WORKING
    closing = [wish for wish in stage.wanted if wish.reduce_only and wish.type is OrderType.MARKET]
    assert [wish.side for wish in closing] == ([Side.SELL] if reverse else [])


def test_on_a_spot_market_only_coins_that_are_there_are_sold() -> None:
    stage, controller = Stage(coins=3 * 10**33), make()
    play(stage, controller, DOWN)
    assert [wish.lots for wish in stage.wanted] == [3], "three lots of the ten that were wanted"
    stage, controller = Stage(coins=0), make()
    play(stage, controller, DOWN)
    assert stage.wanted == []


def test_nothing_begins_while_the_gate_is_shut_and_the_barriers_are_those_of_the_configuration() -> None:
    stage, controller = Stage(listed=CONTRACT, open=False), make(entry=Entry.POST_ONLY, take_profit_bps=77)
    play(stage, controller, UP)
    assert stage.wanted == []
    stage.open = True
    play(stage, controller, UP)
    assert (stage.wanted[0].ticks, stage.wanted[0].type) == (999, OrderType.LIMIT_MAKER)
    stage.fill("c0", 10)
    stage.obey(controller.decide(stage, Wake.FILL))
    assert (stage.wanted[1].ticks, stage.wanted[1].why) == (1_007, "profit of 77 bps")


def test_positions_go_on_after_a_restart() -> None:
    stage, controller = Stage(listed=CONTRACT), make()
    play(stage, controller, UP)
    stage.fill("c0", 9)
    again = make()
    again.work.restore(dict(controller.work.changes()))
    stage.recall()
    stage.obey(again.decide(stage, Wake.TIMER))
    assert stage.wanted[-1].why == "profit of 60 bps"
    assert len(stage.wanted) == 2, "the signal of the old bar begins nothing: one is open"


@pytest.mark.parametrize("wrong", [{"positions_max": 0}, {"notional": 0}, {"stop_loss_bps": 10_000}, {"refresh_ns": 0}])
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"above 0|bps"):
        make(**wrong)
