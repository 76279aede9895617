"""What a doctor says of accounts: each in its own line, with its mend, and none keeps another waiting."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from picaflor.app import checkup
from picaflor.app.checkup import examine_accounts
from picaflor.app.endpoints import Reach
from picaflor.app.key_check import Checked
from picaflor.app.problems import Credentials, TooLate
from picaflor.settings.problems import VaultDamaged, WrongPassword
from picaflor.transport.hosts import Hosts
from picaflor.wire.auth import PlainKeys

SECOND = 1_000_000_000
REACH = Reach(Hosts({"api.bitget.com": "http://127.0.0.1:9"}))
KEYS = PlainKeys(api_key="k", secret="s", passphrase="p")


class Ring:
    def __init__(self, *names: str, problem: Exception | None = None) -> None:
        self._names, self._problem = names, problem

    def names(self) -> list[str]:
        return [*self._names]

    def get(self, _entry: str) -> PlainKeys:
        if self._problem is not None:
            raise self._problem
        return KEYS


def told(ring: Ring, answer: Any, monkeypatch: pytest.MonkeyPatch, taken: tuple[int, int] = (0, 0)) -> list[str]:
    async def check(*_: Any) -> Checked:
        if answer is None:
            await asyncio.Event().wait()
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Checked)
        return answer

    monkeypatch.setattr(checkup, "check_keys", check)
    monkeypatch.setattr(checkup, "taken", lambda *_: taken)
    found = examine_accounts(ring, lambda _venue: REACH, SECOND // 50)  # type: ignore[arg-type]
    return [f"{each.grade} {each.name}: {each.saw} / {each.mend}" for each in found]


def test_a_sound_account_says_what_it_may_do(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Ring("bitget@emulated/second", "bitget")
    assert told(ring, Checked(-SECOND // 2, 3, ("read", "trade")), monkeypatch, (1, 20)) == [
        "ok keys bitget@emulated/second: accepted; they may read, trade / ",
        "ok clock bitget: 0.5 s ahead / ",
        "ok limits bitget@emulated/second: 1 process at work, up to 20 % of a limit in use; who comes gets an even part / ",
        "ok keys bitget: not tested: of the live world / ",
    ]


def test_what_could_be_better_has_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Ring("bitget@emulated")
    keys, clock, limits = told(ring, Checked(6 * SECOND, 3, ("trade", "withdraw")), monkeypatch, (3, 100))
    assert keys.startswith("warn keys bitget@emulated: accepted; they may trade, withdraw / they may withdraw")
    assert clock.startswith("BAD clock bitget: 6.0 s behind / set up time synchronisation")
    assert limits.startswith("ok limits bitget@emulated: 3 processes at work, up to 100 % of a limit in use")
    keys, _, limits = told(ring, Checked(0, 0), monkeypatch)
    assert limits == "ok limits bitget@emulated: nobody is at work / "
    assert keys == "ok keys bitget@emulated: accepted; the venue does not tell what they may do / "


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            Credentials("bitget does not accept these keys"),
            "bitget does not accept these keys / picaflor connect bitget",
        ),
        (
            TooLate("bitget did not answer: cut"),
            "bitget did not answer: cut / look at the venue's own page, and try again",
        ),
        (None, "bitget did not answer within 0.02 s / try again; `--within 30s` waits longer"),
    ],
)
def test_what_is_wrong_is_bad(answer: Any, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(Ring("bitget@emulated"), answer, monkeypatch)[0] == f"BAD keys bitget@emulated: {said}"


def test_a_vault_that_stays_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    shut = Ring("bitget@emulated", problem=Credentials("the vault needs its password"))
    assert told(shut, Checked(0, 0), monkeypatch) == [
        "warn keys: 1 stored, and not tested: the vault needs its password /"
        " give the vault's password at a terminal, or as PICAFLOR_PASSWORD"
    ]
    wrong = Ring("bitget@emulated", problem=WrongPassword("that is not its password"))
    assert told(wrong, Checked(0, 0), monkeypatch) == [
        "BAD keys: 1 stored, and not tested: that is not its password / give the one that it has"
    ]
    damaged = Ring("bitget@emulated", problem=VaultDamaged("its bytes are damaged"))
    assert told(damaged, Checked(0, 0), monkeypatch) == [
        "BAD keys: 1 stored, and not tested: its bytes are damaged / store them anew with `connect`"
    ]
    assert told(Ring(), None, monkeypatch) == []
