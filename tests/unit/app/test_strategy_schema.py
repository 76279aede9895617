"""Every strategy can be asked for, and what its questions say is what its configuration takes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from picaflor.app.bot_plan import seats_of
from picaflor.app.problems import NotFound, Usage
from picaflor.app.strategy_schema import check, made_file, questions, strategies, with_another
from picaflor.domain.numbers import ONE
from picaflor.engine.account import SeatLimits
from picaflor.settings.config import load
from picaflor.settings.problems import BadConfig
from picaflor.strategies.table import CONTROLLERS

NEEDED = {"connector": "bitget", "pair": "BTC-USDT"}


@pytest.mark.parametrize("name", CONTROLLERS)
def test_the_defaults_of_each_are_answers_that_it_takes(name: str) -> None:
    for question in questions(name):
        assert question.must
        if question.default:
            check(name, question.name, question.default)
    assert questions(name)[0].name == "connector"
    assert dict(strategies())[name], "what it is in a line"


def test_the_file_says_what_was_answered_and_leaves_the_rest_as_comments() -> None:
    text = made_file("grid_strike", {**NEEDED, "keep": "true", "notional": "150.5", "time_limit_ns": "2h"})
    found = tomllib.loads(text)["strategy"]
    assert found == {
        "controller": "grid_strike", **NEEDED, "keep": True, "notional": "150.5", "time_limit_ns": "2h"
    }  # fmt: skip
    assert "\n# rungs = 10\n" in text
    assert "keep = true  # what is held at the end is kept" in text
    assert "leverage" not in text
    assert "# leverage = 1" in made_file("grid_strike", {**NEEDED, "connector": "bitget_perpetual"})


def test_what_is_refused() -> None:
    with pytest.raises(NotFound, match="did you mean grid_strike"):
        questions("grid_strik")
    with pytest.raises(Usage, match="must be a whole number"):
        check("grid_strike", "rungs", "many")
    with pytest.raises(Usage, match="pair has no default"):
        check("grid_strike", "pair", "")
    with pytest.raises(NotFound, match="did you mean bitget"):
        check("grid_strike", "connector", "bitgett")
    with pytest.raises(BadConfig, match="did you mean rungs"):
        made_file("grid_strike", {**NEEDED, "rung": "3"})
    with pytest.raises(BadConfig, match="rungs is 2 or more"):
        made_file("grid_strike", {**NEEDED, "rungs": "1"})
    with pytest.raises(BadConfig, match="pair is not set"):
        made_file("grid_strike", {"connector": "bitget"})


BOT = made_file("simple_maker", {"connector": "bitget", "pair": "BTC-USDT"})
ETH = {"pair": "ETH-USDT", "drawdown_max": "20"}


def test_a_further_controller_is_added_below_what_is_there(tmp_path: Path) -> None:
    made = with_another(BOT, "bot.toml", "bollinger", "trend", ETH)
    assert made.startswith(BOT)
    added = made.removeprefix(BOT)
    assert '[strategy.controllers.trend]\ncontroller = "bollinger"\n' in added
    assert "leverage" not in added, "that is the account's"
    assert "file" not in added
    (tmp_path / "bot.toml").write_text(made)
    seats = seats_of(load([tmp_path / "bot.toml"]))
    assert [(seat.name, seat.controller) for seat in seats] == [("", "simple_maker"), ("trend", "bollinger")]
    assert seats[1].limits == SeatLimits(20 * ONE)


@pytest.mark.parametrize(
    ("before", "seat", "answers", "said"),
    [
        (BOT, "Trend", ETH, "cannot be a controller's name"),
        ("", "trend", ETH, "has no .strategy. table"),
        (BOT + "[strategy.controllers.trend]\n", "trend", ETH, "has a .strategy.controllers.trend. already"),
        (BOT, "trend", {**ETH, "leverage": "3"}, "strategy.controllers.trend.leverage"),
        (BOT, "trend", {}, "strategy.controllers.trend.pair is not set"),
        (BOT, "trend", {**ETH, "drawdown_max": "much"}, "controllers.trend.drawdown_max is 'much'"),
    ],
)
def test_what_cannot_be_added(before: str, seat: str, answers: dict[str, str], said: str) -> None:
    with pytest.raises((Usage, BadConfig), match=said):
        with_another(before, "bot.toml", "bollinger", seat, answers)
