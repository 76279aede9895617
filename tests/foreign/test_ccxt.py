"""ccxt, which has never heard of us, works on emulated venues as it does on the real ones: all of them in one process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
STRANGER = ROOT / ".venv-ccxt/bin/python"
# The last one that knows the venue, where the newest does not.
STRANGERS = {"bitmart": ROOT / ".venv-ccxt-bitmart/bin/python"}
# What an order holds beyond its worth, what the venue says of the smallest order, and in what it is paid for a sale.
VENUES = {
    "bitget": (1.0, "InvalidOrder"),
    "bitmart": (1.001, "InvalidOrder"),
    "hashkey": (1.0, "InvalidOrder"),
    "hitbtc": (1.0025, "taken"),
}


def traded(pair: str, symbol: str, coin: str) -> dict[str, Any]:
    """What it saw of a contract, its order and its position; `coin` is what it is margined in and paid with."""
    return {
        "market": [symbol, coin == "USDC", coin != "USDC", coin],
        "rests": [True, pair, 0.01, True],
        "holds": True,
        "gone": "canceled",
        "position": [pair, "long", 0.01],
        "near the book": True,
        "paid": [True, pair, coin],
        "left": 0,
        "paid for it": True,
    }


FAMILIES = {
    "BTC/USDC:USDC": traded("BTC/USDC:USDC", "BTCPERP", "USDC"),
    "BTC/USD:BTC": traded("BTC/USD:BTC", "BTCUSD", "BTC"),
}


@contextmanager
def emulated(venue: str) -> Iterator[str]:
    """Its hello line. Behind the venue may stand which kind of account its customers have."""
    venue, _, kind = venue.partition(" ")
    accounts = ("--account-type", kind) if kind else ()
    child = subprocess.Popen(
        [sys.executable, "-m", "picaflor", "emulate", venue, *accounts, "--json", "--seed", "11", "--until-eof"],
        stdin=subprocess.PIPE,  # if we are killed, it ends
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
    )
    assert child.stdout is not None
    try:
        yield child.stdout.readline()
    finally:
        child.terminate()
        code = child.wait(10)
        child.stdout.close()
        if child.stdin is not None:
            child.stdin.close()
    assert code == 0


@pytest.fixture(scope="module")
def seen() -> Iterator[dict[str, Any]]:
    with ExitStack() as stack:
        hellos: dict[Path, list[str]] = {}
        for venue in VENUES:
            hellos.setdefault(STRANGERS.get(venue, STRANGER), []).append(stack.enter_context(emulated(venue)))
        strangers = [start("ccxt_spot.py", *lines, stranger=stranger) for stranger, lines in hellos.items()]
        yield {venue: saw for stranger in strangers for venue, saw in ended(stranger).items()}


@pytest.mark.parametrize("venue", VENUES)
def test_ccxt_loads_reads_places_and_cancels(venue: str, seen: dict[str, Any]) -> None:
    saw, (held, too_small) = seen[venue], VENUES[venue]
    assert {"BTC/USDT", "ETH/USDT", "PEPE/USDT"} <= set(saw["markets"])
    assert saw["precision"] == ["0.01", "1e-06"]
    assert saw["levels"] == [20, 20]
    assert saw["held"] == held
    assert saw["unknown order"] == "OrderNotFound"
    assert saw["too small"] == too_small
    assert (saw["sold"], saw["fee currency"]) == ("0.002000", "USDT")
    assert saw["stream"] == {"books": 15, "order heard": "open", "trades": True}


def test_ccxt_amends_batches_keeps_stops_and_reads_bills(seen: dict[str, Any]) -> None:
    assert seen["bitget"]["rarer"] == {
        "edited": ["canceled", "open", 0.002, True],
        "batch": [None, None],  # it drops those that were refused
        "cancelled at once": True,
        "waiting": [["limit", "sell", True], ["market", "buy", True]],
        "moved": [0.002, True],
        "fired": "closed",
        "gone": "canceled",
        "fees": [0.001, 0.001],
        "ledger": [["deposit", "in"], ["trade", "in"]],
        "ledger ends at what is owned": True,
    }


def test_ccxt_places_and_cancels_several_at_once(seen: dict[str, Any]) -> None:
    done = {"rested": True, "left": True, "taken beside it": 1, "at the end": 0}
    assert seen["hashkey"]["batches"] == {**done, "refused": "InvalidOrder"}
    assert seen["hashkey"]["batches of contracts"] == {**done, "refused": "InsufficientFunds"}


def test_ccxt_places_several_at_once_where_all_or_none_are_taken(seen: dict[str, Any]) -> None:
    assert seen["bitmart"]["batches"] == {
        "rested": True,
        "left": True,
        "refused": "InvalidOrder",
        "taken beside it": 0,
        "at the end": 0,
    }


def test_ccxt_plans_orders_on_contracts_whose_kinds_are_listed_apart(seen: dict[str, Any]) -> None:
    assert seen["bitmart"]["plans"] == {
        "waiting": [["limit", "5", 0], ["take_profit", "5", 1], ["stop_loss", "5", 1]],
        "moved": [True, True, True],
        "trails": [True, True, "1.5"],
        "left": ["stop_loss", "take_profit"],
        "gone with their position": [],
    }


def test_ccxt_has_orders_that_trail_and_attaches_what_closes_a_position(seen: dict[str, Any]) -> None:
    assert seen["bitget"]["stops"] == {
        "trails": [True, True, "1.5"],
        "trails otherwise": [True, "2"],
        "trails no more": [],
        "attached": [["sell", 0.01, False], ["sell", 0.01, True]],
        "gone with their position": [],
    }


def test_ccxt_trades_what_is_margined_in_usdc_and_in_coin(seen: dict[str, Any]) -> None:
    assert seen["bitget"]["families"] == FAMILIES


def test_ccxt_waits_for_prices_where_stops_are_orders(seen: dict[str, Any]) -> None:
    assert seen["hitbtc"]["waiting"] == {
        "waiting": [["stopLimit", "open", "suspended"], ["takeProfitMarket", "open", "suspended"]],
        "triggers": [True, True],
        "moved": [0.002, True],
        "gone": ["canceled", 0.0],
        "fired": ["closed", 0.001, "stopMarket"],
    }


def test_ccxt_moves_money_between_purses(seen: dict[str, Any]) -> None:
    assert seen["hitbtc"]["purses"] == {
        "id": True,
        "moved": {"spot": -27.5, "swap": 25.0, "funding": 2.5},
        "too much": "InsufficientFunds",
    }


def test_ccxt_trades_on_margin_and_its_own_orders_of_spot_are_apart(seen: dict[str, Any]) -> None:
    assert seen["hitbtc"]["margin"] == {
        "market": [True, 10.0],
        "before it is opened": "ExchangeError",
        "opened": ["BTC/USDT", 500.0, "USDT", "add"],
        "taken": [500.0, 500.0],
        "leverage": ["BTC/USDT", "isolated", 10],
        "modes": ["isolated"],
        "orders": {
            "listed": [True, True, 0.01, "open"],
            "not of spot": [],
            "edited": [0.02, True],
            "gone": ["canceled", 1, "canceled"],
            "waits": "suspended",
            "left": [],
        },
        "position": {
            "held": ["BTC/USDT", 0.01, 10.0, "isolated"],
            "same": [True, True],
            "order": ["closed", 0.01, True],
            "fills": [0.01, True],
            "fee": True,
            "not of spot": False,
            "collateral": True,
        },
        "closed": {
            "shut": ["BTCUSDT", 0.0],
            "left": None,
            "reduced": [0.0, "ExchangeError"],
            "back in the purse": True,
        },
    }
    assert seen["hitbtc"]["margin by socket"] == {"told": ["open", "Isolated"], "listed": True, "left": []}


def test_ccxt_on_a_unified_account_and_what_it_gets_wrong() -> None:
    """The last two are faults of its own: it has no word for code 25204, and takes the sign of fees for the classic one."""
    with emulated(UNIFIED) as hello:
        saw = ended(start("ccxt_unified.py", hello))
    assert saw == {
        "uta": True,
        "same order": [True, 0.002],
        "stops": {"waits": [True, 0.01, True], "moved": True, "left": 0, "held at the end": []},
        "unknown order": "ExchangeError",
        "paid": [True, True, True],
        "families": FAMILIES,
    }


def start(script: str, line: str, *more: str, stranger: Path = STRANGER) -> subprocess.Popen[str]:
    words = [str(stranger), str(Path(__file__).with_name(script)), line, *more]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(stranger: subprocess.Popen[str]) -> Any:
    """What it printed last."""
    out, errors = stranger.communicate(timeout=200)
    assert stranger.returncode == 0, errors[-3000:]
    return json.loads(out.splitlines()[-1])


# Cases, those of streams among them, and what is left out.
UNIFIED = "bitget unified"
SHIPPED = {
    "bitget": (60, 20, 8),
    UNIFIED: (57, 21, 14),
    "bitmart": (50, 20, 18),
    "hashkey": (54, 12, 12),
    "hitbtc": (57, 14, 11),
}


@pytest.mark.timeout(300)
def test_ccxts_own_cases_and_300_random_calls() -> None:
    """All that its wheel ships for what a venue has, N of N; and after hundreds of calls both ledgers are the same.

    They wait for most of their time, so they all wait together: each on a house of its own.
    """
    with ExitStack() as stack:
        jobs: dict[Path, list[tuple[str, str, str]]] = {}
        for venue in SHIPPED:
            for what in ("cases", "random"):
                job = (venue, what, stack.enter_context(emulated(venue)))
                jobs.setdefault(STRANGERS.get(venue, STRANGER), []).append(job)
        asked = {each: json.dumps([job[1:] for job in its]) for each, its in jobs.items()}
        halls = {each: start("ccxt_hall.py", those, stranger=each) for each, those in asked.items()}
        answers = {each: ended(hall) for each, hall in halls.items()}
        saw = {job[:2]: said for each, its in jobs.items() for job, said in zip(its, answers[each], strict=True)}
    for venue, expected in SHIPPED.items():
        check_cases(saw[venue, "cases"], *expected)
        check_ledgers(venue, saw[venue, "random"])


def check_cases(saw: dict[str, Any], least: int, streams: int, left_out: int) -> None:
    failed = {case: why for case, why in saw["cases"].items() if why != "ok"}
    assert not failed, json.dumps(failed, indent=1)
    assert len(saw["cases"]) >= least
    assert len([case for case in saw["cases"] if " pro " in case]) >= streams
    assert len(saw["left out"]) == left_out, "each with its reason in ccxt_cases.py"


def check_ledgers(venue: str, said: dict[str, Any]) -> None:
    for kind, found in said.items():
        assert found["seen"] == found["ledger"], (venue, kind)
        counts = found["counts"]
        assert min(counts["placed"], counts["taken"], counts["amended"], counts["cancelled"]) >= 5, counts
        assert sum(count for name, count in counts.items() if not name.startswith("refused")) >= 120, counts
        assert not {name for name in counts if name.endswith(("NetworkError", "RateLimitExceeded"))}, counts
