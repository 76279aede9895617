"""What the journal does beside the loop: fsync, seal and compress, in order, on one thread (or inline, for tests)."""

from __future__ import annotations

import os
import threading
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

from picaflor.storage.os_calls import Os, sync_directory, write_all

BACKLOG_MAX = 4  # more closed segments than this waiting: leave them plain, the next start compresses them
CHUNK = 1 << 20
Task = Callable[[], None]


class Backstage:
    """Runs tasks one after another. The first error is kept in `failed` and ends all work: a disk is asked once."""

    def __init__(self, *, threaded: bool) -> None:
        self.failed: Exception | None = None
        self._threaded = threaded
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        return self._tasks.qsize() > BACKLOG_MAX

    def do(self, task: Task) -> None:
        if not self._threaded:
            self._run(task)
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
            self._thread.start()
        self._tasks.put(task)

    def finish(self) -> None:
        """Wait until everything that was asked for is done."""
        if self._thread is not None:
            self._tasks.put(None)
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            self._run(task)

    def _run(self, task: Task) -> None:
        if self.failed is not None:
            return
        try:
            task()
        except Exception as error:  # noqa: BLE001  whatever it is, the loop must hear of it
            self.failed = error


def seal(calls: Os, fd: int, path: Path, *, durable: bool) -> Path:
    """A closed segment is safe: only then may its name say so."""
    try:
        if durable:
            calls.fsync(fd)
    finally:
        calls.close(fd)
    sealed = path.with_suffix(".seg")
    calls.replace(path, sealed)
    if durable:
        sync_directory(calls, path.parent)
    return sealed


def compress(calls: Os, path: Path) -> None:
    """Put the compressed twin in place, then remove the plain one. Any failure leaves the plain one as it was."""
    twin = path.with_name(path.name + ".gz")
    part = path.with_name(path.name + ".gz.part")
    try:
        fd = calls.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        try:
            _pack(calls, fd, path)
            calls.fsync(fd)
        finally:
            calls.close(fd)
        calls.replace(part, twin)
        sync_directory(calls, path.parent)
        calls.unlink(path)
    except OSError:  # most likely a full disk: a plain segment is as good, only larger
        with suppress(OSError):
            calls.unlink(part)


def _pack(calls: Os, fd: int, path: Path) -> None:
    packer = zlib.compressobj(1, wbits=31)
    with path.open("rb") as plain:
        while chunk := plain.read(CHUNK):
            write_all(calls, fd, packer.compress(chunk))
    write_all(calls, fd, packer.flush())
