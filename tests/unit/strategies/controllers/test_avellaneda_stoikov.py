"""Avellaneda-Stoikov: quotes by what is estimated, skewed by what is held, in layers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from picaflor.domain.events import Traded
from picaflor.domain.market import Grid
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.controllers.avellaneda_stoikov import AvellanedaStoikov, AvellanedaStoikovConfig
from picaflor.strategies.protocols import Wake
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, SECOND, SPOT, Book, Stage

FINE = replace(SPOT, lot=Grid(6))
AT = 1_000_000


def make(**given: Any) -> AvellanedaStoikov:
    quick = {"volatility_least": 4, "volatility_samples": 50, "intensity_least": 4, "tolerance_bps": 0}
    return AvellanedaStoikov(AvellanedaStoikovConfig(PAIR, **{**quick, **given}))


def stage(**given: Any) -> Stage:
    return Stage(**{"listed": FINE, "there": Book(AT - 100, AT + 100), **given})


def trades(made: Stage, away: int, count: int) -> None:
    for n in range(count):
        side = Side.BUY if n % 2 else Side.SELL
        made.tape.append(Traded("v", PAIR, side, AT + side.sign * away, 1, made.now_ns))


def learn(made: Stage, maker: AvellanedaStoikov, away: int = 1_000, swing: int = 0) -> None:
    """Ten calls, half a second apart, with two trades before each; the middle goes up and down by `swing`."""
    for n in range(10):
        made.there.bid, made.there.ask = AT - 100 + swing * (n % 2), AT + 100 + swing * (n % 2)
        made.now_ns += SECOND // 2
        trades(made, away, 2)
        made.obey(maker.decide(made, Wake.TIMER))
    made.there.bid, made.there.ask = AT - 100, AT + 100
    for name in [name for name, order in made.orders_of.items() if not order.state.final]:
        made.end(name)
    made.wanted.clear()


def quotes(made: Stage, maker: AvellanedaStoikov) -> dict[str, int]:
    made.obey(maker.decide(made, Wake.FILL))
    return {wish.tag: (wish.ticks or 0) - AT for wish in made.wanted}


def test_while_nothing_is_estimated_it_quotes_at_its_first_spread_and_says_so() -> None:
    made = stage()
    assert quotes(made, make(spread_start_bps=15)) == {"b0": -1_500, "s0": 1_500}
    assert "variance unknown bps²/s, decay unknown/bps" in made.wanted[0].why


def test_in_a_market_that_stands_still_the_reach_of_trades_is_all() -> None:
    made, maker = stage(), make(risk_aversion_permille=0)
    learn(made, maker, away=1_000)
    assert quotes(made, maker) == {"b0": -1_000, "s0": 1_000}, "1/k, which is how far trades were on the average"
    assert "variance 0.00 bps²/s, decay 0.1000/bps, 4.00 trades/s" in made.wanted[0].why


def test_the_more_it_moves_the_wider_the_quotes() -> None:
    calm, wild = stage(), stage()
    one, other = make(), make()
    learn(calm, one, swing=100)
    learn(wild, other, swing=500)
    near, far = quotes(calm, one), quotes(wild, other)
    assert far["s0"] > near["s0"]
    assert far["b0"] < near["b0"]


def test_the_farther_trades_reach_the_wider_the_quotes() -> None:
    placed = []
    for away in (500, 3_000):
        made, maker = stage(), make()
        learn(made, maker, away=away)
        placed.append(quotes(made, maker)["s0"])
    assert placed[0] < placed[1]


def test_what_is_held_moves_both_quotes_against_it_and_shrinks_what_would_add_to_it() -> None:
    made, maker = stage(), make(inventory_max=2_000 * ONE, quote_notional=200 * ONE)
    quotes(made, maker)
    learn(made, maker, swing=200)
    flat = quotes(made, maker)
    lots = {wish.side: wish.lots for wish in made.wanted}
    made.coins += ONE // 1_000  # worth a thousand: five orders, and half of what may be held
    for name in [name for name, order in made.orders_of.items() if not order.state.final]:
        made.end(name)
    made.wanted.clear()
    long = quotes(made, maker)
    assert long["b0"] < flat["b0"]
    assert long["s0"] < flat["s0"]
    now = {wish.side: wish.lots for wish in made.wanted}
    assert now[Side.BUY] == pytest.approx(lots[Side.BUY] / 2, rel=0.01)
    assert now[Side.SELL] == pytest.approx(lots[Side.SELL], rel=0.01)


@pytest.mark.parametrize(("lots", "slots"), [(4_000, {"s0"}), (-4_000, {"b0"})])
def test_with_full_hands_it_only_gives_away_on_contracts_too(lots: int, slots: set[str]) -> None:
    made = stage(listed=replace(CONTRACT, lot=Grid(6)), lots=lots)
    assert quotes(made, make()).keys() == slots


def test_layers_stand_behind_each_other() -> None:
    made = stage()
    placed = quotes(made, make(layers=3, layer_gap_percent=50, spread_start_bps=10))
    assert placed == {"b0": -1_000, "b1": -1_500, "b2": -2_000, "s0": 1_000, "s1": 1_500, "s2": 2_000}


def test_no_nearer_and_no_farther_than_is_allowed() -> None:
    for away, at in ((10, 500), (50_000, 2_000)):
        made, maker = stage(), make(spread_min_bps=5, spread_max_bps=20)
        learn(made, maker, away=away)
        assert quotes(made, maker) == {"b0": -at, "s0": at}


def test_a_shut_gate_takes_all_back_and_the_estimates_go_on() -> None:
    made, maker = stage(), make()
    quotes(made, maker)
    made.open = False
    made.obey(maker.decide(made, Wake.GATE))
    assert made.cancelled == ["c0", "c1"]
    learn(made, maker)
    made.open = True
    quotes(made, maker)
    assert "decay 0.1000/bps" in made.wanted[0].why


@pytest.mark.parametrize(
    "wrong",
    [{"layers": 0}, {"spread_min_bps": 400}, {"horizon_ns": -1}, {"volatility_least": 0}, {"inventory_max": 0}],
)
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"or more|above|to "):
        make(**wrong)
