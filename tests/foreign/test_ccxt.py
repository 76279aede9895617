"""ccxt, which has never heard of us, works on the emulated Bitget as it does on the real one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
STRANGER = ROOT / ".venv-ccxt/bin/python"


@pytest.fixture(scope="module")
def hello() -> Iterator[dict[str, Any]]:
    child = subprocess.Popen(
        [sys.executable, "-m", "picaflor", "emulate", "bitget", "--json", "--seed", "11"],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
    )
    assert child.stdout is not None
    yield json.loads(child.stdout.readline())
    child.terminate()
    assert child.wait(10) == 0
    child.stdout.close()


def test_ccxt_loads_reads_places_and_cancels(hello: dict[str, Any]) -> None:
    said = subprocess.run(
        [STRANGER, Path(__file__).with_name("ccxt_spot.py"), json.dumps(hello)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert said.returncode == 0, said.stderr[-3000:]
    saw = json.loads(said.stdout)
    assert {"BTC/USDT", "ETH/USDT", "PEPE/USDT"} <= set(saw["markets"])
    assert saw["precision"] == ["0.01", "1e-06"]
    assert saw["levels"] == [20, 20]
    assert saw["held"] is True
    assert saw["unknown order"] == "OrderNotFound"
    assert saw["too small"] == "InvalidOrder"
    assert (saw["sold"], saw["fee currency"]) == ("0.002000", "USDT")
    assert saw["stream"] == {"books": 15, "order heard": "open", "trades": True}
