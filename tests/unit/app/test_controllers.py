"""What controllers there are and what they are configured with: every one of ours says it in words of the configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from picaflor.app.controllers import about_all, about_one, json_schema
from picaflor.app.new_controller import new_controller
from picaflor.app.problems import NotFound
from picaflor.settings.places import Places
from picaflor.settings.strategy_config import into
from picaflor.strategies.table import CONTROLLERS, OWN, config_class


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path, tmp_path)


@pytest.mark.parametrize("name", CONTROLLERS)
def test_each_default_can_be_said_in_a_configuration(name: str, places: Places) -> None:
    about = about_one(places, name)
    assert about.words.endswith(".")
    assert not about.own
    said: dict[str, object] = {}
    for each in about.settings:
        if each.default:
            parts = each.default[1:-1].split(", ")
            said[each.name] = parts if each.kind.startswith("a list") and parts != [""] else each.default
    said = {name: value for name, value in said.items() if value != "[]"}
    needed = {each.name: "A-B" for each in about.settings if each.default is None}
    plain = into(config_class(name), needed, "strategy")
    assert into(config_class(name), {**said, **needed}, "strategy") == plain


def test_a_setting_says_what_it_must_be_and_whether_it_may_change() -> None:
    settings = {each.name: each for each in about_one(Places(Path(), Path()), "dynamic_maker").settings}
    told = {name: (each.kind, each.default, each.live) for name, each in settings.items()}
    assert told["pair"] == ("a text", None, False)
    assert told["levels_percent"] == ("a list: a whole number", "[50, 100]", True)
    assert told["trend"] == ("one of follow, fade, ignore", "follow", True)
    assert told["quote_notional"] == ("an exact amount", "200", True)
    assert told["order_age_ns"] == ("a time, as 500ms, 15s or 5min", "30s", True)
    assert told["macd_fast"] == ("a whole number", "12", False)


def test_the_schema_of_one() -> None:
    schema = json_schema(about_one(Places(Path(), Path()), "supertrend"))
    assert schema["required"] == ["pair"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["near_bps"] == {
        "description": "a whole number", "type": "integer", "default": 100, "x-live": True
    }  # fmt: skip
    assert schema["properties"]["reverse"]["default"] is True
    assert schema["properties"]["sides"]["enum"] == ["both", "long", "short"]


def test_the_users_own_are_among_them_and_a_wrong_name_says_what_is_near(places: Places) -> None:
    new_controller(places, "my_maker")
    about = {each.name: each for each in about_all(places)}
    assert about["my_maker"].own
    assert about["my_maker"].words.startswith("my_maker: one quote on each side")
    with pytest.raises(NotFound, match="did you mean my_maker"):
        about_one(places, "my_makr")
    OWN.clear()
