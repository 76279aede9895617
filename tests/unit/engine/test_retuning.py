"""Settings of a controller that are changed while it runs: at one step, written down, and the same in a replay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from picaflor.app.new_controller import TEMPLATE
from picaflor.app.own_controllers import add_own_controllers, folder_of, keep_version
from picaflor.app.replay import replay
from picaflor.engine.instructions import Reloaded, Retuned
from picaflor.engine.retuning import KEPT, RELOADED, TAKEN
from picaflor.settings.places import Places
from picaflor.strategies.table import OWN, VERSIONS, UnknownController, digest_of
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


SOURCE = TEMPLATE.replace("CLASS", "MyMaker").replace("NAME", "my_maker", 1)
OWN_SETTINGS = {"pair": PAIR, "refresh_ns": 250_000_000}
NEW = "* config.spread_bps", "* 4 * config.spread_bps"


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    yield Places(tmp_path / "config", tmp_path / "data")
    OWN.clear()
    VERSIONS.clear()


def written(places: Places, old: str = "", new: str = "") -> str:
    """Its digest."""
    folder_of(places).mkdir(parents=True, exist_ok=True)
    assert old in SOURCE
    (folder_of(places) / "my_maker.py").write_text(SOURCE.replace(old, new) if old else SOURCE)
    add_own_controllers(places)
    keep_version(places, "my_maker")
    return digest_of("my_maker")


def own_world() -> World:
    played = make_world("bitget", seed=3, symbols=1, controller="my_maker", maker=OWN_SETTINGS)
    played.run(4)
    assert prices(played)
    return played


def test_a_file_is_not_reloaded_while_its_orders_are_open(places: Places) -> None:
    written(places)
    played = own_world()
    before = played.engine.seats[0].controller
    played.tell(Reloaded("maker", "my_maker", written(places, *NEW), OWN_SETTINGS))
    played.run(1)
    (why,) = steps(played, KEPT)
    assert "of its orders are open: it counts from its next start, or sets adopts_orders = True" in why
    assert played.engine.seats[0].controller is before


def test_one_that_goes_on_with_open_orders_is_and_a_replay_finds_both_versions(places: Places) -> None:
    first = written(places)
    played = own_world()
    near = max(prices(played)) - min(prices(played))
    second = written(places, "class MyMaker:", "class MyMaker:\n    adopts_orders = True\n")
    source = (folder_of(places) / "my_maker.py").read_text().replace(*NEW)
    (folder_of(places) / "my_maker.py").write_text(source)
    add_own_controllers(places)
    keep_version(places, "my_maker")
    second = digest_of("my_maker")
    played.tell(Reloaded("maker", "my_maker", second, OWN_SETTINGS))
    played.run(4)
    assert steps(played, RELOADED) == [f"version {second[:12]}"]
    assert max(prices(played)) - min(prices(played)) > 2 * near
    written(places)
    assert digest_of("my_maker") == first
    verdict = replay(played.plan, played.journal.lines)
    assert verdict.same, verdict.difference
    VERSIONS.clear()
    with pytest.raises(UnknownController, match="no copy was kept"):
        replay(played.plan, played.journal.lines)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("(config.pair,)", '(config.pair, "ETH-USDT")', "looks at other pairs, venues or bars"),
        ("    pair: str\n", "    pair: int\n", None),
    ],
)
def test_what_cannot_go_on_where_the_other_was_is_refused(places: Places, old: str, new: str, said: str | None) -> None:
    written(places)
    played = own_world()
    digest = written(places, old, new)
    if said is None:
        with pytest.raises(Exception, match="has no field pair: str"):  # whoever tells has looked at the file before
            played.tell(Reloaded("maker", "my_maker", digest, OWN_SETTINGS))
        return
    played.tell(Reloaded("maker", "my_maker", digest, OWN_SETTINGS))
    played.run(1)
    assert said in steps(played, KEPT)[0]
