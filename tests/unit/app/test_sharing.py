"""What a doctor may say of shared limits: of the account's own kind, whichever that is, and of the address."""

from __future__ import annotations

from pathlib import Path

import pytest

from picaflor.app.endpoints import Reach
from picaflor.app.sharing import Sharing, taken
from picaflor.transport.clock import Clock
from picaflor.transport.hosts import Hosts
from picaflor.venues import load
from picaflor.wire.auth import PlainKeys

ROW = load("bitget")
REACH = Reach(Hosts({"api.bitget.com": "http://127.0.0.1:9"}))
KEYS, OTHERS = PlainKeys(api_key="k", secret="s", passphrase="p"), PlainKeys(api_key="o", secret="s", passphrase="p")
AT = "127.0.0.1:9"


@pytest.fixture(autouse=True)
def own_budgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


@pytest.mark.parametrize("kind", ["classic", "unified"])
def test_an_account_of_any_kind_is_counted_by_its_own_limits(kind: str) -> None:
    spoken = ROW.spoken_by(kind)
    limit = next(each for each in spoken.limits if each.scope == "key")
    assert taken(ROW, REACH, KEYS) == (0, 0)
    sharing = Sharing(spoken, AT, KEYS.api_key, Clock())
    assert REACH.hosts.place(ROW.domains["live"].rest).authority == AT
    held, _ = sharing.lease({limit: limit.count}, {})
    assert taken(ROW, REACH, KEYS) == (1, 100 * held[limit] // limit.count)
    assert held[limit]
    sharing.close({})
    assert taken(ROW, REACH, KEYS)[0] == 0


def test_what_others_use_of_the_address_counts_too() -> None:
    limit = next(each for each in ROW.limits if each.scope == "ip")
    sharing = Sharing(ROW, AT, OTHERS.api_key, Clock())
    held, _ = sharing.lease({limit: limit.count}, {})
    assert taken(ROW, REACH, KEYS) == (0, 100 * held[limit] // limit.count)
    sharing.close({})
