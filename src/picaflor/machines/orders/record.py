"""One order as the keeper holds it. The only mutable thing here; everybody else gets the frozen view."""

from __future__ import annotations

from msgspec import Struct

from picaflor.domain.events import OrderState, OrderView, Origin, Pending
from picaflor.domain.orders import Hold, OrderType, Side, Tif

Mark = tuple[object, ...]


class Record(Struct):
    client_id: str
    symbol: str
    pair: str
    side: Side
    type: OrderType
    tif: Tif
    lots: int  # 0: not known, or a buy by money
    ticks: int | None
    quote: int = 0
    reduce_only: bool = False
    hold: Hold = Hold.NET
    venue_id: str = ""
    state: OrderState = OrderState.INTENDED
    cancel: Pending = Pending.NONE
    amend: Pending = Pending.NONE
    origin: Origin = Origin.OURS
    reason: str = ""
    created_ns: int = 0
    changed_ns: int = 0
    sent_ns: int = 0
    cancel_ns: int = 0  # when the latest cancel left
    cancel_lost: bool = False  # an earlier cancel may still strike
    amend_ns: int = 0
    amend_lots: int = 0
    amend_ticks: int | None = None
    worst_lots: int = 0
    told: int = 0  # lots filled, by the venue's highest word
    booked: int = 0  # lots filled, by the trades that were booked
    before: int = 0  # lots of somebody else's order that were filled before our time
    arrived: bool = False  # the venue has spoken of it
    named: bool = True  # client_id is a name that the venue knows
    doubt_ns: int = 0  # what was said before this may have passed us by; 0: no doubt
    suspect: bool = False  # the venue was asked for it and did not show it
    undead: bool = False  # the answer was a refusal, and yet the venue shows it alive
    fees_due: int = 0
    exposed: int = 0  # what worst_case counts for it now
    owner: str = ""
    tag: str = ""

    @property
    def filled(self) -> int:
        return max(self.told, self.booked)

    @property
    def ours(self) -> bool:
        return self.origin is Origin.OURS

    @property
    def missing(self) -> bool:
        """The venue says that more was traded than we have seen trades for."""
        return self.told > self.booked + self.before

    @property
    def doubted(self) -> bool:
        """Where it stands at the venue is not certain, and can be asked."""
        if self.state.final:
            return False
        return (
            self.doubt_ns != 0
            or self.state is OrderState.UNKNOWN
            or self.cancel is not Pending.NONE
            or self.amend is Pending.UNKNOWN
        )

    @property
    def believed(self) -> bool:
        """We think that it may be at the venue, and have no answer under way."""
        return not self.state.final and self.state not in (OrderState.INTENDED, OrderState.SENT)

    @property
    def open_question(self) -> bool:
        return self.missing or self.fees_due > 0 or self.doubted or self.overdue

    @property
    def overdue(self) -> bool:
        """It takes at once or not at all, so it rests nowhere: where it seems to, the word of its end was lost."""
        takes = self.type is OrderType.MARKET or self.tif in (Tif.IOC, Tif.FOK)
        return takes and self.state in (OrderState.OPEN, OrderState.PARTIAL)

    def horizon_ns(self, settle_ns: int) -> int:
        """From when on the venue's lists must show it, had it arrived."""
        return max(self.created_ns, self.sent_ns) + settle_ns

    def mark(self) -> Mark:
        """Equal marks: nothing that anybody outside would see has changed."""
        return (
            self.state,
            self.filled,
            self.cancel,
            self.amend,
            self.venue_id,
            self.lots,
            self.ticks,
            self.reason,
            self.client_id,
        )

    def view(self) -> OrderView:
        return OrderView(
            self.client_id,
            self.venue_id,
            self.pair,
            self.side,
            self.type,
            self.tif,
            self.lots,
            self.ticks,
            self.quote,
            self.filled,
            self.state,
            self.cancel,
            self.amend,
            self.origin,
            self.reduce_only,
            self.hold,
            self.reason,
            self.created_ns,
            self.changed_ns,
            self.owner,
            self.tag,
        )


def exposure(record: Record) -> int:
    """Lots that may still change the position, over those already booked. Nothing unproven is left out."""
    if record.state.final and not record.undead:
        return max(0, record.told - record.booked - record.before)
    most = max(record.lots, record.told, record.worst_lots)
    if record.amend is not Pending.NONE:
        most = max(most, record.amend_lots)
    return max(0, most - record.booked - record.before)
