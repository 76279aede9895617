"""Settings of a controller that are changed while it runs: at one step, written down, and the same in a replay."""

from __future__ import annotations

from picaflor.app.replay import replay
from picaflor.engine.instructions import Retuned
from picaflor.engine.retuning import KEPT, TAKEN
from tests.worlds import World, make_world

PAIR = "BTC-USDT"
SETTINGS = {"pair": PAIR, "refresh_ns": 250_000_000, "spread_bps": 4}


def world() -> World:
    played = make_world("bitget", seed=3, symbols=1, maker=SETTINGS)
    played.run(4)
    return played


def steps(played: World, what: str) -> list[str]:
    return [step.why for step in played.steps if step.what == what]


def prices(played: World) -> set[int]:
    return {order.ticks for order in played.connector.live_orders() if order.ticks}


def test_what_may_change_does_at_once_and_a_replay_does_the_same() -> None:
    played = world()
    seat = played.engine.seats[0]
    near = max(prices(played)) - min(prices(played))
    played.tell(Retuned("maker", {**SETTINGS, "spread_bps": 60}))
    assert seat.controller.config.spread_bps == 60  # type: ignore[attr-defined]
    played.run(4)
    assert steps(played, TAKEN) == ["spread_bps is 60, was 4"]
    assert max(prices(played)) - min(prices(played)) > 5 * near
    verdict = replay(played.plan, played.journal.lines)
    assert verdict.same, verdict.difference
    without = [line for line in played.journal.lines if b'"Retuned"' not in line[2]]
    assert not replay(played.plan, without).same


def test_what_may_not_change_is_refused_as_a_whole_with_a_sentence() -> None:
    played = world()
    before = played.engine.seats[0].controller.config  # type: ignore[attr-defined]
    played.tell(Retuned("maker", {**SETTINGS, "spread_bps": 60, "refresh_ns": 5}))
    played.tell(Retuned("maker", {**SETTINGS, "spread_bps": "wide"}))
    played.tell(Retuned("somebody", SETTINGS))
    played.tell(Retuned("maker", {**SETTINGS}))
    played.run(1)
    first, second, third = steps(played, KEPT)
    assert first == "refresh_ns may not change while it runs: what was changed counts from its next start"
    assert "Expected `int`, got `str`" in second
    assert third == "this run has no controller of that name"
    assert steps(played, TAKEN) == []
    assert played.engine.seats[0].controller.config == before  # type: ignore[attr-defined]
    assert replay(played.plan, played.journal.lines).same
