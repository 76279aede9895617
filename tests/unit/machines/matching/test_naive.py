"""The naive book against the cases that any matching book must pass."""

from __future__ import annotations

from picaflor.machines.matching import SelfTrade
from picaflor.machines.matching.naive import NaiveBook
from tests.unit.machines.matching.book_cases import BookCases


class TestNaiveBook(BookCases):
    def make(self, rule: SelfTrade = SelfTrade.NONE, *, notional_per: int = 1) -> NaiveBook:
        return NaiveBook(rule, notional_per=notional_per)
