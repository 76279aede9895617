"""The journal's writer: what was flushed is read back, whatever the disk and the process do."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

import pytest

from picaflor.storage.journal import JournalWriter, Record, read_journal, read_runs
from picaflor.storage.os_calls import Os
from picaflor.storage.problems import AlreadyRunning, DiskRefused, JournalBroken, JournalFull, NoJournal
from picaflor.storage.segments import GAP

HEADER = {"seed": 7, "code": "0.1.0"}


def records(count: int, start: int = 0) -> list[Record]:
    return [Record(i % 250, 1_000 + i, b"payload %d " % i * (i % 7)) for i in range(start, start + count)]


def write(journal: JournalWriter, wanted: list[Record]) -> None:
    for record in wanted:
        journal.add(record)
        journal.flush()


def read(directory: Path) -> list[Record]:
    return [record for run in read_runs(directory) for record in run.records()]


class Disk(Os):
    """A disk with `room` bytes, or one that fails at a call."""

    def __init__(self, room: int | None = None, *, most: int = 1 << 30, fail: str = "") -> None:
        self.room = room
        self.most = most  # bytes that one write takes
        self.fail = fail
        self.fsyncs = 0

    def write(self, fd: int, data: bytes | bytearray) -> int:
        if self.fail == "write":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        take = min(len(data), self.most)
        if self.room is not None:
            take = min(take, self.room)
            if take == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self.room -= take
        return super().write(fd, bytes(data[:take]))

    def truncate(self, fd: int, size: int) -> None:
        if self.room is not None:
            self.room += os.fstat(fd).st_size - size
        super().truncate(fd, size)

    def fsync(self, fd: int) -> None:
        self.fsyncs += 1
        if self.fail == "fsync":
            raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("sync", ["thread", "inline", "none"])
def test_what_is_written_is_read_back_over_many_segments(tmp_path: Path, sync: str) -> None:
    journal = JournalWriter(tmp_path, HEADER, segment_bytes=500, sync=sync)  # type: ignore[arg-type]
    write(journal, records(60))
    journal.sync()
    journal.close()
    header, found = read_journal(tmp_path)
    assert header == HEADER
    assert list(found) == records(60)
    assert len(list(tmp_path.glob("*.seg*"))) > 3


def test_a_second_start_is_a_run_of_its_own(tmp_path: Path) -> None:
    write_and_close(tmp_path, records(3), {"seed": 1})
    again = JournalWriter.reopen(tmp_path, {"seed": 2}, sync="inline")
    write(again, records(4, start=3))
    again.close()
    assert [run.header["seed"] for run in read_runs(tmp_path)] == [1, 2]
    assert read(tmp_path) == records(7)
    assert list(read_journal(tmp_path)[1]) == records(4, start=3)
    assert read_journal(tmp_path, 0)[0] == {"seed": 1}


def write_and_close(directory: Path, wanted: list[Record], header: dict[str, int]) -> None:
    journal = JournalWriter(directory, header, sync="inline")
    write(journal, wanted)
    journal.close()


def test_a_second_process_is_told_the_pid_of_the_first(tmp_path: Path) -> None:
    first = JournalWriter(tmp_path, HEADER)
    with pytest.raises(AlreadyRunning, match=f"process {os.getpid()}") as refused:
        JournalWriter(tmp_path, HEADER)
    assert (refused.value.pid, refused.value.exit_code) == (os.getpid(), 9)
    first.close()
    JournalWriter(tmp_path, HEADER).close()


@pytest.mark.parametrize("room", [0, 1, 16, 17, 18, 40, 99, 150, 200, 333])
def test_a_full_disk_is_a_pause(tmp_path: Path, room: int) -> None:
    disk = Disk()
    journal = JournalWriter(tmp_path, HEADER, sync="inline", calls=disk)
    write(journal, records(5))
    disk.room = room
    wanted = records(50, start=5)
    for record in wanted:
        journal.add(record)
    for _ in range(3):
        with pytest.raises(JournalFull, match="free some space"):
            journal.flush()
        assert journal.full
        assert read_runs(tmp_path)[-1].torn_bytes == 0  # the file is whole while it waits
    disk.room = None
    journal.flush()
    assert not journal.full
    journal.close()
    assert read(tmp_path) == records(55)


def test_a_disk_that_stays_full_costs_the_newest_records_and_says_how_many(tmp_path: Path) -> None:
    disk = Disk()
    journal = JournalWriter(tmp_path, HEADER, sync="inline", keep_bytes=400, calls=disk)
    disk.room = 0
    wanted = [Record(1, i, b"x" * 83) for i in range(10)]
    for record in wanted:
        journal.add(record)
        with pytest.raises(JournalFull):
            journal.flush()
    disk.room = None
    journal.add((1, 10, b"the first to be given up by then"))
    journal.flush()
    journal.add((1, 11, b"after"))
    journal.close()
    found = read(tmp_path)
    assert found == [*wanted[:4], Record(GAP, 10, b"7"), Record(1, 11, b"after")]


def test_a_full_disk_at_the_turn_of_a_segment_loses_nothing(tmp_path: Path) -> None:
    for room in range(0, 400, 7):
        directory = tmp_path / str(room)
        disk = Disk()
        journal = JournalWriter(directory, HEADER, segment_bytes=200, sync="inline", calls=disk)
        write(journal, records(6))
        disk.room = room
        for record in records(14, start=6):
            journal.add(record)
            try:
                journal.flush()
            except JournalFull:
                assert sum(run.torn_bytes for run in read_runs(directory)) == 0
        disk.room = None
        journal.close()
        assert read(directory) == records(20)


def test_short_writes_are_finished(tmp_path: Path) -> None:
    journal = JournalWriter(tmp_path, HEADER, sync="inline", calls=Disk(most=3))
    write(journal, records(9))
    journal.close()
    assert read(tmp_path) == records(9)


@pytest.mark.parametrize("sync", ["thread", "inline"])
def test_a_failing_fsync_is_the_end_and_is_not_asked_again(tmp_path: Path, sync: str) -> None:
    disk = Disk()
    journal = JournalWriter(tmp_path, HEADER, sync=sync, calls=disk)  # type: ignore[arg-type]
    write(journal, records(2))
    disk.fail, disk.fsyncs = "fsync", 0
    with pytest.raises(JournalBroken, match="check the disk"):
        sync_and_close(journal)
    for act in (journal.sync, journal.flush):
        journal.add((1, 1, b""))
        with pytest.raises(JournalBroken):
            act()
    assert disk.fsyncs == 1
    disk.fail = ""
    with suppress(JournalBroken):  # with a thread it is closed already
        journal.close()
    assert disk.fsyncs == 1
    JournalWriter(tmp_path, HEADER, sync="inline").close()
    assert read(tmp_path) == records(2)


def sync_and_close(journal: JournalWriter) -> None:
    """Inline the first of them fails; with a thread the second learns of it."""
    journal.sync()
    journal.close()


def test_a_failing_write_is_the_end(tmp_path: Path) -> None:
    disk = Disk()
    journal = JournalWriter(tmp_path, HEADER, sync="inline", calls=disk)
    write(journal, records(2))
    disk.fail = "write"
    journal.add(records(1)[0])
    with pytest.raises(JournalBroken):
        journal.flush()
    disk.fail = ""
    with pytest.raises(JournalBroken):
        journal.flush()


def test_a_folder_that_may_not_be_written_is_refused_at_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DiskRefused, match="cannot make"):
        JournalWriter(tmp_path / "file" / "journal", HEADER)


def test_a_journal_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NoJournal, match="there is no journal"):
        JournalWriter.reopen(tmp_path, HEADER)
    with pytest.raises(NoJournal):
        read_journal(tmp_path / "nowhere")
    with pytest.raises(NoJournal, match="holds 0 recorded runs"):
        read_journal(tmp_path)


def test_a_disk_that_cannot_even_be_cut_back_is_the_end(tmp_path: Path) -> None:
    class Stuck(Disk):
        def truncate(self, fd: int, size: int) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    disk = Stuck()
    journal = JournalWriter(tmp_path, HEADER, sync="inline", calls=disk)
    disk.room = 5
    journal.add((1, 1, b"more than five bytes"))
    with pytest.raises(JournalBroken):
        journal.flush()
    disk.room = None
    with pytest.raises(JournalBroken):
        journal.flush()


def test_a_failing_disk_at_the_turn_of_a_segment_is_the_end(tmp_path: Path) -> None:
    disk = Disk()
    journal = JournalWriter(tmp_path, HEADER, segment_bytes=10, sync="inline", calls=disk)
    disk.fail = "write"
    journal.add((1, 1, b""))
    with pytest.raises(JournalBroken, match="check the disk"):
        journal.flush()


def test_a_full_disk_at_the_end_keeps_what_is_there_and_lets_go(tmp_path: Path) -> None:
    disk = Disk()
    journal = JournalWriter(tmp_path, HEADER, sync="inline", calls=disk)
    write(journal, records(3))
    disk.room = 4
    with pytest.raises(JournalFull):
        journal.close()
    journal.close()  # a second time is harmless
    again = JournalWriter(tmp_path, HEADER, sync="inline")
    assert read(tmp_path) == records(3)
    again.close()


def test_a_closed_journal_takes_nothing_more(tmp_path: Path) -> None:
    journal = JournalWriter(tmp_path, HEADER, sync="inline")
    journal.close()
    journal.add((1, 1, b""))
    with pytest.raises(JournalBroken, match="is closed"):
        journal.flush()


def test_a_reader_follows_a_segment_that_is_sealed_and_compressed_meanwhile(tmp_path: Path) -> None:
    journal = JournalWriter(tmp_path, HEADER, sync="inline")
    write(journal, records(5))
    (run,) = read_runs(tmp_path)
    journal.close()
    assert [path.suffix for path in tmp_path.glob("r*")] == [".gz"]
    assert list(run.records()) == records(5)
    for path in tmp_path.glob("r*"):
        path.unlink()
    with pytest.raises(DiskRefused, match="has gone while it was read"):
        list(run.records())


def test_only_what_was_whole_when_it_was_listed_is_read(tmp_path: Path) -> None:
    journal = JournalWriter(tmp_path, HEADER, sync="inline")
    write(journal, records(5))
    (run,) = read_runs(tmp_path)
    write(journal, records(5, start=5))
    assert list(run.records()) == records(5)
    journal.close()
