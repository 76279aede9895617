"""What the row promises, where it is easily got wrong."""

from __future__ import annotations

from picaflor.venues.hitbtc.limits import CLIENT_IDS, COSTS, HEARTBEAT, LIMITS
from picaflor.wire.asks import Cancel, Place, ReadBook, ReadFills, ReadOpenOrders


def test_orders_have_a_budget_of_their_own() -> None:
    buckets = {ask: COSTS[ask].takes[0][0] for ask in (Place, Cancel, ReadOpenOrders, ReadFills, ReadBook)}
    assert list(buckets.values()) == ["orders", "orders", "orders", "private", "public"]
    assert {limit.bucket: (limit.count, limit.scope) for limit in LIMITS} == {
        "public": (30, "ip"),
        "private": (20, "key"),
        "orders": (300, "key"),
        "wallet": (10, "key"),
    }


def test_one_lost_ping_is_no_silence() -> None:
    assert not HEARTBEAT.text
    assert HEARTBEAT.silent_after_ns > 2 * HEARTBEAT.ping_every_ns
    assert HEARTBEAT.silent_after_ns > HEARTBEAT.venue_every_ns
    assert HEARTBEAT.closes_after_ns > 2 * HEARTBEAT.ping_every_ns


def test_names_are_eight_to_thirty_two_characters_and_used_once() -> None:
    assert (CLIENT_IDS.length_min, CLIENT_IDS.length_max, CLIENT_IDS.once) == (8, 32, True)
