"""What comes in: an order as the matching book wants it, and the shapes that it refuses to look at.

Orders and events are msgspec structs: a frozen dataclass of this size takes ten times as long to make (1.3 against
0.1 µs), and making them would be most of what the book does.
"""

from __future__ import annotations

from msgspec import Struct

from picaflor.domain.orders import OrderType, SelfTrade, Side, Tif


class BadOrder(ValueError):
    """An order that the venue's rules should not have let pass: a mistake of the caller, not of the trader."""


class Incoming(Struct, frozen=True, gc=False):
    """`tif` means nothing to a LIMIT_MAKER. A MARKET never rests, whatever its tif, and its `ticks` are not read."""

    order_id: int
    owner: int
    side: Side
    lots: int
    ticks: int | None = None
    type: OrderType = OrderType.LIMIT
    tif: Tif = Tif.GTC
    quote: int = 0  # atoms to spend: a market buy by money; then `lots` is 0
    protect_ticks: int | None = None  # the worst price that a market order may reach
    stp: SelfTrade | None = None  # None: the book's own rule


_BUY = Side.BUY
_MARKET = OrderType.MARKET


def check(order: Incoming) -> None:
    """BadOrder for what makes no sense."""
    if order.type is _MARKET:
        if order.quote:
            if order.quote < 0 or order.lots or order.side is not _BUY:
                raise BadOrder(f"only a market buy is by quote, and then it has no lots: {order}")
        elif order.lots <= 0:
            raise BadOrder(f"no lots: {order}")
    elif order.ticks is None or order.ticks <= 0 or order.lots <= 0 or order.quote or order.protect_ticks is not None:
        raise BadOrder(f"a limit order is lots at ticks, and nothing else: {order}")


def check_amend(lots: int, ticks: int) -> None:
    if lots <= 0 or ticks <= 0:
        raise BadOrder(f"cannot amend to {lots} lots at {ticks} ticks")
