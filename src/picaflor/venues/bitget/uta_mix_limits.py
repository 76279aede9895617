"""What contracts of Bitget's unified accounts allow and promise where that is not what classic ones do. Data only."""

from __future__ import annotations

from typing import Final

from picaflor.venues.bitget import limits, mix_limits, uta_limits
from picaflor.venues.bitget.uta_market_asks import RATES
from picaflor.wire.asks import PUBLIC, Ask
from picaflor.wire.contracts import (
    AddMargin,
    ClosePosition,
    ReadPositions,
    ReadSetup,
    SetLeverage,
    SetPositionMode,
)
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops
from picaflor.wire.venue import Cost, Limit

# Row 40: reads 20 a second, settings 10, what touches many 5.
_OWN: Final[dict[type, tuple[str, int, str]]] = uta_limits.OWN | {
    ReadSetup: ("v3/account/settings", 20, "key"),
    ReadPositions: ("v3/position/current-position", 20, "key"),
    SetLeverage: ("v3/account/set-leverage", 10, "key"),
    SetPositionMode: ("v3/account/set-hold-mode", 10, "key"),
    AddMargin: ("v3/account/set-margin", 10, "key"),
    ClosePosition: ("v3/trade/close-positions", 5, "key"),
    PlaceStop: ("v3/trade/place-strategy-order", 10, "key"),
    AmendStop: ("v3/trade/modify-strategy-order", 10, "key"),
    CancelStop: ("v3/trade/cancel-strategy-order", 10, "key"),
    ReadStops: ("v3/trade/strategy-orders", 20, "key"),
}
PER_SECOND: Final[dict[type, tuple[str, int, str]]] = (
    {ask: row for ask, row in mix_limits.PER_SECOND.items() if ask in PUBLIC} | RATES | _OWN
)
LIMITS: Final = (
    limits.OVERALL,
    *(Limit(name, count, limits.SECOND, scope) for name, count, scope in dict.fromkeys(PER_SECOND.values())),
)
COSTS: Final[dict[type[Ask] | type, Cost]] = {
    ask: Cost((("overall", 1), (name, 1))) for ask, (name, _, _) in PER_SECOND.items()
}
FEATURES: Final = frozenset(
    {
        "amend",
        "amend_batch",
        "batch",
        "cancel_all",
        "dead_man",
        "fee_asset",
        "fills_apart",
        "leverage_sets_mode",
        "key_rights",
        "one_stream",
        "one_wallet",
        "query_by_client_id",
        "setups_together",
        "stops",
        "stops_by_id",
        "trades_snapshot",
        "ws_orders",
    }
)

# What is not listed here is said as on classic accounts; the words are theirs in sense only.
REFUSALS: Final[dict[str, tuple[str, str]]] = (
    mix_limits.REFUSALS
    | uta_limits.OWN_REFUSALS
    | {
        "funds": ("25203", "Insufficient margin"),
        "lot": ("25567", "The order quantity is not a multiple of the step"),
        "reduce only": ("25225", "The position is smaller than the order"),
        "hold": ("25236", "The order does not fit the holding mode"),
        "leverage": ("25223", "The leverage is out of range"),
        "position mode busy": ("25010", "Position or order exists, the holding mode cannot be switched"),
        "no position": ("25227", "No position to close"),
    }
)
