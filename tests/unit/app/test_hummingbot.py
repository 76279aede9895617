"""Files of Hummingbot's, written by us as its pages describe them: what each line becomes, and what is said to be left."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from picaflor.app.hummingbot import Imported, NotTheirs, carry_over, read_theirs
from picaflor.app.problems import NotFound
from picaflor.settings.config import load
from picaflor.settings.plain_yaml import read_yaml

FILES = Path(__file__).parents[2] / "golden/hummingbot"


def imported(name: str) -> Imported:
    return read_theirs(FILES / f"{name}.yml")


def left(made: Imported) -> set[str]:
    return {told.key for told in made.told if told.lost}


def read(made: Imported) -> dict[str, object]:
    return dict(tomllib.loads(made.file("x.yml"))["strategy"])


def of(text: str) -> Imported:
    return carry_over(read_yaml(text, "f.yml"), "f.yml")


@pytest.mark.parametrize("path", sorted(FILES.glob("*.yml")), ids=lambda path: path.stem)
def test_what_is_written_is_a_configuration_of_ours_and_no_line_is_silent(path: Path, tmp_path: Path) -> None:
    made = read_theirs(path)
    ours = tmp_path / "ours.toml"
    ours.write_text(made.file(path.name))
    load([ours])
    said = {row.line for row in read_yaml(path.read_text(), "f") if row.value}
    told = {each.line for each in made.told}
    silent = {path.read_text().splitlines()[line - 1].strip() for line in said - told}
    assert silent <= {
        "template_version: 24", "template_version: 5", "template_version: 14", "strategy: pure_market_making",
        "strategy: twap", "minimum_spread: -100", "price_ceiling: -1", "price_floor: -1", "order_levels: 1",
        "inventory_skew_enabled: false", "hanging_orders_enabled: false", "price_source: current_market",
        "id: 5ZkyEVXZvLWtMNyFyrqNZSuKhsYk7cBbJpJpCFGQx4dm", "id: grid1", "controller_name: pmm_simple",
        "controller_name: grid_strike", "controller_type: market_making", "controller_type: generic",
        "manual_kill_switch: false", "is_delayed_start: false", "instance_id: 3a0a5f2c8e", "mqtt_autostart: false",
        "autofill_import: disabled",
    }  # fmt: skip


def test_market_making_has_the_wider_of_two_distances() -> None:
    made = imported("conf_pure_mm_1")
    assert read(made) == {
        "controller": "simple_maker", "connector": "bitget_paper_trade", "pair": "BTC-USDT", "spread_bps": 25,
        "order_age_ns": "15s", "tolerance_bps": 2,
    }  # fmt: skip
    assert left(made) == {"max_order_age", "order_amount", "ping_pong_enabled", "inventory_target_base_pct"}
    assert made.fault == ""


def test_a_controller_shares_its_money_between_its_quotes() -> None:
    made = imported("conf_pmm_simple_1")
    found = read(made)
    assert (found["quote_notional"], found["spread_bps"], found["leverage"], found["position_mode"]) == (
        "75",
        30,
        20,
        "HEDGE",
    )
    assert left(made) == {"buy_spreads", "cooldown_time", "stop_loss"}


def test_a_grid_has_as_many_rungs_as_fit_and_as_its_money_is_enough_for() -> None:
    made = imported("conf_grid_strike_1")
    found = read(made)
    assert (found["rungs"], found["side"], found["step_bps"], found["time_limit_ns"]) == (40, "buy", 20, "3600s")
    assert left(made) == {"connector_name", "order_frequency", "triple_barrier_config.open_order_type"}
    assert "connector is not set" in made.fault
    gaps = of("controller_name: grid_strike\nstart_price: 100\nend_price: 110\nmin_spread_between_orders: 0.02\n")
    assert read(gaps)["rungs"] == 6


def test_slices_of_a_twap() -> None:
    found = read(imported("conf_twap_1"))
    assert (found["slices"], found["every_ns"], found["worst_price"], found["manner"]) == (
        5,
        "12500ms",
        "2400",
        "limit",
    )


def test_the_clients_file_and_what_is_secret_in_it() -> None:
    made = imported("conf_client")
    assert made.settings["kill_switch"] == {"max_drawdown": "12.5"}
    assert made.settings["paper_trade"] == {"exchanges": ["bitget"], "balances": {"BTC": "1", "USDT": "100000"}}
    assert made.settings["venues"] == {"bitget": {"balance_limit": {"USDT": "500"}}}
    assert "hush" not in repr(made.told)
    assert "balance_asset_limit.binance.USDT" in left(made)


def test_fees() -> None:
    assert imported("conf_fee_overrides").settings == {
        "venues": {"bitget": {"maker_fee": "0.05", "taker_fee": "-0.01"}}
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("strategy: avellaneda_market_making", "no strategy here is like avellaneda_market_making"),
        ("some: thing", "none of Hummingbot's"),
    ],
)
def test_what_is_not_theirs_or_has_no_like_here(text: str, why: str) -> None:
    with pytest.raises(NotTheirs, match=why):
        of(text)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("bid_spread: 0.123", "12.3 basis points, and here they are whole"),
        ("order_refresh_time: soon", "no number"),
        ("exchange: binance", "there is no connector binance here"),
        ("order_levels: 3", "one quote on each side"),
        ("nobodys_key: 5", "nothing like it here"),
    ],
)
def test_a_value_that_does_not_fit_is_left_and_told(line: str, why: str) -> None:
    made = of(f"strategy: pure_market_making\n{line}\n")
    (told,) = [each for each in made.told if each.lost]
    assert (told.line, why in told.note) == (2, True), told.note


def test_a_kill_switch_that_waits_for_a_gain_or_for_everything_is_left() -> None:
    for rate, why in (("20", "at a gain"), ("-100", "never have stopped")):
        (told,) = of(f"instance_id: x\nkill_switch_mode:\n  kill_switch_rate: {rate}\n").told
        assert why in told.note


def test_a_file_that_is_not_there_or_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no file"):
        read_theirs(tmp_path / "conf.yml")
    with pytest.raises(NotTheirs, match="cannot be read: Is a directory"):
        read_theirs(tmp_path)
