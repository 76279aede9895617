"""A mirrored market: what fills a customer's order there, when, and for how much of it."""

from __future__ import annotations

import pytest

from picaflor.domain.market import Market
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.mirror import LATE_NS, Mirror
from picaflor.sim.venue.orders import VenueAccount, VenueOrder
from picaflor.wire.asks import Place, Placed
from picaflor.wire.reports import OrderStatus

SYMBOL = "BTCUSDT"
BIDS = [(6_100_000, 1_000), (6_099_900, 2_000)]
ASKS = [(6_100_100, 500), (6_100_200, 700), (6_100_300, 900)]


@pytest.fixture
def mirror(floor: Floor) -> Mirror:
    made = Mirror(floor, SYMBOL)
    made.show_book(BIDS, ASKS, 1)
    return made


def order(
    floor: Floor, account: VenueAccount, side: Side, lots: int, ticks: int | None, type: OrderType = OrderType.LIMIT
) -> VenueOrder:
    market = floor.markets[SYMBOL]
    price = None if ticks is None else ticks * market.tick.atoms
    placed = floor.place(account, Place(SYMBOL, "", side, type, lots * market.lot.atoms, price), 5)
    assert isinstance(placed, Placed)
    found = account.find("", placed.venue_id)
    assert found is not None
    return found


def test_the_other_book_stands_here_level_by_level(floor: Floor, mirror: Mirror) -> None:
    book = floor.books[SYMBOL]
    assert (book.levels(Side.BUY, 9), book.levels(Side.SELL, 9)) == (BIDS, ASKS)
    bids, asks = [(6_100_050, 10), (6_099_900, 1_500)], [(6_100_200, 800), (6_100_300, 900)]
    mirror.show_book(bids, asks, 2)
    assert (book.levels(Side.BUY, 9), book.levels(Side.SELL, 9)) == (bids, asks)
    mirror.hide(3)
    assert (book.levels(Side.BUY, 9), book.levels(Side.SELL, 9)) == ([], [])


def test_a_book_that_moved_through_its_old_self_trades_with_nobody(floor: Floor, mirror: Mirror) -> None:
    mirror.show_book([(6_100_250, 10)], [(6_100_300, 5)], 2)
    assert not floor.tapes[SYMBOL].trades
    assert floor.books[SYMBOL].levels(Side.BUY, 9) == [(6_100_250, 10)]


def test_a_market_order_walks_the_book_and_pays_for_it(floor: Floor, account: VenueAccount, mirror: Mirror) -> None:
    taken = order(floor, account, Side.BUY, 1_500, None, OrderType.MARKET)
    tick, lot = floor.markets[SYMBOL].tick.atoms, floor.markets[SYMBOL].lot.atoms
    assert [(fill.price // tick, fill.size // lot) for fill in account.fills] == [
        (6_100_100, 500),
        (6_100_200, 700),
        (6_100_300, 300),
    ]
    assert taken.status is OrderStatus.FILLED


def test_what_a_customer_took_comes_back_when_that_level_changes_there(
    floor: Floor, account: VenueAccount, mirror: Mirror
) -> None:
    order(floor, account, Side.BUY, 400, 6_100_100)
    mirror.show_book(BIDS, ASKS, 6)
    assert floor.books[SYMBOL].levels(Side.SELL, 1) == [(6_100_100, 100)]
    mirror.show_book(BIDS, [(6_100_100, 501), *ASKS[1:]], 7)
    assert floor.books[SYMBOL].levels(Side.SELL, 1) == [(6_100_100, 501)]


def test_an_order_fills_in_part_once_what_stood_before_it_was_taken(
    floor: Floor, account: VenueAccount, mirror: Mirror
) -> None:
    rests = order(floor, account, Side.BUY, 300, 6_100_000)
    mirror.show_book([(6_100_000, 4_000), BIDS[1]], ASKS, 6)  # 3 000 came behind it
    mirror.show_trade(Side.SELL, 6_100_000, 900, 7)
    assert rests.filled == 0
    mirror.show_trade(Side.SELL, 6_100_000, 250, 8)
    assert (rests.filled, rests.status) == (150, OrderStatus.PARTIAL)
    mirror.show_trade(Side.SELL, 6_100_000, 500, 9)
    assert (rests.filled, rests.status) == (300, OrderStatus.FILLED)
    assert {fill.liquidity for fill in account.fills} == {Liquidity.MAKER}


def test_cancels_are_taken_to_be_behind_us_until_there_is_nothing_else(
    floor: Floor, account: VenueAccount, mirror: Mirror
) -> None:
    rests = order(floor, account, Side.BUY, 300, 6_100_000)
    mirror.show_book([(6_100_000, 1_400), BIDS[1]], ASKS, 6)
    mirror.show_book([(6_100_000, 1_000), BIDS[1]], ASKS, 7)
    mirror.show_trade(Side.SELL, 6_100_000, 999, 8)
    assert rests.filled == 0
    mirror.show_trade(Side.SELL, 6_100_000, 2, 9)
    assert rests.filled == 1


def test_a_queue_that_shrank_to_nothing_leaves_us_first(floor: Floor, account: VenueAccount, mirror: Mirror) -> None:
    rests = order(floor, account, Side.BUY, 300, 6_100_000)
    mirror.show_book(BIDS[1:], ASKS, 6)
    assert floor.books[SYMBOL].levels(Side.BUY, 1) == [(6_100_000, 300)]
    mirror.show_trade(Side.SELL, 6_100_000, 100, 7)
    assert rests.filled == 100


@pytest.mark.parametrize(("later_ns", "filled"), [(LATE_NS, 0), (LATE_NS + 1, 300)])
def test_a_trade_that_is_told_after_the_book_that_it_changed_counts_once(
    floor: Floor, account: VenueAccount, mirror: Mirror, later_ns: int, filled: int
) -> None:
    rests = order(floor, account, Side.BUY, 500, 6_100_000)
    mirror.show_book([(6_100_000, 400), BIDS[1]], ASKS, 6)  # 600 were taken, as is told a moment later
    mirror.show_trade(Side.SELL, 6_100_000, 600, 6 + later_ns)
    assert rests.filled == min(filled, 200)


def test_a_book_that_moves_through_our_price_fills_us_there(
    floor: Floor, account: VenueAccount, mirror: Mirror
) -> None:
    rests = order(floor, account, Side.BUY, 300, 6_100_050)
    mirror.show_book([(6_099_900, 10)], [(6_100_000, 200), (6_100_020, 50)], 6)
    assert (rests.filled, rests.status) == (250, OrderStatus.PARTIAL)
    assert {fill.price // floor.markets[SYMBOL].tick.atoms for fill in account.fills} == {6_100_050}


def test_a_trade_at_a_worse_price_than_ours_passes_through_us_first(
    floor: Floor, account: VenueAccount, mirror: Mirror
) -> None:
    rests = order(floor, account, Side.BUY, 300, 6_100_050)
    mirror.show_trade(Side.SELL, 6_100_000, 100, 6)
    assert rests.filled == 100
    assert floor.books[SYMBOL].levels(Side.BUY, 2)[1] == BIDS[0]


def test_the_last_price_is_that_of_the_other_market(floor: Floor, mirror: Mirror) -> None:
    mirror.show_trade(Side.BUY, 6_200_000, 1, 6)
    assert floor.last[SYMBOL] == 6_200_000


def test_our_own_fills_are_exact_money(floor: Floor, account: VenueAccount, mirror: Mirror, market: Market) -> None:
    had = account.balance("USDT").total
    order(floor, account, Side.BUY, 500, 6_100_100)
    cost = 6_100_100 * market.tick.atoms * 500 * market.lot.atoms // read_atoms("1")
    assert account.balance("USDT").total == had - cost
