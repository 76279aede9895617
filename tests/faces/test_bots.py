"""Several bots in one install, as processes of their own: started detached, looked at, killed, stopped."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from picaflor.app.keyring import Keyring
from picaflor.settings.places import Places
from tests.faces.processes import run, start

PASSWORD = "a-long-password"
FIELDS = ("api_key", "secret", "passphrase")
MAKER = """[strategy]
connector = "bitget"
controller = "simple_maker"
pair = "BTC-USDT"
spread_bps = 300
tolerance_bps = 250
order_age_ns = "1h"
"""


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with start(tmp_path_factory.mktemp("venue"), "emulate", "bitget", "--json") as child:
        assert child.stdout is not None
        yield child.stdout.readline()
        child.terminate()


@pytest.fixture
def home(venue: str, tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "hello.json").write_text(venue)
    keys = json.loads(venue)["accounts"][0]
    ring = Keyring(
        Places(tmp_path / ".config/picaflor", tmp_path / ".local/share/picaflor"), str, {"PICAFLOR_PASSWORD": PASSWORD}
    )
    ring.put("bitget@emulated", {name: keys[name] for name in FIELDS})
    (tmp_path / "maker.toml").write_text(MAKER)
    yield tmp_path
    picaflor(tmp_path, "stop")


def picaflor(home: Path, *words: str, password: str = PASSWORD) -> tuple[int, str, str]:
    return run(home, *words, PICAFLOR_PASSWORD=password)


def detached(home: Path, name: str, *more: str) -> dict[str, Any]:
    code, out, err = picaflor(home, "start", "maker.toml", "--bot", name, "--endpoint", "hello.json", "--json", *more)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def until(home: Path, *words: str) -> Iterator[dict[str, Any]]:
    """Lines of a command that follows, until we have seen enough."""
    with start(home, *words, "--json") as child:
        assert child.stdout is not None
        try:
            yield from map(json.loads, child.stdout)
        finally:
            child.kill()


def quoting(home: Path, name: str) -> dict[str, Any]:
    """Its first status with both quotes in the book."""
    for seen in until(home, "status", name, "--watch"):
        if [order["state"] for order in seen["orders"]] == ["open", "open"]:
            return seen
    raise AssertionError


def test_two_bots_on_one_account_do_not_touch_each_others_orders(home: Path) -> None:
    one, two = detached(home, "one"), detached(home, "two")
    assert one["pid"] != two["pid"]
    seen = {name: quoting(home, name) for name in ("one", "two")}
    ids = {name: {order["client_id"] for order in seen[name]["orders"]} for name in seen}
    assert all(each.startswith("pfa0") for each in ids["one"])
    assert all(each.startswith("pfa1") for each in ids["two"])

    code, out, err = picaflor(home, "start", "maker.toml", "--bot", "one", "--endpoint", "hello.json")
    assert (code, out) == (9, "")
    assert f"in use by process {one['pid']}" in err

    code, out, err = picaflor(home, "stop", "two", "--json")
    assert (code, err) == (0, "")
    stopped = json.loads(out)
    assert (stopped["proven_cancelled"], set(stopped["cancelled"]), stopped["not_proven"]) == (True, ids["two"], [])
    code, out, _ = picaflor(home, "orders", "bitget", "--endpoint", "hello.json", "--json")
    assert {json.loads(line)["id"] for line in out.splitlines()} == ids["one"]

    records = [json.loads(line) for line in picaflor(home, "status", "--json")[1].splitlines()]
    assert [(record["bot"], record["state"]) for record in records] == [("one", "running"), ("two", "stopped")]
    assert picaflor(home, "stop", "two")[0] == 5
    assert picaflor(home, "stop", "three")[0] == 4


def test_a_killed_bot_comes_back_with_its_orders_and_a_killed_supervisor_leaves_it_trading(home: Path) -> None:
    first = detached(home, "one")
    before = {order["client_id"] for order in quoting(home, "one")["orders"]}
    os.kill(int(first["pid"]), signal.SIGKILL)
    again = next(
        seen
        for seen in until(home, "status", "one", "--watch")
        if seen["orders"] and seen["pid"] not in (None, first["pid"]) and seen["state"] != "starting"
    )
    assert (again["state"], again["restarts"], again["supervised"]) == ("running", "1", True)
    assert {order["client_id"] for order in again["orders"]} == before
    told = [line["words"] for line in map(json.loads, picaflor(home, "logs", "one", "--json")[1].splitlines())]
    assert "the bot was killed by signal 9; restart 1 in 1 s" in told
    assert "the bot is up again after restart 1" in told

    folder = home / ".local/share/picaflor/emulated/one"
    os.kill(json.loads((folder / "supervisor.json").read_text())["process"]["pid"], signal.SIGKILL)
    # The signal is on its way when the call returns: the process may be there for a moment more.
    alone = next(seen for seen in until(home, "status", "one", "--watch") if not seen["supervised"])
    assert alone["state"] == "running"
    code, out, _ = picaflor(home, "stop")
    assert code == 0
    assert out.endswith("2 orders cancelled, and nothing of it is live\n")


def test_what_cannot_start_says_why_as_in_the_foreground_and_nothing_is_left_behind(home: Path) -> None:
    (home / "more.toml").write_text('[strategy]\npair = "NO-SUCH"\n')
    code, out, err = picaflor(home, "start", "maker.toml", "more.toml", "--endpoint", "hello.json")
    assert (code, out) == (4, "")
    assert "NO-SUCH" in err
    assert picaflor(home, "status", "maker")[1].splitlines()[0] == "EMULATED  maker is failed"
    assert picaflor(home, "stop")[0] == 5
    assert picaflor(home, "start", "maker.toml", "--endpoint", "-")[0] == 2


def test_a_panic_stops_every_bot_before_it_asks_anything_and_proves_by_the_venues_own_list(home: Path) -> None:
    for name in ("one", "two"):
        detached(home, name)
    code, out, _ = picaflor(home, "buy", "bitget", "BTC-USDT", "0.01", "50000", "--endpoint", "hello.json", "--json")
    by_hand = json.loads(out)
    assert (code, by_hand["state"]) == (0, "open")
    code, out, err = picaflor(home, "panic", "--json", "--endpoint", "hello.json", password="wrong")
    assert code == 8
    assert "The accounts were NOT read" in err
    stopped = [json.loads(line) for line in out.splitlines()]
    assert [(each["kind"], each["bot"], each["stopped"]) for each in stopped] == [
        ("bot", "one", True),
        ("bot", "two", True),
    ]
    code, out, err = picaflor(home, "panic", "--json", "--endpoint", "hello.json")
    assert (code, err) == (0, "")
    (account,) = map(json.loads, out.splitlines())
    assert (account["cancelled"], account["not_proven"], account["proven"]) == ([by_hand["id"]], [], True)
    assert picaflor(home, "orders", "bitget", "--endpoint", "hello.json")[1] == "No order is open.\n"


def test_another_install_does_not_trade_on_the_account_under_the_same_number(home: Path) -> None:
    first = detached(home, "one")
    project = home / "elsewhere"
    project.mkdir()
    keys = json.loads((home / "hello.json").read_text())["accounts"][0]
    ring = Keyring(Places(project, project / "data", project), str, {"PICAFLOR_PASSWORD": PASSWORD})
    ring.put("bitget@emulated", {name: keys[name] for name in FIELDS})
    words = ("start", "maker.toml", "--endpoint", "hello.json", "--project", "elsewhere")
    code, out, err = picaflor(home, *words)
    assert (code, out) == (9, "")
    assert f"process {first['pid']} trades on this account of bitget as bot number a0, from another folder" in err
