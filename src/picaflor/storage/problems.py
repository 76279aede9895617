"""What can go wrong with files, each as one sentence with the place and the mend, and the exit code it deserves."""

from __future__ import annotations

import errno
from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def is_full(error: OSError) -> bool:
    return error.errno in FULL


class StorageProblem(Exception):
    """The one exception of this folder that faces catch."""

    exit_code = 1


class JournalFull(StorageProblem):
    """No space left. What was added is kept in memory and written by the next flush that finds room."""


class JournalBroken(StorageProblem):
    """The disk failed. What is on it is no longer known, so nothing is retried: the process must end and recover."""


class JournalCorrupt(StorageProblem):
    """Bytes that were safely on the disk are not what was written."""

    def __init__(self, segment: Path, offset: int, why: str) -> None:
        super().__init__(
            f"journal segment {segment} is damaged at byte {offset}: {why};"
            " restore the file from a backup, or move the journal's directory away and start anew"
        )
        self.segment = segment
        self.offset = offset


class NewerJournal(StorageProblem):
    """The journal was written by a later version of this program."""

    exit_code = 3


class NoJournal(StorageProblem):
    """Somebody asked for a recording that is not there."""

    exit_code = 4


class AlreadyRunning(StorageProblem):
    """Another process holds the directory."""

    exit_code = 9

    def __init__(self, directory: Path, pid: int) -> None:
        who = f"process {pid}" if pid else "another process"
        super().__init__(f"{directory} is in use by {who}: stop that one first")
        self.pid = pid


class IdsDamaged(StorageProblem):
    """The counter of order ids cannot be trusted. Guessing would reuse an id."""

    exit_code = 3


class DiskRefused(StorageProblem):
    """A file could not be opened or written at start."""

    exit_code = 3


class DatabaseProblem(StorageProblem):
    """The database could not be read or written."""


class DatabaseDamaged(DatabaseProblem):
    """Its bytes are not what was written. It can be built again: the journal is the truth."""


class NewerSchema(DatabaseProblem):
    """The database was written by a later version of this program."""

    exit_code = 3


class MigrationFailed(DatabaseProblem):
    """The database is as it was before, and so is its backup."""
