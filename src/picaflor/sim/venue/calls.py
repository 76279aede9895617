"""Answers to what customers ask over their sockets: those that are late, and what the faults make of them."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

from picaflor.sim.venue.conns import Conn, Say
from picaflor.sim.venue.faults import RequestFault
from picaflor.sim.venue.kinds import stands
from picaflor.sim.venue.rows import Row
from picaflor.wire.asks import CancelMany, Refused
from picaflor.wire.stream import EVERY, Call
from picaflor.wire.venue import Venue


class Late:
    """In the order in which they are due, and of those that are due together, in which they were given."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Say]] = []
        self._no = 0

    def add(self, say: Say, at_ns: int) -> None:
        self._no += 1
        heapq.heappush(self._heap, (at_ns, self._no, say))

    def take(self, now_ns: int) -> list[Say]:
        due = []
        while self._heap and self._heap[0][0] <= now_ns:
            due.append(heapq.heappop(self._heap)[2])
        return due

    def due(self) -> int | None:
        return self._heap[0][0] if self._heap else None


def meant(rows: Sequence[Row], conn: Conn, call: Call) -> tuple[Row, Venue]:
    """The row that is called, and how who calls must speak of it. Where no family is named: where the order stands."""
    row = next((row for row in rows if row.venue.product == call.product), rows[0])
    if call.product == EVERY and conn.account is not None:
        ask, keys = call.ask.rows[0] if isinstance(call.ask, CancelMany) else call.ask, conn.account.keys
        row = next((each for each in rows if stands(each.floor, ask, keys)), row)
    return row, next((kind for kind in row.venue.kinds() if kind.calls is not None), row.venue)


def spoil(
    frames: tuple[bytes, ...],
    fault: RequestFault,
    venue: Venue,
    call: Call,
    now_ns: int,
    below: Callable[[int], int],
) -> tuple[bytes, ...]:
    """What of an answer is said. Where a request would get a gateway's page, a call gets a code that proves nothing."""
    match fault:
        case RequestFault.DROP_REPLY:
            return ()
        case RequestFault.GARBLED:
            return tuple(frame[: below(len(frame))] for frame in frames)
        case RequestFault.BROKEN:
            return _broken(venue, call, now_ns)
        case _:
            return frames


def _broken(venue: Venue, call: Call, now_ns: int) -> tuple[bytes, ...]:
    code = next((code for code, (kind, _) in venue.outcomes.items() if kind is None), "")
    return venue.calls.write_reply(call, Refused(code, "as ordered"), now_ns) if venue.calls and code else ()
