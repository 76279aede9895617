"""What a crash, a power cut or a flipped bit leaves behind: found again up to the tear, or named as damage."""

from __future__ import annotations

import itertools
import os
import zlib
from pathlib import Path
from random import Random

import pytest

from picaflor.storage.journal import JournalWriter, Record, read_runs
from picaflor.storage.os_calls import Os
from picaflor.storage.problems import JournalCorrupt, NewerJournal
from picaflor.storage.segments import END, FORMAT, PREFIX, SegmentName, write_header, write_record

HEADER = {"seed": 7}
PARTS = [
    [Record(1, i, b"one %d" % i) for i in range(4)],
    [Record(2, i, b"x" * i) for i in range(3)],
    [Record(3, 9, b"")],
]
ALL = list(itertools.chain(*PARTS))


def lay_out(directory: Path, sealed: int, parts: list[list[Record]] = PARTS) -> list[Path]:
    """A run as a writer leaves it when the power goes: the first `sealed` segments are safe, the others open."""
    paths = []
    for number, part in enumerate(parts, start=1):
        name = SegmentName(1, number)
        data = write_header(name, HEADER) + b"".join(write_record(*record) for record in part)
        ended = number < len(parts) or sealed == len(parts)
        path = directory / f"{name.stem}.{'seg' if number <= sealed else 'open'}"
        path.write_bytes(data + (write_record(END, 0, b"") if ended else b""))
        paths.append(path)
    return paths


def read(directory: Path) -> list[Record]:
    return [record for run in read_runs(directory) for record in run.records()]


class Unsynced(Os):
    """No test pulls the plug of this machine, so none needs to wait for its disk."""

    def fsync(self, fd: int) -> None:
        return


def reopen(directory: Path) -> JournalWriter:
    return JournalWriter(directory, {"seed": 8}, sync="inline", calls=Unsynced())


def is_prefix(found: list[Record], of: list[Record] = ALL) -> bool:
    return found == of[: len(found)]


def test_a_tail_torn_at_any_byte_costs_only_what_is_torn(tmp_path: Path) -> None:
    (path,) = lay_out(tmp_path, 0, [ALL])
    whole = path.read_bytes()
    begin = len(write_header(SegmentName(1, 1), HEADER))
    ends = list(itertools.accumulate((len(write_record(*record)) for record in ALL), initial=begin))
    for cut in range(begin, len(whole) + 1):
        path.write_bytes(whole[:cut])
        kept = sum(end <= cut for end in ends) - 1
        assert read(tmp_path) == ALL[:kept]
        assert read_runs(tmp_path)[0].torn_bytes == cut - ends[kept]


def test_a_mended_tail_is_kept_aside_and_the_next_run_goes_on(tmp_path: Path) -> None:
    (path,) = lay_out(tmp_path, 0, [ALL])
    path.write_bytes(path.read_bytes()[:-3])
    journal = reopen(tmp_path)
    assert [extent.dropped for extent in journal.recovered] == [14]
    assert path.with_suffix(".torn").stat().st_size == 14
    journal.add((5, 5, b"five"))
    journal.close()
    assert read(tmp_path) == [*ALL[:-1], Record(5, 5, b"five")]
    assert [run.torn_bytes for run in read_runs(tmp_path)] == [0, 0]
    assert reopen(tmp_path).recovered == ()


@pytest.mark.parametrize("sealed", [0, 1, 2])
def test_after_a_power_cut_any_unsynced_byte_may_be_missing(tmp_path: Path, sealed: int) -> None:
    """Each open segment keeps any prefix of itself, or only its name, or not even that, whatever the others keep."""
    for victim in range(sealed, 3):
        whole = lay_out(tmp_path, sealed)[victim].read_bytes()
        # A run's first header is synced before the run begins.
        least = len(write_header(SegmentName(1, 1), HEADER)) if victim == 0 else -1
        for cut, later in itertools.product(range(least, len(whole) + 1, 7), (10_000, 40, -1)):
            directory = tmp_path / f"{victim}-{cut}-{later}"
            directory.mkdir()
            paths = lay_out(directory, sealed)
            cut_to(paths[victim], cut)
            for path in paths[victim + 1 :]:
                cut_to(path, later)
            found = read(directory)
            assert is_prefix(found)
            assert len(found) >= sum(len(part) for part in PARTS[:victim])
            reopen(directory).close()
            assert read(directory) == found


def cut_to(path: Path, size: int) -> None:
    if size < 0:
        path.unlink()
    elif size < path.stat().st_size:
        os.truncate(path, size)


def test_zeros_where_the_tail_was_are_a_tear(tmp_path: Path) -> None:
    (path,) = lay_out(tmp_path, 0, [ALL])
    path.write_bytes(path.read_bytes() + bytes(4096))
    assert read(tmp_path) == ALL
    assert read_runs(tmp_path)[0].torn_bytes == 4096


def test_every_flipped_byte_of_a_sealed_segment_is_damage_with_its_place(tmp_path: Path) -> None:
    for path in lay_out(tmp_path, 3):
        whole = path.read_bytes()
        for at in range(len(whole)):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
            with pytest.raises(JournalCorrupt, match=rf"{path.name} is damaged at byte [0-9]+: .*restore") as seen:
                read(tmp_path)
            assert seen.value.offset <= at
        path.write_bytes(whole)
    assert read(tmp_path) == ALL


def test_every_cut_of_a_sealed_segment_is_damage(tmp_path: Path) -> None:
    path = lay_out(tmp_path, 3)[1]
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        with pytest.raises(JournalCorrupt):
            read(tmp_path)


def test_every_flipped_byte_of_an_open_segment_is_damage_or_a_tear(tmp_path: Path) -> None:
    (path,) = lay_out(tmp_path, 0, [ALL])
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        try:
            found = read(tmp_path)
        except JournalCorrupt:
            continue
        assert is_prefix(found)
        assert read_runs(tmp_path)[0].torn_bytes >= len(whole) - at


def test_a_flipped_or_cut_compressed_segment_is_never_read_wrong(tmp_path: Path) -> None:
    journal = JournalWriter(tmp_path, HEADER, sync="inline")
    for record in ALL:
        journal.add(record)
    journal.close()
    (path,) = tmp_path.glob("*.seg.gz")
    whole = path.read_bytes()
    seen = 0
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x04]) + whole[at + 1 :])
        try:
            assert read(tmp_path) == ALL  # gzip's own header has bytes that mean nothing
        except JournalCorrupt:
            seen += 1
        path.write_bytes(whole[:at])
        with pytest.raises(JournalCorrupt):
            read(tmp_path)
    assert seen > len(whole) - 10


def test_a_lost_or_renamed_segment_is_damage(tmp_path: Path) -> None:
    paths = lay_out(tmp_path, 3)
    data = paths[1].read_bytes()
    paths[1].unlink()
    with pytest.raises(JournalCorrupt, match="r000001-000002 before it is missing"):
        read(tmp_path)
    paths[1].write_bytes(paths[2].read_bytes())
    with pytest.raises(JournalCorrupt, match="says that it is r000001-000003"):
        read(tmp_path)
    paths[1].write_bytes(data)
    assert read(tmp_path) == ALL


def test_a_journal_of_a_later_program_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "r000001-000001.open"
    good = write_header(SegmentName(1, 1), HEADER)
    later = PREFIX.pack(*PREFIX.unpack_from(good)[:1], FORMAT + 1, *PREFIX.unpack_from(good)[2:])
    path.write_bytes(with_checksum(later, good[PREFIX.size + 4 :]))
    before = path.read_bytes()
    with pytest.raises(NewerJournal, match="use the newer program"):
        reopen(tmp_path)
    assert path.read_bytes() == before


def with_checksum(prefix: bytes, text: bytes) -> bytes:
    return prefix + zlib.crc32(prefix + text).to_bytes(4, "little") + text


def test_a_long_recording_is_listed_by_its_begin(tmp_path: Path) -> None:
    """Noise that does not pack, so that the damage at the end lies beyond what a list of runs reads."""
    journal = JournalWriter(tmp_path, HEADER, sync="inline", calls=Unsynced())
    journal.add((1, 1, Random(1).randbytes(2_000_000)))
    journal.close()
    (path,) = tmp_path.glob("*.seg.gz")
    os.truncate(path, path.stat().st_size - 1)
    (run,) = read_runs(tmp_path)
    assert run.header == HEADER
    with pytest.raises(JournalCorrupt):
        list(run.records())
    with pytest.raises(ValueError, match="keep what is large elsewhere"):
        write_header(SegmentName(1, 1), {"x": "y" * 2_000_000})


class Crash(BaseException):
    """The process is gone."""


class Mortal(Unsynced):
    """Dies at the n-th call."""

    def __init__(self, at: int) -> None:
        self.left = at

    def _live(self) -> None:
        self.left -= 1
        if self.left == -1:
            raise Crash

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        self._live()
        return super().open(path, flags, mode)

    def write(self, fd: int, data: bytes | bytearray) -> int:
        self._live()
        return super().write(fd, data)

    def fsync(self, fd: int) -> None:
        self._live()
        super().fsync(fd)

    def replace(self, source: Path, target: Path) -> None:
        self._live()
        super().replace(source, target)

    def unlink(self, path: Path) -> None:
        self._live()
        super().unlink(path)


def live(directory: Path, calls: Os, flushed: list[Record]) -> None:
    """Starts, writes over several segments, ends; `flushed` holds what flush has returned for."""
    journal = JournalWriter(directory, HEADER, segment_bytes=150, sync="inline", calls=calls)
    try:
        for record in ALL:
            journal.add(record)
            journal.flush()
            flushed.append(record)
        journal.close()
    finally:
        journal._lock.release()  # as the kernel does for the dead


def test_a_kill_at_any_call_loses_nothing_that_was_flushed(tmp_path: Path) -> None:
    for at in itertools.count():
        directory = tmp_path / str(at)
        flushed: list[Record] = []
        try:
            live(directory, Mortal(at), flushed)
        except Crash:
            reopen(directory).close()
            found = read(directory)
            assert is_prefix(found)
            assert len(found) >= len(flushed)
            continue
        assert at > 40
        return


@pytest.mark.parametrize("fate", ["one torn segment", "three open segments, torn in the first"])
def test_a_kill_at_any_call_of_the_recovery_changes_nothing(tmp_path: Path, fate: str) -> None:
    for at in itertools.count():
        directory = tmp_path / str(at)
        directory.mkdir()
        paths = lay_out(directory, 0, [ALL] if fate == "one torn segment" else PARTS)
        os.truncate(paths[0], paths[0].stat().st_size - 40)
        found = read(directory)
        assert 0 < len(found) < len(ALL)
        try:
            JournalWriter(directory, HEADER, sync="inline", calls=Mortal(at)).close()
        except Crash:
            assert read(directory) == found
            reopen(directory).close()
            assert read(directory) == found
            continue
        assert read(directory) == found
        assert at > 10
        return
