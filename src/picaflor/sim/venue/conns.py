"""A socket as the emulated venue knows it, and what it does to one."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.stream import Topic
from picaflor.wire.venue import PublicSocket, Venue

SECOND: Final = 1_000_000_000


@dataclass(slots=True)
class Conn:
    no: int
    venue: Venue  # the row whose host was dialled; where rows share one, the first
    heard_ns: int
    nudged_ns: int = 0
    host: str = ""  # that was dialled
    account: VenueAccount | None = None
    topics: dict[Topic, None] = field(default_factory=dict)  # in the order in which they were asked for
    silent: bool = False  # not even pings are answered
    mute: bool = False  # pings are answered, and nothing else is said
    listen_key: str = ""  # by which it was opened
    socket: PublicSocket | None = None  # where it is another than the first public one
    said_ns: deque[int] = field(default_factory=deque)  # of the latest frames, as many as may be in a second

    def chatters(self, frames_per_second: int, now_ns: int) -> bool:
        """Another frame came. Whether that is more than so many in a second; 0: nobody counts."""
        if not frames_per_second:
            return False
        self.said_ns.append(now_ns)
        return len(self.said_ns) > frames_per_second and now_ns - self.said_ns.popleft() < SECOND

    @property
    def tells(self) -> bool:
        return not (self.silent or self.mute)


class Say(Struct, frozen=True):
    """`packed`: how it goes over a real socket, where the venue packs what it tells everybody."""

    conn: int
    data: bytes
    packed: str = "none"


class Nudge(Struct, frozen=True):
    """A ping frame of the protocol."""

    conn: int


class HangUp(Struct, frozen=True):
    conn: int
    code: int
    why: str
