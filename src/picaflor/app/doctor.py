"""Looks for what is wrong with an installation. Each check says what it saw and, where it failed, the mend."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from picaflor.app.configuration import load_config
from picaflor.settings.places import Places
from picaflor.settings.problems import SettingsProblem
from picaflor.transport.clock import Clock

NEEDED = ("aiohttp", "apsw", "cryptography", "cyclopts", "msgspec", "numpy", "picows", "platformdirs", "polars", "rich")
HELPFUL = {"numba": "books are read by the plain twin, several times slower", "uvloop": "the event loop is slower"}
FREE_MIN = 1 << 30
SQLITE_MIN = (3, 51, 3)
CLOCK_JUMP_MAX_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """`good` with a mend is a warning: it works, and could be better."""

    name: str
    good: bool
    saw: str
    mend: str = ""

    @property
    def grade(self) -> str:
        return "BAD" if not self.good else "warn" if self.mend else "ok"


def examine(places: Places) -> Iterator[Finding]:
    checks: list[Callable[[Places], Finding]] = [
        *(_python, _sqlite, _stdlib_sqlite),
        *(_configuration, _folder, _disk, _secrets, _ports, _clock, _cores),
    ]
    yield from _packages()
    for check in checks:
        yield check(places)


def _judged(name: str, good: bool, saw: str, mend: str) -> Finding:
    return Finding(name, good, saw, "" if good else mend)


def _python(_places: Places) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return _judged("python", sys.version_info >= (3, 11), version, "install Python 3.11 or later")


def _packages() -> Iterator[Finding]:
    for name in NEEDED:
        version = _version(name)
        yield _judged(name, bool(version), version or "missing", "run ./run again, or pip install picaflor")
    for name, loss in HELPFUL.items():
        version = _version(name)
        yield Finding(name, True, version) if version else Finding(name, True, "missing", f"install {name}: {loss}")


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _sqlite(_places: Places) -> Finding:
    try:
        import apsw
    except ImportError as error:
        return Finding("sqlite", False, str(error), "run ./run again, or pip install picaflor")
    version = apsw.sqlite_lib_version()
    return _judged("sqlite", _at_least(version), version, "upgrade apsw: SQLite before 3.51.3 may corrupt its log")


def _stdlib_sqlite(_places: Places) -> Finding:
    """We never use it; a plugin might."""
    try:
        from sqlite3 import sqlite_version as version
    except ImportError:
        return Finding("python's sqlite", True, "none")
    mend = "" if _at_least(version) else "picaflor does not use it; a plugin that does should use apsw"
    return Finding("python's sqlite", True, version, mend)


def _at_least(version: str) -> bool:
    return tuple(int(part) for part in version.split(".")[:3]) >= SQLITE_MIN


def _configuration(places: Places) -> Finding:
    try:
        config = load_config(places)
    except SettingsProblem as problem:
        return Finding(
            "configuration", False, str(problem), "correct it as said, or set the key with `picaflor config KEY VALUE`"
        )
    said = sum(setting.origin != "default" for _, setting in config.items())
    where = places.config_file if os.path.lexists(places.config_file) else "no file"
    return Finding("configuration", True, f"{where}, {said} values set")


def _folder(places: Places) -> Finding:
    there = _nearest(places.data_dir)
    good = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    return _judged("data folder", good, str(places.data_dir), f"make {there} a folder that you may write")


def _disk(places: Places) -> Finding:
    free = shutil.disk_usage(_nearest(places.data_dir)).free
    return _judged("disk", free >= FREE_MIN, f"{free >> 20} MiB free", "free some space: a full disk stops new orders")


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that is there. `os.path.exists`: what cannot be looked at does not raise."""
    return next(path for path in (folder, *folder.parents) if os.path.exists(path))


def _secrets(places: Places) -> Finding:
    try:
        mode = places.vault.stat().st_mode & 0o777
    except FileNotFoundError:
        return Finding("vault", True, "none yet")
    except OSError as error:
        return Finding("vault", False, f"{places.vault}: {error.strerror}", "make it yours and readable for you")
    return _judged("vault", mode == 0o600, f"mode {mode:o}", f"chmod 600 {places.vault}")


def _ports(_places: Places) -> Finding:
    try:
        with socket.create_server(("127.0.0.1", 0)):
            return Finding("loopback", True, "a port could be bound")
    except OSError as error:
        return Finding("loopback", False, str(error), "emulators need to bind a port on 127.0.0.1")


def _cores(places: Places) -> Finding:
    """A bot that stays awake takes one for itself."""
    count = os.cpu_count() or 1
    with suppress(SettingsProblem):  # which is a finding of its own
        if count == 1 and load_config(places).get("awake"):
            return Finding(
                "cores", True, "one, and `awake` is set", "unset `awake`: its bot would have all of the core"
            )
    return Finding("cores", True, str(count))


def _clock(_places: Places) -> Finding:
    off = abs(Clock().wall_ahead_ns())
    return _judged("clock", off < CLOCK_JUMP_MAX_NS, "steady", "the machine's clock jumps: set up time synchronisation")
