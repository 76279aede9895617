"""What was attached to an order and waits once it has ended: a take-profit or stop-loss of as much as was filled.

On contracts it belongs to the position. On spot it is an ordinary stop that sells what was bought, less what the fee took
of it, or buys back what was sold; of two, each waits for itself. That is inferred: no venue says it.
"""

from __future__ import annotations

from picaflor.domain.market import MarketKind
from picaflor.domain.orders import Side, StopKind
from picaflor.sim.venue.orders import VenueOrder
from picaflor.wire.stops import Attached, PlaceStop


def attached_stop(order: VenueOrder, each: Attached) -> PlaceStop:
    side, contract = order.place.side, order.market.kind is not MarketKind.SPOT
    return PlaceStop(
        symbol=order.market.symbol,
        client_id="",
        side=side.other,
        trigger=each.trigger,
        kind=each.kind if contract else StopKind.STOP,
        by=each.by,
        price=each.price,
        size=_size(order),
        hold=order.place.hold,
        rises=None if contract else (each.kind is StopKind.TAKE_PROFIT) is (side is Side.BUY),
    )


def _size(order: VenueOrder) -> int:
    """Whole lots of what is there; of a contract all of it."""
    step, lot = order.market.sized.atoms, order.market.lot.atoms
    if order.market.kind is not MarketKind.SPOT or order.place.side is Side.SELL:
        return order.filled * step
    return (order.filled * lot - max(0, order.fees.get(order.market.base, 0))) // lot * step
