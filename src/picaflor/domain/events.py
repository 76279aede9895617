"""Everything that can happen, as the step and the strategies see it. A closed list: extend every `match` with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from picaflor.domain import swift
from picaflor.domain.book import Trust
from picaflor.domain.market import Market
from picaflor.domain.orders import Fill, Hold, OrderType, Side, Tif


class OrderState(StrEnum):
    INTENDED = "intended"
    SENT = "sent"
    OPEN = "open"
    PARTIAL = "partial"
    UNKNOWN = "unknown"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    EXPIRED = "expired"
    ABSENT = "absent"  # proven not to be at the venue: it never arrived, or it is gone without a word (see reason)

    @property
    def final(self) -> bool:
        return self in FINAL


FINAL = frozenset({OrderState.FILLED, OrderState.CANCELLED, OrderState.REFUSED, OrderState.EXPIRED, OrderState.ABSENT})


class Pending(StrEnum):
    """Beside the state: what we asked to be done to the order and have no answer to."""

    NONE = "none"
    ASKED = "asked"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    OURS = "ours"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as it stands now. Small and frozen: the machine keeps its own books."""

    client_id: str
    venue_id: str
    pair: str
    side: Side
    type: OrderType
    tif: Tif
    lots: int  # 0 for a market buy by quote
    ticks: int | None
    quote: int
    filled: int  # lots
    state: OrderState
    cancel: Pending = Pending.NONE
    amend: Pending = Pending.NONE
    origin: Origin = Origin.OURS
    reduce_only: bool = False
    hold: Hold = Hold.NET
    reason: str = ""
    created_ns: int = 0
    changed_ns: int = 0

    @property
    def left(self) -> int:
        return max(0, self.lots - self.filled)


@dataclass(frozen=True, slots=True)
class OrderChanged:
    order: OrderView
    before: OrderState


@dataclass(frozen=True, slots=True)
class Filled:
    fill: Fill


@dataclass(frozen=True, slots=True)
class FeeKnown:
    """The fee of a fill that was told earlier with fee 0, because the venue had not named it yet. Nothing else is new."""

    fill: Fill


@swift.dataclass(frozen=True, slots=True)
class BookChanged:
    """The top of a trusted book moved, or its trust changed."""

    venue: str
    pair: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class Traded:
    """A public trade; the side is the taker's."""

    venue: str
    pair: str
    side: Side
    ticks: int
    lots: int
    at_ns: int


@dataclass(frozen=True, slots=True)
class BalanceChanged:
    """What the venue says an account holds, in atoms."""

    venue: str
    asset: str
    free: int
    held: int


@dataclass(frozen=True, slots=True)
class MarketsChanged:
    venue: str
    markets: tuple[Market, ...]


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a connector still waits for; empty means that it may trade."""

    venue: str
    waiting_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surprise:
    """Something the tables do not know. Reported, never silence."""

    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TimerFired:
    name: str


Event = (
    OrderChanged
    | Filled
    | FeeKnown
    | BookChanged
    | Traded
    | BalanceChanged
    | MarketsChanged
    | Readiness
    | Surprise
    | TimerFired
)
