"""Rates and heartbeats fit together."""

from __future__ import annotations

from picaflor.venues.bitmart import rest
from picaflor.venues.bitmart.limits import COSTS, HEARTBEAT, LIMITS


def test_each_ask_has_a_bucket_of_its_own() -> None:
    assert set(COSTS) == rest.TABLE.asks
    assert {bucket for cost in COSTS.values() for bucket, _ in cost.takes} == {limit.bucket for limit in LIMITS}


def test_we_ping_twice_before_the_venue_hangs_up() -> None:
    assert 2 * HEARTBEAT.ping_every_ns <= HEARTBEAT.closes_after_ns < HEARTBEAT.silent_after_ns
