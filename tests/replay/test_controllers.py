"""Controllers on indicators trade in the emulated world, and the same one on the recorded session sends the same bytes."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.app.replay import replay
from picaflor.domain.events import OrderClaimed
from picaflor.domain.orders import Side
from picaflor.sim.venue.crowd import CrowdConfig
from tests.worlds import SECOND, make_world

PAIR = "BTC-USDT"
MAKERS: dict[str, dict[str, Any]] = {
    "dynamic_maker": {"levels_percent": [50, 100, 200]},
    "avellaneda_stoikov": {"layers": 2, "volatility_least": 10, "intensity_least": 10},
}
QUICK = {"pause_ns": SECOND, "time_limit_ns": 4 * SECOND, "interval": "1m"}
DIRECTIONAL: dict[str, dict[str, Any]] = {
    "bollinger": {**QUICK, "length": 20, "long_percent": 49, "short_percent": 50},
    "macd_bollinger": {**QUICK, "length": 20, "long_percent": 99, "short_percent": 100},
    "supertrend": {**QUICK, "near_bps": 9_000},
}


@pytest.mark.parametrize("venue", ["bitget", "hashkey_perpetual"])
@pytest.mark.parametrize("name", MAKERS)
def test_a_maker_trades_both_sides_and_again_the_same(name: str, venue: str) -> None:
    world = make_world(venue, seed=3, controller=name, maker={"pair": PAIR, **MAKERS[name]}, symbols=1)
    world.run(12)
    world.kill()
    world.run(12)
    sides = [fill.side for fill in world.fills()]
    assert min(sides.count(Side.BUY), sides.count(Side.SELL)) >= 5
    assert world.run_until_quiet()
    for plan, journal in world.runs:
        verdict = replay(plan, journal.lines)
        assert verdict.same, verdict.difference
    quoted = [step.why for step in world.steps if step.what.startswith("pf") and " LIMIT_MAKER" in step.what]
    assert all("inventory" in why for why in quoted), "each says from what it was made"
    assert quoted


@pytest.mark.parametrize("name", DIRECTIONAL)
def test_a_directional_one_opens_and_closes_and_again_the_same(name: str) -> None:
    world = make_world(
        "bitget", seed=3, controller=name, maker={"pair": PAIR, **DIRECTIONAL[name]}, crowd=CrowdConfig()
    )
    world.run(66)
    fills = world.fills()
    assert {fill.side for fill in fills} == {Side.BUY, Side.SELL}
    whys = [step.why for step in world.steps]
    assert any("entry" in why for why in whys)
    assert any("time_limit" in why for why in whys)
    verdict = replay(world.plan, world.journal.lines)
    assert verdict.same, verdict.difference


def test_one_whose_stop_rests_at_the_venue_does_the_same_again_through_a_crash() -> None:
    steps = {"steps": 2, "first_bps": 1, "gap_bps": 4, "stop_loss_bps": 22, "take_profit_bps": 20, "trailing_bps": 19}
    config = {"pair": PAIR, **steps, "pause_ns": SECOND, "time_limit_ns": 10 * SECOND, "notional": 10**39}
    world = make_world(
        "bitget_perpetual", seed=3, controller="dca", maker=config, crowd=CrowdConfig(walk_bps=4), setup={"leverage": 5}
    )
    for _ in range(2):
        world.run(25)
        world.kill()
    world.run(10)
    assert world.run_until_quiet()
    claimed = [event for event in world.seen if isinstance(event, OrderClaimed)]
    assert claimed, "some stops fired"
    assert {event.order.owner for event in claimed} == {"maker"}
    for plan, journal in world.runs:
        verdict = replay(plan, journal.lines)
        assert verdict.same, verdict.difference
