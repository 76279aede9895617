from __future__ import annotations

from pathlib import Path

import pytest

from picaflor.app.account_lock import InUse, hold_account
from picaflor.app.endpoints import Reach
from picaflor.app.targets import find_target
from picaflor.transport.hosts import Hosts
from picaflor.wire.auth import PlainKeys

KEYS = PlainKeys("canary-key", "canary-secret")
TARGET = find_target("bitget")


def test_one_process_to_an_account_and_a_number_whatever_folder_it_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    first = hold_account(TARGET, Reach(Hosts()), KEYS, "a0")
    with pytest.raises(InUse, match=r"process [0-9]+ trades on this account of bitget as bot number a0") as refused:
        hold_account(TARGET, Reach(Hosts()), KEYS, "a0")
    assert refused.value.exit_code == 9
    others = [
        hold_account(TARGET, Reach(Hosts()), KEYS, "a1"),
        hold_account(TARGET, Reach(Hosts()), PlainKeys("another", "x"), "a0"),
        hold_account(TARGET, Reach(Hosts({"api.bitget.com": "http://127.0.0.1:1"})), KEYS, "a0"),
        hold_account(find_target("bitget_testnet"), Reach(Hosts()), KEYS, "a0"),
        hold_account(find_target("bitget_perpetual"), Reach(Hosts()), KEYS, "a0"),
    ]
    first.release()
    others.append(hold_account(TARGET, Reach(Hosts()), KEYS, "a0"))
    for each in others:
        each.release()
    assert not any("canary" in str(path) for path in tmp_path.rglob("*"))
