"""What HashKey's contracts allow and promise where it is not what spot does: costs, features, refusals. Data only."""

from __future__ import annotations

from typing import Final, get_args

from picaflor.domain.orders import MarginMode, PositionMode, StopKind
from picaflor.venues.hashkey.codes import REFUSALS as SPOT_REFUSALS
from picaflor.venues.hashkey.limits import FEATURES as SPOT_FEATURES
from picaflor.wire.asks import PUBLIC, Ask, Cancel, CancelAll, CancelMany, Place, PlaceMany
from picaflor.wire.contracts import ReadBills
from picaflor.wire.stops import CancelStop, PlaceStop
from picaflor.wire.venue import Cost

ORDERS: Final = frozenset({Place, PlaceMany, Cancel, CancelMany, CancelAll, PlaceStop, CancelStop})


def _cost(ask: type) -> Cost:
    """Row 40: the heavy ones are spot's."""
    if ask in PUBLIC:
        return Cost((("public", 1),))
    if ask in ORDERS:
        return Cost((("orders", 1),))
    return Cost((("queries", 5 if ask is ReadBills else 1),))


COSTS: Final = {ask: _cost(ask) for ask in get_args(Ask)}
POSITION_MODES: Final = (PositionMode.HEDGE,)
MARGIN_MODES: Final = (MarginMode.CROSS, MarginMode.ISOLATED)
STOP_KINDS: Final = (StopKind.STOP,)
FEATURES: Final = SPOT_FEATURES | {
    "contracts",
    "index_apart",
    "lists_by_symbol",
    "listing_tells_tiers",
    "tiers_in_doubt",
    "positions_apart",
}

# Row 23. Which of the margin codes is said for which of these rules is inferred from their words.
REFUSALS: Final[dict[str, tuple[str, str]]] = {
    **SPOT_REFUSALS,
    "funds": ("-2038", "Insufficient margin"),
    "margin": ("-2038", "Insufficient margin"),
    "hold": ("-1117", "Invalid side"),
    "reduce only": ("-2053", "Position not enough"),
    "no position": ("-2053", "Position not enough"),
    "leverage": ("-2043", "Leverage above the maximum"),
    "margin mode busy": ("-2039", "Positions or orders stand in another margin mode"),
    "stop not found": ("-1143", "Order not found on order book"),
}
