"""Is the process that wrote this still the one that runs under its number?"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path


@cache
def here() -> str:
    """The boot and the space of process numbers that a pid belongs to; "" where the system does not say."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return ""


def born(pid: int) -> int:
    """When a process started, in the kernel's ticks: with the pid it names one process for ever. 0: not known."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
        return int(stat.rpartition(b")")[2].split()[19])
    except (OSError, IndexError, ValueError):
        return 0


def _over(pid: int) -> bool:
    """It has ended, and its parent has not asked how."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] in (b"Z", b"X")
    except (OSError, IndexError):
        return False


def surely_dead(pid: int, started: int, where: str) -> bool:
    """Only what can be proven. Another container's process, for one, cannot be judged from here."""
    mine = here()
    if where != mine:
        return where.partition(" ")[0] != mine.partition(" ")[0]  # another boot ended it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return (started != 0 and born(pid) != started) or _over(pid)
