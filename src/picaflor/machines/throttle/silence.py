"""What follows a 429 or a 418: silence until the venue lifts it, longer each time when we are told again.

Told again is who has been served little or nothing in between. Others may use the same key or address: who is refused one
request in a hundred whatever he does would else be silent for longer and longer, with ever more to ask when it ends.
"""

from __future__ import annotations

from typing import Final

SECOND: Final = 1_000_000_000
PENALTY_NS: Final = SECOND
PENALTY_MAX_NS: Final = 300 * SECOND
CALM_NS: Final = 60 * SECOND  # so long without a refusal, and the next one counts as the first again
SERVED: Final = 25  # answers since the silence, and the next refusal counts as the first again
BAN_MAX_NS: Final = 7 * 86_400 * SECOND  # no venue bans for longer; a header that says so is wrong


class Silence:
    __slots__ = ("_served", "_told", "until_ns")

    def __init__(self) -> None:
        self.until_ns = 0
        self._told = 0  # times in a row
        self._served = 0

    def refused(self, retry_after_ns: int, now_ns: int) -> None:
        asked = min(max(retry_after_ns, 0), BAN_MAX_NS)
        if now_ns < self.until_ns:
            # An answer to something sent before the silence began: no new offence.
            self.until_ns = max(self.until_ns, now_ns + asked)
            return
        if now_ns - self.until_ns > CALM_NS or self._served >= SERVED:
            self._told = 0
        self._served = 0
        own = min(PENALTY_MAX_NS, PENALTY_NS << min(self._told, 20))
        self._told += 1
        trusted = asked > 0 and self._told == 1
        self.until_ns = now_ns + (asked if trusted else max(asked, own))

    def served(self, now_ns: int) -> None:
        """Something was answered. What was asked before the silence says nothing of what came after it."""
        if now_ns >= self.until_ns:
            self._served += 1
