"""The other side of a limit: what a venue counts, in calendar windows, to say no. For emulated venues."""

from __future__ import annotations

from collections.abc import Mapping

from picaflor.wire.venue import Cost, Limit


class Meter:
    """One caller's. Exactly `count` fit in each window, and whoever stays under it in any window is never refused."""

    def __init__(self, limits: tuple[Limit, ...], costs: Mapping[type, Cost]) -> None:
        self._limits = limits
        self._costs = costs
        self._windows = [0] * len(limits)
        self._used = [0] * len(limits)

    def take(self, ask_type: type, now_ns: int) -> int:
        """0: taken. Otherwise how long to stay away, and nothing is taken."""
        takes = dict(self._costs[ask_type].takes)
        wait_ns = 0
        for number, limit in enumerate(self._limits):
            self._turn(number, now_ns)
            if limit.bucket in takes and self._used[number] + takes[limit.bucket] > limit.count:
                wait_ns = max(wait_ns, limit.per_ns - now_ns % limit.per_ns)
        if wait_ns == 0:
            for number, limit in enumerate(self._limits):
                self._used[number] += takes.get(limit.bucket, 0)
        return wait_ns

    def remaining(self, bucket: str, now_ns: int) -> int:
        """For the venue's headers."""
        for number in range(len(self._limits)):
            self._turn(number, now_ns)
        pairs = zip(self._limits, self._used, strict=True)
        return min((limit.count - used for limit, used in pairs if limit.bucket == bucket), default=0)

    def _turn(self, number: int, now_ns: int) -> None:
        window = now_ns // self._limits[number].per_ns
        if window != self._windows[number]:
            self._windows[number], self._used[number] = window, 0
