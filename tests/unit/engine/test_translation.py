"""A market buy sized as the venue does not take it: a limit that takes or leaves, never on a book without trust."""

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
        return [(10_000, 5), (10_050, 5), (10_200, 5)][:depth]


def test_it_reaches_one_percent_beyond_the_touch_and_says_so() -> None:
    done = translate(WISH, MARKET, Book())
    assert (done.type, done.tif, done.ticks, done.lots) == (OrderType.LIMIT, Tif.IOC, 10_100, 10)
    assert done.why == "because (translated: a market buy by base, as a limit that takes or leaves)"


BY_COIN = Market("v", "A-B", "AB", "A", "B", Grid(2), Grid(2), taker_fee=read_atoms("0.01"))
MONEY = replace(WISH, lots=0, quote=read_atoms("6.00"))


def test_money_is_counted_out_over_the_book_where_only_coin_is_sold() -> None:
    done = translate(MONEY, BY_COIN, Book())
    assert (done.type, done.tif, done.lots, done.ticks, done.quote) == (OrderType.LIMIT, Tif.IOC, 5, 10_000, 0)
    assert done.why == "because (translated: a market buy by quote, as a limit that takes or leaves)"
    both = translate(replace(MONEY, quote=read_atoms("10.04")), BY_COIN, Book())
    assert (both.lots, both.ticks) == (9, 10_050)  # a tenth would cost 10.05 if the better price were gone
    some = translate(replace(MONEY, quote=read_atoms("99")), BY_COIN, Book())
    assert (some.lots, some.ticks) == (10, 10_050)  # no farther than one percent


def test_the_money_pays_the_fee_too_where_fees_are_money() -> None:
    dear = replace(BY_COIN, fee_asset="B")
    assert translate(replace(MONEY, quote=read_atoms("5.04")), dear, Book()).lots == 4
    assert translate(replace(MONEY, quote=read_atoms("5.05")), dear, Book()).lots == 5


def test_a_narrower_band_of_the_venue_is_kept() -> None:
    assert translate(WISH, replace(MARKET, band_up=read_atoms("0.002")), Book()).ticks == 10_020


@pytest.mark.parametrize(
    ("wish", "market", "book"),
    [
        (replace(WISH, side=Side.SELL), MARKET, Book()),
        (replace(WISH, lots=0, quote=5), MARKET, Book()),
        (replace(WISH, type=OrderType.LIMIT, ticks=5), MARKET, Book()),
        (WISH, replace(MARKET, buys_by_quote=False), Book()),
        (replace(MONEY, quote=read_atoms("0.99")), BY_COIN, Book()),
        (WISH, None, Book()),
        (WISH, MARKET, None),
        (WISH, MARKET, Book(Trust.GAP)),
        (WISH, MARKET, Book(ask=0)),
    ],
)
def test_everything_else_stays_as_it_is(wish: Wish, market: Market | None, book: Book | None) -> None:
    assert translate(wish, market, book) is wish


RESTING = Market("v", "A-B", "AB", "A", "B", Grid(2), Grid(2), post_only=False, only_gtc=True)
MAKER = Wish("A-B", Side.BUY, 10, 9_999, OrderType.LIMIT_MAKER)


class Best(Book):
    def best(self) -> tuple[int, int]:
        return 9_990, self.ask


@pytest.mark.parametrize(
    ("side", "ticks", "sent"),
    [
        (Side.BUY, 9_999, OrderType.LIMIT),
        (Side.BUY, 10_000, OrderType.LIMIT_MAKER),
        (Side.SELL, 9_991, OrderType.LIMIT),
        (Side.SELL, 9_990, OrderType.LIMIT_MAKER),
    ],
)
def test_what_may_only_rest_is_a_limit_where_it_meets_nobody(side: Side, ticks: int, sent: OrderType) -> None:
    done = translate(replace(MAKER, side=side, ticks=ticks), RESTING, Best())
    assert done.type is sent
    assert ("translated" in done.why) is (sent is OrderType.LIMIT)


def test_what_may_only_rest_stays_so_where_nobody_knows_or_the_venue_has_such_orders() -> None:
    for market, book in ((RESTING, None), (RESTING, Best(Trust.GAP)), (BY_COIN, Best())):
        assert translate(MAKER, market, book) is MAKER


def test_where_nothing_takes_or_leaves_money_buys_at_the_market() -> None:
    done = translate(replace(MONEY, quote=read_atoms("6.00")), replace(RESTING, taker_fee=0), Book())
    assert (done.type, done.tif, done.lots, done.quote) == (OrderType.MARKET, Tif.GTC, 5, 0)
