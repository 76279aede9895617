"""What `connect` decides without a terminal: venues that are closed, odd answers, the table, one's own limit of time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from picaflor.app import connecting
from picaflor.app.connecting import forget, keys_of, life_words, questions, table
from picaflor.app.endpoints import Reach
from picaflor.app.key_check import Checked
from picaflor.app.keyring import Keyring
from picaflor.app.problems import NotFound, Problem
from picaflor.app.targets import Target, find_target
from picaflor.settings.places import Places
from picaflor.transport.hosts import Hosts
from picaflor.venues import ROWS, load
from picaflor.wire.auth import PlainKeys
from picaflor.wire.venue import Life
from tests.quick_vault import quick_vaults

LOCAL = Reach(Hosts({"api.bitget.com": "http://127.0.0.1:1", "api.hitbtc.com": "http://127.0.0.1:1"}))


@pytest.fixture(autouse=True, scope="module")
def quick() -> Iterator[None]:
    with quick_vaults():
        yield


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    ring = Keyring(Places(tmp_path, tmp_path), str, {"PICAFLOR_PASSWORD": "a-password"})
    for entry in ("bitget@emulated", "bitget", "hitbtc@emulated", "of-another-program"):
        ring.put(entry, {"api_key": entry, "secret": "s"})
    return ring


def test_b6_a_venue_that_is_closed_or_closing_says_so() -> None:
    row = replace(load("bitget"), life_date="2027-01-31", life_note="Their notice of 2026-11-01.")
    assert life_words(replace(row, life=Life.OPEN)) == ""
    assert life_words(replace(row, life=Life.CLOSED)) == "bitget has closed (2027-01-31). Their notice of 2026-11-01."
    assert life_words(replace(row, life=Life.CLOSING)).startswith("bitget is closing (2027-01-31).")


def test_what_the_environment_says_is_not_asked() -> None:
    fields, left = questions(find_target("bitget"), {"PICAFLOR_BITGET_SECRET": "s", "PICAFLOR_BITGET_PASSPHRASE": ""})
    assert (fields, [credential.name for credential in left]) == ({"secret": "s"}, ["api_key", "passphrase"])


@pytest.mark.parametrize("word", ["", "two words", "ключ", "x" * 5000, "a\x1b[2J"])
def test_what_no_venue_gives_out_is_refused_unseen(word: str) -> None:
    with pytest.raises(Problem, match="that is no secret") as raised:
        keys_of({"api_key": "k", "secret": word})
    assert not word or word not in str(raised.value)


def test_the_table_tests_side_by_side_and_each_has_its_own_limit(
    keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One venue never answers; the other waits until both are being asked."""
    both = 0

    async def check(target: Target, keys: PlainKeys, _reach: Reach) -> Checked:
        nonlocal both
        both += 1
        assert keys.api_key == f"{target.id}@emulated"
        while both < 2:
            await asyncio.sleep(0)
        if target.id == "hitbtc":
            await asyncio.get_running_loop().create_future()
        return Checked(0, 1)

    monkeypatch.setattr(connecting, "check_keys", check)
    lines = table(keyring, lambda _venue: LOCAL, 50_000_000)
    found = {(line.id, line.world): line for line in lines if line.added}
    assert found["bitget", "emulated"].confirmed is True
    assert found["hitbtc", "emulated"].confirmed is False
    assert found["hitbtc", "emulated"].note == "hitbtc did not answer within 0.05 s"
    assert (found["bitget", "live"].confirmed, "not tested" in found["bitget", "live"].note) == (None, True)
    assert {line.id for line in lines} >= set(ROWS)


def test_an_account_that_has_become_one_of_another_kind_is_told_once(
    keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def check(target: Target, _keys: PlainKeys, _reach: Reach) -> Checked:
        return Checked(0, 1, account_kind="unified" if target.id == "bitget" else "")

    monkeypatch.setattr(connecting, "check_keys", check)

    def told() -> dict[str, tuple[str, str]]:
        lines = table(keyring, lambda _venue: LOCAL, 10**9)
        return {f"{line.id}@{line.world}": (line.kind, line.note) for line in lines if line.confirmed}

    assert told()["bitget@emulated"] == ("unified", ""), "nobody knew before what it was"
    keyring.remember("bitget@emulated", "classic")
    words = "This was a classic account and is a unified one by now: bots that run there must be started again."
    assert told() == {"bitget@emulated": ("unified", words), "hitbtc@emulated": ("", "")}
    assert told()["bitget@emulated"] == ("unified", "")


def test_nothing_is_forgotten_but_what_was_named(keyring: Keyring) -> None:
    assert forget(keyring, "bitget", "main", emulated=True) == "bitget@emulated"
    assert keyring.names() == ["bitget", "hitbtc@emulated", "of-another-program"]
    with pytest.raises(NotFound, match="no keys of bitget/second are stored"):
        forget(keyring, "bitget", "second", emulated=False)
    with pytest.raises(NotFound, match="bitget_paper_trade is a paper twin and has no keys: nothing to remove"):
        forget(keyring, "bitget_paper_trade", "main", emulated=False)
    with pytest.raises(NotFound, match="nothing to remove; those of its emulated twin go with --emulated"):
        forget(keyring, "hitbtc", "main", emulated=False)
    assert keyring.names() == ["bitget", "hitbtc@emulated", "of-another-program"]
