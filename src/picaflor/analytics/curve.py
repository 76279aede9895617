"""A long line in few points: when there are too many, every second one goes, and points are taken half as often."""

from __future__ import annotations

from typing import Final

POINTS_MAX: Final = 2_000


class Curve:
    def __init__(self, every_ns: int, points_max: int = POINTS_MAX) -> None:
        self.points: list[tuple[int, int]] = []  # when, what
        self._every_ns, self._points_max, self._next_ns = every_ns, points_max, 0

    def add(self, now_ns: int, value: int) -> None:
        if now_ns < self._next_ns:
            return
        self.points.append((now_ns, value))
        if len(self.points) >= self._points_max:
            self.points = self.points[::2]
            self._every_ns *= 2
        self._next_ns = self.points[-1][0] + self._every_ns


class Drawdown:
    """How far it is below its peak, and was at most. It begins at nothing."""

    def __init__(self) -> None:
        self.peak = self.now = self.most = 0

    def look(self, value: int) -> None:
        self.peak = max(self.peak, value)
        self.now = self.peak - value
        self.most = max(self.most, self.now)
