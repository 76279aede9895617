from __future__ import annotations

from dataclasses import replace

from picaflor.machines.throttle import Meter
from picaflor.sim.venue.told_limits import told_limits
from picaflor.venues import load
from picaflor.wire.asks import Place, ReadTime
from picaflor.wire.venue import Cost, Limit

VENUE = load("bitmart")
NOW = 1_700_000_000_000_000_000


def test_what_was_used_counts_up() -> None:
    meter = Meter(VENUE.limits, VENUE.costs)
    for used in (1, 2):
        assert meter.take(Place, NOW) == 0
        assert dict(told_limits(VENUE, meter, Place, NOW)) == {
            "x-bm-ratelimit-remaining": str(used),
            "x-bm-ratelimit-limit": "40",
            "x-bm-ratelimit-reset": "2",
        }


def test_nothing_is_said_where_it_would_be_unclear_of_what() -> None:
    meter = Meter(VENUE.limits, VENUE.costs)
    quiet = replace(VENUE, limit_headers=None)
    double = replace(VENUE, costs={ReadTime: Cost((("system/time", 1), ("wallet", 1)))})
    two = replace(VENUE, limits=(*VENUE.limits, Limit("system/time", 5, 1)))
    assert [told_limits(row, meter, ReadTime, NOW) for row in (quiet, double, two)] == [(), (), ()]
    assert told_limits(VENUE, meter, Meter, NOW) == ()
