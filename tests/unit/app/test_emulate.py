"""The emulated venue's front: what it announces, ports that are taken, and keys that are the seed's."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path
from typing import Any

import pytest

from picaflor.app.emulate import LIVELY, Wanted, emulate, emulated_keys, make_exchange, rows_of
from picaflor.app.emulated_files import BadFile, Customer
from picaflor.app.problems import NotFound, Problem, Usage
from picaflor.domain.numbers import read_atoms
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.venues import load
from picaflor.wire.auth import PlainKeys


def announce(venue: str, port: int = 0, seed: int = 1, wanted: Wanted | None = None) -> dict[str, Any]:
    said: list[dict[str, Any]] = []

    async def main() -> None:
        stop = asyncio.Event()
        stop.set()
        await emulate(venue, port, seed, said.append, stop, wanted=wanted)

    asyncio.run(main())
    (hello,) = said
    return hello


def test_every_host_has_a_port_of_its_own_and_the_first_account_is_the_seeds() -> None:
    hello = announce("bitget", seed=5)
    addresses = [*hello["hosts"].values(), hello["control"]]
    assert len(set(addresses)) == len(addresses) == 4
    assert all(address.startswith("http://127.0.0.1:") for address in addresses)
    assert "control" not in hello["hosts"]
    (account,) = hello["accounts"]
    assert account["secret"] == emulated_keys(5).secret != emulated_keys(6).secret


def test_a_port_in_use_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            Problem, match=f"cannot bind the ports {port - 1} to .*Address already in use.*leave --port out"
        ):
            announce("bitget", port - 1)


@pytest.mark.parametrize("port", [-1, 65_535, 10**9])
def test_a_port_that_is_none(port: int) -> None:
    with pytest.raises(Usage, match="cannot be the first of 4 ports"):
        announce("bitget", port)


def test_a_venue_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="did you mean bitget"):
        announce("bitgett")


def test_a_version_of_the_venues_software_may_be_chosen_where_there_are_several() -> None:
    assert announce("altmarkets", wanted=Wanted(edition="3"))["venue"] == "altmarkets"
    with pytest.raises(Usage, match=r"no edition '4' of altmarkets: there are 2\.3 and 3 beside its own"):
        announce("altmarkets", wanted=Wanted(edition="4"))
    with pytest.raises(Usage, match="no edition '3' of bitget: it has one alone"):
        announce("bitget", wanted=Wanted(edition="3"))


@pytest.mark.parametrize("venue", ["bitget", "hitbtc", "altmarkets"])
def test_what_is_called_classic_is_the_houses_own_kind_of_account(venue: str) -> None:
    (account,) = announce(venue)["accounts"]
    assert account["kind"] == "classic"


def test_one_emulator_serves_all_rows_of_its_house() -> None:
    contracts = ["bitget_perpetual", "bitget_perpetual-usdc", "bitget_perpetual-usd"]
    assert [row.floor for row in rows_of("bitget")] == ["bitget", *contracts]
    with pytest.raises(NotFound, match="did you mean bitget"):
        rows_of("bitget_perpetual")


def test_a_venue_that_runs_fast_says_since_when() -> None:
    assert announce("bitget")["clock"] == {"start_ns": 0, "speed": 1}
    clock = announce("bitget", wanted=Wanted(speed=20))["clock"]
    assert clock["speed"] == 20
    assert clock["start_ns"] > 1_700_000_000 * 10**9


@pytest.mark.parametrize("speed", [0, -1, 1_001])
def test_a_clock_that_stands_or_races_is_no_clock(speed: int) -> None:
    with pytest.raises(Usage, match="1 to 1000 times as fast"):
        announce("bitget", wanted=Wanted(speed=speed))


def test_customers_of_a_file_are_those_that_are_announced(tmp_path: Path) -> None:
    file = tmp_path / "customers.json"
    rows = [{"api_key": name, "secret": "s", "passphrase": "p"} for name in ("ann", "bob")]
    file.write_text(json.dumps(rows))
    announced = announce("bitget", wanted=Wanted(accounts=file, activity=True))
    assert [row["api_key"] for row in announced["accounts"]] == ["ann", "bob"]
    file.write_text(json.dumps(announced))
    assert announce("bitget", wanted=Wanted(accounts=file))["accounts"] == announced["accounts"]


def test_a_customers_funds_are_its_own_on_each_row() -> None:
    spot, contracts, *_ = rows_of("bitget")
    poor = Customer(PlainKeys("ann", "s", "p"), {"bitget": {}, "bitget_perpetual": {"USDT": read_atoms("7.5")}})
    usual = Customer(PlainKeys("bob", "s", "p"), {})
    exchange, keys = make_exchange(spot, 1, others=[contracts], customers=[poor, usual], now_ns=11)
    assert keys is poor.keys
    assert {bill.at_ns for bill in exchange.floor.accounts[2].bills} == {11}
    ann, bob = exchange.floors["bitget_perpetual"].accounts[1:]
    assert [ann.balance("USDT").total, bob.balance("USDT").total] == [read_atoms("7.5"), read_atoms("100000")]
    assert exchange.floor.accounts[1].ledger.assets() == ()
    assert exchange.floor.accounts[2].balance("BTC").total == read_atoms("2")


def test_a_customer_of_a_house_has_margin_in_each_family_of_its_contracts() -> None:
    spot, *others = rows_of("bitget")
    exchange, _ = make_exchange(spot, 1, others=others)
    funds = {name: floor.accounts[1].ledger.assets() for name, floor in exchange.floors.items()}
    assert funds["bitget_perpetual-usdc"] == ("USDC",)
    assert funds["bitget_perpetual-usd"] == ("BTC", "ETH")
    names = [list(floor.markets) for floor in exchange.floors.values()]
    assert names[2:] == [["BTCPERP", "ETHPERP"], ["BTCUSD", "ETHUSD"]]


def test_faults_of_a_file_that_is_none_are_told_before_anything_is_served(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        announce("bitget", wanted=Wanted(faults=tmp_path / "none.json"))


def test_keys_of_the_seed_have_what_the_venue_asks_for() -> None:
    assert make_exchange(load("hitbtc"), 3)[1].passphrase == ""
    assert make_exchange(load("bitget"), 3)[1] == emulated_keys(3)


def test_a_lively_market_and_a_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    crowds: list[CrowdConfig | None] = []

    def making(*args: Any, **more: Any) -> Any:
        crowds.append(more["crowd"])
        return make_exchange(*args, **more)

    monkeypatch.setattr("picaflor.app.emulate.make_exchange", making)
    announce("altmarkets")
    announce("altmarkets", wanted=Wanted(lively=True))
    assert crowds == [None, LIVELY]
