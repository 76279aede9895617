"""What leaves a socket, one frame at a time and never faster than the venue takes them; pings first."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from picaflor.machines.session.roster import Roster
from picaflor.wire.stream import ClientFrame, Nodded, Ping
from picaflor.wire.venue import Heartbeat

SECOND: Final = 1_000_000_000
PING: Final = b""  # no bytes of ours: the protocol's own ping frame


class Pace:
    def __init__(
        self, heartbeat: Heartbeat, write: Callable[[ClientFrame], tuple[bytes, ...]], frames_max_per_second: int
    ) -> None:
        self._write = write
        self._gap_ns = SECOND // frames_max_per_second
        self._outbox: deque[bytes] = deque()  # at most the frames that one of ours needed
        self._next_ns = self._ping_ns = 0
        self._text = heartbeat.text
        self._ping_every_ns = heartbeat.ping_every_ns

    def reset(self, now_ns: int) -> None:
        self._outbox.clear()
        self._next_ns = now_ns
        self._ping_ns = now_ns + self._ping_every_ns

    def spend(self, now_ns: int) -> None:
        """Something left that was not ours to write: the login."""
        self._next_ns = now_ns + self._gap_ns

    def nod(self) -> None:
        """Ahead of whatever waits: somebody asked whether we are there."""
        self._outbox.extendleft(reversed(self._write(Nodded())))

    def next(self, roster: Roster, now_ns: int) -> bytes | None:
        """None: nothing may leave now. PING is for the transport to write."""
        if now_ns < self._next_ns:
            return None
        if self._ping_every_ns and now_ns >= self._ping_ns:
            self._ping_ns = now_ns + self._ping_every_ns
            self._outbox.extendleft(reversed(self._write(Ping())) if self._text else (PING,))
        elif not self._outbox and not roster.quiet:
            self._ask(roster, now_ns)
        if not self._outbox:
            return None
        self._next_ns = now_ns + self._gap_ns
        return self._outbox.popleft()

    def _ask(self, roster: Roster, now_ns: int) -> None:
        frame = roster.next_frame(now_ns)
        if frame is not None:
            parts = self._write(frame)
            self._outbox.extend(parts)
            # The wait for the answer begins when the last part has left.
            roster.sent(frame, now_ns + self._gap_ns * max(0, len(parts) - 1))

    def due(self, roster: Roster) -> int | None:
        if self._outbox:
            return max(0, self._next_ns)
        first = self._ping_ns if self._ping_every_ns else None
        asks = None if roster.quiet else roster.send_due()
        if asks is not None and (first is None or asks < first):
            first = asks
        return None if first is None else max(first, self._next_ns)
