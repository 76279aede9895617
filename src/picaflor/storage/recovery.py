"""What a start does with the segments that a crash left open, before a new run begins."""

from __future__ import annotations

from pathlib import Path

from picaflor.storage.os_calls import Os, replace_whole, sync_directory
from picaflor.storage.recordings import Extent, read_runs
from picaflor.storage.segments import END, write_record


def recover(directory: Path, calls: Os) -> tuple[Extent, ...]:
    """Cut torn tails off, keep them aside as .torn files, and seal the rest. Says what was open, and what was torn.

    Any step may be the last before the next crash, so the newest segment is mended first: while anything behind a tear
    is left, the tear itself is still there to be seen.
    """
    for leftover in [*directory.glob("r*.part"), *directory.glob("r*.new")]:
        calls.unlink(leftover)
    extents = [extent for run in read_runs(directory) for extent in run.extents]
    for extent in reversed(extents):
        _mend(extent, calls)
    return tuple(extents)


def _mend(extent: Extent, calls: Os) -> None:
    path = extent.segment.path
    data = path.read_bytes()
    if extent.dropped:
        replace_whole(calls, path.with_suffix(".torn"), data[extent.whole :])
    if extent.whole:
        end = b"" if extent.ended else write_record(END, 0, b"recovered")
        replace_whole(calls, path.with_suffix(".seg"), data[: extent.whole] + end)
    calls.unlink(path)
    sync_directory(calls, path.parent)
