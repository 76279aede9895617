"""Fields that may change while a controller runs, and those that may not."""

from dataclasses import dataclass, fields

import pytest

from picaflor.strategies.controllers.supertrend import Supertrend, SupertrendConfig
from picaflor.strategies.tuning import LIVE, Tunable, Unfit, changed, fixed, live, tune


@dataclass(frozen=True)
class Config:
    pair: str
    length: int = 5
    spread: int = live(2)
    money: int = live(7, atoms=True)


def test_a_change_is_told_by_its_fields_and_refused_by_those_that_are_fixed() -> None:
    before, after = Config("A-B"), Config("A-B", 6, 3)
    assert changed(before, after) == ["length", "spread"]
    assert fixed(before, after) == ["length"]
    assert fixed(before, Config("A-B", money=8)) == []
    assert fixed(before, Config("C-D")) == ["pair"]


def test_a_live_field_keeps_its_default_and_says_what_it_is() -> None:
    told = {each.name: dict(each.metadata) for each in fields(Config)}
    assert told == {"pair": {}, "length": {}, "spread": {**LIVE, "atoms": False}, "money": {**LIVE, "atoms": True}}
    assert (Config("A-B").spread, Config("A-B").money) == (2, 7)


def test_controllers_can_be_tuned() -> None:
    assert isinstance(Supertrend(SupertrendConfig("A-B")), Tunable)


@dataclass
class Runs:
    config: Config


def test_settings_are_taken_over_all_at_once_or_not_at_all() -> None:
    runs = Runs(Config("A-B"))
    assert tune(runs, {"pair": "A-B", "spread": 3, "money": 8}) == "spread is 3, was 2, money is 8, was 7"
    assert (runs.config.spread, runs.config.money) == (3, 8)
    assert tune(runs, {"pair": "A-B", "spread": 3, "money": 8}) == ""
    with pytest.raises(Unfit, match="length may not change while it runs"):
        tune(runs, {"pair": "A-B", "spread": 4, "length": 6})
    with pytest.raises(Unfit, match="Expected `int`"):
        tune(runs, {"pair": "A-B", "spread": "wide"})
    with pytest.raises(Unfit, match="once, when it starts"):
        tune(object(), {})
    assert runs.config.spread == 3
