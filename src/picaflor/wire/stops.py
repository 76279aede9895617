"""Orders that wait for a price: stops, take-profits, stop-losses. Triggered, each becomes an ordinary order."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from picaflor.domain.orders import Hold, MarginMode, Side, StopKind, TriggerBy


class PlaceStop(Struct, frozen=True, tag=True, tag_field="noun"):
    """`price` None: a market order follows. `size` None: all of the position (take-profit, stop-loss)."""

    symbol: str
    client_id: str
    side: Side
    trigger: int
    kind: StopKind = StopKind.STOP
    by: TriggerBy = TriggerBy.LAST
    price: int | None = None
    size: int | None = None
    quote: int | None = None  # a market buy by money
    reduce_only: bool = False
    hold: Hold = Hold.NET
    margin_mode: MarginMode | None = None  # contracts, where the venue wants it with each order


class AmendStop(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    trigger: int
    client_id: str = ""
    venue_id: str = ""
    kind: StopKind = StopKind.STOP
    price: int | None = None
    size: int | None = None


class CancelStop(Struct, frozen=True, tag=True, tag_field="noun"):
    """Without an id: all of this kind that wait on the symbol, or on all of them."""

    symbol: str
    client_id: str = ""
    venue_id: str = ""
    kind: StopKind = StopKind.STOP
    whole: bool = False  # a take-profit or stop-loss of all of the position


class ReadStops(Struct, frozen=True, tag=True, tag_field="noun"):
    """`past`: those that wait no more."""

    symbol: str = ""
    kind: StopKind = StopKind.STOP  # venues keep take-profits and stop-losses in a list of their own
    past: bool = False
    venue_id: str = ""
    client_id: str = ""
    before: str = ""
    limit: int = 100
    since_ns: int = 0  # of those that wait no more
    until_ns: int = 0


class StopStatus(StrEnum):
    WAITING = "waiting"
    TRIGGERED = "triggered"
    CANCELLED = "cancelled"
    FAILED = "failed"  # triggered, and the order it made was refused


class StopReport(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    venue_id: str
    client_id: str
    status: StopStatus
    side: Side
    trigger: int
    kind: StopKind = StopKind.STOP
    by: TriggerBy = TriggerBy.LAST
    price: int | None = None
    size: int | None = None
    quote: int | None = None
    reduce_only: bool = False
    hold: Hold = Hold.NET
    order_id: str = ""  # the venue's id of the order that came of it
    reason: str = ""
    created_ns: int = 0
    at_ns: int = 0
    margin_mode: MarginMode | None = None


class Stops(Struct, frozen=True, tag=True, tag_field="noun"):
    rows: tuple[StopReport, ...]
    before: str = ""
