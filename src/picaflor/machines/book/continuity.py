"""What a frame's numbers say about the frames before it: one pure function for the four ways venues count."""

from __future__ import annotations

from enum import Enum, auto
from typing import assert_never

from picaflor.wire.reports import BookFrame
from picaflor.wire.venue import Continuity


class Verdict(Enum):
    WHOLE = auto()  # replaces all that we know
    CHANGE = auto()  # follows what we have
    HEARTBEAT = auto()  # nothing new, but the venue lives
    OLD = auto()  # told before, or overtaken: not to be applied, and no proof of life
    GAP = auto()


def judge(rule: Continuity, frame: BookFrame, last: int | None, *, fresh: bool) -> Verdict:
    """`last` is the number of the last frame applied; `fresh`: that was a snapshot and nothing has followed it yet."""
    seq = frame.seq
    if rule is Continuity.REPLACE:
        fell = seq is not None and last is not None and seq < last
        return Verdict.OLD if fell else Verdict.WHOLE
    if frame.snapshot:
        return Verdict.WHOLE
    if seq is None or last is None:
        return _unnumbered(rule, seq, last)
    match rule:
        case Continuity.PREVIOUS if frame.prev is not None:
            return _chained(seq, frame.prev, last, fresh=fresh)
        case Continuity.PREVIOUS | Continuity.INCREASING:
            return _rising(seq, last)
        case Continuity.PLUS_ONE:
            return _counted(seq, last)
        case _:
            assert_never(rule)


def _unnumbered(rule: Continuity, seq: int | None, last: int | None) -> Verdict:
    """Bitget did not count before April 2025 and left it to the checksum; a stream that stops counting is broken."""
    if rule is Continuity.PLUS_ONE or last is not None:
        return Verdict.GAP
    return Verdict.CHANGE


def _chained(seq: int, prev: int, last: int, *, fresh: bool) -> Verdict:
    if prev == 0 or prev >= seq:  # the venue began to count anew
        return Verdict.GAP
    if seq <= last:
        return Verdict.OLD
    # The first change may have begun before the snapshot was taken, as long as it reaches past it.
    follows = prev <= last if fresh else prev == last
    return Verdict.CHANGE if follows else Verdict.GAP


def _rising(seq: int, last: int) -> Verdict:
    """Only a fall can be seen: the venue began to count anew."""
    if seq == last:
        return Verdict.OLD
    return Verdict.CHANGE if seq > last else Verdict.GAP


def _counted(seq: int, last: int) -> Verdict:
    if seq == last + 1:
        return Verdict.CHANGE
    if seq == last:
        return Verdict.HEARTBEAT
    return Verdict.OLD if seq < last else Verdict.GAP
