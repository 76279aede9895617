"""The calls into the operating system that can fail, as one object, so that tests can make each of them fail."""

from __future__ import annotations

import fcntl
import os
import sys
from contextlib import suppress
from pathlib import Path


class Os:
    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        return os.open(path, flags | os.O_CLOEXEC, mode)

    write = staticmethod(os.write)

    def truncate(self, fd: int, size: int) -> None:
        os.ftruncate(fd, size)

    def fsync(self, fd: int) -> None:
        if sys.platform == "darwin":  # there fsync stops at the drive's own cache
            fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
        else:
            os.fsync(fd)

    def close(self, fd: int) -> None:
        os.close(fd)

    def replace(self, source: Path, target: Path) -> None:
        os.replace(source, target)

    def unlink(self, path: Path) -> None:
        os.unlink(path)


def write_all(calls: Os, fd: int, data: bytes) -> None:
    while data:
        data = data[calls.write(fd, data) :]


def sync_directory(calls: Os, directory: Path) -> None:
    """A new name is on the disk only when its directory is."""
    fd = calls.open(directory, os.O_RDONLY)
    try:
        calls.fsync(fd)
    finally:
        calls.close(fd)


def replace_whole(calls: Os, path: Path, data: bytes) -> None:
    """After this the file is `data`, and after a failure or a crash inside it the file is the old one or `data`."""
    fresh = path.with_name(path.name + ".new")
    fd = calls.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        try:
            write_all(calls, fd, data)
            calls.fsync(fd)
        finally:
            calls.close(fd)
        calls.replace(fresh, path)
    except OSError:
        with suppress(OSError):
            calls.unlink(fresh)
        raise
    sync_directory(calls, path.parent)
