"""Lists: narrowed as was asked, in the order that the house tells them in, cut where it cuts them."""

from __future__ import annotations

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.answers import Answers
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.listing import spot_listing
from picaflor.sim.venue.orders import VenueAccount
from picaflor.venues import load
from picaflor.wire.asks import Fills, Narrowing, Orders, Place, ReadClosedOrders, ReadFills, ReadOpenOrders, Refused
from picaflor.wire.auth import PlainKeys
from picaflor.wire.reports import OrderStatus
from picaflor.wire.venue import Venue

FUNDS = {"USDT": read_atoms("100000"), "BTC": read_atoms("1"), "ETH": read_atoms("10")}
ANY = tuple(OrderStatus)


@pytest.fixture
def venue() -> Venue:
    return load("altmarkets")


@pytest.fixture
def floor(venue: Venue) -> Floor:
    return Floor(venue, spot_listing(venue, 3), 1_000)


@pytest.fixture
def account(floor: Floor) -> VenueAccount:
    """Four orders: 1 buys bitcoin, 2 sells it, 3 buys ether, 4 buys bitcoin from 2 and is filled before 1 is cancelled."""
    his = floor.open_account(PlainKeys("key", "secret"), FUNDS)
    other = floor.open_account(PlainKeys("other", "secret"), FUNDS)
    _put(floor, his, "btcusdt", "one", Side.BUY, "60000", 10)
    _put(floor, his, "btcusdt", "two", Side.SELL, "62000", 20)
    _put(floor, his, "ethusdt", "three", Side.BUY, "2000", 30)
    _put(floor, other, "btcusdt", "", Side.BUY, "62000", 40)
    floor.cancel(his, "one", "", 50)
    _put(floor, other, "ethusdt", "", Side.SELL, "2000", 60, size="0.2")
    return his


def _put(
    floor: Floor, who: VenueAccount, symbol: str, name: str, side: Side, price: str, now_ns: int, size: str = "0.1"
) -> None:
    place = Place(symbol, name, side, OrderType.LIMIT, read_atoms(size), read_atoms(price))
    assert not isinstance(floor.place(who, place, now_ns), Refused)


def names(floor: Floor, account: VenueAccount, ask: ReadOpenOrders | ReadClosedOrders) -> list[str]:
    told = Answers(floor).private(account, ask, 100)
    assert isinstance(told, Orders)
    return [row.client_id for row in told.rows]


def test_the_last_change_comes_first_or_last(floor: Floor, account: VenueAccount) -> None:
    assert names(floor, account, ReadClosedOrders(states=ANY)) == ["three", "one", "two"]
    assert names(floor, account, ReadClosedOrders(states=ANY, narrowing=Narrowing(oldest_first=True))) == [
        "two",
        "one",
        "three",
    ]


@pytest.mark.parametrize(
    ("narrowing", "left"),
    [
        (Narrowing(base="BTC"), ["one", "two"]),
        (Narrowing(quote="USDT", side=Side.BUY), ["three", "one"]),
        (Narrowing(("ethusdt", "btcusdt"), side=Side.SELL), ["two"]),
        (Narrowing(("ethusdt",), base="BTC"), []),
        (Narrowing(type=OrderType.MARKET), []),
        (Narrowing(until_ns=20), ["one"]),
    ],
)
def test_it_is_narrowed(floor: Floor, account: VenueAccount, narrowing: Narrowing, left: list[str]) -> None:
    assert names(floor, account, ReadClosedOrders(states=ANY, narrowing=narrowing)) == left


def test_fills_are_narrowed_and_turned_around(floor: Floor, account: VenueAccount) -> None:
    def told(ask: ReadFills) -> list[str]:
        page = Answers(floor).private(account, ask, 100)
        assert isinstance(page, Fills)
        return [fill.symbol for fill in page.rows]

    assert told(ReadFills()) == ["ethusdt", "btcusdt"]
    assert told(ReadFills(narrowing=Narrowing(oldest_first=True))) == ["btcusdt", "ethusdt"]
    assert told(ReadFills(narrowing=Narrowing(side=Side.SELL))) == ["btcusdt"]
    assert told(ReadFills("ethusdt")) == ["ethusdt"]


def test_a_pair_that_is_none_is_refused_where_the_house_says_so(floor: Floor, account: VenueAccount) -> None:
    answers = Answers(floor)
    for ask in (ReadOpenOrders("nonsense"), ReadFills(narrowing=Narrowing(("btcusdt", "nonsense")))):
        refused = answers.private(account, ask, 100)
        assert isinstance(refused, Refused)
        assert refused.code == "market.market.doesnt_exist"


def test_an_empty_page_has_no_next_one(floor: Floor, account: VenueAccount) -> None:
    assert Answers(floor).private(account, ReadOpenOrders(limit=0), 100) == Orders(())
