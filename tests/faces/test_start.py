"""A bot by stored keys: its world, its folder, what it finds open, and that real money is never touched by accident."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from picaflor.app.keyring import Keyring
from picaflor.settings.places import Places
from tests.faces.nursery import Child
from tests.faces.processes import finish, run, start
from tests.faces.terminal import converse

PASSWORD = "a-long-password"
CANARY = {"api_key": "canary-key", "secret": "canary-secret", "passphrase": "canary-pass"}
MAKER = """[strategy]
connector = "bitget"
controller = "simple_maker"
pair = "BTC-USDT"
spread_bps = 300
tolerance_bps = 250
order_age_ns = "1h"
exposure_max = 10000
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """With an emulated venue, keys of it, and canaries in place of live ones."""
    with start(tmp_path, "emulate", "bitget", "--json") as child:
        assert child.stdout is not None
        (tmp_path / "hello.json").write_text(line := child.stdout.readline())
        keys = json.loads(line)["accounts"][0]
        data = tmp_path / ".local/share/picaflor"
        ring = Keyring(Places(tmp_path / ".config/picaflor", data), str, {"PICAFLOR_PASSWORD": PASSWORD})
        ring.put("bitget@emulated", {name: keys[name] for name in CANARY})
        ring.put("bitget", CANARY)
        (tmp_path / "maker.toml").write_text(MAKER)
        yield tmp_path
        child.terminate()


def bot(home: Path, *more: str, password: str = PASSWORD) -> Child:
    return start(home, "start", "maker.toml", "--foreground", *more, PICAFLOR_PASSWORD=password)


EMULATED = ("--endpoint", "hello.json", "--json")


def trading(child: Child) -> dict[str, Any]:
    """Its first status with both quotes in the book: far from the middle, so that they stay."""
    assert child.stdout is not None
    for line in child.stdout:
        status: dict[str, Any] = json.loads(line)
        if [order["state"] for order in status.get("orders", [])] == ["open", "open"]:
            return status
    raise AssertionError(child.communicate()[1])


def test_a_bot_that_was_killed_goes_on_where_it_was_and_obeys_what_was_said_of_open_orders(home: Path) -> None:
    first = bot(home, *EMULATED)
    left = {order["client_id"] for order in trading(first)["orders"]}
    code, out, err = finish(bot(home, *EMULATED))
    assert (code, out) == (9, "")
    assert f"in use by process {first.pid}" in err
    first.kill()
    first.communicate()
    assert all(name.startswith("pfa0") for name in left)

    (home / "more.toml").write_text('open_orders_at_start = "refuse"\n')
    code, out, err = finish(bot(home, "more.toml", *EMULATED, "--for", "2s"))
    assert code == 1
    assert "are open on BTC-USDT at bitget and open_orders_at_start says refuse" in err

    (home / "more.toml").write_text('open_orders_at_start = "cancel"\n')
    code, out, err = finish(bot(home, "more.toml", *EMULATED, "--for", "3s"))
    assert (code, err) == (0, "")
    summary = json.loads(out.splitlines()[-1])
    assert int(summary["open_before"]) == len(left)
    assert (summary["world"], summary["proven_cancelled"]) == ("emulated", True)
    orders = run(home, "orders", "bitget", "--endpoint", "hello.json", PICAFLOR_PASSWORD=PASSWORD)
    assert orders == (0, "No order is open.\n", "")
    data = home / ".local/share/picaflor"
    assert (data / "emulated/maker/picaflor.db").exists()
    assert not (data / "live").exists()
    assert run(home, "replay", summary["journal"])[0] == 0


def test_sigterm_cancels_and_says_what_is_proven(home: Path) -> None:
    child = bot(home, *EMULATED)
    trading(child)
    child.send_signal(signal.SIGTERM)
    code, out, err = finish(child)
    assert (code, err) == (0, "")
    assert json.loads(out.splitlines()[-1])["proven_cancelled"] is True


def test_real_money_is_asked_for_in_full_before_anything_is_sent(home: Path) -> None:
    code, out, err = finish(bot(home, "--live", "--yes-live", "second"))
    assert (code, out, err) == (
        1,
        "",
        "picaflor: --yes-live second is not the account of this bot, main: nothing was started\n",
    )
    words = ["start", "maker.toml", "--live"]
    ask = 'Type "bitget main 10000 USDT" to start: '
    code, screen = converse(home, words, [(ask, "yes\n")], PICAFLOR_PASSWORD=PASSWORD)
    assert code == 1
    assert screen.startswith("LIVE: maker will trade BTC-USDT with real money")
    assert screen.endswith("picaflor: that was not typed: nothing was started\n")
    assert "canary" not in screen
    assert not (home / ".local/share/picaflor/live").exists()


def test_a_bot_on_paper_needs_no_keys_and_a_killed_one_finds_its_account_as_it_was(home: Path) -> None:
    """Its market is the emulated venue's, which hears of nothing."""
    (home / "paper.toml").write_text('[strategy]\nconnector = "bitget_paper_trade"\n')
    paper = ("paper.toml", *EMULATED)
    first = bot(home, *paper, password="")
    left = {order["client_id"] for order in trading(first)["orders"]}
    first.kill()
    first.communicate()
    code, orders, _ = run(home, "orders", "bitget_paper_trade", "--endpoint", "hello.json", "--json")
    assert (code, {json.loads(line)["id"] for line in orders.splitlines()}) == (0, left)
    code, out, err = finish(bot(home, *paper, "--for", "2s", password=""))
    assert (code, err) == (0, "")
    summary = json.loads(out.splitlines()[-1])
    assert int(summary["open_before"]) == len(left)
    assert (summary["world"], summary["connector"], summary["proven_cancelled"]) == (
        "paper",
        "bitget_paper_trade",
        True,
    )
    assert run(home, "replay", summary["journal"])[0] == 0
    assert "canary" not in "".join(
        path.read_text(errors="replace") for path in (home / ".local/share/picaflor").rglob("*") if path.is_file()
    )
