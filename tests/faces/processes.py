"""The program as a process of its own, in a home of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.faces import nursery
from tests.faces.nursery import Child
from tests.faces.transcript import environment

PICAFLOR = [sys.executable, "-m", "picaflor"]


def start(home: Path, *words: str, **more: str) -> Child:
    """`more`: what else is in its environment."""
    return nursery.start(home, words, {**environment(home), "PATH": os.environ["PATH"], **more})


def run(home: Path, *words: str, given: str | None = None, **more: str) -> tuple[int, str, str]:
    """`given`: what it may read."""
    env = {**environment(home), "PATH": os.environ["PATH"], **more}
    with nursery.start(home, words, env, given=given) as child:
        return finish(child)


def finish(child: Child) -> tuple[int, str, str]:
    out, err = child.communicate(timeout=60)
    return child.returncode, out, err


def children(pid: int) -> list[int]:
    """Of every thread of it."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (task / "children").read_text().split())
    return found


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
