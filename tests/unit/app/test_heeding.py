"""Somebody sets a key while bots run: he is told whether they heed it now."""

from __future__ import annotations

from pathlib import Path

import pytest

from picaflor.app.bot_files import NUMBER, status_path
from picaflor.app.bot_plan import seats_of
from picaflor.app.heeding import heeded, may_change
from picaflor.settings.config import load
from picaflor.settings.places import Places
from picaflor.storage.state_files import this_process, write_state

BOT = """[strategy]
connector = "bitget"
controller = "simple_maker"
pair = "BTC-USDT"
[strategy.controllers.trend]
controller = "bollinger"
pair = "ETH-USDT"
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path, tmp_path / "data")
    made.config_file.write_text(BOT)
    return made


def runs(places: Places, bot: str) -> None:
    folder = places.make(places.data_dir / "paper" / bot)
    (folder / NUMBER).write_text("a0\n")
    write_state(status_path(folder), {"kind": "status", "process": this_process()})


@pytest.mark.parametrize(
    ("key", "may"),
    [
        ("strategy.spread_bps", True),
        ("strategy.refresh_ns", False),
        ("strategy.pair", False),
        ("strategy.leverage", False),
        ("strategy.controllers.trend.notional", True),
        ("strategy.controllers.trend.length", False),
        ("strategy.controllers.other.notional", False),
    ],
)
def test_by_the_field_of_the_controller_that_it_is_of(places: Places, key: str, may: bool) -> None:
    assert may_change(seats_of(load([places.config_file])), key) is may


def test_only_where_somebody_runs_and_it_is_about_strategies(places: Places) -> None:
    assert heeded(places, "strategy.spread_bps") == ""
    runs(places, "maker")
    assert heeded(places, "rate.share") == ""
    assert heeded(places, "strategy.spread_bps").startswith("maker runs: whoever was started with this takes it over")
    runs(places, "other")
    assert heeded(places, "strategy.pair") == (
        "maker and other run: it may not change meanwhile, and counts from the next start"
    )
    places.config_file.write_text("[strategy]\n")
    assert heeded(places, "strategy.spread_bps") == ""
