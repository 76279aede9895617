"""What follows a 429 or a 418: silence until the venue lifts it, longer each time when we are told again."""

from __future__ import annotations

from typing import Final

SECOND: Final = 1_000_000_000
PENALTY_NS: Final = SECOND
PENALTY_MAX_NS: Final = 300 * SECOND
CALM_NS: Final = 60 * SECOND  # so long without a refusal, and the next one counts as the first again
BAN_MAX_NS: Final = 7 * 86_400 * SECOND  # no venue bans for longer; a header that says so is wrong


class Silence:
    __slots__ = ("_told", "until_ns")

    def __init__(self) -> None:
        self.until_ns = 0
        self._told = 0  # times in a row

    def refused(self, retry_after_ns: int, now_ns: int) -> None:
        asked = min(max(retry_after_ns, 0), BAN_MAX_NS)
        if now_ns < self.until_ns:
            # An answer to something sent before the silence began: no new offence.
            self.until_ns = max(self.until_ns, now_ns + asked)
            return
        if now_ns - self.until_ns > CALM_NS:
            self._told = 0
        own = min(PENALTY_MAX_NS, PENALTY_NS << min(self._told, 20))
        self._told += 1
        trusted = asked > 0 and self._told == 1
        self.until_ns = now_ns + (asked if trusted else max(asked, own))
