"""The vault's file: private, of bounded size, replaced whole or not at all, one writer at a time."""

from __future__ import annotations

import fcntl
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from picaflor.settings.problems import FileTrouble, VaultDamaged, VaultExposed, VaultMissing

SIZE_MAX = 1 << 20
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Os:
    """The calls that can fail, so that tests can make each of them fail."""

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        return os.open(path, flags | os.O_CLOEXEC, mode)

    def write(self, fd: int, data: bytes) -> int:
        return os.write(fd, data)

    def fsync(self, fd: int) -> None:
        if sys.platform == "darwin":  # there fsync stops at the drive's own cache
            fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
        else:
            os.fsync(fd)

    def close(self, fd: int) -> None:
        os.close(fd)

    def replace(self, source: Path, target: Path) -> None:
        os.replace(source, target)


def read_private(path: Path) -> bytes:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise VaultMissing(f"there is no vault at {path}: `picaflor connect` makes one") from error
    except OSError as error:
        raise FileTrouble(
            f"cannot read the vault {path}: {error.strerror}; make it yours: chown $USER {path}"
        ) from error
    try:
        _refuse_exposed(path, os.fstat(fd))
        with os.fdopen(fd, "rb", closefd=False) as file:
            data = file.read(SIZE_MAX + 1)
    finally:
        os.close(fd)
    if len(data) > SIZE_MAX:
        raise VaultDamaged(f"the vault {path} is larger than {SIZE_MAX} bytes: restore it from a backup")
    return data


def _refuse_exposed(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise VaultExposed(f"the vault {path} is not an ordinary file: put one there, or name another")
    if found.st_uid != os.geteuid():
        raise VaultExposed(f"the vault {path} belongs to another user: chown $USER {path}")
    if found.st_mode & OTHERS:
        mode = stat.S_IMODE(found.st_mode)
        raise VaultExposed(f"the vault {path} has mode {mode:04o}, so others may read it: chmod 600 {path}")


def replace_private(calls: Os, path: Path, data: bytes, what: str = "the vault") -> None:
    """After this the file is `data`; after a crash or an error inside it, it is the old one or `data`, whole."""
    fresh = path.with_name(path.name + ".new")
    try:
        with suppress(FileNotFoundError):
            fresh.unlink()  # a crash left it; its rights are not ours to trust
        _write_synced(calls, fresh, data)
        calls.replace(fresh, path)
        _sync_directory(calls, path.parent)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise FileTrouble(f"cannot write {what} {path}: {error.strerror}; mend the disk and try again") from error


def _write_synced(calls: Os, path: Path, data: bytes) -> None:
    fd = calls.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW)
    try:
        while data:
            data = data[calls.write(fd, data) :]
        calls.fsync(fd)
    finally:
        calls.close(fd)


def _sync_directory(calls: Os, directory: Path) -> None:
    fd = calls.open(directory, os.O_RDONLY)
    try:
        calls.fsync(fd)
    finally:
        calls.close(fd)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Two commands that store keys at once follow one another."""
    lock = path.with_name(path.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fd = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise FileTrouble(f"cannot write {lock}: {error.strerror}; make the folder yours and writable") from error
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)
