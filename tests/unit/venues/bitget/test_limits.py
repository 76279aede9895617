from __future__ import annotations

from picaflor.machines.throttle import Throttle
from picaflor.venues.bitget.limits import BOOK_CHANNELS, COSTS, HEARTBEAT, LIMITS
from picaflor.venues.bitget.topics import BOOKS
from picaflor.wire.asks import Place, ReadBalances

SECOND = 10**9


def test_ten_orders_a_second_and_not_one_more() -> None:
    throttle = Throttle(LIMITS, COSTS, reserve_percent=0, jitter_ns=0)
    assert [throttle.take(Place, SECOND, urgent=True) for _ in range(10)] == [0] * 10
    assert throttle.take(Place, SECOND, urgent=True) > SECOND
    assert throttle.take(ReadBalances, SECOND, urgent=True) == 0  # endpoints count for themselves


def test_no_two_endpoints_share_a_bucket_but_the_overall_one() -> None:
    names = [limit.bucket for limit in LIMITS]
    assert len(set(names)) == len(names)


def test_a_ping_comes_well_before_the_venue_hangs_up() -> None:
    assert 2 * HEARTBEAT.ping_every_ns < HEARTBEAT.silent_after_ns < HEARTBEAT.closes_after_ns


def test_books_with_a_depth_are_books_that_there_are() -> None:
    assert set(BOOK_CHANNELS) == set(BOOKS) - {"books"}
    assert all(name == f"books{depth}" for name, depth in BOOK_CHANNELS.items())
