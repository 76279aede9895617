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


@dataclass(frozen=True, slots=True)
class Seen:
    at_ns: int
    venue: str
    event: Event


@dataclass(slots=True)
class Ordered:
    """An order that was placed, its words still to be made: they are not needed before its bytes are out."""

    at_ns: int
    who: str
    client_id: str
    wish: Wish

    def told(self) -> Step:
        return Step(self.at_ns, self.who, f"{self.client_id} {words_of(self.wish)}", self.wish.why)


def words_of(wish: Wish) -> str:
    price = "market" if wish.ticks is None else f"@ {wish.ticks}"
    return f"{wish.side} {wish.lots or wish.quote} {wish.pair} {price} {wish.type}"


class Audit:
    def __init__(self) -> None:
        self._lines: deque[Step | Seen | Ordered] = deque(maxlen=KEPT)
        self.missed = 0

    def saw(self, at_ns: int, venue: str, event: Event) -> None:
        self._add(Seen(at_ns, venue, event))

    def did(self, step: Step | Ordered) -> None:
        self._add(step)

    def drain(self) -> list[Step | Seen]:
        lines = [line.told() if isinstance(line, Ordered) else line for line in self._lines]
        self._lines.clear()
        return lines

    def _add(self, line: Step | Seen | Ordered) -> None:
        self.missed += len(self._lines) == KEPT
        self._lines.append(line)
