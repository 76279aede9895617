"""What HitBTC's contracts allow and promise where it is not what spot does: costs, features, refusals. Data only."""

from __future__ import annotations

from typing import Final

from picaflor.venues.hitbtc.codes import REFUSALS as SPOT_REFUSALS
from picaflor.venues.hitbtc.limits import COSTS
from picaflor.venues.hitbtc.limits import FEATURES as SPOT_FEATURES

FEATURES: Final = SPOT_FEATURES | {"mode_by_order", "one_tier", "pots"}

# Row 23. Those of margin are inferred from the codes' words.
REFUSALS: Final[dict[str, tuple[str, str]]] = {
    **SPOT_REFUSALS,
    "hold": ("10001", "Validation error. There is one position of a contract"),
    "reduce only": ("20034", "Position is close only. Reduce only order would open a position"),
    "leverage": ("10001", "Validation error. Parameter [leverage] is out of range"),
    "margin mode busy": ("20031", "Margin account error. Positions or orders stand in another margin mode"),
    "position mode busy": ("600", "Action not allowed. Positions are net here"),
    "no position": ("20032", "Margin account not found"),
    "margin": ("20001", "Insufficient funds. Check that the funds are sufficient, given commissions"),
}
__all__ = ["COSTS", "FEATURES", "REFUSALS"]
