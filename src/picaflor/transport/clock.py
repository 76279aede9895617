"""The only clock, and the only dice: everything below is handed `now_ns` and seeds."""

from __future__ import annotations

import secrets
import time
from fractions import Fraction

NS_IN_SECOND = 1_000_000_000


class Clock:
    """Wall time at the start plus what the monotonic clock counted since, so that it never goes backwards.

    With `start_ns` and `speed` it tells emulated time: an afternoon in a minute, or an hour ago at walking pace.
    """

    __slots__ = ("_mono_start_ns", "_slower", "_speed", "_start_ns")

    def __init__(self, *, start_ns: int | None = None, speed: int | Fraction = 1) -> None:
        if speed <= 0:
            raise ValueError(f"a clock runs forward: speed {speed} must be above 0")
        self._start_ns = time.time_ns() if start_ns is None else start_ns
        self._mono_start_ns = time.monotonic_ns()
        self._speed, self._slower = Fraction(speed).as_integer_ratio()

    def now_ns(self) -> int:
        return self._start_ns + (time.monotonic_ns() - self._mono_start_ns) * self._speed // self._slower

    @property
    def speed(self) -> Fraction:
        return Fraction(self._speed, self._slower)

    def seconds_until(self, due_ns: int) -> float:
        """Real seconds to wait until this clock shows `due_ns`: what an event loop's `call_later` wants."""
        return max(0, due_ns - self.now_ns()) * self._slower / self._speed / NS_IN_SECOND

    def wall_ahead_ns(self) -> int:
        """How far the machine's wall clock has moved away: a set clock, or a laptop that slept."""
        return time.time_ns() - self.now_ns()


def boot_ns() -> int:
    """Since this machine was switched on: the same for all its processes."""
    return time.monotonic_ns()


def fresh_seed() -> int:
    """A seed for a run that was given none. It is written into the journal's header, so the run can be replayed."""
    return secrets.randbits(62)


def fresh_token() -> str:
    """What a control port asks its visitors for."""
    return secrets.token_urlsafe(32)
