"""A bot on two venues from its configuration: it makes on one, hedges on the other, and ends with both proven."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from picaflor.app.keyring import Keyring
from picaflor.settings.places import Places
from tests.faces.processes import finish, start
from tests.faces.test_start import CANARY, PASSWORD, bot

MAKER = """[strategy]
connector = "hitbtc"
controller = "cross_maker"
pair = "BTC-USDT"
taker_venue = "bitget"
profit_bps = -300
step_bps = 1
exposure_max = 100000

[venues.bitget]
endpoint = "bitget.json"
"""


def test_it_makes_here_and_hedges_there(tmp_path: Path) -> None:
    with ExitStack() as stack:
        data = tmp_path / ".local/share/picaflor"
        ring = Keyring(Places(tmp_path / ".config/picaflor", data), str, {"PICAFLOR_PASSWORD": PASSWORD})
        children = {}
        for venue in ("hitbtc", "bitget"):
            children[venue] = stack.enter_context(start(tmp_path, "emulate", venue, "--json"))
        for venue, child in children.items():
            stack.callback(child.terminate)
            assert child.stdout is not None
            (tmp_path / f"{venue}.json").write_text(line := child.stdout.readline())
            keys = json.loads(line)["accounts"][0]
            ring.put(f"{venue}@emulated", {name: keys[name] for name in CANARY if keys[name]})
        (tmp_path / "maker.toml").write_text(MAKER)
        code, out, err = finish(bot(tmp_path, "--endpoint", "hitbtc.json", "--json", "--for", "4s"))
        assert (code, err) == (0, "")
        lines: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
        (beside,) = lines[-2]["others"]
        assert (beside["connector"], beside["pair"], beside["waiting_for"]) == ("bitget", "BTC-USDT", [])
        assert beside["bid"] is not None
        assert lines[-1]["proven_cancelled"] is True
        assert int(lines[-1]["bought"]) > 1
        assert int(lines[-1]["sold"]) > 1
        (tmp_path / "maker.toml").write_text(MAKER.partition("[venues")[0])
        code, out, err = finish(bot(tmp_path, "--endpoint", "hitbtc.json"))
        assert (code, out) == (3, "")
        assert "one bot lives in one world (venues.bitget.endpoint names an emulated venue)" in err
