"""HashKey's words for what an order of a contract is. Which position it is about stands in its side."""

from __future__ import annotations

from typing import Final

from picaflor.domain.orders import Cause, Hold, MarginMode, OrderType, Side, Tif
from picaflor.venues.hashkey.words import read_tif, read_type
from picaflor.wire.decoding import BadMessage
from picaflor.wire.stops import StopStatus

SIDES: Final = {
    "BUY_OPEN": (Side.BUY, Hold.LONG),
    "SELL_OPEN": (Side.SELL, Hold.SHORT),
    "SELL_CLOSE": (Side.SELL, Hold.LONG),
    "BUY_CLOSE": (Side.BUY, Hold.SHORT),
}
SIDE_WORDS: Final = {held: word for word, held in SIDES.items()}
HOLDS: Final = {"LONG": Hold.LONG, "SHORT": Hold.SHORT}
MODES: Final = {"CROSS": MarginMode.CROSS, "ISOLATED": MarginMode.ISOLATED}
MODE_WORDS: Final = {mode: word for word, mode in MODES.items()}
INPUT, AT_MARKET = "INPUT", "MARKET"
LIMIT, STOP, MAKER = "LIMIT", "STOP", "LIMIT_MAKER"
MARKET_SEEN: Final = "MARKET_OF_BASE"  # row 65: of an event that has no price type
STOP_STATUSES: Final = {
    "ORDER_NEW": StopStatus.WAITING,
    "ORDER_FILLED": StopStatus.TRIGGERED,
    "ORDER_CANCELED": StopStatus.CANCELLED,
    "ORDER_NOT_EFFECTIVE": StopStatus.CANCELLED,
    "ORDER_FAILED": StopStatus.FAILED,
    "ORDER_REJECTED": StopStatus.FAILED,
}
STOP_STATUS_WORDS: Final = {
    StopStatus.WAITING: "ORDER_NEW",
    StopStatus.TRIGGERED: "ORDER_FILLED",
    StopStatus.CANCELLED: "ORDER_CANCELED",
    StopStatus.FAILED: "ORDER_FAILED",
}
ADL: Final = "LIQUIDATION_MAKER_ADL"
TAKEN_OVER: Final = "LIQUIDATION_TAKER"


def read_held(word: str) -> tuple[Side, Hold]:
    if word not in SIDES:
        raise BadMessage(f"no side of a contract: {word[:40]!r}")
    return SIDES[word]


def write_held(side: Side, hold: Hold) -> str:
    """ValueError: nothing is net here."""
    if (side, hold) not in SIDE_WORDS:
        raise ValueError(f"an order of a contract is about a long or a short position, not {hold}")
    return SIDE_WORDS[side, hold]


def read_hold(word: str) -> Hold:
    if word not in HOLDS:
        raise BadMessage(f"neither long nor short: {word[:40]!r}")
    return HOLDS[word]


def write_hold(hold: Hold) -> str:
    return "SHORT" if hold is Hold.SHORT else "LONG"


def read_mode(word: str) -> MarginMode:
    if word not in MODES:
        raise BadMessage(f"no margin mode: {word[:40]!r}")
    return MODES[word]


def read_kind(word: str, price_type: str, tif: str) -> tuple[OrderType, Tif | None]:
    """Row 57: what is at market says so in its price type, what only rests in its type or its time in force."""
    if price_type == AT_MARKET:
        return OrderType.MARKET, None
    kind = OrderType.LIMIT_MAKER if tif == MAKER else read_type(word)
    return kind, read_tif(tif, kind)


def write_kind(kind: OrderType) -> tuple[str, str]:
    """Type and price type."""
    match kind:
        case OrderType.LIMIT:
            return LIMIT, INPUT
        case OrderType.LIMIT_MAKER:
            return MAKER, INPUT
        case OrderType.MARKET:
            return LIMIT, AT_MARKET


def read_cause(taken: bool, how: str) -> Cause:
    """Row 57: whether the house closed it, and against whose loss."""
    if not taken:
        return Cause.USER
    return Cause.DELEVERAGING if how == ADL else Cause.LIQUIDATION


def write_cause(cause: Cause) -> tuple[bool, str]:
    match cause:
        case Cause.LIQUIDATION:
            return True, TAKEN_OVER
        case Cause.DELEVERAGING:
            return True, ADL
        case _:
            return False, ""
