"""Spot's public endpoints, of margin: the same paths, and books say of which family they are."""

from __future__ import annotations

from picaflor.venues.hitbtc import margin_rest as rest
from picaflor.wire.asks import Books, ReadBook, ReadBooks, ReadTrades
from picaflor.wire.net import Reply
from picaflor.wire.reports import BookFrame

BOOK = b'{"timestamp":"2023-11-14T22:13:20.315Z","ask":[["2","1"]],"bid":[["1","1"]]}'


def test_books_say_of_which_family_they_are() -> None:
    one = rest.read_answer(ReadBook("A"), Reply(200, BOOK))
    assert isinstance(one, BookFrame)
    many = rest.read_answer(ReadBooks(), Reply(200, b'{"A":' + BOOK + b"}"))
    assert isinstance(many, Books)
    assert (one.product, [book.product for book in many.rows]) == ("margin", ["margin"])


def test_the_market_is_spots() -> None:
    assert rest.write_ask(ReadTrades("A")).path == "/api/3/public/trades/A"
