"""The shape of the database, one numbered step after another. Steps are only ever added: a released one never changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import apsw

from picaflor.storage.os_calls import Os, sync_directory
from picaflor.storage.problems import MigrationFailed, NewerSchema

Migration = str | Callable[[apsw.Connection], None]

# Prices, amounts and balances are decimal texts, exact; times are nanoseconds; all else is text.
FIRST = """
CREATE TABLE runs (
    run INTEGER PRIMARY KEY, started_ns INTEGER NOT NULL, ended_ns INTEGER, world TEXT NOT NULL, header TEXT NOT NULL
) STRICT;
CREATE TABLE orders (
    venue TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL, client_id TEXT NOT NULL, venue_id TEXT NOT NULL,
    pair TEXT NOT NULL, side TEXT NOT NULL, type TEXT NOT NULL, tif TEXT NOT NULL, price TEXT, amount TEXT NOT NULL,
    quote TEXT NOT NULL, filled TEXT NOT NULL, state TEXT NOT NULL, cancel TEXT NOT NULL, amend TEXT NOT NULL,
    origin TEXT NOT NULL, reduce_only INTEGER NOT NULL, reason TEXT NOT NULL, run INTEGER NOT NULL,
    created_ns INTEGER NOT NULL, changed_ns INTEGER NOT NULL,
    PRIMARY KEY (venue, account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX orders_by_time ON orders (created_ns);
CREATE TABLE fills (
    venue TEXT NOT NULL, account TEXT NOT NULL, pair TEXT NOT NULL, trade_id TEXT NOT NULL, client_id TEXT NOT NULL,
    venue_id TEXT NOT NULL, side TEXT NOT NULL, price TEXT NOT NULL, amount TEXT NOT NULL, fee TEXT NOT NULL,
    fee_asset TEXT NOT NULL, liquidity TEXT NOT NULL, run INTEGER NOT NULL, at_ns INTEGER NOT NULL,
    PRIMARY KEY (venue, account, pair, trade_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX fills_by_time ON fills (at_ns);
CREATE TABLE balances (
    venue TEXT NOT NULL, account TEXT NOT NULL, asset TEXT NOT NULL, free TEXT NOT NULL, held TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    PRIMARY KEY (venue, account, asset)
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger (
    venue TEXT NOT NULL, account TEXT NOT NULL, asset TEXT NOT NULL, reason TEXT NOT NULL, ref TEXT NOT NULL,
    change TEXT NOT NULL, run INTEGER NOT NULL, at_ns INTEGER NOT NULL,
    PRIMARY KEY (venue, account, asset, reason, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_by_time ON ledger (at_ns);
CREATE TABLE progress (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1), run INTEGER NOT NULL, records INTEGER NOT NULL
) STRICT;
INSERT INTO progress VALUES (1, 0, 0);
"""

# Contracts: which position an order and a fill worked on. And both halves of a trade with oneself have its number.
HOLDS = """
ALTER TABLE orders ADD COLUMN hold TEXT NOT NULL DEFAULT 'net';
CREATE TABLE fills_of_both_sides (
    venue TEXT NOT NULL, account TEXT NOT NULL, pair TEXT NOT NULL, trade_id TEXT NOT NULL, side TEXT NOT NULL,
    client_id TEXT NOT NULL, venue_id TEXT NOT NULL, price TEXT NOT NULL, amount TEXT NOT NULL, fee TEXT NOT NULL,
    fee_asset TEXT NOT NULL, liquidity TEXT NOT NULL, hold TEXT NOT NULL, run INTEGER NOT NULL, at_ns INTEGER NOT NULL,
    PRIMARY KEY (venue, account, pair, trade_id, side)
) STRICT, WITHOUT ROWID;
INSERT INTO fills_of_both_sides SELECT venue, account, pair, trade_id, side, client_id, venue_id, price, amount, fee,
    fee_asset, liquidity, 'net', run, at_ns FROM fills;
DROP TABLE fills;
ALTER TABLE fills_of_both_sides RENAME TO fills;
CREATE INDEX fills_by_time ON fills (at_ns);
"""

MIGRATIONS: tuple[Migration, ...] = (FIRST, HOLDS)


def version_of(connection: apsw.Connection) -> int:
    return int(connection.pragma("user_version"))


def refuse_newer(connection: apsw.Connection, path: Path, known: int) -> None:
    found = version_of(connection)
    if found > known:
        raise NewerSchema(
            f"the database {path} has schema {found} and this program knows {known}:"
            " use the newer program, or the backup beside it that the newer one made"
        )


def migrate(connection: apsw.Connection, path: Path, steps: Sequence[Migration], calls: Os) -> Path | None:
    """Bring the schema up to date, all steps or none. Returns the backup, if there was something to back up."""
    refuse_newer(connection, path, len(steps))
    found = version_of(connection)
    if found == len(steps):
        return None
    backup = back_up(connection, path.with_name(f"{path.name}.v{found}.backup"), calls) if found else None
    try:
        with connection:
            for number, step in enumerate(steps[found:], start=found + 1):  # noqa: B007  told below
                if callable(step):
                    step(connection)
                else:
                    connection.execute(step)
            connection.pragma("user_version", len(steps))
    except apsw.FullError:
        raise  # that is the disk's fault, not the step's
    except apsw.Error as error:
        kept = f"; a backup is {backup}" if backup else ""
        raise MigrationFailed(
            f"step {number} of the schema of {path} failed ({error}), and the database is as it was{kept}:"
            " go back to the earlier program and report this"
        ) from error
    return backup


def back_up(connection: apsw.Connection, target: Path, calls: Os) -> Path:
    """A whole copy under a name that never shows half of one. An earlier attempt's copy is replaced."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    copy = apsw.Connection(str(part))
    try:
        with copy.backup("main", connection, "main") as pages:
            pages.step(-1)
        copy.pragma("journal_mode", "delete")  # one file, complete in itself
    finally:
        copy.close()
    fd = calls.open(part, os.O_RDWR)
    try:
        calls.fsync(fd)
    finally:
        calls.close(fd)
    calls.replace(part, target)
    sync_directory(calls, target.parent)
    return target
