from __future__ import annotations

from picaflor.machines.throttle import Meter
from picaflor.wire.asks import Cancel, Place, ReadBook, ReadTime
from picaflor.wire.venue import Cost, Limit

SECOND = 1_000_000_000
NOW = 1_000 * SECOND + SECOND // 4
LIMITS = (Limit("trade", 3, SECOND), Limit("all", 5, 10 * SECOND))
COSTS = {
    Place: Cost((("trade", 1), ("all", 1))),
    Cancel: Cost((("trade", 1), ("all", 1))),
    ReadBook: Cost((("all", 5),)),
    ReadTime: Cost(()),
}


def test_it_counts_in_calendar_windows_and_says_when_the_next_begins() -> None:
    meter = Meter(LIMITS, COSTS)
    assert [meter.take(Place, NOW) for _ in range(4)] == [0, 0, 0, SECOND * 3 // 4]
    assert meter.take(Place, NOW + SECOND * 3 // 4) == 0


def test_what_is_refused_takes_from_no_bucket() -> None:
    meter = Meter(LIMITS, COSTS)
    meter.take(Place, NOW)
    assert meter.take(ReadBook, NOW) == 10 * SECOND - NOW % (10 * SECOND)
    assert (meter.remaining("trade", NOW), meter.remaining("all", NOW)) == (2, 4)
    assert (meter.remaining("trade", NOW + SECOND), meter.remaining("all", NOW + SECOND)) == (3, 4)


def test_what_costs_nothing_is_never_refused() -> None:
    meter = Meter(LIMITS, COSTS)
    assert meter.take(ReadBook, NOW) == 0
    assert meter.take(ReadTime, NOW) == 0
    assert meter.remaining("unheard of", NOW) == 0
