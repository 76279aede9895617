"""Starts a supervisor that outlives this terminal, and waits for its one line: the bot is up, or why it is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec

from picaflor.app.alerts import Channels
from picaflor.app.job import Job, Order
from picaflor.app.keyring import VARIABLE
from picaflor.app.problems import Problem

COMMAND = (sys.executable, "-m", "picaflor.app.supervisor")


def detach(job: Job, folder: Path, level: str, channels: Channels) -> int:
    """The bot's process, once it is up. What it could not do is told as if it had been tried here."""
    kept = {name: value for name, value in os.environ.items() if name != VARIABLE}
    order = msgspec.json.encode(Order(job, str(folder), level, channels)) + b"\n"
    with subprocess.Popen(  # noqa: S603  this program itself
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=kept
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(order)
        child.stdin.close()
        line = child.stdout.readline()  # of its own child: this one ends at once
    if not line:
        raise Problem(f"the supervisor of {job.bot} ended without a word: start it with --foreground to see why")
    said = json.loads(line)
    if said["kind"] != "up":
        problem = Problem(said["words"])
        problem.exit_code = said["code"] if said["code"] > 0 else Problem.exit_code
        raise problem
    return int(said["pid"])
