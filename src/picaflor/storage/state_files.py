"""Small files by which one process tells others how it stands. The last word counts, and nobody waits for the disk."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from picaflor.storage.processes import born, here, surely_dead

SIZE_MAX: Final = 1 << 20


def write_state(path: Path, record: Mapping[str, Any]) -> bool:
    """Whole or not at all for whoever reads. False: the disk would not have it, and the one before still stands."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            os.write(fd, json.dumps(record).encode())
        finally:
            os.close(fd)
        os.replace(fresh, path)
    except OSError:
        return False
    return True


def read_state(path: Path) -> dict[str, Any]:
    """Empty where there is none, or none that can be read: it is news, and no record."""
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(SIZE_MAX))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def this_process() -> dict[str, Any]:
    """What names us for ever: numbers of processes are given again."""
    pid = os.getpid()
    return {"pid": pid, "born": born(pid), "where": here()}


def runs(process: object) -> bool:
    """Whether the process that `this_process` once named still does."""
    match process:
        case {"pid": int(pid), "born": int(started), "where": str(where)}:
            return not surely_dead(pid, started, where)
        case _:
            return False
