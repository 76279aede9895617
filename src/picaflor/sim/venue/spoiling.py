"""What faults make of the frames that a house sends: lost, doubled, late, cut; and what they make of its sockets."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import structs

from picaflor.sim.venue.conns import HangUp, Nudge, Say
from picaflor.sim.venue.faults import Faults, FrameFault
from picaflor.sim.venue.sockets import Sockets


class Spoiler:
    def __init__(self, sockets: Sockets, end: Callable[[int], None]) -> None:
        """`end`: a socket, at the house's side."""
        self._sockets = sockets
        self._end = end
        self._held: dict[int, Say] = {}  # frames that the next one of their connection overtakes

    def closed(self, conn: int) -> None:
        self._held.pop(conn, None)

    def spoil(self, out: list[Say | Nudge | HangUp], faults: Faults) -> list[Say | Nudge | HangUp]:
        if not faults.rates.frames and not faults.frames_ordered and not self._held:
            return out
        sent: list[Say | Nudge | HangUp] = []
        for item in out:
            sent += self._one(item, faults) if isinstance(item, Say) else [item]
        return sent

    def _one(self, say: Say, faults: Faults) -> list[Say | Nudge | HangUp]:
        held, conn = self._held, self._sockets.conns.get(say.conn)
        match faults.frame():
            case FrameFault.DROP:
                return []
            case FrameFault.TWICE:
                return [say, say]
            case FrameFault.SCRAMBLED:
                return [structs.replace(say, data=say.data[: faults.below(len(say.data))])]
            case FrameFault.HANG_UP:
                self._end(say.conn)
                return [HangUp(say.conn, 1006, "fault")]
            case FrameFault.SILENT | FrameFault.MUTE as fault:
                if conn is not None:
                    conn.silent |= fault is FrameFault.SILENT
                    conn.mute |= fault is FrameFault.MUTE
                return []
            case FrameFault.FORGOTTEN:
                if conn is not None and conn.topics:
                    self._sockets.forget(conn, list(conn.topics)[faults.below(len(conn.topics))])
                return [say]
            case FrameFault.LATER if say.conn not in held:
                held[say.conn] = say
                return []
            case _:
                late = held.pop(say.conn, None)
                return [say, late] if late else [say]
