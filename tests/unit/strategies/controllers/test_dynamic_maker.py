"""The dynamic maker: how far its quotes stand, where their middle is, and when there are none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.market import Grid
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.controllers.dynamic_maker import DynamicMaker, DynamicMakerConfig, Trend
from picaflor.strategies.protocols import Follow, Wake
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, SECOND, SPOT, Book, Stage

FINE = replace(SPOT, lot=Grid(6))
AT = 1_000_000


def make(**given: Any) -> DynamicMaker:
    short = {"range_length": 2, "macd_fast": 2, "macd_slow": 4, "macd_signal": 2}
    return DynamicMaker(DynamicMakerConfig(PAIR, **{**short, "lean_percent": 0, **given}))


def stage(*closes: int, reach: int = 1_000, **given: Any) -> Stage:
    """Bars that are 2 000 wide, which is 20 bps."""
    made = Stage(**{"listed": FINE, "there": Book(AT - 100, AT + 100), **given})
    for close in closes or (AT,) * 8:
        made.close_bar(close, reach)
    return made


def quotes(made: Stage, maker: DynamicMaker) -> dict[str, int]:
    """By slot: how far from the middle, in ticks."""
    made.obey(maker.decide(made, Wake.TIMER))
    return {wish.tag: (wish.ticks or 0) - AT for wish in made.wanted}


def test_quotes_stand_as_far_away_as_bars_are_wide() -> None:
    made = stage()
    assert quotes(made, make(levels_percent=(50, 150))) == {"b0": -1_000, "b1": -3_000, "s0": 1_000, "s1": 3_000}
    assert made.wanted[0].why == ("level 0: 1000 ppm away; range 2000 ppm, trend +0 ppm, inventory +0 bps of its limit")
    assert quotes(stage(reach=2_000), make(levels_percent=(50,))) == {"b0": -2_000, "s0": 2_000}


def test_no_nearer_and_no_farther_than_is_allowed() -> None:
    assert quotes(stage(reach=0), make(levels_percent=(50,), spread_min_bps=5)) == {"b0": -500, "s0": 500}
    assert quotes(stage(), make(levels_percent=(900,), spread_max_bps=30)) == {"b0": -3_000, "s0": 3_000}


@pytest.mark.parametrize(("trend", "way"), [(Trend.FOLLOW, 1), (Trend.FADE, -1), (Trend.IGNORE, 0)])
def test_the_middle_goes_with_the_trend_or_against_it_within_its_bound(trend: Trend, way: int) -> None:
    rising = [AT - 2_000 * (8 - n) for n in range(9)]
    placed = quotes(stage(*rising), make(levels_percent=(100,), trend=trend, trend_max_percent=25))
    wide = 4_000  # the step, and a thousand beyond it on both sides
    assert (placed["b0"] + placed["s0"]) // 2 == pytest.approx(way * wide // 4, abs=2)
    assert (placed["s0"] - placed["b0"]) // 2 == pytest.approx(wide, abs=2)


def test_what_is_held_moves_the_middle_against_it() -> None:
    maker, made = make(levels_percent=(50,), lean_percent=100, inventory_max=2_000 * ONE), stage()
    quotes(made, maker)
    made.coins += ONE // 1_000  # worth a thousand: half of what may be held
    made.wanted.clear()
    for name in list(made.orders_of):
        made.end(name)
    assert quotes(made, maker) == {"b0": -1_500, "s0": 500}


@pytest.mark.parametrize(("lots", "slots"), [(4_000, {"s0"}), (-4_000, {"b0"})])
def test_with_full_hands_it_only_gives_away_on_contracts_too(lots: int, slots: set[str]) -> None:
    contract = replace(CONTRACT, lot=Grid(6))
    assert quotes(stage(listed=contract, lots=lots), make(levels_percent=(50,))).keys() == slots


def test_before_the_bars_say_how_wide_they_are_there_are_no_quotes() -> None:
    made = stage(AT, AT)
    assert quotes(made, make()) == {}
    made.close_bar(AT)
    assert quotes(made, make()) != {}


def test_nothing_is_done_on_a_book_that_is_not_trusted_and_a_shut_gate_takes_all_back() -> None:
    made, maker = stage(), make(levels_percent=(50,))
    quotes(made, maker)
    made.there.trust = Trust.GAP
    assert maker.decide(made, Wake.TIMER) == []
    made.open = False
    made.obey(maker.decide(made, Wake.GATE))
    assert made.cancelled == ["c0", "c1"]


def test_a_changed_configuration_counts_at_the_next_call() -> None:
    made, maker = stage(), make(levels_percent=(50,))
    quotes(made, maker)
    maker.config = replace(maker.config, levels_percent=(100,))
    made.now_ns += SECOND
    made.obey(maker.decide(made, Wake.TIMER))
    assert made.cancelled == ["c0", "c1"]


def test_it_follows_enough_bars_for_its_longest_look_back() -> None:
    assert make().follows == (Follow(PAIR, "1m", 24),)


@pytest.mark.parametrize(
    "wrong",
    [
        {"levels_percent": ()},
        {"levels_percent": (0,)},
        {"spread_min_bps": 400},
        {"macd_fast": 4},
        {"quote_notional": 0},
        {"side": Side.BUY},
    ],
)
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        make(**wrong)
