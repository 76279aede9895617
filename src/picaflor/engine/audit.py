"""What happened and why, for screens, stores and tests. Bounded; readers drain it, and what they miss is counted."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from picaflor.domain.events import Event
from picaflor.domain.orders import Wish

KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Step:
    """Something was done, or denied, on somebody's behalf."""

    at_ns: int
    who: str
    what: str
    why: str
    client_id: str = ""  # of an order that was placed
    wish: Wish | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    at_ns: int
    venue: str
    event: Event


def words_of(wish: Wish) -> str:
    price = "market" if wish.ticks is None else f"@ {wish.ticks}"
    return f"{wish.side} {wish.lots or wish.quote} {wish.pair} {price} {wish.type}"


class Audit:
    """Lines are kept as they were given and get their words when they are read: that is not before bytes are out."""

    def __init__(self) -> None:
        self._lines: deque[Step | tuple[int, str, Event] | tuple[int, str, str, Wish]] = deque(maxlen=KEPT)
        self.missed = 0

    def saw(self, at_ns: int, venue: str, event: Event) -> None:
        lines = self._lines
        self.missed += len(lines) == KEPT
        lines.append((at_ns, venue, event))

    def did(self, step: Step) -> None:
        self.missed += len(self._lines) == KEPT
        self._lines.append(step)

    def ordered(self, at_ns: int, who: str, client_id: str, wish: Wish) -> None:
        lines = self._lines
        self.missed += len(lines) == KEPT
        lines.append((at_ns, who, client_id, wish))

    def drain(self) -> list[Step | Seen]:
        lines = [_told(line) for line in self._lines]
        self._lines.clear()
        return lines


def _told(line: Step | tuple[int, str, Event] | tuple[int, str, str, Wish]) -> Step | Seen:
    if isinstance(line, Step):
        return line
    if len(line) == 3:
        return Seen(*line)
    at_ns, who, client_id, wish = line
    return Step(at_ns, who, f"{client_id} {words_of(wish)}", wish.why, client_id, wish)
