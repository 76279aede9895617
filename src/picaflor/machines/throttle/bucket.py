"""All windows of one bucket, what the venue's headers say is left of it, and its own silence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from picaflor.machines.throttle.silence import Silence
from picaflor.machines.throttle.window import NEVER, Window
from picaflor.wire.venue import Limit

LEASE_POLL_NS: Final = 50_000_000  # when to ask again for what only another process can give up
SOON_NS: Final = 2_000_000_000  # leases are renewed every second or so


class Gate:
    """A window and how much of it is ours: all, a fixed share, or what was leased and for how long."""

    __slots__ = ("_blocked_until_ns", "_heaviest", "_reserve_percent", "reserve", "room", "until_ns", "window")

    def __init__(self, limit: Limit, room: int, reserve_percent: int, heaviest: int, jitter_ns: int) -> None:
        self.window = Window(limit, jitter_ns)
        self._reserve_percent = reserve_percent
        self._heaviest = heaviest
        self._blocked_until_ns = 0
        self.allow(room, NEVER)

    def allow(self, room: int, until_ns: int) -> None:
        """A fifth of little is nothing, so at least one is kept back; but never so much that no ordinary ask fits."""
        self.room = min(room, self.window.limit.count)
        self.until_ns = until_ns
        kept = max(1, self.room * self._reserve_percent // 100) if self._reserve_percent else 0
        self.reserve = max(0, min(kept, self.room - self._heaviest))

    def wait(self, weight: int, urgent: bool, now_ns: int) -> int:
        window, room = self.window, self.room if urgent else self.room - self.reserve
        window.roll(now_ns)
        if now_ns >= self.until_ns:
            self._block(now_ns)
            return now_ns + LEASE_POLL_NS
        if window.used + weight <= room:
            return 0
        at = window.free_at(weight, room)
        if at:
            self._block(now_ns)
        return now_ns + LEASE_POLL_NS if at == NEVER else at

    def _block(self, now_ns: int) -> None:
        self._blocked_until_ns = now_ns + 2 * self.window.limit.per_ns

    def free(self, now_ns: int) -> int:
        self.window.roll(now_ns)
        return max(0, self.room - self.window.used) if now_ns < self.until_ns else 0

    def used(self, now_ns: int) -> int:
        self.window.roll(now_ns)
        return self.window.used

    def want(self, now_ns: int) -> int:
        """What we would like to be allowed: all after a recent wait, else what was used and a reserve on top, which of a
        long window is no more than what may be needed soon.
        """
        used, limit = self.used(now_ns), self.window.limit
        if now_ns < self._blocked_until_ns:
            return limit.count
        soon = limit.count * SOON_NS // limit.per_ns
        kept = max(1, min(limit.count * self._reserve_percent // 100, soon))
        return min(limit.count, used + max(kept, self._heaviest))


class Bucket:
    __slots__ = ("_left", "gates", "left_until_ns", "silence")

    def __init__(self, gates: Iterable[Gate]) -> None:
        self.gates = tuple(gates)
        self.silence = Silence()
        self._left = 0  # as the venue counts, until:
        self.left_until_ns = 0

    def wait(self, weight: int, urgent: bool, now_ns: int) -> int:
        """0: it fits. Otherwise the first time at which it may."""
        at = self.silence.until_ns if now_ns < self.silence.until_ns else 0
        if now_ns < self.left_until_ns and self._left - weight < (0 if urgent else self._reserve()):
            at = max(at, self.left_until_ns)
        for gate in self.gates:
            wait = gate.wait(weight, urgent, now_ns)
            at = max(at, wait) if wait else at
        return at

    def add(self, weight: int) -> None:
        self._left -= weight
        for gate in self.gates:
            gate.window.add(weight)

    def learned(self, remaining: int, resets_at_ns: int, now_ns: int) -> None:
        """Only ever tightens: our own count goes on beside it. A reset further off than a window is long is wrong."""
        resets = min(resets_at_ns, now_ns + max(gate.window.limit.per_ns for gate in self.gates))
        if resets >= self.left_until_ns or now_ns >= self.left_until_ns:
            self._left, self.left_until_ns = remaining, resets
        else:
            self._left = min(self._left, remaining)

    def free(self, now_ns: int) -> int:
        if now_ns < self.silence.until_ns:
            return 0
        free = min(gate.free(now_ns) for gate in self.gates)
        return max(0, min(free, self._left)) if now_ns < self.left_until_ns else free

    def _reserve(self) -> int:
        return min(gate.reserve for gate in self.gates)
