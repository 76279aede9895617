"""What keeps one account from being cleared keeps no other: a house that is not there, and a defect of our own."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from picaflor.app import panic as module
from picaflor.app.clearing import Cleared
from picaflor.app.endpoints import Reach
from picaflor.app.panic import Account, accounts_of, panic
from picaflor.app.targets import Stored, read_entry
from picaflor.transport.hosts import Hosts
from picaflor.wire.venue import PlainKeys

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
