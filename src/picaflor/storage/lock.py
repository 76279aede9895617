"""One process to a directory: a locked file that holds the owner's pid. The lock goes with the process, kill −9 too."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from picaflor.storage.problems import AlreadyRunning, DiskRefused


class DirectoryLock:
    def __init__(self, directory: Path, name: str = "lock") -> None:
        path = directory / name
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DiskRefused(f"cannot write {path}: {error.strerror}; make the folder yours and writable") from error
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            said = os.pread(self._fd, 32, 0).strip()
            os.close(self._fd)
            raise AlreadyRunning(directory, int(said) if said.isdigit() else 0) from error
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, b"%d\n" % os.getpid(), 0)

    def release(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
