"""Bitget's words for what an order is, both ways. A word that is in no table is refused, never guessed."""

from __future__ import annotations

from typing import Final

from picaflor.domain.orders import Liquidity, OrderType, SelfTrade, Side, Tif
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderReport, OrderStatus

STATUSES: Final = {
    "live": OrderStatus.OPEN,
    "init": OrderStatus.OPEN,
    "new": OrderStatus.OPEN,
    "partially_filled": OrderStatus.PARTIAL,
    "partial_fill": OrderStatus.PARTIAL,
    "filled": OrderStatus.FILLED,
    "full_fill": OrderStatus.FILLED,
    "cancelled": OrderStatus.CANCELLED,
    "canceled": OrderStatus.CANCELLED,
    "cancel": OrderStatus.CANCELLED,
    "ioc_not_full_cancel": OrderStatus.EXPIRED,
    "fok_not_full_cancel": OrderStatus.EXPIRED,
}
STATUS_WORDS: Final = {
    OrderStatus.OPEN: "live",
    OrderStatus.PARTIAL: "partially_filled",
    OrderStatus.FILLED: "filled",
    OrderStatus.CANCELLED: "cancelled",
    OrderStatus.REFUSED: "cancelled",
    OrderStatus.EXPIRED: "cancelled",
}
POST_ONLY: Final = "post_only_fill_cancel"
EXPIRIES: Final = ("ioc_not_full_cancel", "fok_not_full_cancel")
# What a matching engine says, in their words. The full list of theirs is in docs/venues/bitget.md, row 33.
REASONS: Final = {
    "post_only": POST_ONLY,
    "ioc": "ioc_not_full_cancel",
    "fok": "fok_not_full_cancel",
    "cancelled": "normal_cancel",
    "self_trade": "stp_cancel",
    "no_liquidity": "slippage_cancel",
    "protect": "slippage_cancel",
}
FORCES: Final = {
    "gtc": (OrderType.LIMIT, Tif.GTC),
    "post_only": (OrderType.LIMIT_MAKER, Tif.GTC),
    "ioc": (OrderType.LIMIT, Tif.IOC),
    "fok": (OrderType.LIMIT, Tif.FOK),
}
FORCE_WORDS: Final = {kind: word for word, kind in FORCES.items()}


def read_side(word: str) -> Side:
    """The trade archive spells it Buy and Sell."""
    try:
        return Side(word.lower())
    except ValueError:
        raise BadMessage(f"no side: {word[:40]!r}") from None


def read_status(word: str, reason: str, filled: int) -> OrderStatus:
    """Row 33: what ended an order stands in cancelReason where the venue says it at all."""
    status = STATUSES.get(word)
    if status is None:
        raise BadMessage(f"an order status that we do not know: {word[:40]!r}")
    if status is OrderStatus.CANCELLED:
        if reason == POST_ONLY and not filled:
            return OrderStatus.REFUSED
        if reason in EXPIRIES:
            return OrderStatus.EXPIRED
    return status


def write_reason(order: OrderReport) -> str:
    match order.status:
        case OrderStatus.REFUSED:
            return POST_ONLY
        case OrderStatus.EXPIRED:
            killed = order.tif is Tif.FOK or order.reason.startswith("fok")
            return REASONS["fok" if killed else "ioc"]
        case OrderStatus.CANCELLED:
            return REASONS.get(order.reason, order.reason or "normal_cancel")
        case _:
            return ""


def read_type(order_type: str, force: str) -> tuple[OrderType, Tif]:
    """Row 11. `force` is ignored for market orders; case is free."""
    match order_type.lower():
        case "market":
            return OrderType.MARKET, Tif.GTC
        case "limit":
            if force.lower() in FORCES:
                return FORCES[force.lower()]
            raise BadMessage(f"no force: {force[:40]!r}")
        case _:
            raise BadMessage(f"no order type: {order_type[:40]!r}")


def write_type(order_type: OrderType) -> str:
    return "market" if order_type is OrderType.MARKET else "limit"


def write_force(order_type: OrderType, tif: Tif | None) -> str:
    return FORCE_WORDS[order_type, tif or Tif.GTC] if order_type is not OrderType.MARKET else "gtc"


def read_self_trade(word: str | None) -> SelfTrade | None:
    """Row 38. Without a word, or with "none", it is the venue's own rule, which is that they trade."""
    try:
        return None if (word or "none").lower() == "none" else SelfTrade((word or "").lower())
    except ValueError:
        raise BadMessage(f"no stpMode: {(word or '')[:40]!r}") from None


SCOPES: Final = {
    "taker": Liquidity.TAKER,
    "T": Liquidity.TAKER,
    "maker": Liquidity.MAKER,
    "M": Liquidity.MAKER,
    "marker": Liquidity.MAKER,  # as their own page spells it
}


def read_scope(word: str) -> Liquidity | None:
    if not word:
        return None
    if word not in SCOPES:
        raise BadMessage(f"neither maker nor taker: {word[:40]!r}")
    return SCOPES[word]
