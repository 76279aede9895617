"""The clock goes forward, at the pace it was told."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from picaflor.transport.clock import NS_IN_SECOND, Clock, fresh_seed, fresh_token


class Monotonic:
    """The machine's two clocks, turned by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.mono_ns, self.wall_ns = 500, 1_700_000_000 * NS_IN_SECOND
        monkeypatch.setattr(time, "monotonic_ns", lambda: self.mono_ns)
        monkeypatch.setattr(time, "time_ns", lambda: self.wall_ns)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Monotonic:
    return Monotonic(monkeypatch)


def test_real_time(machine: Monotonic) -> None:
    clock = Clock()
    assert clock.now_ns() == machine.wall_ns
    machine.mono_ns += 7
    assert clock.now_ns() == machine.wall_ns + 7


def test_a_wall_clock_set_back_is_seen_but_not_followed(machine: Monotonic) -> None:
    clock = Clock()
    before = clock.now_ns()
    machine.mono_ns += 1
    machine.wall_ns -= 3600 * NS_IN_SECOND
    assert clock.now_ns() == before + 1
    assert clock.wall_ahead_ns() == -3600 * NS_IN_SECOND - 1


@pytest.mark.parametrize("speed", [1, 60, Fraction(1, 2), Fraction(2, 3)])
def test_emulated_time(machine: Monotonic, speed: int | Fraction) -> None:
    clock = Clock(start_ns=1_000, speed=speed)
    assert clock.now_ns() == 1_000
    machine.mono_ns += 6 * NS_IN_SECOND
    assert clock.now_ns() == 1_000 + 6 * NS_IN_SECOND * speed
    assert clock.seconds_until(clock.now_ns() + 12 * NS_IN_SECOND) == pytest.approx(12 / speed)
    assert clock.seconds_until(0) == 0


def test_years_lose_no_nanosecond(machine: Monotonic) -> None:
    clock = Clock(start_ns=0, speed=1)
    machine.mono_ns += 10**18 + 1
    assert clock.now_ns() == 10**18 + 1


def test_a_clock_that_stands_still_is_refused() -> None:
    for speed in (0, -1):
        with pytest.raises(ValueError, match="runs forward"):
            Clock(speed=speed)


def test_seeds_and_tokens_are_fresh() -> None:
    assert len({fresh_seed() for _ in range(50)}) == len({fresh_token() for _ in range(50)}) == 50
    assert all(0 <= fresh_seed() < 2**62 for _ in range(50))
