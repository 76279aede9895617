"""What a matching book says, in the order in which it happened, and how an order that rests is shown.

Each order's story is: nothing or one Accepted, any number of Traded and Amended, and one Done unless it rests. A Done
without an Accepted before it is a refusal at the door: the order changed nothing.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from picaflor.domain.orders import OrderType, SelfTrade, Side


class Why(StrEnum):
    """Why an order is done."""

    FILLED = "filled"
    CANCELLED = "cancelled"
    POST_ONLY = "post_only"
    IOC = "ioc"
    FOK = "fok"
    NO_LIQUIDITY = "no_liquidity"
    SELF_TRADE = "self_trade"
    PROTECT = "protect"
    QUOTE_SPENT = "quote_spent"  # what is left buys no further lot


class Accepted(Struct, frozen=True, gc=False):
    """The order rests, or meets another: anything but a refusal at the door."""

    order_id: int
    at_ns: int


class Traded(Struct, frozen=True, gc=False):
    """At the maker's price. `side` is the taker's."""

    trade_no: int  # 1, 2, 3 … within a book
    taker_id: int
    maker_id: int
    taker_owner: int
    maker_owner: int
    side: Side
    ticks: int
    lots: int
    maker_left: int
    taker_left: int  # 0 for a buy by quote, which has no lots
    at_ns: int


class Amended(Struct, frozen=True, gc=False):
    """`lots` is what is open now. Without its priority kept, the order came in again: trades or a Done may follow."""

    order_id: int
    ticks: int
    lots: int
    priority_kept: bool
    at_ns: int


class Done(Struct, frozen=True, gc=False):
    order_id: int
    why: Why
    left: int  # lots that will not trade; 0 for a buy by quote
    quote_left: int  # atoms not spent of a buy by quote
    at_ns: int


MatchEvent = Accepted | Traded | Amended | Done


class Resting(Struct, frozen=True, gc=False):
    order_id: int
    owner: int
    side: Side
    type: OrderType
    ticks: int
    lots: int
    at_ns: int  # since when it has had its place in the queue
    stp: SelfTrade | None = None
