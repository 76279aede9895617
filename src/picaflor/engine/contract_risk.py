"""What an order for a contract must pass beside the rules of every market: hold, what it may close, margin, the ladder."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from picaflor.domain.events import OrderView
from picaflor.domain.market import Market
from picaflor.domain.numbers import decimal_of
from picaflor.domain.orders import Hold, PositionMode, Side, Wish
from picaflor.machines.ledger.margin import HOLDS


class Margins(Protocol):
    """What an account's contracts stand at."""

    @property
    def position_mode(self) -> PositionMode: ...
    def leverage(self, symbol: str) -> int: ...
    def free(self, symbol: str, purse: int) -> int: ...
    def most_leverage(self, symbol: str, notional: int) -> int: ...
    def closable(self, pair: str, hold: Hold, sells: bool) -> int: ...
    def initial_margin(self, market: Market, ticks: int, lots: int) -> int: ...


def contract_fault(
    wish: Wish, market: Market, ticks: int, margins: Margins, live: Iterable[OrderView], free: int
) -> tuple[str, str] | None:
    """`ticks`: at what price it is reckoned; `free`: what new positions may tie, in the settle asset."""
    holds = HOLDS[margins.position_mode]
    if wish.hold not in holds:
        return ("hold", f"this account holds {' and '.join(holds)} positions, not {wish.hold}")
    there = margins.closable(wish.pair, wish.hold, wish.side is Side.SELL)
    if closes(wish.hold, wish.side, wish.reduce_only):
        taken = sum(order.left for order in live if _closes_with(order, wish))
        if wish.lots > there - taken:
            left = market.amount(max(0, there - taken))
            return (
                "reduce only",
                f"{market.amount(wish.lots)} would be closed, {left} {market.base} are there to close",
            )
        return None
    opened = max(0, wish.lots - there)
    worth, leverage = market.notional(ticks, opened), margins.leverage(market.symbol)
    most = margins.most_leverage(market.symbol, worth)
    if opened and most and leverage > most:
        return ("leverage", f"{decimal_of(worth)} {market.quote} at leverage {leverage}, where {most} is allowed")
    need = margins.initial_margin(market, ticks, opened) if opened else 0
    free = margins.free(market.symbol, free)
    if need > free:
        return ("margin", f"{decimal_of(need)} {market.settle} needed, {decimal_of(free)} free")
    return None


def closes(hold: Hold, side: Side, reduce_only: bool) -> bool:
    """It can only make a position smaller: by its word, or as the other side of a hedge."""
    return reduce_only or (hold is Hold.LONG and side is Side.SELL) or (hold is Hold.SHORT and side is Side.BUY)


def _closes_with(order: OrderView, wish: Wish) -> bool:
    same = (order.pair, order.hold, order.side) == (wish.pair, wish.hold, wish.side)
    return same and closes(order.hold, order.side, order.reduce_only)
