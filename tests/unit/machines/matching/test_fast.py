"""The fast book against the cases that any matching book must pass."""

from __future__ import annotations

from picaflor.domain.orders import Side
from picaflor.machines.matching import Incoming, SelfTrade
from picaflor.machines.matching.fast import FastBook
from tests.unit.machines.matching.book_cases import BookCases


class TestFastBook(BookCases):
    def make(self, rule: SelfTrade = SelfTrade.NONE, *, notional_per: int = 1) -> FastBook:
        return FastBook(rule, notional_per=notional_per)


def test_a_busy_level_keeps_nothing_of_what_has_left() -> None:
    book = FastBook()
    book.submit(Incoming(1, 1, Side.BUY, 1, 100), 0)
    for order_id in range(2, 1_000):
        book.submit(Incoming(order_id, 1, Side.BUY, 1, 100), 0)
        book.cancel(order_id, 0)
    for order_id in range(1_000, 1_100):
        book.submit(Incoming(order_id, 1, Side.SELL, 1, 200 + order_id), 0)
        book.cancel(order_id, 0)
    assert len(book._bids.rungs[100].queue) == 1
    assert len(book._orders) == 1
    assert (book._asks.keys, book._asks.rungs) == ([], {})
    assert book._bids.touched is None
