"""The journal is the truth: what came in, what was decided and what left, appended before the first byte goes out.

Safety rests on four rules.

1. `add` only remembers; `flush` hands everything to one write. The loop flushes before the first outgoing byte of a
   turn, so a record that kill −9 takes belongs to something that never happened.
2. A segment's name says what is known of it (see segments.py). Only a sealed one is promised to be whole; only in an
   open one may the tail be torn. A new run never writes into an old file: the torn tail is copied aside, cut off, and
   the run begins a segment of its own.
3. A full disk is a pause: the file is cut back to its last whole record, the rest stays in memory, `flush` raises
   JournalFull so that new orders are refused while cancels go on, and the next flush goes on from that very byte. When
   more than `keep_bytes` waits, later records are given up, counted, and a GAP record says so once there is room.
4. A failing disk is the end: after an error of write or fsync nobody knows which pages are on it, and a second fsync
   would lie. Everything from then on raises JournalBroken.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any, Literal, NoReturn
from zlib import crc32

from picaflor.storage.backstage import Backstage, compress, seal
from picaflor.storage.lock import DirectoryLock
from picaflor.storage.os_calls import Os, replace_whole, write_all
from picaflor.storage.problems import DiskRefused, JournalBroken, JournalFull, NoJournal, is_full
from picaflor.storage.recordings import Run, read_journal, read_runs
from picaflor.storage.recovery import recover
from picaflor.storage.segments import (
    END,
    FRAME,
    GAP,
    STAMP,
    Record,
    SegmentName,
    list_segments,
    whole_records,
    write_header,
    write_record,
)

__all__ = ["JournalWriter", "Record", "Run", "Sync", "read_journal", "read_runs"]

Sync = Literal["thread", "inline", "none"]
APPEND = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
MIB = 1 << 20


class JournalWriter:
    """The one writer of a directory. Opening recovers what an earlier run left and begins a new run."""

    def __init__(
        self,
        directory: Path,
        header: dict[str, Any],
        segment_bytes: int = 64 * MIB,
        sync: Sync = "thread",
        *,
        keep_bytes: int = 64 * MIB,
        calls: Os | None = None,
    ) -> None:
        self._calls = calls or Os()
        self._directory = directory
        self._header = header
        self._segment_bytes = segment_bytes
        self._keep_bytes = keep_bytes
        self._sync = sync
        self._backstage = Backstage(threaded=sync != "inline")
        self._pending: list[tuple[int, int, bytes]] = []  # this very list, always
        self.add = self._pending.append
        self._buffer = bytearray()
        self._missed = 0
        self._missed_ns = 0
        self._asked = False  # for an fsync that has not begun
        self._full = False
        self._fd = -1
        self._lock = _take(directory)
        try:
            self.recovered = recover(directory, self._calls)
            self._begin_run()
        except BaseException:
            self._lock.release()
            raise

    @classmethod
    def reopen(
        cls, directory: Path, header: dict[str, Any], segment_bytes: int = 64 * MIB, sync: Sync = "thread"
    ) -> JournalWriter:
        """Go on with a journal that must be there."""
        if not directory.is_dir() or not list_segments(directory):
            raise NoJournal(f"there is no journal at {directory}: name the directory of an earlier session")
        return cls(directory, header, segment_bytes, sync)

    @property
    def run(self) -> int:
        return self._name.run

    @property
    def full(self) -> bool:
        """Whether records wait in memory for space on the disk."""
        return self._full

    def flush(self) -> None:
        """Everything added is with the operating system when this returns."""
        if not self._pending and not self._buffer and not self._full:
            return
        if self._backstage.failed is not None or self._fd < 0:
            self._check()
        if self._full:
            self._give_up_what_does_not_fit()
        stamp, frame, buffer = STAMP.pack, FRAME.pack, self._buffer
        for kind, at_ns, payload in self._pending:
            record = stamp(kind, at_ns) + payload
            buffer += frame(len(record), crc32(record))
            buffer += record
        self._pending.clear()
        if self._size >= self._segment_bytes:
            self._rotate()
        self._write()
        if self._full:
            self._full = False
            if self._missed:
                self._tell_gap()

    def sync(self) -> None:
        """Ask for what was flushed to be put on the disk: at once when inline, soon when a thread does it."""
        self._check()
        if self._sync == "none" or self._asked:
            return
        self._asked = True
        fd = self._fd
        self._backstage.do(lambda: self._fsync(fd))
        if self._sync == "inline":
            self._check()

    def _fsync(self, fd: int) -> None:
        self._asked = False  # before the call: what is flushed from now on needs another one
        self._calls.fsync(fd)

    def close(self) -> None:
        """Flush, seal and let go of the directory. It lets go whatever happens."""
        if self._fd < 0:
            return
        try:
            self.flush()
            self._end_segment()
            self._backstage.finish()
            if self._backstage.failed is not None:
                self._break(self._backstage.failed)
        finally:
            self._backstage.finish()
            if self._fd >= 0:
                self._calls.close(self._fd)
                self._fd = -1
            self._lock.release()

    def _give_up_what_does_not_fit(self) -> None:
        """The oldest stay: behind the first record that is given up, nothing may follow until the gap is told."""
        room = self._keep_bytes - len(self._buffer)
        kept = 0
        if not self._missed:
            for _, _, payload in self._pending:
                room -= FRAME.size + STAMP.size + len(payload)
                if room < 0:
                    break
                kept += 1
        if kept < len(self._pending):
            self._missed += len(self._pending) - kept
            self._missed_ns = self._pending[-1][1]
            del self._pending[kept:]

    def _tell_gap(self) -> None:
        self._buffer += write_record(GAP, self._missed_ns, b"%d" % self._missed)
        self._missed = 0
        self._write()

    def _write(self) -> None:
        buffer, done = self._buffer, 0
        try:
            while done < len(buffer):
                written = self._calls.write(self._fd, bytes(buffer[done:]) if done else buffer)
                if written <= 0:
                    raise OSError(errno.EIO, "nothing was written")
                done += written
        except OSError as error:
            if not is_full(error):
                self._break(error)
            self._step_back(done)
            self._refuse(error)
        self._size += done
        buffer.clear()

    def _step_back(self, done: int) -> None:
        """Cut the file to its last whole record, and keep what is not in it."""
        whole = whole_records(self._buffer, done)
        if done != whole:
            try:
                self._calls.truncate(self._fd, self._size + whole)
            except OSError as error:
                self._break(error)
        self._size += whole
        del self._buffer[:whole]

    def _refuse(self, error: OSError) -> NoReturn:
        self._full = True
        raise JournalFull(
            f"the journal in {self._directory} cannot grow ({error.strerror}): free some space;"
            " until then new orders are refused and cancels go on"
        ) from error

    def _break(self, error: Exception) -> NoReturn:
        self._backstage.failed = error
        raise JournalBroken(
            f"the journal in {self._directory} failed ({error}): check the disk, then start again;"
            " the start recovers what is on it"
        ) from error

    def _check(self) -> None:
        if self._backstage.failed is not None:
            self._break(self._backstage.failed)
        if self._fd < 0:
            raise JournalBroken(f"the journal in {self._directory} is closed")

    def _begin_run(self) -> None:
        """The first header is on the disk before the run begins, under a name that never shows half a header."""
        segments = list_segments(self._directory)
        self._name = SegmentName(segments[-1].name.run + 1 if segments else 1, 1)
        path = self._directory / f"{self._name.stem}.open"
        head = write_header(self._name, self._header)
        try:
            replace_whole(self._calls, path, head)
            self._fd = self._calls.open(path, os.O_WRONLY | os.O_APPEND)
        except OSError as error:
            raise DiskRefused(f"cannot begin a journal in {self._directory}: {error.strerror}") from error
        self._size = len(head)
        for old in segments:
            if old.sealed and old.path.suffix == ".seg":
                self._compress_later(old.path)

    def _rotate(self) -> None:
        """The next segment is opened first: if there is no room for it, the old one is still good to write to."""
        name = SegmentName(self._name.run, self._name.number + 1)
        path = self._directory / f"{name.stem}.open"
        head = write_header(name, self._header)
        fd = -1
        try:
            fd = self._calls.open(path, APPEND)
            write_all(self._calls, fd, head)
        except OSError as error:
            if fd >= 0:
                self._calls.close(fd)
                self._calls.unlink(path)
            if not is_full(error):
                self._break(error)
            self._refuse(error)
        kept, self._buffer = self._buffer, bytearray()
        try:
            self._end_segment()
        except JournalFull:
            self._calls.close(fd)
            self._calls.unlink(path)
            self._buffer = kept
            raise
        self._buffer = kept
        self._name, self._fd, self._size = name, fd, len(head)

    def _end_segment(self) -> None:
        """Write END and hand the file over to be sealed and compressed."""
        self._buffer += write_record(END, 0, b"")
        self._write()
        calls, fd, durable = self._calls, self._fd, self._sync != "none"
        path = self._directory / f"{self._name.stem}.open"
        self._fd = -1
        self._backstage.do(lambda: self._compress_now(seal(calls, fd, path, durable=durable)))

    def _compress_now(self, path: Path) -> None:
        if not self._backstage.busy:
            compress(self._calls, path)

    def _compress_later(self, path: Path) -> None:
        self._backstage.do(lambda: self._compress_now(path))


def _take(directory: Path) -> DirectoryLock:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskRefused(f"cannot make {directory}: {error.strerror}") from error
    return DirectoryLock(directory)
