"""Orders that wait for a price, as strategies wish them and see them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from picaflor.domain.orders import Hold, Side, StopKind, TriggerBy


class StopState(StrEnum):
    INTENDED = "intended"
    SENT = "sent"
    WAITING = "waiting"  # at the venue, for its price
    UNKNOWN = "unknown"
    TRIGGERED = "triggered"  # an ordinary order came of it
    CANCELLED = "cancelled"
    REFUSED = "refused"
    FAILED = "failed"  # triggered, and the venue refused the order that should have come of it
    ABSENT = "absent"  # proven not to be at the venue

    @property
    def final(self) -> bool:
        return self in FINAL


FINAL = frozenset(
    {StopState.TRIGGERED, StopState.CANCELLED, StopState.REFUSED, StopState.FAILED, StopState.ABSENT},
)


@dataclass(frozen=True, slots=True)
class StopWish:
    """`ticks` None: at market once triggered. `lots` 0: all of the position (take-profit, stop-loss), or `quote`."""

    pair: str
    side: Side
    lots: int
    trigger: int  # ticks
    ticks: int | None = None
    kind: StopKind = StopKind.STOP
    by: TriggerBy = TriggerBy.LAST
    quote: int = 0  # atoms: a market buy by money
    reduce_only: bool = False
    hold: Hold = Hold.NET
    why: str = ""
    trail: int = 0  # of one that trails: by which part of the best price it must turn back, in atoms
    tag: str = ""  # the strategy's own name for it, and for the order that comes of it

    @property
    def closes(self) -> bool:
        """It can only make a position smaller."""
        return self.reduce_only or self.kind.of_position


@dataclass(frozen=True, slots=True)
class StopView:
    client_id: str
    venue_id: str
    wish: StopWish
    state: StopState
    cancelling: bool = False
    amending: bool = False
    order_id: str = ""  # the venue's, of the order that came of it
    reason: str = ""
    ours: bool = True
    named: bool = True  # the venue knows it by `client_id`
    created_ns: int = 0
    changed_ns: int = 0
    there: str = ""  # its name at the venue, where an amendment gave it another
    owner: str = ""  # who placed it: a seat, a hand; "" for what is not ours


@dataclass(frozen=True, slots=True)
class StopTerms:
    """How a stop that can only make a position smaller rests at a venue."""

    kind: StopKind
    by: TriggerBy


@dataclass(frozen=True, slots=True)
class StopChanged:
    stop: StopView
    before: StopState
