"""Orders that belong together, as strategies wish them: one ends the others, one begins them, or all are done or none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from picaflor.domain.orders import OrderType, Tif, Wish
from picaflor.domain.stops import StopWish


class Contingency(StrEnum):
    ALL_OR_NONE = "all or none"
    ONE_CANCELS = "one cancels the others"
    ONE_TRIGGERS = "the first begins the others"
    ONE_TRIGGERS_ONE_CANCELS = "the first begins the others, of which one ends the rest"

    @property
    def later(self) -> bool:
        """All but the first wait for the first."""
        return self in (Contingency.ONE_TRIGGERS, Contingency.ONE_TRIGGERS_ONE_CANCELS)


LEGS_MIN, LEGS_MAX = 2, 3
Leg = Wish | StopWish


@dataclass(frozen=True, slots=True)
class ListWish:
    """Taken as a whole, or not at all. Where the first begins the others, it comes first."""

    contingency: Contingency
    legs: tuple[Leg, ...]
    why: str = ""


def fault_of(wish: ListWish) -> str:
    """What of its shape no venue takes that has lists; "": nothing."""
    legs, kind = wish.legs, wish.contingency
    extra = kind is Contingency.ONE_TRIGGERS_ONE_CANCELS  # those that end each other, and the one that begins them
    if not LEGS_MIN + extra <= len(legs) <= LEGS_MAX + extra:
        return f"a list in which {kind} has {LEGS_MIN + extra} or {LEGS_MAX + extra} orders"
    match kind:
        case Contingency.ALL_OR_NONE:
            return _at_once(legs)
        case Contingency.ONE_CANCELS:
            return _choice(legs)
        case Contingency.ONE_TRIGGERS:
            return _waiting(legs[1:])
        case Contingency.ONE_TRIGGERS_ONE_CANCELS:
            apart = "all of them are on one pair" if len({leg.pair for leg in legs}) > 1 else ""
            return apart or _choice(legs[1:]) or _waiting(legs[1:])


def _at_once(legs: tuple[Leg, ...]) -> str:
    if len({leg.pair for leg in legs}) != len(legs):
        return "each of them is on a pair of its own"
    fills = all(isinstance(leg, Wish) and leg.tif is Tif.FOK for leg in legs)
    return "" if fills else "each of them fills at once or not at all"


def _choice(legs: tuple[Leg, ...]) -> str:
    plain = [leg for leg in legs if isinstance(leg, Wish)]
    if len(plain) > 1 or any(leg.type is OrderType.MARKET for leg in plain):
        return "of those that end each other all but one wait for a price, and none is at the market"
    return ""


def _waiting(legs: tuple[Leg, ...]) -> str:
    plain = [leg for leg in legs if isinstance(leg, Wish)]
    if any(leg.tif is not Tif.GTC or leg.type is OrderType.LIMIT_MAKER for leg in plain):
        return "what begins later rests until it is filled or cancelled, and is not post-only"
    return ""
