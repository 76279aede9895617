"""The file of a paper account: what was written is found by the next process, and a second one at once is refused."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from picaflor.storage import paper_accounts
from picaflor.storage.paper_accounts import FILE, PaperAccount, read_account
from picaflor.storage.problems import AlreadyRunning, DatabaseProblem


def test_what_was_written_is_there_for_the_next_one(tmp_path: Path) -> None:
    assert read_account(tmp_path) == (b"", [])
    first = PaperAccount(tmp_path)
    assert (first.state(), first.past()) == (b"", [])
    first.write(b"one", [b"a", b"b"])
    first.write(b"two", [b"c"])
    assert read_account(tmp_path) == (b"two", [b"a", b"b", b"c"])
    first.close()
    second = PaperAccount(tmp_path)
    assert (second.state(), second.past()) == (b"two", [b"a", b"b", b"c"])
    second.close()


def test_one_process_at_a_time_writes(tmp_path: Path) -> None:
    first = PaperAccount(tmp_path)
    with pytest.raises(AlreadyRunning):
        PaperAccount(tmp_path)
    first.close()
    PaperAccount(tmp_path).close()


def test_the_past_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_accounts, "KEPT", 3)
    account = PaperAccount(tmp_path)
    for n in range(10):
        account.write(b"state", [str(n).encode()])
    assert account.past() == [b"7", b"8", b"9"]
    account.close()


def test_what_did_not_change_is_not_written_again(tmp_path: Path) -> None:
    account = PaperAccount(tmp_path)
    account.write(b"one", [])
    before = account._db.total_changes()
    account.write(b"one", [])
    assert account._db.total_changes() == before
    account.write(b"two", [])
    assert account._db.total_changes() > before
    account.close()


def test_a_file_of_a_newer_program_is_told_and_left_alone(tmp_path: Path) -> None:
    account = PaperAccount(tmp_path)
    account.write(b"one", [])
    account.close()
    db = apsw.Connection(str(tmp_path / FILE))
    db.execute("update state set version = 99")
    db.close()
    with pytest.raises(DatabaseProblem, match="newer picaflor"):
        read_account(tmp_path)


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 500)
    with pytest.raises(DatabaseProblem):
        PaperAccount(tmp_path)
    (tmp_path / FILE).unlink()
    PaperAccount(tmp_path).close()  # and nothing stays locked
