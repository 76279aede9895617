"""BitMart's words for what an order is, both ways. A word that is in no table is refused, never guessed."""

from __future__ import annotations

from typing import Final

from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderStatus

# Row 14.
STATES: Final = {
    "new": OrderStatus.OPEN,
    "partially_filled": OrderStatus.PARTIAL,
    "filled": OrderStatus.FILLED,
    "canceled": OrderStatus.CANCELLED,
    "partially_canceled": OrderStatus.CANCELLED,
    "failed": OrderStatus.REFUSED,
}
# Row 33: the numbers that stood there before the words.
NUMBERS: Final = {
    "4": "new",
    "5": "partially_filled",
    "6": "filled",
    "8": "canceled",
    "11": "partially_canceled",
    "12": "partially_canceled",
}
NUMBER_OF: Final = {"new": "4", "partially_filled": "5", "filled": "6", "canceled": "8", "partially_canceled": "12"}
TYPES: Final = {
    "limit": (OrderType.LIMIT, Tif.GTC),
    "ioc": (OrderType.LIMIT, Tif.IOC),
    "limit_maker": (OrderType.LIMIT_MAKER, Tif.GTC),
    "market": (OrderType.MARKET, None),
}
SYSTEM: Final = "system"
POST_ONLY: Final = "post_only"
EXPIRED: Final = "expired"
BY_USER: Final = ("", "user")


def read_side(word: str) -> Side:
    try:
        return Side(word)
    except ValueError:
        raise BadMessage(f"no side: {word[:40]!r}") from None


def read_type(word: str) -> tuple[OrderType, Tif | None]:
    found = TYPES.get(word)
    if found is None:
        raise BadMessage(f"no order type: {word[:40]!r}")
    return found


def write_type(kind: OrderType, tif: Tif | None) -> str:
    """Rows 11 and 42: an order that must fill at once or not at all has no word here."""
    match kind, tif:
        case OrderType.MARKET, _:
            return "market"
        case OrderType.LIMIT_MAKER, _:
            return "limit_maker"
        case OrderType.LIMIT, Tif.IOC:
            return "ioc"
        case OrderType.LIMIT, Tif.GTC | None:
            return "limit"
        case _:
            raise ValueError(f"this row has no {kind} {tif}")


def read_status(word: str, source: str, kind: str, side: Side, filled: int) -> tuple[OrderStatus, str]:
    """Status and reason. Row 14: of a market buy dust of the money remains, so it ends as partially cancelled and is done;
    what takes at once or not at all was not cancelled by anybody; a post-only order that would have taken the system
    cancels before it trades.
    """
    status = STATES.get(word)
    if status is None:
        raise BadMessage(f"an order state that we do not know: {word[:40]!r}")
    if status is not OrderStatus.CANCELLED:
        return status, "failed" if status is OrderStatus.REFUSED else ""
    if kind == "market" and side is Side.BUY and word == "partially_canceled":
        return OrderStatus.FILLED, ""
    if kind in ("market", "ioc"):
        return OrderStatus.EXPIRED, EXPIRED
    if kind == "limit_maker" and source == SYSTEM and not filled:
        return OrderStatus.REFUSED, POST_ONLY
    return status, "" if source in BY_USER else source


def write_status(status: OrderStatus, filled: int, *, dust: bool = False) -> str:
    match status:
        case OrderStatus.OPEN:
            return "new"
        case OrderStatus.PARTIAL:
            return "partially_filled"
        case OrderStatus.FILLED:
            return "partially_canceled" if dust else "filled"
        case _:
            return "partially_canceled" if filled else "canceled"


def write_source(status: OrderStatus) -> str:
    match status:
        case OrderStatus.CANCELLED:
            return "user"
        case OrderStatus.EXPIRED | OrderStatus.REFUSED:
            return SYSTEM
        case _:
            return ""
