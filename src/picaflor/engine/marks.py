"""When the best of a book is noted for those who measure: once a second where somebody trades, when an order of ours was
filled, and when the time after it is over that markouts ask about. Costs a comparison a turn; nobody is woken by it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Final

from picaflor.analytics.markout import HORIZONS_NS

EVERY_NS: Final = 1_000_000_000
Place = tuple[str, str]  # venue, pair


class Marks:
    def __init__(self) -> None:
        self.due_ns = 0
        self._next_ns = 0
        self._traded: dict[Place, None] = {}  # where there were fills, of seats or by hand
        self._after: tuple[deque[tuple[int, Place]], ...] = tuple(deque() for _ in HORIZONS_NS)

    def filled(self, place: Place, now_ns: int) -> None:
        self._traded[place] = None
        for horizon, after in zip(HORIZONS_NS, self._after, strict=True):
            if not after or after[-1] != (now_ns + horizon, place):
                after.append((now_ns + horizon, place))
        self._after[0].appendleft((now_ns, place))
        self.due_ns = now_ns

    def hurry(self) -> None:
        """At the next look everything is due."""
        self.due_ns = self._next_ns = 0

    def look(self, now_ns: int, seats: Iterable[Place], note: Callable[[Place], None]) -> None:
        """Notes all that is due, each place once."""
        places: dict[Place, None] = {}
        if now_ns >= self._next_ns:
            self._next_ns = now_ns + EVERY_NS
            places.update(dict.fromkeys(seats))
            places.update(self._traded)
        for after in self._after:
            while after and after[0][0] <= now_ns:
                places[after.popleft()[1]] = None
        for place in places:
            note(place)
        self.due_ns = min([self._next_ns, *(after[0][0] for after in self._after if after)])
