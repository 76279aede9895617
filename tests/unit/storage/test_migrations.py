"""Schemas only go forward, after a backup, all steps or none."""

from __future__ import annotations

import shutil
from pathlib import Path

import apsw
import pytest

from picaflor.storage.migrations import MIGRATIONS, version_of
from picaflor.storage.problems import MigrationFailed, NewerSchema, StorageProblem
from picaflor.storage.tables import Batch, Database, Progress

NOW = len(MIGRATIONS)
SECOND = "ALTER TABLE runs ADD COLUMN note TEXT; UPDATE runs SET note = 'from before';"
THIRD = "CREATE TABLE more (x TEXT) STRICT;"
RUN = {"run": 1, "started_ns": 5, "ended_ns": None, "world": "paper", "header": "{}"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "db" / "picaflor.db"
    database = Database.open(path)
    database.write(Batch(Progress(1, 1), {"runs": [RUN]}))
    database.close()
    return path


def ask(path: Path, query: str) -> list[object]:
    connection = apsw.Connection(str(path))
    try:
        return [row[0] for row in connection.execute(query)]
    finally:
        connection.close()


def test_an_older_schema_is_brought_up_to_date_after_a_backup(path: Path) -> None:
    Database.open(path, (*MIGRATIONS, SECOND, THIRD)).close()
    assert ask(path, "PRAGMA user_version") == [NOW + 2]
    assert ask(path, "SELECT note FROM runs") == ["from before"]
    backup = path.with_name(f"picaflor.db.v{NOW}.backup")
    assert ask(backup, "PRAGMA user_version") == [NOW]
    assert ask(backup, "SELECT run FROM runs") == [1]
    before = backup.stat().st_mtime_ns
    Database.open(path, (*MIGRATIONS, SECOND, THIRD)).close()
    assert backup.stat().st_mtime_ns == before  # nothing to do, nothing backed up


def test_fills_of_the_first_schema_are_kept_as_those_of_the_only_position_there_was(tmp_path: Path) -> None:
    path = tmp_path / "picaflor.db"
    Database.open(path, MIGRATIONS[:1]).close()
    connection = apsw.Connection(str(path))
    connection.execute(
        "INSERT INTO fills (venue, account, pair, trade_id, client_id, venue_id, side, price, amount, fee, fee_asset,"
        " liquidity, run, at_ns) VALUES ('v', 'a', 'A-B', 't', 'c', 'o', 'buy', '1.5', '2', '0', 'A', 'maker', 1, 7)"
    )
    connection.close()
    database = Database.open(path)
    (fill,) = database.rows("fills")
    database.close()
    assert (fill["trade_id"], fill["side"], fill["price"], fill["hold"], fill["at_ns"]) == ("t", "buy", "1.5", "net", 7)


def test_a_new_database_needs_no_backup(tmp_path: Path) -> None:
    Database.open(tmp_path / "picaflor.db").close()
    assert not list(tmp_path.glob("*.backup*"))


def test_a_newer_schema_is_refused_and_not_touched(path: Path) -> None:
    Database.open(path, (*MIGRATIONS, SECOND)).close()
    before = path.read_bytes()
    for opening in (Database.open, Database.read):
        with pytest.raises(
            NewerSchema,
            match=rf"has schema {NOW + 1} and this program knows {NOW}: use the newer program",
        ) as refused:
            opening(path)
        assert refused.value.exit_code == 3
    assert path.read_bytes() == before


def test_a_step_that_fails_changes_nothing(path: Path) -> None:
    with pytest.raises(
        MigrationFailed, match=rf"step {NOW + 2} .* is as it was; a backup is .*picaflor.db.v{NOW}.backup"
    ):
        Database.open(path, (*MIGRATIONS, SECOND, "DROP TABLE runs; SELECT no_such_function();"))
    assert ask(path, "PRAGMA user_version") == [NOW]
    assert ask(path, "SELECT count(*) FROM runs") == [1]
    assert "note" not in str(ask(path, "SELECT sql FROM sqlite_schema WHERE name = 'runs'"))
    database = Database.open(path)
    assert database.progress() == Progress(1, 1)
    database.close()


def test_a_kill_inside_a_migration_leaves_the_old_schema_and_the_backup(path: Path, tmp_path: Path) -> None:
    def killed(connection: apsw.Connection) -> None:
        """The folder as a kill would leave it in the middle of a step, spilled pages and all."""
        connection.pragma("cache_size", 1)
        connection.execute("CREATE TABLE filler (x TEXT); DELETE FROM runs;")
        for n in range(200):
            connection.execute("INSERT INTO filler VALUES (?)", (f"{n}" * 500,))
        shutil.copytree(path.parent, tmp_path / "killed")

    Database.open(path, (*MIGRATIONS, SECOND, killed)).close()
    left = tmp_path / "killed" / path.name
    assert left.with_name(left.name + "-wal").stat().st_size > 100_000
    backup = left.with_name(f"{left.name}.v{NOW}.backup")
    assert ask(backup, "SELECT run FROM runs") == [1]
    database = Database.open(left, MIGRATIONS)
    assert [row["run"] for row in database.rows("runs")] == [1]
    database.check()
    database.close()
    Database.open(left, (*MIGRATIONS, SECOND)).close()  # and the next attempt succeeds, over the backup that is there
    assert ask(left, "SELECT note FROM runs") == ["from before"]


def test_a_half_made_backup_is_never_taken_for_one(path: Path) -> None:
    part = path.with_name(f"picaflor.db.v{NOW}.backup.part")
    part.write_bytes(b"half")
    Database.open(path, (*MIGRATIONS, SECOND)).close()
    assert not part.exists()
    assert ask(path.with_name(f"picaflor.db.v{NOW}.backup"), "SELECT run FROM runs") == [1]


def test_no_backup_no_migration(path: Path) -> None:
    path.with_name(f"picaflor.db.v{NOW}.backup").mkdir()  # in the way
    with pytest.raises(StorageProblem, match="cannot back up"):
        Database.open(path, (*MIGRATIONS, SECOND))
    assert ask(path, "PRAGMA user_version") == [NOW]


def test_the_version_is_the_number_of_steps(path: Path) -> None:
    connection = apsw.Connection(str(path))
    assert version_of(connection) == len(MIGRATIONS)
    connection.close()
