"""Blocks of order ids: whatever happens, no number is handed out twice."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from picaflor.storage.ids import IdBlocks
from picaflor.storage.os_calls import Os
from picaflor.storage.problems import DiskRefused, IdsDamaged, JournalBroken, JournalFull


class Failing(Os):
    """Fails at the n-th call, and at every one after it."""

    def __init__(self, at: int, error: BaseException) -> None:
        self.left = at
        self.error = error

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise self.error

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        self._count()
        return super().open(path, flags, mode)

    def write(self, fd: int, data: bytes | bytearray) -> int:
        self._count()
        return super().write(fd, data)

    def fsync(self, fd: int) -> None:
        self._count()

    def replace(self, source: Path, target: Path) -> None:
        self._count()
        super().replace(source, target)


class Crash(BaseException):
    """The process is gone."""


def test_blocks_follow_one_another_over_restarts(tmp_path: Path) -> None:
    path = tmp_path / "ids"
    first = IdBlocks(path)
    assert first.reserved == 0
    assert first.reserve(10) == range(1, 11)
    assert first.reserve() == range(11, 1011)
    second = IdBlocks(path)
    assert second.reserved == 1010
    assert second.reserve(1) == range(1011, 1012)
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_the_journal_knows_outweighs_a_lost_or_older_file(tmp_path: Path) -> None:
    path = tmp_path / "ids"
    assert IdBlocks(path, at_least=500).reserve(2) == range(501, 503)
    assert IdBlocks(path, at_least=100).reserve(2) == range(503, 505)


def test_every_flipped_bit_and_every_cut_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "ids"
    IdBlocks(path).reserve(12345)
    whole = path.read_bytes()
    for at in range(len(whole)):
        for bit in (0, 5, 7):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :])
            with pytest.raises(IdsDamaged, match="never used twice"):
                IdBlocks(path)
        path.write_bytes(whole[:at])
        with pytest.raises(IdsDamaged):
            IdBlocks(path)


def test_a_crash_at_any_call_never_gives_a_number_twice(tmp_path: Path) -> None:
    for at in range(20):
        path = tmp_path / f"ids{at}"
        used = set(IdBlocks(path).reserve(10))
        crashing = IdBlocks(path, calls=Failing(at, Crash()))
        try:
            used.update(crashing.reserve(10))
            survived = True
        except Crash:
            survived = False
        fresh = set(IdBlocks(path).reserve(10))
        assert not used & fresh
        if survived:
            assert at == 6  # open, write, fsync, replace, and the directory: each of them was crashed at
            return
    pytest.fail("the calls never came to an end")


@pytest.mark.parametrize(("code", "kind"), [(errno.ENOSPC, JournalFull), (errno.EIO, JournalBroken)])
def test_a_block_that_could_not_be_stored_is_not_handed_out(tmp_path: Path, code: int, kind: type[Exception]) -> None:
    for at in range(6):
        path = tmp_path / f"ids{at}"
        failing = IdBlocks(path, calls=Failing(at, OSError(code, os.strerror(code))))
        with pytest.raises(kind, match="cannot reserve order ids"):
            failing.reserve(10)
        assert failing.reserved == 0


def test_an_unreadable_file_is_no_fresh_start(tmp_path: Path) -> None:
    with pytest.raises(DiskRefused, match="cannot read"):
        IdBlocks(tmp_path)
    with pytest.raises(ValueError, match="block of 0"):
        IdBlocks(tmp_path / "ids").reserve(0)
