"""One limit, counted so that no window can ever hold more than the limit, however the venue cuts its windows.

A venue may count in fixed windows (the calendar second), from the first request on, or in a sliding one. All of these
are half-open intervals of one length P, so it is enough that *no* interval of length P holds more than `count`. A
token bucket does not give that: a full bucket plus its refill is nearly twice the count in one window. A log of
requests does, but must be scanned.

Here time is cut into slots of a 32nd of P, and a ring keeps the weight of the running slot and the 32 before it. A
weight leaves the sum when its slot leaves the ring, at least P after it was taken (and at most P + P/32: that thirty-
second part is the price). Taking is an addition; moving on clears at most 33 slots, whatever the traffic was.

What the venue counts is arrivals, not departures: two requests sent P apart may arrive closer together. So P is
stretched by `jitter_ns`, the difference in travelling time that is still safe.
"""

from __future__ import annotations

from typing import Final

from picaflor.wire.venue import Limit

SLOTS: Final = 32
NEVER: Final = 1 << 62


class Window:
    __slots__ = ("_head", "_width", "ends_ns", "limit", "place", "ring", "used")

    def __init__(self, limit: Limit, jitter_ns: int) -> None:
        self.limit = limit
        self.used = 0
        self._width = -(-(limit.per_ns + jitter_ns) // SLOTS)
        self.ring = [0] * (SLOTS + 1)
        self._head = 0  # number of the running slot
        self.place = 0  # and where in the ring it is
        self.ends_ns = self._width  # when it is the next one's turn

    def roll(self, now_ns: int) -> None:
        """Forget what has left the window. A clock that goes back is taken to stand still."""
        slot = now_ns // self._width
        if slot <= self._head:
            return
        if slot - self._head > SLOTS:
            self.ring = [0] * (SLOTS + 1)
            self.used = 0
        else:
            for number in range(self._head + 1, slot + 1):
                place = number % (SLOTS + 1)
                self.used -= self.ring[place]
                self.ring[place] = 0
        self._head, self.place, self.ends_ns = slot, slot % (SLOTS + 1), (slot + 1) * self._width

    def free_at(self, weight: int, room: int) -> int:
        """When `weight` will fit below `room` if nothing else is taken: 0 now, NEVER if it is too heavy for it."""
        missing = self.used + weight - room
        if missing <= 0:
            return 0
        for number in range(self._head - SLOTS, self._head + 1):
            missing -= self.ring[number % (SLOTS + 1)]
            if missing <= 0:
                return (number + SLOTS + 1) * self._width
        return NEVER

    def add(self, weight: int) -> None:
        self.ring[self.place] += weight
        self.used += weight
