"""Everything that can happen, as the step and the strategies see it. A closed list: extend every `match` with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct

from picaflor.domain.bars import Bar
from picaflor.domain.book import Trust
from picaflor.domain.market import Market
from picaflor.domain.orders import Fill, Hold, MarginMode, OrderType, Side, Tif
from picaflor.domain.stops import StopChanged
from picaflor.domain.swift import noun


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
    owner: str = ""  # who placed it: a seat, a hand; "" for what is not ours
    tag: str = ""  # as it was wished

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
class OrderClaimed:
    """An order that came of somebody's stop turns out to be his, and with it what it traded before that was known.
    `named`: those fills were told under the same name; else nobody could know whose they were.
    """

    order: OrderView
    fills: tuple[Fill, ...] = ()
    named: bool = False


@dataclass(frozen=True, slots=True)
class FeeKnown:
    """The fee of a fill that was told earlier with fee 0, because the venue had not named it yet. Nothing else is new."""

    fill: Fill


@noun
class BookChanged(Struct, frozen=True):
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
class TopNoted:
    """The best of a trusted book, noted for those who measure what became of fills. Nobody is woken by it."""

    venue: str
    pair: str
    bid: int  # ticks
    ask: int


@dataclass(frozen=True, slots=True)
class BarChanged:
    """A bar that somebody follows began, changed or ended. One that was built here from trades says so."""

    venue: str
    pair: str
    interval: str  # 1m, 1h, 1d
    bar: Bar


@dataclass(frozen=True, slots=True)
class BalanceChanged:
    """What the venue says an account holds, in atoms."""

    venue: str
    asset: str
    free: int
    held: int


@dataclass(frozen=True, slots=True)
class PositionView:
    """A position as the venue tells it. Prices and money are atoms; a hedge has two of them on a pair."""

    venue: str
    pair: str
    hold: Hold
    lots: int  # signed: positive long; 0: gone
    entry: int = 0  # average price
    mark: int = 0
    liquidation: int = 0  # 0: none
    leverage: int = 0
    margin_mode: MarginMode | None = None
    margin: int = 0
    unrealised: int = 0


@dataclass(frozen=True, slots=True)
class PositionChanged:
    position: PositionView
    before: int  # lots


@dataclass(frozen=True, slots=True)
class Liquidated:
    """The venue took a position over, or a part of it."""

    venue: str
    pair: str
    hold: Hold
    lots: int  # of the order that it did it with
    venue_id: str


@dataclass(frozen=True, slots=True)
class FundingKnown:
    """The rate of the settlement to come; positive: longs pay."""

    venue: str
    pair: str
    rate: int  # atoms
    next_ns: int


@dataclass(frozen=True, slots=True)
class MarkChanged:
    venue: str
    pair: str
    mark: int  # atoms
    index: int


class Movement(StrEnum):
    FUNDING = "funding"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class MoneyMoved:
    """Money that no trade of ours moved: a funding payment, a deposit, a transfer. Told once, by the venue's bill."""

    venue: str
    kind: Movement
    asset: str
    atoms: int  # signed: what the account gained
    bill_id: str
    pair: str = ""
    at_ns: int = 0


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
    | OrderClaimed
    | FeeKnown
    | BookChanged
    | Traded
    | TopNoted
    | BarChanged
    | BalanceChanged
    | PositionChanged
    | Liquidated
    | FundingKnown
    | MarkChanged
    | MoneyMoved
    | StopChanged
    | MarketsChanged
    | Readiness
    | Surprise
    | TimerFired
)
