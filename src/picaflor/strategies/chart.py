"""The bars that a controller follows, each handed on once, when it is over."""

from __future__ import annotations

from picaflor.domain.bars import Bar
from picaflor.strategies.protocols import Follow, View


class Chart:
    def __init__(self, follow: Follow) -> None:
        self.follow = follow
        self._last_ns = -1  # when the latest bar that was handed on had opened

    def fresh(self, view: View) -> list[Bar]:
        """Those that have ended since the last call, oldest first; at the first call all that are known."""
        follow = self.follow
        if not self._some(view, 2):  # what is asked at each call costs little
            return []
        found = self._some(view, follow.count)
        self._last_ns = found[-1].open_ns
        return found

    def _some(self, view: View, count: int) -> list[Bar]:
        bars = view.bars(self.follow.pair, self.follow.interval, count)
        return [bar for bar in bars if bar.finished and bar.open_ns > self._last_ns]
