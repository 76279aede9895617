"""A stranger's client, written from the platform's papers, on an emulated house that a configuration made."""

from __future__ import annotations

import json
import subprocess
import sys
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


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
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
    hello = house.stdout.readline()
    try:
        stranger = [sys.executable, str(Path(__file__).with_name("peatio_stranger.py")), hello, str(CALLS)]
        said = subprocess.run(stranger, capture_output=True, text=True, check=False, timeout=100)
    finally:
        house.terminate()
        house.wait(10)
        house.stdout.close()
        if house.stdin is not None:
            house.stdin.close()
    assert said.returncode == 0, said.stderr[-3000:]
    return json.loads(said.stdout)


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
