"""HashKey's words for what an order is, both ways. A word that is in no table is refused, never guessed."""

from __future__ import annotations

from typing import Final

from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderStatus

STATUSES: Final = {
    "PENDING_NEW": OrderStatus.OPEN,
    "NEW": OrderStatus.OPEN,
    "PARTIALLY_FILLED": OrderStatus.PARTIAL,
    "PENDING_CANCEL": OrderStatus.OPEN,  # asked for, not done
    "FILLED": OrderStatus.FILLED,
    "CANCELED": OrderStatus.CANCELLED,
    "PARTIALLY_CANCELED": OrderStatus.CANCELLED,
    "REJECTED": OrderStatus.REFUSED,
}
STATUS_WORDS: Final = {
    OrderStatus.OPEN: "NEW",
    OrderStatus.PARTIAL: "PARTIALLY_FILLED",
    OrderStatus.FILLED: "FILLED",
    OrderStatus.CANCELLED: "CANCELED",
    OrderStatus.EXPIRED: "CANCELED",
    OrderStatus.REFUSED: "REJECTED",
}
TYPES: Final = {
    "LIMIT": OrderType.LIMIT,
    "LIMIT_MAKER": OrderType.LIMIT_MAKER,
    "MARKET": OrderType.MARKET,
    "MARKET_OF_BASE": OrderType.MARKET,
    "MARKET_OF_QUOTE": OrderType.MARKET,
}
REST_ENDED: Final = "RISKLIMIT_CANCEL"  # row 15: the rest of an order that may not rest, too
BY_USER: Final = "USER_CANCEL"
REJECTED: Final = "REJECTED"
POST_ONLY: Final = "post_only"


def read_side(word: str) -> Side:
    match word:
        case "BUY":
            return Side.BUY
        case "SELL":
            return Side.SELL
        case _:
            raise BadMessage(f"no side: {word[:40]!r}")


def write_side(side: Side) -> str:
    return "BUY" if side is Side.BUY else "SELL"


def read_type(word: str) -> OrderType:
    if word not in TYPES:
        raise BadMessage(f"no order type: {word[:40]!r}")
    return TYPES[word]


def write_type(kind: OrderType) -> str:
    match kind:
        case OrderType.LIMIT:
            return "LIMIT"
        case OrderType.LIMIT_MAKER:
            return "LIMIT_MAKER"
        case OrderType.MARKET:
            return "MARKET"


def read_tif(word: str, kind: OrderType) -> Tif | None:
    """Of a market order it says nothing: it cannot rest."""
    if word not in ("GTC", "IOC", "FOK", "LIMIT_MAKER"):
        raise BadMessage(f"no time in force: {word[:40]!r}")
    if kind is OrderType.MARKET:
        return None
    return Tif.GTC if word == "LIMIT_MAKER" else Tif(word)


def write_tif(tif: Tif | None, kind: OrderType) -> str:
    return "IOC" if kind is OrderType.MARKET else tif or "GTC"


def read_status(word: str, reason: str, tif: Tif | None, kind: OrderType) -> tuple[OrderStatus, str]:
    """Row 15: status and reason. What a post-only order is refused for is no secret."""
    status = STATUSES.get(word)
    if status is None:
        raise BadMessage(f"an order status that we do not know: {word[:40]!r}")
    if status is OrderStatus.CANCELLED:
        fleeting = tif in (None, Tif.IOC, Tif.FOK)
        return (OrderStatus.EXPIRED if fleeting and reason == REST_ENDED else status), reason
    if status is OrderStatus.REFUSED:
        return status, POST_ONLY if kind is OrderType.LIMIT_MAKER else REJECTED
    return status, ""


def write_status(status: OrderStatus, filled: int, reason: str) -> tuple[str, str]:
    """And why it ended."""
    match status:
        case OrderStatus.CANCELLED:
            return "PARTIALLY_CANCELED" if filled else "CANCELED", reason or BY_USER
        case OrderStatus.EXPIRED:
            return "PARTIALLY_CANCELED" if filled else "CANCELED", REST_ENDED
        case _:
            return STATUS_WORDS[status], ""
