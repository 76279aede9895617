"""The switch between the twins: who builds a book does not need to know which one it gets."""

from __future__ import annotations

from picaflor.domain.market import Market
from picaflor.machines.book.keeper import Keeper
from picaflor.machines.book.naive import NaiveBook
from picaflor.wire.venue import BookRule, Dialect


def make_book(market: Market, rule: BookRule, *, fast: bool = False) -> Keeper:
    """A fast book where one is wanted and the kernel can hold the market. The first fast one loads the kernels."""
    if fast:
        from picaflor.machines.book.fast import FastBook
        from picaflor.machines.book.layout import served

        if served(market, rule):
            if rule.envelope is not None and rule.dialect is Dialect.PAIRS:
                from picaflor.machines.book.raw import RawBook

                return RawBook(market, rule, rule.envelope)
            return FastBook(market, rule)
    return NaiveBook(market, rule)
