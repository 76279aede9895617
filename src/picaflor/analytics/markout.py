"""What became of the price after each fill: where the middle was a while later, for or against it.

A maker whose fills are followed by losses was picked off. What is measured is the middle at the first look after the
time is over; where nobody looked for long after it, nothing is said.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

SECOND: Final = 1_000_000_000
HORIZONS_NS: Final = (SECOND, 5 * SECOND, 30 * SECOND, 60 * SECOND)
LATE_NS: Final = 5 * SECOND
WAITING_MAX: Final = 100_000  # fills that wait for their time; more are not measured
BPS: Final = 10_000
Gain = Callable[[int], int]  # twice a middle → atoms


@dataclass(slots=True)
class Mean:
    """The sum of gains, and of what they were gained on."""

    gain: int = 0
    worth: int = 0
    count: int = 0

    def add(self, gain: int, worth: int) -> None:
        self.gain += gain
        self.worth += worth
        self.count += 1

    @property
    def centi_bps(self) -> int | None:
        """Hundredths of a bps, by size; None: nothing was measured."""
        return (self.gain * BPS * 100) // self.worth if self.worth else None


class Markouts:
    """Of one market."""

    def __init__(self) -> None:
        self.means = tuple(Mean() for _ in HORIZONS_NS)
        self.missed = 0
        self._waiting: tuple[deque[tuple[int, Gain, int]], ...] = tuple(deque() for _ in HORIZONS_NS)

    def filled(self, at_ns: int, gain: Gain, worth: int) -> None:
        for horizon, waiting in zip(HORIZONS_NS, self._waiting, strict=True):
            if len(waiting) >= WAITING_MAX:
                self.missed += 1
            else:
                waiting.append((at_ns + horizon, gain, worth))

    def look(self, now_ns: int, twice_mid: int) -> None:
        for mean, waiting in zip(self.means, self._waiting, strict=True):
            while waiting and waiting[0][0] <= now_ns:
                due_ns, gain, worth = waiting.popleft()
                if now_ns - due_ns > LATE_NS:
                    self.missed += 1
                else:
                    mean.add(gain(twice_mid), worth)
