"""What a person, or the machine the engine runs on, may tell it. Recorded like everything else that comes in."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from picaflor.domain.orders import Hold, OrderType, Side, Tif, Wish


class StopTrading(Struct, frozen=True, tag=True, tag_field="noun"):
    """No new orders; cancel everything and be done when the venue has proven it."""

    why: str


class Panic(Struct, frozen=True, tag=True, tag_field="noun"):
    """Cancel everything on every venue, now."""

    why: str


class PlaceByHand(Struct, frozen=True, tag=True, tag_field="noun"):
    venue: str
    pair: str
    side: Side
    lots: int
    ticks: int | None = None
    type: OrderType = OrderType.LIMIT
    tif: Tif = Tif.GTC
    quote: int = 0  # atoms
    reduce_only: bool = False
    hold: Hold = Hold.NET
    lasts_ns: int = 0  # GTD: how long
    stop: int = 0  # ticks of the price that it waits for; 0: it does not wait
    gain: int = 0  # ticks at which it is got rid of again once it is filled; 0: nowhere
    loss: int = 0  # the same, at the market once the price is there

    def wish(self, now_ns: int) -> Wish:
        asked = self.pair, self.side, self.lots, self.ticks, self.type, self.tif, self.quote
        until_ns = now_ns + self.lasts_ns if self.lasts_ns else 0
        return Wish(*asked, self.reduce_only, self.hold, why="by hand", until_ns=until_ns)


class CancelByHand(Struct, frozen=True, tag=True, tag_field="noun"):
    venue: str
    client_id: str


class IdsReserved(Struct, frozen=True, tag=True, tag_field="noun"):
    """A block of order numbers is on disk and may be used."""

    venue: str
    start: int
    stop: int


class DiskState(Struct, frozen=True, tag=True, tag_field="noun"):
    """Whether the journal can be written. New orders stop when it cannot; cancels go on."""

    writable: bool
    why: str = ""


class Restored(Struct, frozen=True, tag=True, tag_field="noun"):
    """What an earlier run left, its orders and its bans: the first thing that a run is told, before anything moves."""

    venue: str
    keeper: bytes
    bans: dict[str, int] = {}
    parts: dict[str, bytes] = {}  # of the connector, by name


class Resumed(Struct, frozen=True, tag=True, tag_field="noun"):
    """The work that an earlier run's strategy had handed out, told after the orders that were its."""

    seat: str
    records: dict[str, bytes]


class Retuned(Struct, frozen=True, tag=True, tag_field="noun"):
    """The settings of one controller as they are from now on, all of them: those that may change while it runs do."""

    seat: str
    config: dict[str, Any]


class Reloaded(Struct, frozen=True, tag=True, tag_field="noun"):
    """A controller of the user's own is another program from now on: the version of that digest, with these settings."""

    seat: str
    controller: str
    digest: str
    config: dict[str, Any]


class Allowed(Struct, frozen=True, tag=True, tag_field="noun"):
    """How much of each of the venue's limits is ours until then, where several processes share them: in their order."""

    venue: str
    rooms: tuple[int, ...]
    until_ns: int


class FollowPair(Struct, frozen=True, tag=True, tag_field="noun"):
    """A pair more, while everything else goes on."""

    venue: str
    pair: str


class LeavePair(Struct, frozen=True, tag=True, tag_field="noun"):
    """A pair less. What is live on it is cancelled, and counted until the venue has proven that it is gone."""

    venue: str
    pair: str


Instruction = (
    Restored
    | Resumed
    | Retuned
    | Reloaded
    | StopTrading
    | Panic
    | PlaceByHand
    | CancelByHand
    | IdsReserved
    | DiskState
    | Allowed
    | FollowPair
    | LeavePair
)
