from __future__ import annotations

import pytest

from picaflor.machines.throttle import Alone, Throttle
from picaflor.wire.asks import Cancel, Place, ReadBalances, ReadTime
from picaflor.wire.venue import Cost, Limit

SECOND = 1_000_000_000
NOW = 1_000 * SECOND
TRADE = Limit("trade", 10, SECOND)
ALL = Limit("all", 100, 60 * SECOND)
BURST = Limit("all", 15, 10 * SECOND)
LIMITS = (TRADE, ALL, BURST)
COSTS = {
    Place: Cost((("trade", 1), ("all", 1))),
    Cancel: Cost((("trade", 1), ("all", 1))),
    ReadBalances: Cost((("all", 5),)),
    ReadTime: Cost(()),
}


def throttle(**more: int) -> Throttle:
    return Throttle(LIMITS, COSTS, **more)


def burst(who: Throttle, ask: type, now_ns: int = NOW, urgent: bool = False) -> int:
    """How many go at once."""
    return sum(who.take(ask, now_ns, urgent) == 0 for _ in range(200))


def test_orders_leave_a_reserve_and_cancels_use_it() -> None:
    who = throttle()
    assert burst(who, Place) == 8
    assert burst(who, Cancel, urgent=True) == 2
    assert who.take(Cancel, NOW, urgent=True) > NOW


def test_without_a_reserve_all_is_for_everybody() -> None:
    assert burst(throttle(reserve_percent=0), Place) == 10


def test_a_share_is_of_everything() -> None:
    assert burst(throttle(share_percent=50), Cancel, urgent=True) == 5


def test_the_time_it_names_is_the_time_it_goes() -> None:
    who = throttle()
    burst(who, Place)
    at = who.take(Place, NOW)
    assert NOW + SECOND < at < NOW + 2 * SECOND
    assert who.take(Place, at - 1) == at
    assert who.take(Place, at) == 0


def test_an_ask_that_does_not_fit_one_bucket_takes_from_none() -> None:
    who = throttle(reserve_percent=0)
    assert burst(who, ReadBalances) == 3  # fifteen in ten seconds
    assert who.take(Place, NOW) > NOW
    assert who.headroom(NOW) == {"trade": 10, "all": 0}


def test_the_longest_wait_of_several_windows_counts() -> None:
    who = throttle(reserve_percent=0)
    assert burst(who, Place) == 10
    assert burst(who, Place, NOW + 2 * SECOND) == 5
    assert who.take(Place, NOW + 4 * SECOND) > NOW + 10 * SECOND


def test_what_costs_nothing_goes_unless_all_is_silent() -> None:
    who = throttle()
    assert burst(who, ReadTime) == 200
    who.refused(None, NOW)
    assert who.take(ReadTime, NOW) == NOW + SECOND


def test_a_row_that_does_not_add_up_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="an ask takes 5 of 'all', of which only 4 may be used"):
        throttle(share_percent=30)
    with pytest.raises(ValueError, match="Place takes from 'oders', which no limit describes"):
        Throttle(LIMITS, {Place: Cost((("oders", 1),))})
    with pytest.raises(ValueError, match="the row does not say what Cancel costs"):
        Throttle(LIMITS, {}).take(Cancel, NOW)


def test_a_reserve_never_shuts_the_ordinary_out() -> None:
    one = Limit("one", 1, SECOND)
    assert burst(Throttle((one,), {Place: Cost((("one", 1),))}), Place) == 1
    five = Limit("five", 5, SECOND)
    assert burst(Throttle((five,), {Place: Cost((("five", 5),))}), Place) == 1


def test_a_bucket_named_twice_is_taken_from_twice() -> None:
    who = Throttle((TRADE,), {Place: Cost((("trade", 2), ("trade", 3)))}, reserve_percent=0)
    assert burst(who, Place) == 2


def test_a_refusal_silences_everything_cancels_too() -> None:
    who = throttle()
    who.refused(7 * SECOND, NOW)
    assert who.take(Cancel, NOW, urgent=True) == NOW + 7 * SECOND
    assert who.headroom(NOW) == {"trade": 0, "all": 0}
    assert who.take(Cancel, NOW + 7 * SECOND, urgent=True) == 0


def test_a_refusal_of_one_bucket_leaves_the_others() -> None:
    who = throttle()
    assert who.buckets_of(Place) == ("trade", "all")
    assert who.buckets_of(ReadTime) == ()
    who.refused(None, NOW, "trade")
    assert who.take(Place, NOW) == NOW + SECOND
    assert who.take(ReadBalances, NOW) == 0
    assert who.headroom(NOW) == {"trade": 0, "all": 10}


def test_bans_survive_a_restart() -> None:
    before = throttle()
    assert before.bans() == {}
    before.refused(600 * SECOND, NOW)
    before.refused(60 * SECOND, NOW, "trade")
    bans = before.bans()
    assert bans == {"": NOW + 600 * SECOND, "trade": NOW + 60 * SECOND}
    after = throttle()
    after.restore_bans(bans)
    assert after.take(ReadTime, NOW + 599 * SECOND) == NOW + 600 * SECOND
    assert after.take(Place, NOW + 600 * SECOND) == 0


def test_a_ban_of_a_bucket_that_is_gone_silences_all_and_a_shorter_one_shortens_nothing() -> None:
    who = throttle()
    who.restore_bans({"renamed": NOW + 9 * SECOND})
    who.restore_bans({"": NOW + 3 * SECOND})
    assert who.take(Place, NOW) == NOW + 9 * SECOND


def test_headers_only_ever_tighten() -> None:
    who = throttle(reserve_percent=0)
    who.learned("trade", 3, NOW + SECOND // 2, NOW)
    assert burst(who, Place) == 3
    assert who.take(Place, NOW) == NOW + SECOND // 2
    who.learned("trade", 500, NOW + SECOND, NOW + SECOND // 2)
    assert burst(who, Place, NOW + SECOND // 2) == 7


def test_cancels_use_the_reserve_of_what_the_headers_leave() -> None:
    who = throttle()
    who.learned("trade", 3, NOW + SECOND, NOW)
    assert who.headroom(NOW)["trade"] == 3
    assert burst(who, Place) == 1
    assert burst(who, Cancel, urgent=True) == 2


def test_an_older_answer_that_comes_late_does_not_loosen_a_newer_one() -> None:
    who = throttle(reserve_percent=0)
    who.learned("trade", 2, NOW + SECOND, NOW)
    who.learned("trade", 6, NOW + SECOND - 1, NOW)
    assert burst(who, Place) == 2


def test_a_reset_in_the_far_future_is_not_believed() -> None:
    who = throttle()
    who.learned("trade", 0, NOW + 10**15, NOW)
    assert who.take(Place, NOW) == NOW + SECOND


def test_a_leased_throttle_has_nothing_until_it_is_told_and_nothing_when_it_ends() -> None:
    who = Throttle(LIMITS, COSTS, leased=True)
    assert NOW < who.take(Cancel, NOW, urgent=True) < NOW + SECOND
    assert who.headroom(NOW) == {"trade": 0, "all": 0}
    who.allow(Alone().lease(who.wants(NOW), NOW), NOW + SECOND)
    assert burst(who, Place) == 8
    assert NOW + SECOND < who.take(Cancel, NOW + SECOND, urgent=True) < NOW + 2 * SECOND
    assert who.headroom(NOW + SECOND) == {"trade": 0, "all": 0}


def test_a_smaller_lease_counts_at_once_and_an_unknown_limit_is_no_matter() -> None:
    who = throttle()
    burst(who, Place)
    who.allow({TRADE: 5, Limit("other", 1, 1): 1}, NOW + 60 * SECOND)
    assert who.take(Cancel, NOW, urgent=True) > NOW
    assert burst(who, Cancel, NOW + 2 * SECOND, urgent=True) == 5
    who.allow({TRADE: 99}, NOW + 60 * SECOND)
    assert burst(who, Cancel, NOW + 4 * SECOND, urgent=True) == 2  # fifteen in ten seconds, and never above the limit


def test_it_wants_a_reserve_when_idle_what_it_uses_when_busy_and_all_when_it_had_to_wait() -> None:
    who = throttle()
    assert who.wants(NOW) == {TRADE: 2, ALL: 5, BURST: 5}
    for _ in range(4):
        who.take(Place, NOW)
    assert who.wants(NOW)[TRADE] == 6
    burst(who, Place)
    assert who.wants(NOW)[TRADE] == 10
    assert who.wants(NOW + 5 * SECOND)[TRADE] == 2
