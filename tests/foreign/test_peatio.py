"""Two strangers on an emulated house that a configuration made: a client written from the platform's papers, and the one
of the package index, Python-Peatio, with all of its calls."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = """
[venues.myhouse]
tongue = "peatio"
rest = "https://api.myhouse.example/api/v2/peatio"
ws = "wss://ws.myhouse.example/api/v2/ranger"
calls = 100000
"""
CALLS = 300
PACKAGE = str(ROOT / ".venv-peatio/bin/python")


@pytest.fixture(scope="module")
def hello(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("house")
    (home / "picaflor.toml").write_text(HOUSE)
    house = subprocess.Popen(
        [sys.executable, "-m", "picaflor", "emulate", "myhouse", "--json", "--seed", "5", "--until-eof"],
        stdin=subprocess.PIPE,  # if we are killed, it ends
        stdout=subprocess.PIPE,
        text=True,
        cwd=home,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "HOME": str(home)},
    )
    assert house.stdout is not None
    try:
        yield house.stdout.readline()
    finally:
        house.terminate()
        house.wait(10)
        house.stdout.close()
        if house.stdin is not None:
            house.stdin.close()


def said_by(python: str, script: str, *words: str) -> dict[str, Any]:
    stranger = [python, str(Path(__file__).with_name(script)), *words]
    said = subprocess.run(stranger, capture_output=True, text=True, check=False, timeout=100)
    assert said.returncode == 0, said.stderr[-3000:]
    found: dict[str, Any] = json.loads(said.stdout)
    return found


@pytest.fixture(scope="module")
def seen(hello: str) -> dict[str, Any]:
    return said_by(sys.executable, "peatio_stranger.py", hello, str(CALLS))


@pytest.fixture(scope="module")
def package(hello: str) -> dict[str, Any]:
    return said_by(PACKAGE, "peatio_package.py", hello)


def test_it_reads_markets_and_keeps_a_book_without_a_gap(seen: dict[str, Any]) -> None:
    assert seen["markets"] == ["btcusdt", "ethusdt", "pepeusdt"]
    assert (seen["books"], seen["gaps"]) == (True, 0)


def test_it_places_follows_and_cancels_by_its_private_stream(seen: dict[str, Any]) -> None:
    hand = seen["hand"]
    assert (hand["placed"], hand["pending"], hand["rests"], hand["listed"]) == (201, "pending", True, ["me-1"])
    assert (hand["cancelled"], hand["gone"]) == (201, True)
    assert (hand["filled"], hand["state"]) == (True, "done")
    assert hand["trades"] >= 1


def test_what_it_does_wrong_has_the_platforms_codes(seen: dict[str, Any]) -> None:
    assert seen["hand"]["refusals"] == [
        [422, "market.account.insufficient_balance"],
        [422, "market.order.invalid_volume_or_price"],
        [422, "market.market.doesnt_exist_or_not_enabled"],
        [404, "record.not_found"],
    ]
    assert seen["bad_key"] == 401


def test_after_hundreds_of_random_calls_all_ledgers_are_the_same(seen: dict[str, Any]) -> None:
    assert seen["ledger"] == {"btc": True, "usdt": True}
    assert seen["house"]
    assert seen["resting"]
    fills, differing = seen["fills"]
    assert fills > 30
    assert differing == 0


def test_the_package_of_the_index_gets_an_answer_to_each_of_its_calls(package: dict[str, Any]) -> None:
    three = ["btcusdt", "ethusdt", "pepeusdt"]
    assert {name: package[name] for name in ("all_markets", "all_markets_tickers", "trades")} == dict.fromkeys(
        ("all_markets", "all_markets_tickers", "trades"), three
    )
    assert package["market_tickers"]
    assert package["markets_tickers_klines"] == [12, True]
    assert package["markets_tickers_depth"] == [5, 5, True]
    assert package["markets_tickers_trades"] == [7, True]
    assert package["markets_tickers_order_book"] == [10, 10, True, ["wait"]]
    assert package["trading_fees"] == [[market, "0.0025", "0.0025"] for market in three]


def test_and_its_orders_do_what_it_says(package: dict[str, Any]) -> None:
    assert package["create_limit_order"] == ["pending"] * 3
    assert package["account_balances_currency"] == [True, True]
    assert {"btc", "usdt"} <= set(package["all_currency_balance"])
    assert package["its orders in the book"]
    assert package["id_cancel"]
    assert package["all_cancel_custom"]
    assert package["get_order"]
    assert package["all_cancel"]
    assert package["signed_param"] == 64
    assert package["unknown order"] == {"errors": ["record.not_found"]}
    assert package["wrong key"] == {"errors": ["authz.invalid_signature"]}
