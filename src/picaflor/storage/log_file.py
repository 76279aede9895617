"""The log of one bot: a line of JSON for each thing that is worth telling, by any of its processes; bounded."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

LEVELS: Final = ("debug", "info", "warning", "error")
BYTES_MAX: Final = 8 << 20  # then it becomes the one before, and the one before that goes
WORDS_MAX: Final = 2_000


class LogFile:
    """Appends whole lines with one call each, so several processes may. A disk that is full costs lines, no orders."""

    def __init__(self, path: Path, level: str, bytes_max: int = BYTES_MAX) -> None:
        self._path, self._bytes_max = path, bytes_max
        self._least = LEVELS.index(level)
        self._fd = -1
        self._inode = 0

    def write(self, at_ns: int, level: str, who: str, words: str) -> None:
        if LEVELS.index(level) < self._least:
            return
        line = {"at_ns": str(at_ns), "level": level, "who": who, "words": words[:WORDS_MAX]}
        with suppress(OSError):
            self._open()
            os.write(self._fd, json.dumps(line).encode() + b"\n")

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _open(self) -> None:
        """Another process may have put it aside, or somebody removed it."""
        with suppress(FileNotFoundError):
            there = os.stat(self._path)
            if there.st_size >= self._bytes_max:
                os.replace(self._path, before(self._path))
            elif self._fd >= 0 and there.st_ino == self._inode:
                return
        self.close()
        self._fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._inode = os.fstat(self._fd).st_ino


def before(path: Path) -> Path:
    return path.with_name(f"{path.name}.1")


class LogReader:
    """Line for line from the beginning, and later what has come since."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._inode = 0
        self._at = 0
        self._rest = b""

    def fresh(self) -> Iterator[dict[str, Any]]:
        old = before(self._path)
        with suppress(FileNotFoundError):
            if os.stat(old).st_ino == self._inode or not self._inode:  # what we were reading, or what came first
                yield from self._read(old)
        with suppress(FileNotFoundError):
            inode = os.stat(self._path).st_ino
            if inode != self._inode:
                self._inode, self._at, self._rest = inode, 0, b""
            yield from self._read(self._path)

    def _read(self, path: Path) -> Iterator[dict[str, Any]]:
        with path.open("rb") as file:
            file.seek(self._at)
            data = file.read()
        self._at += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            with suppress(ValueError):
                found = json.loads(line)
                if isinstance(found, dict):
                    yield found
