"""Orders, fills, balances and runs in SQLite: the journal's projection, for history, exports and screens.

It is written off the step, and can be thrown away: each batch is stored in one transaction with how far in the journal
it reaches, so that a projector that died goes on from there, and one that starts from nothing ends with the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import apsw
import apsw.sqlite_extra

from picaflor.storage.lock import DirectoryLock
from picaflor.storage.migrations import MIGRATIONS, Migration, migrate, refuse_newer
from picaflor.storage.os_calls import Os
from picaflor.storage.problems import DatabaseDamaged, DatabaseProblem, DiskRefused

Row = Mapping[str, str | int | None]

# Rows with the same key: the first one counts (it happened once, though some of it may be told later), or the last one
# (it is what is known by now).
ONCE = "once"
LATEST = "latest"


class Table(NamedTuple):
    repeats: str
    key: tuple[str, ...]
    rest: tuple[str, ...]
    exact: frozenset[str] = frozenset()  # decimal texts
    told_later: tuple[str, ...] = ()  # of what happened once

    @property
    def columns(self) -> tuple[str, ...]:
        return self.key + self.rest


TABLES: dict[str, Table] = {
    "runs": Table(LATEST, ("run",), ("started_ns", "ended_ns", "world", "header")),
    "orders": Table(
        LATEST,
        ("venue", "account", "id"),
        (
            *("client_id", "venue_id", "pair", "side", "type", "tif", "price", "amount", "quote", "filled", "state"),
            *("cancel", "amend", "origin", "reduce_only", "hold", "reason", "run", "created_ns", "changed_ns"),
        ),
        frozenset({"price", "amount", "quote", "filled"}),
    ),
    "fills": Table(
        ONCE,
        ("venue", "account", "pair", "trade_id", "side"),
        ("client_id", "venue_id", "price", "amount", "fee", "fee_asset", "liquidity", "hold", "run", "at_ns"),
        frozenset({"price", "amount", "fee"}),
        ("fee", "fee_asset"),
    ),
    "balances": Table(LATEST, ("venue", "account", "asset"), ("free", "held", "at_ns"), frozenset({"free", "held"})),
    "ledger": Table(
        ONCE, ("venue", "account", "asset", "reason", "ref"), ("change", "run", "at_ns"), frozenset({"change"})
    ),
}
EXACT = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


class Progress(NamedTuple):
    """How far in the journal the tables reach: so many records of that run are in them."""

    run: int
    records: int


@dataclass(slots=True)
class Batch:
    """What one stretch of the journal said. Rows are plain dicts with every column of their table."""

    upto: Progress
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, row: Row) -> None:
        self.rows.setdefault(table, []).append(row)


class Database:
    """One writer to a file, any number of readers. Every page carries a checksum."""

    def __init__(self, path: Path, connection: apsw.Connection, lock: DirectoryLock | None) -> None:
        self._path = path
        self._connection = connection
        self._lock = lock

    @classmethod
    def open(cls, path: Path, steps: Sequence[Migration] = MIGRATIONS, calls: Os | None = None) -> Database:
        """To write. Brings an older schema up to date, after a backup."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DiskRefused(f"cannot make {path.parent}: {error.strerror}; make its parent yours") from error
        lock = DirectoryLock(path.parent, f"{path.name}.lock")
        connection: apsw.Connection | None = None
        try:
            with telling(path):
                connection = connect_to_write(path)
                migrate(connection, path, steps, calls or Os())
        except BaseException:
            if connection is not None:
                connection.close()
            lock.release()
            raise
        return cls(path, connection, lock)

    @classmethod
    def read(cls, path: Path, steps: Sequence[Migration] = MIGRATIONS) -> Database:
        """To look only, while another process may write."""
        if not path.is_file():
            raise DatabaseProblem(f"there is no database {path} yet: start a bot first")
        with telling(path):
            connection = connect_to_read(path)
            try:
                refuse_newer(connection, path, len(steps))
            except DatabaseProblem:
                connection.close()
                raise
        return cls(path, connection, None)

    def close(self) -> None:
        self._connection.close()
        if self._lock is not None:
            self._lock.release()

    def write(self, batch: Batch) -> None:
        """All of it and its progress, or nothing."""
        checked = {table: [_values(table, row) for row in rows] for table, rows in batch.rows.items()}
        with telling(self._path), self._connection:
            for table, values in checked.items():
                self._connection.executemany(_INSERTS[table], values)
            self._connection.execute("UPDATE progress SET run = ?, records = ?", batch.upto)

    def progress(self) -> Progress:
        with telling(self._path):
            return Progress(*next(iter(self._connection.execute("SELECT run, records FROM progress"))))

    def rows(self, table: str, where: Mapping[str, str | int] | None = None) -> Iterator[dict[str, str | int | None]]:
        """Rows in the order of their time, then of their key; `where` compares columns for equality."""
        shape = TABLES[table]
        names = list(where or {})
        if not set(names) <= set(shape.columns):
            raise ValueError(f"{table} has no columns {sorted(set(names) - set(shape.columns))}")
        condition = " AND ".join(f"{name} = ?" for name in names) or "1"
        order = ", ".join([*(name for name in ("created_ns", "at_ns") if name in shape.columns), *shape.key])
        query = f"SELECT {', '.join(shape.columns)} FROM {table} WHERE {condition} ORDER BY {order}"  # noqa: S608  our own names
        with telling(self._path):
            for row in self._connection.execute(query, tuple((where or {}).values())):
                yield dict(zip(shape.columns, row, strict=True))

    def check(self) -> None:
        """Read every page; DatabaseDamaged if one is not what was written."""
        with telling(self._path):
            said = self._connection.pragma("integrity_check")
        if said != "ok":
            raise _damaged(self._path, str(said).splitlines()[0])


def _insert(table: str) -> str:
    shape = TABLES[table]
    marks = ", ".join("?" * len(shape.columns))
    query = f"INTO {table} ({', '.join(shape.columns)}) VALUES ({marks})"
    changing = shape.rest if shape.repeats == LATEST else shape.told_later
    if not changing:
        return f"INSERT OR IGNORE {query}"
    changes = ", ".join(f"{name} = excluded.{name}" for name in changing)
    return f"INSERT {query} ON CONFLICT DO UPDATE SET {changes}"


_INSERTS = {table: _insert(table) for table in TABLES}


def _values(table: str, row: Row) -> tuple[str | int | None, ...]:
    """In the table's order. A float would be stored without a word, and wrong: it is refused."""
    shape = TABLES[table]
    if set(row) != set(shape.columns):
        raise ValueError(f"a row of {table} with other columns: {sorted(set(row) ^ set(shape.columns))}")
    for name, value in row.items():
        if value is not None and not isinstance(value, str | int):
            raise TypeError(f"{table}.{name} is a {type(value).__name__}, and must be a text or a whole number")
    for name in shape.exact:
        value = row[name]
        if value is not None and not (isinstance(value, str) and EXACT.fullmatch(value)):
            raise ValueError(f"{table}.{name} is {value!r}, and must be a plain decimal text")
    return tuple(row[name] for name in shape.columns)


def exact(value: Decimal) -> str:
    """A Decimal as the tables want it: all digits, no exponent."""
    return format(value, "f")


def connect_to_write(path: Path) -> apsw.Connection:
    connection = _connect(path, apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE)
    connection.reserve_bytes(reserve=8)  # where the checksum of a page is; no effect on an older file
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "normal")
    return connection


def connect_to_read(path: Path) -> apsw.Connection:
    connection = _connect(path, apsw.SQLITE_OPEN_READWRITE)  # a reader of a WAL maps its index
    connection.pragma("query_only", True)
    return connection


def _connect(path: Path, flags: int) -> apsw.Connection:
    connection = apsw.Connection(str(path), flags=flags, vfs=_checksums())
    connection.set_busy_timeout(5000)
    return connection


def _checksums() -> str | None:
    """SQLite's shim that puts a checksum on every page; without it (a build that lacks it) pages go unchecked."""
    if "cksmvfs" not in apsw.vfs_names():
        scratch = apsw.Connection(":memory:")
        try:
            apsw.sqlite_extra.load(scratch, "cksumvfs")
        except (apsw.sqlite_extra.NotAvailable, LookupError):
            return None
        finally:
            scratch.close()
    return "cksmvfs"


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """SQLite's errors as sentences."""
    try:
        yield
    except (apsw.CorruptError, apsw.NotADBError, apsw.IOError) as error:
        raise _damaged(path, str(error)) from error
    except apsw.FullError as error:
        raise DatabaseProblem(
            f"the disk is full, {path} was left as it was: free some space; the journal has the rest"
        ) from error
    except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError) as error:
        raise DiskRefused(f"cannot write the database {path} ({error}): make the file and its folder yours") from error
    except OSError as error:
        raise DatabaseProblem(f"cannot back up {path}: {error.strerror}; mend the disk first") from error
    except apsw.BusyError as error:
        raise DatabaseProblem(f"the database {path} is in use by another program: close that one") from error


def _damaged(path: Path, why: str) -> DatabaseDamaged:
    return DatabaseDamaged(f"the database {path} is damaged ({why}): move it away, it is built again from the journal")
