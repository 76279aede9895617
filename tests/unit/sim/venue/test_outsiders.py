"""Who is no customer: he rests, takes up to a price, shrinks in his place, and customers stand in the order they came."""

from __future__ import annotations

from picaflor.domain.orders import Side
from picaflor.sim.venue import outsiders
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount
from tests.unit.sim.venue.conftest import Put

SYMBOL = "BTCUSDT"


def levels(floor: Floor, side: Side) -> list[tuple[int, int]]:
    return floor.books[SYMBOL].levels(side, 9)


def test_one_takes_up_to_a_price_and_leaves_nothing_behind(floor: Floor) -> None:
    outsiders.rest(floor, SYMBOL, Side.SELL, 6_100_000, 10, 1)
    outsiders.rest(floor, SYMBOL, Side.SELL, 6_100_100, 10, 1)
    outsiders.take(floor, SYMBOL, Side.BUY, 50, 6_100_050, 2)
    assert levels(floor, Side.SELL) == [(6_100_100, 10)]
    assert levels(floor, Side.BUY) == []


def test_an_order_shrinks_where_it_stands_or_goes(floor: Floor, account: VenueAccount, put: Put) -> None:
    no = outsiders.rest(floor, SYMBOL, Side.BUY, 6_100_000, 100, 1)
    behind = put(account, Side.BUY, "0.00005", "61000")
    outsiders.shrink(floor, SYMBOL, no, 30, 2)
    assert outsiders.left(floor, SYMBOL, no) == 30
    outsiders.take(floor, SYMBOL, Side.SELL, 30, 6_100_000, 3)
    assert behind.filled == 0
    assert outsiders.left(floor, SYMBOL, no) == 0
    gone = outsiders.rest(floor, SYMBOL, Side.BUY, 6_099_000, 5, 4)
    outsiders.shrink(floor, SYMBOL, gone, 0, 5)
    outsiders.shrink(floor, SYMBOL, gone, 0, 6)
    assert levels(floor, Side.BUY) == [(6_100_000, 50)]
    assert gone not in floor.resting_crowd[SYMBOL]


def test_the_oldest_customer_at_a_price(floor: Floor, account: VenueAccount, other: VenueAccount, put: Put) -> None:
    assert outsiders.first_customer(floor, SYMBOL, Side.BUY, 6_100_000) == 0
    first = put(other, Side.BUY, "0.001", "61000")
    put(account, Side.BUY, "0.001", "61000")
    put(account, Side.BUY, "0.001", "60999")
    assert outsiders.first_customer(floor, SYMBOL, Side.BUY, 6_100_000) == first.no


def test_whoever_queues_up_anew_stands_last(floor: Floor, account: VenueAccount, put: Put) -> None:
    ours = put(account, Side.BUY, "0.0001", "61000")
    outsiders.rest(floor, SYMBOL, Side.BUY, 6_100_000, 10, 2)
    outsiders.queue_up(floor, SYMBOL, 3)
    outsiders.take(floor, SYMBOL, Side.SELL, 15, 6_100_000, 4)
    assert ours.filled == 5


def test_all_go_home(floor: Floor, account: VenueAccount, put: Put) -> None:
    outsiders.rest(floor, SYMBOL, Side.SELL, 6_200_000, 10, 1)
    put(account, Side.BUY, "0.0001", "61000")
    outsiders.send_home(floor, SYMBOL, 2)
    assert (levels(floor, Side.SELL), levels(floor, Side.BUY)) == ([], [(6_100_000, 100)])
