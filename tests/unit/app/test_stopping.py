"""Processes that stop, that stop badly and that do not stop, and what is said of each."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from picaflor.app.bot_files import status_path
from picaflor.app.roster import read_entry_of
from picaflor.app.stopping import Stopped, seconds, stop_bots
from picaflor.storage.processes import born, here
from picaflor.storage.state_files import write_state

SECOND = 1_000_000_000
ENDS = """import json, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [15]); print(flush=True); signal.sigwait([15])
record = json.load(open(sys.argv[1])); record.update(json.loads(sys.argv[2])); json.dump(record, open(sys.argv[1], "w"))"""
DEAF = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [15]); print(flush=True); signal.sigwait([2])"


def stop(folder: Path, script: str, last: str, within_ns: int) -> Stopped:
    path = status_path(folder)
    with subprocess.Popen([sys.executable, "-c", script, str(path), last], stdout=subprocess.PIPE, text=True) as child:
        write_state(path, {"kind": "status", "process": {"pid": child.pid, "born": born(child.pid), "where": here()}})
        assert child.stdout is not None
        child.stdout.readline()
        (stopped,) = asyncio.run(stop_bots([read_entry_of("live", folder)], within_ns))
        child.kill()
    return stopped


@pytest.mark.parametrize(
    ("last", "proven", "said"),
    [
        (
            '{"kind": "summary", "proven_cancelled": true, "cancelled": ["pf1"], "not_proven": []}',
            True,
            "s; 1 order cancelled, and nothing of it is live",
        ),
        (
            '{"kind": "summary", "proven_cancelled": false, "cancelled": [], "not_proven": ["pf1", "pf2"]}',
            False,
            "s; its orders are NOT all proven cancelled: pf1, pf2",
        ),
        ("{}", False, "s; its orders are NOT all proven cancelled"),
    ],
)
def test_what_is_said_of_one_that_stopped(last: str, proven: bool, said: str, tmp_path: Path) -> None:
    stopped = stop(tmp_path, ENDS, last, 30 * SECOND)
    assert (stopped.gone, stopped.proven) == (True, proven)
    assert stopped.words().startswith(f"{tmp_path.name}: stopped in ")
    assert stopped.words().endswith(said)
    assert stopped.record()["proven_cancelled"] is proven


def test_one_that_does_not_stop_is_told_of_after_the_limit(tmp_path: Path) -> None:
    stopped = stop(tmp_path, DEAF, "", 1)
    assert (stopped.gone, stopped.proven) == (False, False)
    assert "NOT stopped yet" in stopped.words()


def test_one_that_is_gone_already_is_no_mistake(tmp_path: Path) -> None:
    write_state(status_path(tmp_path), {"kind": "summary", "proven_cancelled": True, "process": {"pid": os.getpid()}})
    (stopped,) = asyncio.run(stop_bots([read_entry_of("live", tmp_path)], SECOND))
    assert (stopped.gone, stopped.proven) == (True, True)


def test_tenths_of_seconds() -> None:
    assert [seconds(ns) for ns in (0, 99_999_999, 1_250_000_000)] == ["0.0", "0.0", "1.2"]
