"""The platform's words for what an order is, both ways. A word that is in no table is refused, never guessed."""

from __future__ import annotations

from typing import Final

from picaflor.domain.orders import OrderType, Side
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderStatus

# Row 14. `pending` is accepted and not in the book yet; the last three only strangers tolerate.
STATES: Final = {
    "pending": OrderStatus.OPEN,
    "wait": OrderStatus.OPEN,
    "done": OrderStatus.FILLED,
    "cancel": OrderStatus.CANCELLED,
    "reject": OrderStatus.REFUSED,
    "submitted": OrderStatus.OPEN,
    "fail": OrderStatus.REFUSED,
    "partial-canceled": OrderStatus.CANCELLED,
}
STATE_WORDS: Final = {
    OrderStatus.OPEN: "wait",
    OrderStatus.PARTIAL: "wait",
    OrderStatus.FILLED: "done",
    OrderStatus.CANCELLED: "cancel",
    OrderStatus.EXPIRED: "cancel",
    OrderStatus.REFUSED: "reject",
}
OPEN_STATES: Final = ("pending", "wait")
CLOSED_STATES: Final = ("done", "cancel", "reject")
TYPES: Final = {
    "limit": OrderType.LIMIT,
    "market": OrderType.MARKET,
    "post_only": OrderType.LIMIT_MAKER,
}
TYPE_WORDS: Final = {kind: word for word, kind in TYPES.items()}
KINDS: Final = {"bid": Side.BUY, "ask": Side.SELL}
KIND_WORDS: Final = {side: word for word, side in KINDS.items()}
REJECTED: Final = "reject"


def read_side(word: str | None, kind: str | None = None) -> Side:
    """`kind` is the older word, and not to be believed beside the newer one: some servers turn it round."""
    said = word or kind or ""
    if said in KINDS:
        return KINDS[said]
    try:
        return Side(said)
    except ValueError:
        raise BadMessage(f"no side: {said[:40]!r}") from None


def read_state(word: str, filled: int) -> OrderStatus:
    status = STATES.get(word)
    if status is None:
        raise BadMessage(f"an order state that we do not know: {word[:40]!r}")
    return OrderStatus.PARTIAL if status is OrderStatus.OPEN and filled else status


def read_type(word: str | None) -> OrderType:
    """Older pushes do not say; all of them rest."""
    if word is None:
        return OrderType.LIMIT
    if word not in TYPES:
        raise BadMessage(f"no order type: {word[:40]!r}")
    return TYPES[word]
