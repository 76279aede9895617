"""Every strategy can be asked for, and what its questions say is what its configuration takes."""

from __future__ import annotations

import tomllib

import pytest

from picaflor.app.problems import NotFound, Usage
from picaflor.app.strategy_schema import check, made_file, questions, strategies
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
