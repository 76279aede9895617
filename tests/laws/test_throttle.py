"""What must hold of a throttle whatever is asked of it and when; the venue is a log that is counted the slow way."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import FrameType

from hypothesis import given
from hypothesis import strategies as st

from picaflor.machines.throttle import Throttle
from picaflor.storage.budget import Budget
from picaflor.wire.asks import Cancel, CancelAll, Place, ReadBook, ReadOrder
from picaflor.wire.venue import Cost, Limit
from tests.laws.examples import examples

MS = 1_000_000
START = 10**18
Log = list[tuple[int, int]]  # when, weight

limits_of_a_row = st.tuples(
    st.builds(Limit, st.just("trade"), st.integers(4, 20), st.sampled_from([50 * MS, 333 * MS, 1000 * MS])),
    st.builds(Limit, st.just("all"), st.integers(8, 40), st.sampled_from([500 * MS, 2000 * MS])),
    st.builds(Limit, st.just("all"), st.integers(10, 90), st.just(5000 * MS)),
)
COSTS = {
    Place: Cost((("trade", 1), ("all", 1))),
    Cancel: Cost((("trade", 1), ("all", 1))),
    CancelAll: Cost((("trade", 2),)),
    ReadOrder: Cost((("all", 2),)),
    ReadBook: Cost((("all", 5),)),
}
asks = st.sampled_from(list(COSTS))
steps = st.lists(st.tuples(asks, st.integers(0, 40), st.booleans()), min_size=20, max_size=150)


def weight(ask: type, bucket: str) -> int:
    return sum(w for name, w in COSTS[ask].takes if name == bucket)


def fits(log: Log, limit: Limit) -> bool:
    """No sliding window, so no fixed one either: each interval that starts with a request, and a few calendars too."""
    times = sorted(log)
    for first, _ in times:
        if sum(w for at, w in times if first <= at < first + limit.per_ns) > limit.count:
            return False
    for offset in (0, limit.per_ns // 3, START % 997):
        cut: dict[int, int] = {}
        for at, w in times:
            cut[(at + offset) // limit.per_ns] = cut.get((at + offset) // limit.per_ns, 0) + w
        if max(cut.values(), default=0) > limit.count:
            return False
    return True


def logs(taken: Iterable[tuple[type, int]], limit: Limit) -> Log:
    return [(at, weight(ask, limit.bucket)) for ask, at in taken]


@given(limits_of_a_row, steps, st.integers(0, 50))
def test_no_window_of_any_limit_ever_holds_more_than_its_count(
    limits: tuple[Limit, ...], wishes: list[tuple[type, int, bool]], reserve: int
) -> None:
    throttle, now, taken = Throttle(limits, COSTS, reserve, jitter_ns=0), START, []
    for ask, pause_ms, urgent in wishes:
        now += pause_ms * MS
        taken += [(ask, now) for _ in range(3) if throttle.take(ask, now, urgent) == 0]
    assert all(fits(logs(taken, limit), limit) for limit in limits)


@given(limits_of_a_row, steps, st.lists(st.integers(0, 20 * MS), min_size=1, max_size=50))
def test_requests_that_travel_for_different_times_do_not_add_up_either(
    limits: tuple[Limit, ...], wishes: list[tuple[type, int, bool]], delays: list[int]
) -> None:
    throttle, now, arrived = Throttle(limits, COSTS, jitter_ns=20 * MS), START, []
    for number, (ask, pause_ms, urgent) in enumerate(wishes * 2):
        now += pause_ms * MS
        if throttle.take(ask, now, urgent) == 0:
            arrived.append((ask, now + delays[number % len(delays)]))
    assert all(fits(logs(arrived, limit), limit) for limit in limits)


@given(limits_of_a_row, steps)
def test_who_comes_back_when_told_goes_and_who_was_told_to_wait_took_nothing(
    limits: tuple[Limit, ...], wishes: list[tuple[type, int, bool]]
) -> None:
    """All or nothing: whatever was refused left no trace in any bucket."""
    throttle, twin, now = Throttle(limits, COSTS), Throttle(limits, COSTS), START
    for ask, pause_ms, urgent in wishes:
        now += pause_ms * MS
        at = throttle.take(ask, now, urgent)
        if at == 0:
            assert twin.take(ask, now, urgent) == 0
        else:
            assert at > now
        assert throttle.headroom(now) == twin.headroom(now)
    for ask in COSTS:
        while at := throttle.take(ask, now):
            assert at > now
            now = at


@given(limits_of_a_row, steps, st.integers(1, 60))
def test_cancels_are_never_starved_by_orders(
    limits: tuple[Limit, ...], wishes: list[tuple[type, int, bool]], reserve: int
) -> None:
    """Whatever orders and queries do, cancels have at least the reserve of each window to themselves."""
    throttle, now = Throttle(limits, COSTS, reserve), START
    heaviest = {"trade": 2, "all": 5}
    kept = min(min(max(1, one.count * reserve // 100), one.count - heaviest[one.bucket]) for one in limits)
    cancels: list[int] = []
    for ask, pause_ms, _ in wishes:
        now += pause_ms * MS
        for _ in range(30):
            throttle.take(ask, now)
            throttle.take(Place, now)
        while len([at for at in cancels if at > now - 5200 * MS]) < kept:
            assert throttle.take(Cancel, now, urgent=True) == 0
            cancels.append(now)


@given(steps, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5)), max_size=30))
def test_while_a_refusal_lasts_nothing_leaves(
    wishes: list[tuple[type, int, bool]], refusals: list[tuple[int, int]]
) -> None:
    limits = (Limit("trade", 10, 1000 * MS), Limit("all", 50, 1000 * MS))
    throttle, now, silent = Throttle(limits, COSTS), START, 0
    for number, (ask, pause_ms, urgent) in enumerate(wishes):
        now += pause_ms * MS
        if number < len(refusals) and refusals[number][0] < 10:
            throttle.refused(refusals[number][1] * 100 * MS, now)
            silent = max(silent, now + refusals[number][1] * 100 * MS)
        if throttle.take(ask, now, urgent) == 0:
            assert now >= silent
    restored = Throttle(limits, COSTS)
    restored.restore_bans(throttle.bans())
    assert (restored.take(Cancel, now, True) == 0) == (throttle.bans().get("", 0) <= now)


def lines_of(throttle: Throttle, ask: type, now_ns: int) -> int:
    """How many lines of Python one take runs through."""
    count = 0

    def trace(frame: FrameType, event: str, arg: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        throttle.take(ask, now_ns, False)
    finally:
        sys.settrace(before)
    return count


def test_a_take_costs_the_same_after_a_hundred_requests_and_after_a_hundred_thousand() -> None:
    def worst(count: int) -> int:
        limits = (Limit("trade", count, 1000 * MS), Limit("all", 6 * count, 10_000 * MS))
        throttle, now = Throttle(limits, COSTS, reserve_percent=0), START
        for number in range(2 * count):
            now += 1000 * MS // count
            throttle.take(Place, now)
            if number % (count // 10) == 0:
                now += 11 * MS
        full = [lines_of(throttle, Place, now) for _ in range(3)]
        later = [lines_of(throttle, Place, now + pause * MS) for pause in (1, 500, 900, 20_000)]
        return max(full + later)

    few, many = worst(100), worst(50_000)
    assert many <= few + 10
    assert many < 700


@examples(80)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["renew"] * 4 + ["take", "flood", "flood", "close"])),
        min_size=60,
        max_size=200,
    ),
    st.lists(st.integers(0, 90), min_size=1, max_size=20),
    st.integers(3, 15),
    st.booleans(),
)
def test_throttles_that_share_a_budget_stay_below_the_limit_together(
    moves: list[tuple[int, str]], pauses: list[int], count: int, tells: bool
) -> None:
    """`tells`: what it used, so that the rest need not cool."""
    limit = Limit("trade", count, 500 * MS)
    costs = {Place: Cost((("trade", 1),)), CancelAll: Cost((("trade", 2),))}
    now, log = START, []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shared.budget"

        def fresh() -> tuple[Throttle, Budget]:
            return Throttle((limit,), costs, leased=True, jitter_ns=0), Budget(path, (limit,), costs)

        holders = [fresh() for _ in range(4)]
        for number, (who, what) in enumerate(moves):
            now += pauses[number % len(pauses)] * MS
            throttle, budget = holders[who]
            match what:
                case "renew":
                    used = throttle.used(now) if tells else None
                    throttle.allow(budget.lease(throttle.wants(now), now, used), now + budget.lasts_ns)
                case "take" | "flood":
                    wishes = (Place, CancelAll) if what == "take" else (Place,) * 20
                    gone = [ask for ask in wishes if throttle.take(ask, now, urgent=ask is CancelAll) == 0]
                    log += [(now, costs[ask].takes[0][1]) for ask in gone]
                case "close":
                    budget.close(now, throttle.used(now) if tells else None)
                    holders[who] = fresh()
        for _, budget in holders:
            budget.close(now)
    assert fits(log, limit)
