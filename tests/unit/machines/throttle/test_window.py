from __future__ import annotations

from picaflor.machines.throttle.window import NEVER, SLOTS, Window
from picaflor.wire.venue import Limit

SECOND = 1_000_000_000
LIMIT = Limit("b", 10, SECOND)


def window(jitter_ns: int = 0) -> Window:
    one = Window(LIMIT, jitter_ns)
    one.roll(100 * SECOND)
    return one


def test_a_weight_counts_for_the_whole_window_and_little_longer() -> None:
    one = window()
    one.add(4)
    one.roll(101 * SECOND)
    assert one.used == 4
    one.roll(101 * SECOND + SECOND // SLOTS)
    assert one.used == 0


def test_jitter_stretches_the_window() -> None:
    one = window(jitter_ns=SECOND // 2)
    one.add(4)
    one.roll(101 * SECOND + SECOND // 2 - 1)
    assert one.used == 4
    one.roll(102 * SECOND)
    assert one.used == 0


def test_when_it_will_fit_is_exact() -> None:
    one = window()
    one.add(6)
    one.roll(100 * SECOND + SECOND // 2)
    one.add(4)
    assert one.free_at(1, 11) == 0
    first = one.free_at(1, 10)
    assert one.free_at(6, 10) == first
    later = one.free_at(7, 10)
    assert 101 * SECOND < first < later < 102 * SECOND
    assert one.free_at(11, 10) == NEVER
    one.roll(first - 1)
    assert one.used == 10
    one.roll(first)
    assert one.used == 4


def test_a_long_pause_forgets_everything_and_a_clock_going_back_forgets_nothing() -> None:
    one = window()
    one.add(7)
    one.roll(90 * SECOND)
    assert one.used == 7
    one.add(1)
    one.roll(100 * SECOND)
    assert one.used == 8
    one.roll(10**6 * SECOND)
    assert one.used == 0


def test_time_may_begin_at_zero() -> None:
    one, taken = Window(LIMIT, 0), []
    for ms in range(0, 3000, 10):
        one.roll(ms * 1_000_000)
        if one.free_at(1, 10) == 0:
            one.add(1)
            taken.append(ms)
    assert all(later - first >= 1000 for first, later in zip(taken, taken[10:], strict=False))
    assert len(taken) == 30
