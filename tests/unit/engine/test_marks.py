"""When the best of a book is noted: each second, at a fill, and when the times of markouts are over; each place once."""

from __future__ import annotations

from picaflor.analytics.markout import HORIZONS_NS
from picaflor.engine.marks import Marks

SECOND = 1_000_000_000
HERE, THERE = ("v", "A-B"), ("v", "C-D")


def noted(marks: Marks, now_ns: int) -> list[tuple[str, str]]:
    places: list[tuple[str, str]] = []
    if now_ns >= marks.due_ns:
        marks.look(now_ns, [HERE], places.append)
    return places


def test_seats_are_looked_at_each_second() -> None:
    marks = Marks()
    assert [noted(marks, at * SECOND // 4) for at in range(6)] == [[HERE], [], [], [], [HERE], []]


def test_a_fill_is_noted_at_once_and_when_its_times_are_over() -> None:
    marks = Marks()
    noted(marks, 0)
    at = SECOND // 2
    marks.filled(THERE, at)
    marks.filled(THERE, at)
    assert noted(marks, at) == [THERE]
    for horizon in HORIZONS_NS:
        assert noted(marks, at + horizon - 1)[:1] in ([], [HERE]), "not before"
        assert THERE in noted(marks, at + horizon)
    assert noted(marks, at + HORIZONS_NS[-1] + 1) == []


def test_in_a_hurry_everything_is_due() -> None:
    marks = Marks()
    noted(marks, 0)
    assert noted(marks, 1) == []
    marks.hurry()
    assert noted(marks, 2) == [HERE]
    assert noted(marks, 3) == []
