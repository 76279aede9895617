"""Orders that end by themselves: with the day, which is UTC's, or at a time of their own."""

from __future__ import annotations

import heapq
from typing import Final

from picaflor.domain.orders import Tif
from picaflor.wire.asks import Place

DAY_NS: Final = 86_400_000_000_000
EXPIRED: Final = "expired"  # the reason


class Endings:
    def __init__(self) -> None:
        self._heap: list[tuple[int, int]] = []

    def add(self, no: int, ask: Place, now_ns: int) -> None:
        if ask.tif is Tif.DAY:
            heapq.heappush(self._heap, ((now_ns // DAY_NS + 1) * DAY_NS, no))
        elif ask.tif is Tif.GTD:
            heapq.heappush(self._heap, (ask.until_ns, no))

    def due(self) -> int | None:
        return self._heap[0][0] if self._heap else None

    def over(self, now_ns: int) -> list[int]:
        """Whose time has come, in its order. They may have ended otherwise."""
        found: list[int] = []
        while self._heap and self._heap[0][0] <= now_ns:
            found.append(heapq.heappop(self._heap)[1])
        return found
