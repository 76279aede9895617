"""Whether a bot that ended is started again, and when: by the way it ended, and by how often it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SECOND: Final = 1_000_000_000
FIRST_NS: Final = SECOND
LONGEST_NS: Final = 60 * SECOND
CALM_NS: Final = 300 * SECOND  # a run this long is a new beginning
CRASHES_MAX: Final = 10  # in a row
# It ended in good order, or it would end like this again: usage, configuration, not found, unproven, in use already.
FOR_GOOD: Final = frozenset({0, 2, 3, 4, 8, 9})


@dataclass(slots=True)
class Restarts:
    first_ns: int = FIRST_NS
    total: int = 0
    _crashes: int = 0
    _in_a_row: int = 0

    def ended(self, code: int, ran_ns: int, *, crashed: bool) -> int | None:
        """How long to wait before the next start; None: there is none. A venue that is away is waited for as long as it
        takes; a program that falls over again and again needs a person."""
        if code in FOR_GOOD:
            return None
        if ran_ns >= CALM_NS:
            self._crashes = self._in_a_row = 0
        self._crashes += crashed
        if self._crashes > CRASHES_MAX:
            return None
        self._in_a_row += 1
        self.total += 1
        return min(self.first_ns << min(self._in_a_row - 1, 16), LONGEST_NS)


def how_it_ended(code: int, words: str) -> str:
    """A code as the operating system gives it: below zero is the number of a signal."""
    ended = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
    return f"{ended}: {words}" if words else ended
