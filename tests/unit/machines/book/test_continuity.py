"""Each way of counting, as a table: where we are, what the frame says, what follows."""

from __future__ import annotations

import pytest

from picaflor.machines.book.continuity import Verdict, judge
from picaflor.wire.reports import BookFrame
from picaflor.wire.venue import Continuity

PREVIOUS, PLUS_ONE, INCREASING, REPLACE = Continuity
WHOLE, CHANGE, HEARTBEAT, OLD, GAP = Verdict

TABLE = [
    # rule, snapshot, seq, prev, last, fresh, verdict
    (PREVIOUS, True, 5, 0, 9, False, WHOLE),  # a snapshot counts whatever its number
    (PREVIOUS, False, 10, 9, 9, False, CHANGE),
    (PREVIOUS, False, 14, 9, 9, False, CHANGE),  # numbers may be skipped, links may not
    (PREVIOUS, False, 14, 10, 9, False, GAP),
    (PREVIOUS, False, 14, 8, 9, False, GAP),
    (PREVIOUS, False, 14, 8, 9, True, CHANGE),  # the first change may begin before the snapshot
    (PREVIOUS, False, 14, 10, 9, True, GAP),
    (PREVIOUS, False, 9, 7, 9, True, OLD),
    (PREVIOUS, False, 9, 7, 9, False, OLD),
    (PREVIOUS, False, 3, 0, 9, False, GAP),  # counting began anew
    (PREVIOUS, False, 12, 12, 9, False, GAP),
    (PREVIOUS, False, 10, None, 9, False, CHANGE),  # 2025: a number and no link
    (PREVIOUS, False, 9, None, 9, False, OLD),
    (PREVIOUS, False, 8, None, 9, False, GAP),
    (PREVIOUS, False, None, None, None, False, CHANGE),  # before 2025: no numbers at all
    (PREVIOUS, False, None, None, 9, False, GAP),
    (PLUS_ONE, False, 10, None, 9, False, CHANGE),
    (PLUS_ONE, False, 9, None, 9, False, HEARTBEAT),
    (PLUS_ONE, False, 8, None, 9, False, OLD),
    (PLUS_ONE, False, 11, None, 9, False, GAP),
    (PLUS_ONE, False, None, None, 9, False, GAP),
    (PLUS_ONE, False, 10, None, None, False, GAP),
    (INCREASING, False, 10, None, 9, False, CHANGE),
    (INCREASING, False, 99, None, 9, False, CHANGE),
    (INCREASING, False, 9, None, 9, False, OLD),
    (INCREASING, False, 8, None, 9, False, GAP),
    (INCREASING, False, 8, None, None, False, CHANGE),
    (REPLACE, False, 10, None, 9, False, WHOLE),
    (REPLACE, False, 9, None, 9, False, WHOLE),
    (REPLACE, True, 8, None, 9, False, OLD),  # a version never falls, not even of a snapshot
    (REPLACE, False, None, None, 9, False, WHOLE),
    (REPLACE, False, 1, None, None, False, WHOLE),
]


@pytest.mark.parametrize(("rule", "snapshot", "seq", "prev", "last", "fresh", "verdict"), TABLE)
def test_verdict(
    rule: Continuity, snapshot: bool, seq: int | None, prev: int | None, last: int | None, fresh: bool, verdict: Verdict
) -> None:
    assert judge(rule, BookFrame("AB", snapshot, b"", b"", seq, prev), last, fresh=fresh) is verdict
