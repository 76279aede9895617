"""The switch between the twins: who builds a book does not need to know which one it gets."""

from __future__ import annotations

from picaflor.domain.market import Market
from picaflor.machines.book.keeper import Keeper
from picaflor.machines.book.naive import NaiveBook
from picaflor.wire.venue import BookRule


def make_book(market: Market, rule: BookRule, *, fast: bool = False) -> Keeper:
    del fast  # until the kernels stand
    return NaiveBook(market, rule)
