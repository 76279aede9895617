"""A supervisor with bots of a few lines: what it says, what it writes, and when it starts them again."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from picaflor.app.alerts import Channels
from picaflor.app.bot_files import log_path, supervisor_path
from picaflor.app.job import Job, Order
from picaflor.app.restarting import Restarts
from picaflor.app.supervisor import Supervisor
from picaflor.storage.log_file import LogReader
from picaflor.storage.state_files import read_state

JOB = Job((), "maker", None, "", False, 0, {"secret": "canary-secret"})
COUNT = "import json, os, sys; f = open(sys.argv[1], 'a'); n = f.tell(); f.write('.'); f.close();"
UP = COUNT + "job = json.loads(input()); print(json.dumps({'kind': 'up'}), flush=True);"
OVER = "print(json.dumps({'kind': 'over', 'why': '', 'proven': True, 'not_proven': []}))"


def supervise(folder: Path, script: str, stop: asyncio.Event | None = None) -> Coroutine[Any, Any, int]:
    program = (sys.executable, "-c", script, str(folder / "starts"))
    return Supervisor(Order(JOB, str(folder), "info"), program, Restarts(first_ns=1)).run(stop or asyncio.Event())


def told(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


@pytest.fixture(autouse=True)
def _stdout() -> Any:
    """It closes its standard output once it has said its line; the next test needs it."""
    kept = os.dup(1)
    yield
    os.dup2(kept, 1)
    os.close(kept)


def log(folder: Path) -> list[str]:
    return [line["words"] for line in LogReader(log_path(folder)).fresh()]


def test_a_bot_that_is_killed_is_started_again_until_it_ends_in_good_order(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    script = UP + f"os.kill(os.getpid(), 9) if n < 2 else {OVER}"
    asyncio.run(supervise(tmp_path, script))
    assert [line["kind"] for line in told(capfd)] == ["up"]
    assert log(tmp_path) == [
        "the bot was killed by signal 9; restart 1 in 0 s",
        "the bot is up again after restart 1",
        "the bot was killed by signal 9; restart 2 in 0 s",
        "the bot is up again after restart 2",
    ]
    state = read_state(supervisor_path(tmp_path))
    assert (state["state"], state["restarts"], state["last_code"]) == ("stopped", "2", "0")


def test_a_bot_that_never_came_up_is_told_of_and_left(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    script = COUNT + "print(json.dumps({'kind': 'failed', 'words': 'bad keys'})); sys.exit(3)"
    asyncio.run(supervise(tmp_path, script))
    assert told(capfd) == [{"kind": "failed", "code": 3, "words": "bad keys"}]
    assert (tmp_path / "starts").read_text() == "."
    assert read_state(supervisor_path(tmp_path))["state"] == "did not start"


def test_one_that_falls_over_again_and_again_is_given_up_and_that_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(supervise(tmp_path, UP + "raise ValueError('odd')"))
    assert [line["kind"] for line in told(capfd)] == ["up"]
    assert (tmp_path / "starts").read_text() == "." * 11
    assert log(tmp_path)[-1] == "the bot ended with code 1: ValueError: odd; it is not started again"
    assert read_state(supervisor_path(tmp_path))["state"] == "given up"


def test_what_went_wrong_is_sent_to_whoever_should_hear_of_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    script = UP + f"os.kill(os.getpid(), 9) if n < 1 else {OVER}"
    channels = Channels("error", webhook="https://127.0.0.1:1/canary")  # where nobody listens
    program = (sys.executable, "-c", script, str(tmp_path / "starts"))
    order = Order(JOB, str(tmp_path), "info", channels)
    asyncio.run(Supervisor(order, program, Restarts(first_ns=1)).run(asyncio.Event()))
    assert log(tmp_path)[-1] == "webhook did not take an alert: it cannot be reached"
    assert "canary" not in capfd.readouterr().out + repr(order)


@pytest.mark.parametrize(("last", "code"), [(OVER, "0"), ("sys.exit(1)", "1")])
def test_the_word_to_stop_is_passed_on_and_ends_it(
    last: str, code: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    script = f"import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [15]); {UP} signal.sigwait([15]); {last}"

    async def scenario() -> int:
        stop = asyncio.Event()
        work = asyncio.ensure_future(supervise(tmp_path, script, stop))
        while not (tmp_path / "starts").exists():
            await asyncio.sleep(0)
        stop.set()
        return await work

    assert asyncio.run(scenario()) == 0
    assert (tmp_path / "starts").read_text() == "."
    state = read_state(supervisor_path(tmp_path))
    assert (state["state"], state["last_code"]) == ("stopped", code)
    assert log(tmp_path) == [], "an end that was asked for is no crash"
    assert "canary" not in capfd.readouterr().out
    assert not any(b"canary" in path.read_bytes() for path in tmp_path.iterdir())
