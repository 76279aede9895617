"""Net wishes at a venue that only hedges: what they would make smaller they close, and else they open the other side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from picaflor.domain.events import OrderView
from picaflor.domain.orders import Hold, Side, Wish
from picaflor.domain.stops import StopWish
from picaflor.engine.connector.contracts import Contracts

W = TypeVar("W", Wish, StopWish)


def hedged(wish: W, contracts: Contracts, live: Iterable[OrderView]) -> W:
    """Not in two parts: an order that is larger than what is there to close opens all of it."""
    if not contracts.only_hedges or wish.hold is not Hold.NET:
        return wish
    opens, shrinks = (Hold.LONG, Hold.SHORT) if wish.side is Side.BUY else (Hold.SHORT, Hold.LONG)
    there = contracts.closable(wish.pair, shrinks, wish.side is Side.SELL)
    tied = sum(order.left for order in live if (order.pair, order.hold, order.side) == (wish.pair, shrinks, wish.side))
    hold = shrinks if wish.reduce_only or wish.lots <= there - tied else opens
    return replace(wish, hold=hold, reduce_only=False)
