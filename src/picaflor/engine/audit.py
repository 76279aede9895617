"""What happened and why, for screens, stores and tests. Bounded; readers drain it, and what they miss is counted."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from picaflor.domain.events import Event

KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Step:
    """Something was done, or denied, on somebody's behalf."""

    at_ns: int
    who: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Seen:
    at_ns: int
    venue: str
    event: Event


class Audit:
    def __init__(self) -> None:
        self._lines: deque[Step | Seen] = deque(maxlen=KEPT)
        self.missed = 0

    def saw(self, at_ns: int, venue: str, event: Event) -> None:
        self._add(Seen(at_ns, venue, event))

    def did(self, step: Step) -> None:
        self._add(step)

    def drain(self) -> list[Step | Seen]:
        lines = list(self._lines)
        self._lines.clear()
        return lines

    def _add(self, line: Step | Seen) -> None:
        self.missed += len(self._lines) == KEPT
        self._lines.append(line)
