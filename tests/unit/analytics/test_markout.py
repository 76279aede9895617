"""Markouts: each fill once for each time, at the first look after it is over."""

from __future__ import annotations

from picaflor.analytics import markout
from picaflor.analytics.markout import HORIZONS_NS, LATE_NS, SECOND, Markouts, Mean


def means(of: Markouts) -> list[tuple[int, int]]:
    return [(each.gain, each.count) for each in of.means]


def test_each_time_is_measured_once_at_the_first_look_after_it() -> None:
    told = Markouts()
    told.filled(0, lambda middle: middle - 100, 1_000)
    told.look(SECOND - 1, 105)
    assert means(told) == [(0, 0)] * 4
    told.look(SECOND, 107)
    told.look(2 * SECOND, 900)
    assert means(told) == [(7, 1), (0, 0), (0, 0), (0, 0)]
    told.look(5 * SECOND, 99)
    told.look(30 * SECOND, 100)
    told.look(60 * SECOND, 120)
    assert means(told) == [(7, 1), (-1, 1), (0, 1), (20, 1)]
    assert told.means[3].centi_bps == 20_000, "20 of a thousand are 200 bps"


def test_where_nobody_looked_for_long_nothing_is_said() -> None:
    told = Markouts()
    told.filled(0, lambda middle: middle, 1)
    told.look(SECOND + LATE_NS + 1, 5)
    assert means(told)[:2] == [(0, 0), (5, 1)]
    assert told.missed == 1


def test_what_waits_is_bounded(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(markout, "WAITING_MAX", 2)
    told = Markouts()
    for at in range(3):
        told.filled(at, lambda middle: middle, 1)
    assert told.missed == len(HORIZONS_NS)
    told.look(SECOND + 2, 5)
    assert means(told)[0] == (10, 2)


def test_a_mean_is_by_size_and_nothing_is_not_zero() -> None:
    mean = Mean()
    assert mean.centi_bps is None
    mean.add(3, 100)
    mean.add(-1, 900)
    assert mean.centi_bps == 2_000, "2 of a thousand are 20 bps"
