"""A market buy by base, where only money buys: a limit that takes or leaves, and never on a book without trust."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from picaflor.domain.book import Level, Top, Trust
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side, Tif, Wish
from picaflor.engine.translation import translate

MARKET = Market("v", "A-B", "AB", "A", "B", Grid(2), Grid(2), buys_by_quote=True)
WISH = Wish("A-B", Side.BUY, 10, type=OrderType.MARKET, why="because")


@dataclass
class Book:
    trust: Trust = Trust.GOOD
    at_ns: int = 0
    ask: int = 10_000

    def top(self) -> Top:
        return Top(9_990, 1, self.ask, 1)

    def bids(self, depth: int) -> list[Level]:
        return []

    def asks(self, depth: int) -> list[Level]:
        return []


def test_it_reaches_one_percent_beyond_the_touch_and_says_so() -> None:
    done = translate(WISH, MARKET, Book())
    assert (done.type, done.tif, done.ticks, done.lots) == (OrderType.LIMIT, Tif.IOC, 10_100, 10)
    assert done.why == "because (translated: a market buy by base, as a limit that takes or leaves)"


def test_a_narrower_band_of_the_venue_is_kept() -> None:
    assert translate(WISH, replace(MARKET, band_up=read_atoms("0.002")), Book()).ticks == 10_020


@pytest.mark.parametrize(
    ("wish", "market", "book"),
    [
        (replace(WISH, side=Side.SELL), MARKET, Book()),
        (replace(WISH, lots=0, quote=5), MARKET, Book()),
        (replace(WISH, type=OrderType.LIMIT, ticks=5), MARKET, Book()),
        (WISH, replace(MARKET, buys_by_quote=False), Book()),
        (WISH, None, Book()),
        (WISH, MARKET, None),
        (WISH, MARKET, Book(Trust.GAP)),
        (WISH, MARKET, Book(ask=0)),
    ],
)
def test_everything_else_stays_as_it_is(wish: Wish, market: Market | None, book: Book | None) -> None:
    assert translate(wish, market, book) is wish
