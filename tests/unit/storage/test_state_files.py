from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from picaflor.storage.processes import born, here
from picaflor.storage.state_files import read_state, runs, this_process, write_state


def test_the_last_word_counts_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "status.json"
    assert write_state(path, {"kind": "starting"})
    assert write_state(path, {"kind": "status", "n": "1"})
    assert read_state(path) == {"kind": "status", "n": "1"}
    assert [each.name for each in tmp_path.iterdir()] == ["status.json"]


def test_a_disk_that_refuses_costs_news_and_raises_nothing(tmp_path: Path) -> None:
    assert not write_state(tmp_path / "nowhere" / "status.json", {})


def test_what_cannot_be_read_is_no_news(tmp_path: Path) -> None:
    path = tmp_path / "status.json"
    assert read_state(path) == {}
    for torn in (b'{"kind": "st', b"[1]", b"\xff\xfe"):
        path.write_bytes(torn)
        assert read_state(path) == {}


def test_a_process_is_known_by_more_than_its_number() -> None:
    assert runs(this_process())
    assert not runs({**this_process(), "born": born(os.getpid()) + 1})
    assert not runs(None)
    assert not runs({"pid": "1"})


def test_one_that_ended_and_was_not_buried_does_not_run() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        named = {"pid": child.pid, "born": born(child.pid), "where": here()}
        assert runs(named)
        assert child.stdin is not None
        child.stdin.close()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert not runs(named)
