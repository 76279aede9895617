"""Orders that wait for a price: stops, take-profits, stop-losses. Triggered, each becomes an ordinary order."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from picaflor.domain.orders import Hold, MarginMode, Side, StopKind, TriggerBy
from picaflor.wire.reports import OrderReport, OrderStatus


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
    rises: bool | None = None  # to the trigger, from below; None: the venue sees by itself from where it comes
    trail: int = 0  # by which part of the best price it must turn back, in atoms; 0: it does not trail
    leverage: int = 0  # contracts, where an order says it; 0: as it is set


class PlaceStops(Struct, frozen=True, tag=True, tag_field="noun"):
    """The take-profit and the stop-loss of a position, or one of them, in the place of those that it has. All on one
    symbol; without a size they are of all of the position.
    """

    symbol: str
    rows: tuple[PlaceStop, ...]


class Attached(Struct, frozen=True, tag=True, tag_field="noun"):
    """A take-profit or stop-loss that comes of an order's fills, for as much as was filled."""

    kind: StopKind
    trigger: int
    price: int | None = None  # None: a market order follows
    by: TriggerBy = TriggerBy.LAST


class AmendStop(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    trigger: int
    client_id: str = ""
    venue_id: str = ""
    kind: StopKind = StopKind.STOP
    price: int | None = None
    size: int | None = None
    new_client_id: str = ""  # where the amended one has a name of its own
    trail: int = 0  # 0: as it is
    by: TriggerBy | None = None  # None: as it is


class CancelStop(Struct, frozen=True, tag=True, tag_field="noun"):
    """Without an id: all of this kind that wait on the symbol, or on all of them."""

    symbol: str
    client_id: str = ""
    venue_id: str = ""
    kind: StopKind = StopKind.STOP
    whole: bool = False  # a take-profit or stop-loss of all of the position
    trails: bool = False  # one of a position that trails
    among: tuple[StopKind, ...] = ()  # where the venue is not told the kind: any of these


class ReadStops(Struct, frozen=True, tag=True, tag_field="noun"):
    """`past`: those that wait no more."""

    symbol: str = ""
    kind: StopKind = StopKind.STOP  # venues keep those of positions in a list of their own, and those that trail
    past: bool = False
    venue_id: str = ""
    client_id: str = ""
    before: str = ""
    limit: int = 100
    since_ns: int = 0  # of those that wait no more
    until_ns: int = 0
    among: tuple[StopKind, ...] = ()  # where several kinds are asked for at once


AskStops = PlaceStop | PlaceStops | AmendStop | CancelStop | ReadStops


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
    trail: int = 0  # 0: it does not trail, or nobody says
    rises: bool | None = None  # to the trigger, from below; None: nobody says
    leverage: int = 0


class Stops(Struct, frozen=True, tag=True, tag_field="noun"):
    rows: tuple[StopReport, ...]
    before: str = ""


def stop_of(order: OrderReport) -> StopReport:
    """Of a venue that tells stops among the orders: what an order that waits, or waited, says of itself as a stop. One
    that was cancelled without a fill may have been triggered before; who heard of that knows it already.
    """
    assert order.trigger is not None, "an order that never waited for a price"
    if order.waits:
        status = StopStatus.WAITING
    elif order.filled or order.status in (OrderStatus.OPEN, OrderStatus.PARTIAL, OrderStatus.FILLED):
        status = StopStatus.TRIGGERED
    else:
        status = StopStatus.CANCELLED if order.status is OrderStatus.CANCELLED else StopStatus.FAILED
    return StopReport(
        symbol=order.symbol,
        venue_id=order.venue_id,
        client_id=order.client_id,
        status=status,
        side=order.side,
        trigger=order.trigger,
        price=order.price,
        size=order.size,
        reduce_only=order.reduce_only,
        hold=order.hold,
        order_id=order.venue_id if status is StopStatus.TRIGGERED else "",
        reason=order.reason,
        created_ns=order.created_ns,
        at_ns=order.at_ns,
        margin_mode=order.margin_mode,
    )
