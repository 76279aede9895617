"""Reading the journal: the runs in a directory, their headers and records, and what a crash tore off the last one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from picaflor.storage.problems import JournalCorrupt, NoJournal
from picaflor.storage.segments import (
    END,
    Bad,
    Record,
    Segment,
    SegmentName,
    list_segments,
    load,
    load_head,
    read_header,
    read_records,
)

TELL_EVERY = 1_000  # records
PARTS = 1_000  # of a segment
Told = Callable[[int, int], None]  # how much was read, and of how much


def _unheard(_done: int, _total: int) -> None:
    """For where nobody looks."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far an open segment is good: its first `whole` bytes, and not the `dropped` bytes behind them."""

    segment: Segment
    whole: int
    dropped: int
    ended: bool  # the writer had finished it; only the last one of a run may lack that


@dataclass(frozen=True, slots=True)
class Run:
    """One life of the program, from its start to its end or its crash."""

    number: int
    header: dict[str, Any]
    segments: tuple[Segment, ...]
    extents: tuple[Extent, ...]  # of the segments that are not sealed

    @property
    def torn_bytes(self) -> int:
        return sum(extent.dropped for extent in self.extents)

    def records(self, told: Told = _unheard) -> Iterator[Record]:
        ends = {extent.segment.name: extent.whole for extent in self.extents}
        parts = PARTS * len(self.segments)
        for n, segment in enumerate(self.segments):

            def hear(done: int, total: int, before: int = n * PARTS) -> None:
                told(before + PARTS * done // total, parts)

            yield from read_segment(segment, ends.get(segment.name), hear)


def read_runs(directory: Path) -> list[Run]:
    """Every run, oldest first. JournalCorrupt names the place where safely stored bytes have changed."""
    if not directory.is_dir():
        raise NoJournal(f"there is no journal at {directory}: name the directory of a recorded session")
    groups = groupby(list_segments(directory), key=lambda segment: segment.name.run)
    return [_survey(number, tuple(segments)) for number, segments in groups]


def read_journal(directory: Path, run: int = -1, told: Told = _unheard) -> tuple[dict[str, Any], Iterator[Record]]:
    """The header and the records of one run: the last, or by index as in a list."""
    runs = read_runs(directory)
    try:
        chosen = runs[run]
    except IndexError:
        raise NoJournal(f"{directory} holds {len(runs)} recorded runs, not number {run}") from None
    return chosen.header, chosen.records(told)


def read_segment(segment: Segment, whole: int | None, told: Told) -> Iterator[Record]:
    """The records of one segment, up to its first `whole` bytes if it is not sealed."""
    if whole == 0:
        return
    try:
        data = load(segment)
        _, offset = read_header(segment.name, data)
        last = -1
        for n, (record, end) in enumerate(read_records(data if whole is None else data[:whole], offset)):
            if n % TELL_EVERY == 0:
                told(end, len(data))
            last = record.kind
            if last != END:
                yield record
        if segment.sealed and last != END:
            raise Bad(len(data), "records are missing at its end")
    except Bad as bad:
        raise JournalCorrupt(segment.path, bad.offset, str(bad)) from bad


def _survey(number: int, segments: tuple[Segment, ...]) -> Run:
    first = segments[0]
    try:
        # A run's first header is on the disk before the run begins, so it has no excuse.
        header, _ = read_header(first.name, load_head(first))
    except Bad as bad:
        raise JournalCorrupt(first.path, bad.offset, str(bad)) from bad
    extents: list[Extent] = []
    expected = first.name.number
    for segment in segments:
        missing = segment.name.number != expected
        if missing and segment.sealed:
            lost = SegmentName(number, expected).stem
            raise JournalCorrupt(segment.path, 0, f"segment {lost} before it is missing")
        expected = segment.name.number + 1
        if not segment.sealed:
            lost_before = missing or any(not extent.ended for extent in extents)
            extents.append(_measure(segment, lost_before=lost_before))
    return Run(number, header, segments, tuple(extents))


def _measure(segment: Segment, *, lost_before: bool) -> Extent:
    data = load(segment)
    whole, last = 0, -1
    if not lost_before:  # behind a tear nothing counts: it was written later than what is missing
        with suppress(Bad):
            _, whole = read_header(segment.name, data)
            for record, end in read_records(data, whole):
                whole, last = end, record.kind
    return Extent(segment, whole, len(data) - whole, whole == len(data) and last == END)
