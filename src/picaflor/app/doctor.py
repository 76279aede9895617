"""Looks for what is wrong with an installation. Each check says what it saw and, where it failed, the mend."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from picaflor.transport.clock import Clock

NEEDED = ("aiohttp", "apsw", "cryptography", "cyclopts", "msgspec", "numpy", "picows", "platformdirs", "rich")
HELPFUL = {"numba": "books are read by the plain twin, several times slower", "uvloop": "the event loop is slower"}
FREE_MIN = 1 << 30
SQLITE_MIN = (3, 51, 3)
CLOCK_JUMP_MAX_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    good: bool
    saw: str
    mend: str = ""


def examine(data: Path | None = None) -> Iterator[Finding]:
    place = data or user_data_path("picaflor")
    checks: list[Callable[[Path], Iterator[Finding]]] = [_python, _packages, _sqlite, _folder, _disk, _secrets, _ports]
    for check in checks:
        yield from check(place)
    yield _clock()


def _python(_place: Path) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", sys.version_info >= (3, 11), version, "install Python 3.11 or later")


def _packages(_place: Path) -> Iterator[Finding]:
    for name in NEEDED:
        version = _version(name)
        yield Finding(name, bool(version), version or "missing", "run ./run again, or pip install picaflor")
    for name, loss in HELPFUL.items():
        version = _version(name)
        yield Finding(name, True, version or f"not there: {loss}")


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _sqlite(_place: Path) -> Iterator[Finding]:
    try:
        import apsw
    except ImportError:
        return
    version = apsw.sqlite_lib_version()
    good = tuple(int(part) for part in version.split(".")[:3]) >= SQLITE_MIN
    yield Finding("sqlite", good, version, "upgrade apsw: SQLite before 3.51.3 may corrupt a write-ahead log")


def _folder(place: Path) -> Iterator[Finding]:
    there = next(folder for folder in (place, *place.parents) if folder.exists())
    good = os.access(there, os.W_OK | os.X_OK)
    yield Finding("data folder", good, str(place), f"make {there} writable for you: chmod u+rwx {there}")


def _disk(place: Path) -> Iterator[Finding]:
    there = next(folder for folder in (place, *place.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    yield Finding("disk", free >= FREE_MIN, f"{free >> 20} MiB free", "free some space: a full disk stops new orders")


def _secrets(place: Path) -> Iterator[Finding]:
    vault = place / "vault"
    if not vault.exists():
        yield Finding("vault", True, "none yet")
        return
    mode = vault.stat().st_mode & 0o777
    yield Finding("vault", mode == 0o600, f"mode {mode:o}", f"chmod 600 {vault}")


def _ports(_place: Path) -> Iterator[Finding]:
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            yield Finding("loopback", True, f"port {server.getsockname()[1]} could be bound")
    except OSError as error:
        yield Finding("loopback", False, str(error), "emulators need to bind a port on 127.0.0.1")


def _clock() -> Finding:
    clock = Clock()
    off = abs(clock.wall_ahead_ns())
    return Finding("clock", off < CLOCK_JUMP_MAX_NS, "steady", "the machine's clock jumps: set up time synchronisation")
