"""Files for an emulated house: customers as a list or as an emulator printed them, chances by name, and mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from picaflor.app.emulate import make_exchange
from picaflor.app.emulated_files import BadFile, read_customers, read_faults
from picaflor.domain.numbers import read_atoms
from picaflor.sim.venue.faults import FaultRates, FrameFault, RequestFault
from picaflor.venues import load
from picaflor.wire.auth import PlainKeys

ROWS = [load("bitget"), load("bitget_perpetual")]
ANN: dict[str, Any] = {"api_key": "ann", "secret": "s", "passphrase": "p"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.json"


def test_customers_with_keys_and_funds_of_each_row(file: Path) -> None:
    funds = {"bitget": {"USDT": "5.5", "BTC": "0"}, "bitget_perpetual": {"USDT": "7"}}
    file.write_text(json.dumps([{**ANN, "funds": funds}, {**ANN, "api_key": "bob", "memo": None}]))
    ann, bob = read_customers(file, ROWS)
    assert ann.keys == PlainKeys("ann", "s", "p")
    assert ann.funds == {
        "bitget": {"USDT": read_atoms("5.5"), "BTC": 0},
        "bitget_perpetual": {"USDT": read_atoms("7")},
    }
    assert (bob.keys.api_key, bob.funds, bob.domain) == ("bob", {}, "")


def test_a_key_of_demo_alone(file: Path) -> None:
    file.write_text(json.dumps([{**ANN, "domain": "testnet"}]))
    (ann,) = read_customers(file, ROWS)
    exchange, _ = make_exchange(ROWS[0], 1, 1, others=ROWS[1:], customers=[ann])
    assert [floor.accounts[1].domain for floor in exchange.floors.values()] == ["testnet", "testnet"]
    with pytest.raises(BadFile, match="is of 'testnet': this house knows none"):
        read_customers(file, [load("hitbtc")])


def test_the_line_of_an_emulator_brings_its_customers_back(file: Path) -> None:
    file.write_text(
        json.dumps({"venue": "bitget", "accounts": [{"kind": "classic", **ANN, "memo": None}], "hosts": {}})
    )
    (ann,) = read_customers(file, ROWS)
    assert ann.keys == PlainKeys("ann", "s", "p")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "names no account"),
        ({}, "missing required field `accounts`"),
        ([ANN, ANN], "two accounts have the same api_key"),
        ([{**ANN, "passphrase": None}], "account ann… has no passphrase"),
        ([{**ANN, "kind": "odd"}], "is 'odd': there are classic and unified ones here"),
        ([{**ANN, "domain": "moon"}], "account ann… is of 'moon': there are live and testnet"),
        ([{**ANN, "funds": {"hitbtc": {}}}], "funds of 'hitbtc': there are bitget, bitget_perpetual here"),
        ([{**ANN, "funds": {"bitget": {"USDT": "-1"}}}], "account ann…: "),
        ([{**ANN, "funds": {"bitget": {"USDT": 1.5}}}], "Expected `str`"),
        ([{**ANN, "colour": "red"}], "unknown field `colour`"),
    ],
)
def test_what_is_wrong_with_customers_is_said(file: Path, rows: object, says: str) -> None:
    file.write_text(json.dumps(rows))
    with pytest.raises(BadFile, match=says) as caught:
        read_customers(file, ROWS)
    assert caught.value.exit_code == 3
    assert "'s'" not in str(caught.value)


def test_chances_of_faults(file: Path) -> None:
    file.write_text('{"requests": {"429": 40, "delay": 9960}, "delay_max_ms": 20}')
    assert read_faults(file) == FaultRates(
        requests={RequestFault.DELAY: 9_960, RequestFault.TOO_MANY: 40}, frames={}, delay_max_ns=20_000_000
    )
    file.write_text('{"frames": {"gap": 1, "silent": 0}}')
    assert read_faults(file) == FaultRates(frames={FrameFault.DROP: 1})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            '{"requests": {"meteor": 1}}',
            "a fault that there is not, 'meteor': of requests drop_request, .*; of frames gap",
        ),
        ('{"requests": {"none": 1}}', "a fault that there is not, 'none'"),
        ('{"requests": {"429": -1}}', "chances are in ten thousand"),
        ('{"frames": {"gap": 9999, "silent": 2}}', "no more than that"),
        ('{"frames": {"gap": 0.5}}', "Expected `int`"),
        ('{"often": {}}', "unknown field `often`"),
        ('{"delay_max_ms": 0}', "above 0"),
        ("gap = 3", "malformed"),
    ],
)
def test_what_is_wrong_with_faults_is_said(file: Path, text: str, says: str) -> None:
    file.write_text(text)
    with pytest.raises(BadFile, match=says):
        read_faults(file)


def test_a_file_that_is_not_there(file: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read: No such file"):
        read_faults(file)
