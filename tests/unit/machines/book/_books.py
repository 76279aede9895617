"""Books and frames for tests: a tick of 0.1, a lot of 0.01."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from picaflor.domain.market import Grid, Market
from picaflor.machines.book.keeper import Keeper
from picaflor.machines.book.twins import make_book
from picaflor.wire.reports import BookFrame
from picaflor.wire.venue import BookRule, Continuity

MARKET = Market("v", "A-B", "AB", "A", "B", Grid(1), Grid(2))
Build = Callable[..., Keeper]
TWINS = {"naive": False, "fast": True}


def build(*, fast: bool, market: Market = MARKET, continuity: Continuity = Continuity.PLUS_ONE, **rule: Any) -> Keeper:
    return make_book(market, BookRule(continuity, **rule), fast=fast)


def snapshot(bids: str = "[]", asks: str = "[]", seq: int | None = 1, **more: Any) -> BookFrame:
    return BookFrame("AB", True, bids.encode(), asks.encode(), seq, **more)


def change(bids: str = "[]", asks: str = "[]", seq: int | None = 2, **more: Any) -> BookFrame:
    return BookFrame("AB", False, bids.encode(), asks.encode(), seq, **more)
