"""What keeps one account from being cleared keeps no other: a house that is not there, and a defect of our own."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from picaflor.app import panic as module
from picaflor.app.clearing import Cleared
from picaflor.app.endpoints import Reach
from picaflor.app.panic import Account, Outcome, accounts_of, panic
from picaflor.app.paper_clearing import OnPaper
from picaflor.app.paper_visit import PaperAt
from picaflor.app.targets import Stored, find_target, read_entry
from picaflor.storage.problems import AlreadyRunning
from picaflor.transport.hosts import Hosts
from picaflor.wire.auth import PlainKeys

HERE = Reach(Hosts({"api.bitget.com": "http://127.0.0.1:9"}))
KEYS = PlainKeys(api_key="k", secret="s", passphrase="p")


class Ring:
    def names(self) -> list[str]:
        return ["bitget@emulated", "hitbtc@emulated", "bitget"]

    def get(self, _entry: str) -> PlainKeys:
        return KEYS


def test_an_emulated_house_is_that_of_its_own_accounts_alone() -> None:
    accounts, shut = accounts_of(Ring(), lambda _venue: HERE)  # type: ignore[arg-type]
    assert ([each.stored.entry for each in accounts], shut) == (["bitget@emulated"], "")


def test_a_defect_of_ours_is_told_and_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    async def clear(_visit: Any, account: str, world: str, _within_ns: int, **_how: Any) -> Cleared:
        if account == "second":
            raise RuntimeError("nobody thought of this")
        return Cleared("bitget", account, world, proven=True)

    monkeypatch.setattr(module, "clear_account", clear)
    stored = [read_entry("bitget@emulated"), read_entry("bitget@emulated/second")]
    accounts = [Account(each, KEYS, HERE) for each in stored if isinstance(each, Stored)]
    outcome = asyncio.run(panic([], accounts, 1, flat=True))
    assert [each.proven for each in outcome.accounts] == [True, False]
    assert outcome.accounts[1].note.startswith("RuntimeError: nobody thought of this")
    assert not outcome.proven


def on_paper(account: str, folder: Path) -> OnPaper:
    return OnPaper(find_target("bitget_paper_trade"), account, PaperAt(folder, {}), HERE)


def test_what_rests_on_paper_is_cleared_once_the_bots_are_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    async def clear(_target: Any, _reach: Any, _at: Any, account: str, _within_ns: int, *, flat: bool) -> Cleared:
        order.append(f"{account} {flat}")
        match account:
            case "busy":
                raise AlreadyRunning(tmp_path, 7)
            case "second":
                raise RuntimeError("nobody thought of this")
        return Cleared("bitget_paper_trade", account, "paper", proven=True)

    async def stopped(_bots: Any, _within_ns: int, _tally: Any) -> list[Any]:
        order.append("bots are gone")
        return []

    monkeypatch.setattr(module, "clear_paper", clear)
    monkeypatch.setattr(module, "until_stopped", stopped)

    def panicked(*accounts: str) -> Outcome:
        return asyncio.run(panic([], [], 1, flat=True, papers=lambda: [on_paper(each, tmp_path) for each in accounts]))

    assert panicked("main").proven
    assert order == ["bots are gone", "main True"]
    outcome = panicked("busy", "second", "main")
    assert [each.proven for each in outcome.papers] == [False, False, True]
    assert "in use by process 7" in outcome.papers[0].note
    assert outcome.papers[1].note.startswith("RuntimeError: nobody thought of this")
    assert not outcome.proven
