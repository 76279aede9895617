"""What a paper account has, in a small SQLite file: its state, replaced as a whole, and its past, row by row.

Both are written in one transaction before anybody is told of what they say, so a process that dies tells nothing that its
file does not know. There is one writer.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import apsw

from picaflor.storage.lock import DirectoryLock
from picaflor.storage.problems import DatabaseProblem
from picaflor.storage.tables import connect_to_read, connect_to_write, telling

KEPT: Final = 5_000  # rows of the past: as much as the house tells of it
VERSION: Final = 1
FILE: Final = "account.db"
_SCHEMA: Final = """
create table if not exists state (one integer primary key check (one = 1), version integer not null, body blob not null);
create table if not exists past (no integer primary key autoincrement, body blob not null);
"""


class PaperAccount:
    def __init__(self, folder: Path) -> None:
        """Raises AlreadyRunning where another process has it."""
        self.path = folder / FILE
        self._lock = DirectoryLock(folder, "account.lock")
        self._written = b""
        try:
            with telling(self.path):
                self._db = connect_to_write(self.path)
                self._db.execute(_SCHEMA)
        except BaseException:
            self._lock.release()
            raise

    def state(self) -> bytes:
        """b"": it is new."""
        return _state(self._db, self.path)

    def past(self) -> list[bytes]:
        """Oldest first."""
        return _past(self._db, self.path)

    def write(self, state: bytes, past: Sequence[bytes]) -> None:
        """Nothing is done where nothing is new."""
        if not past and state == self._written:
            return
        with telling(self.path), self._db:
            self._db.execute("insert or replace into state values (1, ?, ?)", (VERSION, state))
            self._db.executemany("insert into past (body) values (?)", [(body,) for body in past])
            if past:
                self._db.execute("delete from past where no <= (select max(no) from past) - ?", (KEPT,))
        self._written = state

    def close(self) -> None:
        try:
            self._db.close()
        finally:
            self._lock.release()


def read_account(folder: Path) -> tuple[bytes, list[bytes]]:
    """The state and the past, while another process may write; b"" and nothing: there is no account yet."""
    path = folder / FILE
    if not path.is_file():
        return b"", []
    with telling(path):
        db = connect_to_read(path)
    try:
        with db:  # both as of one moment
            found = _state(db, path), _past(db, path)
    finally:
        db.close()
    return found


def _state(db: apsw.Connection, path: Path) -> bytes:
    rows: list[tuple[int, bytes]] = []
    with telling(path):
        rows += list(db.execute("select version, body from state"))
    if not rows:
        return b""
    version, body = rows[0]
    if version != VERSION:
        raise DatabaseProblem(f"{path} was written by a newer picaflor: use that one, or move the file away")
    return bytes(body)


def _past(db: apsw.Connection, path: Path) -> list[bytes]:
    found: list[bytes] = []
    with telling(path):
        found += [bytes(body) for (body,) in db.execute("select body from past order by no")]
    return found
