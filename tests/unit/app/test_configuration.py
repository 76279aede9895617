"""The configuration as commands see it: layers, tables, secrets that stay out of sight, and setting a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from picaflor.app.configuration import lines, places_of, set_value, unset
from picaflor.app.problems import Usage
from picaflor.settings.places import Places, find_places
from picaflor.settings.problems import BadConfig

HOOK = "https://example.org/canary-hook"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return find_places(tmp_path, tmp_path)


def test_later_files_overrule_earlier_ones_and_the_environment_both(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places.config_file.write_text("[rate]\nshare = 10\n[log]\nlevel = 'debug'\n[venues.bitget]\nbroker_tag = 'a'\n")
    more = tmp_path / "more.toml"
    more.write_text("[rate]\nshare = 20\n[log]\nlevel = 'error'\n")
    monkeypatch.setenv("PICAFLOR_LOG_LEVEL", "warning")
    found = {line.key: (line.value, line.origin) for line in lines(places, [more])}
    assert found["rate.share"] == ("20", f"{more}:2")
    assert found["log.level"] == ("warning", "PICAFLOR_LOG_LEVEL")
    assert found["venues.bitget.broker_tag"] == ("a", f"{places.config_file}:6")
    assert found["global_token"] == ("USDT", "default")
    assert found["paper_trade.balances.USDT"] == ("100000", "default")


def test_a_key_a_table_and_a_name_of_ones_own(places: Places) -> None:
    assert [line.key for line in lines(places, under="rate")] == ["rate.share"]
    assert [line.key for line in lines(places, under="rate.share")] == ["rate.share"]
    assert [(line.key, line.value) for line in lines(places, under="venues.bitget.proxy")] == [
        ("venues.bitget.proxy", None)
    ]
    assert lines(places, under="venues") == []
    with pytest.raises(BadConfig, match=r"did you mean rate\.share"):
        lines(places, under="rat.share")


def test_numbers_are_texts_and_lists_are_lists(places: Places) -> None:
    places.config_file.write_text("[kill_switch]\nmax_loss = 0.10\n[paper_trade]\nexchanges = ['bitget']\n")
    found = {line.key: line.value for line in lines(places)}
    assert found["kill_switch.max_loss"] == "0.10"
    assert found["paper_trade.exchanges"] == ["bitget"]


def test_setting_a_key_is_written_where_it_is_read(places: Places) -> None:
    where = set_value(places, "rate.share", "40")
    assert where == places.config_file
    assert [(line.value, line.origin) for line in lines(places, under="rate.share")] == [("40", f"{where}:2")]
    with pytest.raises(BadConfig, match="it must be a whole number from 1 to 100"):
        set_value(places, "rate.share", "0")
    assert lines(places, under="rate.share")[0].value == "40"


def test_a_secret_is_neither_taken_from_a_command_line_nor_shown(places: Places) -> None:
    with pytest.raises(Usage, match="standard input") as refused:
        set_value(places, "notifications.webhook", HOOK)
    assert HOOK not in str(refused.value)
    assert not places.config_file.exists()
    set_value(places, "notifications.webhook", HOOK, from_argv=False)
    assert HOOK in places.config_file.read_text()
    assert places.config_file.stat().st_mode & 0o077 == 0
    assert HOOK not in repr(lines(places))
    assert [line.value for line in lines(places, under="notifications.webhook")] == ["•••"]


def test_a_project_is_found_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "picaflor.toml").write_text("")
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    assert places_of(None).project == tmp_path


def test_what_is_taken_out_is_as_it_is_said_elsewhere_or_by_default(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, value in (("rate.share", "40"), ("strategy.maker.pair", "BTC-USDT")):
        set_value(places, key, value)
    monkeypatch.setenv("PICAFLOR_RATE_SHARE", "30")
    now, free = unset(places, "rate.share"), unset(places, "strategy.maker.pair")
    assert now is not None
    assert (now.value, now.origin) == ("30", "PICAFLOR_RATE_SHARE")
    assert free is not None
    assert (free.value, free.origin) == (None, "default")
    assert unset(places, "rate.share") is None
