"""When a socket may be tried next: after a growing wait, and never oftener than the venue allows."""

from __future__ import annotations

from collections import deque
from typing import Final

from picaflor.machines.session.dice import Backoff, Dice

SECOND: Final = 1_000_000_000
FIRST_NS: Final = SECOND // 2
MOST_NS: Final = 15 * SECOND
WINDOW_NS: Final = 300 * SECOND
CALM_NS: Final = 60 * SECOND  # live for so long, and the next loss is a first one


class Dialer:
    def __init__(self, dice: Dice, connects_max_per_5min: int) -> None:
        self.due_ns = 0
        self._backoff = Backoff(dice, FIRST_NS, MOST_NS)
        self._dialled: deque[int] = deque(maxlen=connects_max_per_5min)
        self._live_ns: int | None = None

    @property
    def tries(self) -> int:
        return self._backoff.tries

    def dialled(self, now_ns: int) -> None:
        self._dialled.append(now_ns)

    def live(self, now_ns: int) -> None:
        self._live_ns = now_ns

    def lost(self, now_ns: int) -> None:
        self._judge(now_ns)
        self.due_ns = self._allowed(now_ns + self._backoff.next())

    def renew(self, now_ns: int) -> None:
        """Ended by us on purpose: no wait after a socket that had held."""
        held = self._judge(now_ns)
        self.due_ns = self._allowed(now_ns if held else now_ns + self._backoff.next())

    def again(self, now_ns: int) -> None:
        """Somebody says that whatever was wrong is mended."""
        self._judge(now_ns)
        self.due_ns = self._allowed(now_ns)

    def _judge(self, now_ns: int) -> bool:
        held = self._live_ns is not None and now_ns - self._live_ns >= CALM_NS
        self._live_ns = None
        if held:
            self._backoff.reset()
        return held

    def _allowed(self, at_ns: int) -> int:
        full = len(self._dialled) == self._dialled.maxlen
        return max(at_ns, self._dialled[0] + WINDOW_NS) if full else at_ns
