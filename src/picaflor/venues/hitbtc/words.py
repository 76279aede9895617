"""HitBTC's words for what an order is, both ways. A word that is in no table is refused, never guessed."""

from __future__ import annotations

from typing import Final

from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.wire.decoding import BadMessage
from picaflor.wire.lists import Contingency
from picaflor.wire.reports import OrderReport, OrderStatus

STATUSES: Final = {
    "new": OrderStatus.OPEN,
    "suspended": OrderStatus.OPEN,  # a trigger order that waits
    "partiallyFilled": OrderStatus.PARTIAL,
    "filled": OrderStatus.FILLED,
    "canceled": OrderStatus.CANCELLED,
    "expired": OrderStatus.EXPIRED,
}
STATUS_WORDS: Final = {
    OrderStatus.OPEN: "new",
    OrderStatus.PARTIAL: "partiallyFilled",
    OrderStatus.FILLED: "filled",
    OrderStatus.CANCELLED: "canceled",
    OrderStatus.REFUSED: "expired",
    OrderStatus.EXPIRED: "expired",
}
TYPES: Final = {
    "limit": OrderType.LIMIT,
    "market": OrderType.MARKET,
    "stopLimit": OrderType.LIMIT,
    "takeProfitLimit": OrderType.LIMIT,
    "stopMarket": OrderType.MARKET,
    "takeProfitMarket": OrderType.MARKET,
}
# Row 24: of those that wait for a price, whether they are stops; the others take a profit.
WAITERS: Final = {"stopLimit": True, "stopMarket": True, "takeProfitLimit": False, "takeProfitMarket": False}
SUSPENDED: Final = "suspended"
TIFS: Final = {"GTC": Tif.GTC, "IOC": Tif.IOC, "FOK": Tif.FOK, "Day": Tif.DAY, "GTD": Tif.GTD}
# Row 25.
LISTS: Final = {
    "allOrNone": Contingency.ALL_OR_NONE,
    "oneCancelOther": Contingency.ONE_CANCELS,
    "oneTriggerOther": Contingency.ONE_TRIGGERS,
    "oneTriggerOneCancelOther": Contingency.ONE_TRIGGERS_ONE_CANCELS,
}
LIST_WORDS: Final = {kind: word for word, kind in LISTS.items()}
TIF_WORDS: Final = {tif: word for word, tif in TIFS.items()}
REPORTS: Final = frozenset({"status", "new", "suspended", "trade", "replaced", "canceled", "expired", "rejected"})
POST_ONLY: Final = "post_only"
EXPIRED: Final = "expired"
REJECTED: Final = "rejected"


def read_side(word: str) -> Side:
    try:
        return Side(word)
    except ValueError:
        raise BadMessage(f"no side: {word[:40]!r}") from None


def read_status(word: str, *, post_only: bool, filled: int) -> tuple[OrderStatus, str]:
    """Row 15: status and reason. A post-only order that would have taken is told as expired."""
    status = STATUSES.get(word)
    if status is None:
        raise BadMessage(f"an order status that we do not know: {word[:40]!r}")
    if status is not OrderStatus.EXPIRED:
        return status, ""
    return (OrderStatus.REFUSED, POST_ONLY) if post_only and not filled else (status, EXPIRED)


def read_type(word: str, *, post_only: bool) -> OrderType:
    kind = TYPES.get(word)
    if kind is None:
        raise BadMessage(f"no order type: {word[:40]!r}")
    return OrderType.LIMIT_MAKER if post_only and kind is OrderType.LIMIT else kind


def read_tif(word: str, kind: OrderType) -> Tif | None:
    """Of a market order it says nothing: they come back as FOK or GTC."""
    if word not in TIFS:
        raise BadMessage(f"no time in force: {word[:40]!r}")
    return None if kind is OrderType.MARKET else TIFS[word]


def read_rises(word: str, side: Side) -> bool:
    """Row 24: a stop to buy and a profit of a sale wait for a price that rises."""
    return WAITERS[word] is (side is Side.BUY)


def read_contingency(word: str) -> Contingency:
    if word not in LISTS:
        raise BadMessage(f"no contingency: {word[:40]!r}")
    return LISTS[word]


def write_type(kind: OrderType) -> str:
    return "market" if kind is OrderType.MARKET else "limit"


def write_waiter(kind: OrderType, side: Side, *, rises: bool) -> str:
    stem = "stop" if rises is (side is Side.BUY) else "takeProfit"
    return stem + write_type(kind).capitalize()


def write_status_report(word: str) -> str:
    """Row 35: of the answer to a call, which comes before the reports of its trades."""
    return word if word in REPORTS else "new" if word == "filled" or word == "partiallyFilled" else "status"


def write_report(order: OrderReport, *, snapshot: bool) -> str:
    """Row 33: why a report came."""
    if snapshot:
        return "status"
    if order.fill is not None:
        return "trade"
    if order.waits:
        return SUSPENDED
    word = STATUS_WORDS[order.status]
    return word if word in REPORTS else "status"
