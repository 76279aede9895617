"""A recorded session replays to the same bytes: on every CPython here, whatever the hash seed, time zone and locale."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from picaflor.app.plan import write_plan
from picaflor.app.replay import replay
from picaflor.domain.book import Trust
from picaflor.domain.events import BookChanged, OrderChanged, OrderState
from picaflor.engine.records import Kind
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.faults import FaultRates, FrameFault, RequestFault
from picaflor.storage.journal import JournalWriter
from picaflor.strategies.controllers import simple_maker
from tests.pythons import found
from tests.worlds import SECOND, World, make_world

ROOT = Path(__file__).parents[2]
FRAMES, ORDERS = int(os.environ.get("PICAFLOR_FRAMES", "20000")), 1_000  # `./run prove replay` records 100 000
TROUBLED = FaultRates(
    requests={RequestFault.DROP_REPLY: 60, RequestFault.DROP_REQUEST: 60, RequestFault.GARBLED: 40},
    frames={FrameFault.DROP: 40, FrameFault.TWICE: 10, FrameFault.HANG_UP: 1},
)
BUSY_CROWD = CrowdConfig(levels=6, beat_ns=25_000_000, take_percent=100)
BUSY = {"pair": "BTC-USDT", "refresh_ns": 200_000_000, "order_age_ns": 600_000_000}


def frames(world: World) -> int:
    return sum(kind == Kind.FRAME for _, journal in world.runs for kind, _, _ in journal.lines)


@pytest.fixture(scope="module")
def recorded() -> World:
    world = make_world(seed=3, rates=TROUBLED, maker=BUSY, crowd=BUSY_CROWD, symbols=1)
    while frames(world) < FRAMES // 2:
        world.run(60)
    world.kill()
    while frames(world) < FRAMES or world.account.accepted < ORDERS:
        world.run(60)
    world.run_until_quiet()
    return world


@pytest.fixture(scope="module")
def directory(recorded: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("recorded") / "journal"
    for plan, journal in recorded.runs:
        writer = JournalWriter(place, write_plan(plan), sync="none")
        for line in journal.lines:
            writer.add(line)
        writer.close()
    return place


def test_the_session_is_eventful(recorded: World) -> None:
    states = Counter(event.order.state for event in recorded.seen if isinstance(event, OrderChanged))
    trusts = Counter(event.trust for event in recorded.seen if isinstance(event, BookChanged))
    assert frames(recorded) >= FRAMES
    assert recorded.account.accepted >= ORDERS
    assert states[OrderState.UNKNOWN] > 0
    assert trusts[Trust.GAP] > 0
    assert trusts[Trust.CLOSED] > 0
    assert len(recorded.runs) == 2


def test_it_replays_to_the_same_bytes_everywhere(directory: Path) -> None:
    pythons = {version: ROOT / ".venv-replay" / version / "bin/python" for version in found()}
    assert len(pythons) >= 2, "one CPython proves nothing about another: install a second one from 3.11 on"
    oddities: list[dict[str, str]] = [
        {"PYTHONHASHSEED": "0", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4242", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "0"},
    ]
    children = []
    for n, python in enumerate(pythons.values()):
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), **oddities[n % 2]}
        script = Path(__file__).with_name("replay_here.py")
        children.append(
            subprocess.Popen(
                [python, script, directory], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
            )
        )
    said: list[dict[str, Any]] = []
    for child in children:
        out, err = child.communicate(timeout=110)
        assert child.returncode == 0, err[-2000:]
        said.append(json.loads(out))
    for report in said:
        assert [run["same"] for run in report["runs"]] == [True, True], report
        assert sum(run["frame"] for run in report["runs"]) >= FRAMES
    assert len({json.dumps(report["runs"]) for report in said}) == 1
    assert {report["python"] for report in said} == set(pythons)


def test_pings_and_lists_of_another_tongue_replay_as_well() -> None:
    world = make_world("hitbtc", seed=3, rates=TROUBLED, maker=BUSY, symbols=1)
    world.run(120)
    plan, journal = world.runs[0]
    said = b"".join(payload for _, _, payload in journal.lines)
    assert b'"Beat"' in said
    assert b'"SendPing"' in said
    assert replay(plan, journal.lines).same


def test_contracts_replay_their_setup_funding_and_bills_as_well() -> None:
    world = make_world("bitget_perpetual", seed=3, rates=TROUBLED, maker=BUSY, symbols=1, setup={"leverage": 20})
    clearing = world.exchange.rows[0].clearing
    assert clearing is not None
    clearing.prices.interval_ns = 20 * SECOND
    world.run(60)
    world.kill()
    world.run(60)
    assert len(world.runs) == 2
    for plan, journal in world.runs:
        assert {Kind.BILLS, Kind.KEPT} <= {kind for kind, _, _ in journal.lines}
        verdict = replay(plan, journal.lines)
        assert verdict.same, verdict.difference


def test_one_comparison_changed_in_the_maker_is_named(recorded: World, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path(str(simple_maker.__file__)).read_text()
    changed = source.replace("created_ns < self.config.order_age_ns", "created_ns >= self.config.order_age_ns")
    assert changed != source
    other = ModuleType("changed_maker")
    monkeypatch.setitem(sys.modules, other.__name__, other)  # dataclasses look themselves up there
    exec(compile(changed, "changed_maker.py", "exec"), other.__dict__)
    monkeypatch.setattr(simple_maker.SimpleMaker, "_good", other.SimpleMaker._good)
    plan, journal = recorded.runs[0]
    verdict = replay(plan, journal.lines)
    assert not verdict.same
    named = re.match(r"after input \d+ at \d+ ns:\n  recorded: (.*)\n  replayed: (.*)", verdict.difference)
    assert named, verdict.difference
    # The changed maker takes its first quote back at once; the recorded one let it stand and placed the other side.
    assert re.search(r'"CancelSent","client_id":"pf000000000"', named[2]), verdict.difference
    assert re.search(r'"Intended","client_id":"pf00000000.".*"side":"(buy|sell)"', named[1]), verdict.difference
