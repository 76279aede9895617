"""What a row tells, each in the venue's own bytes and only to who may hear it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from msgspec import structs

from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.conns import Say
from picaflor.sim.venue.news import PositionNews
from picaflor.sim.venue.newsroom import Newsroom
from picaflor.sim.venue.sockets import Sockets
from picaflor.wire.reports import BalancesReport, BookFrame, OrderReport, OrderStatus
from picaflor.wire.stream import (
    Channel,
    FillsFrame,
    OrdersFrame,
    PositionsFrame,
    StreamRefused,
    Subscribe,
    Subscribed,
    TickersFrame,
    Topic,
    TradesFrame,
    VenueFrame,
)
from tests.unit.sim.venue.contracts import BTC, NOW, VENUE, A, House

PRODUCT = VENUE.product


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def sockets(house: House) -> Sockets:
    return Sockets([house.floor], lambda name: house.one.keys if name == "one" else None)


def topic(channel: Channel, symbol: str = "") -> Topic:
    return Topic(channel, symbol, product=PRODUCT)


def say(sockets: Sockets, *topics: Topic) -> list[VenueFrame]:
    for data in VENUE.stream.write_client(Subscribe(topics)):
        sockets.frame(1, data, NOW)
    return hear(sockets)


def hear(sockets: Sockets) -> list[VenueFrame]:
    out, sockets.out = sockets.out, []
    return [frame for item in out if isinstance(item, Say) for frame in VENUE.stream.read_venue(item.data)]


def news(house: House, sockets: Sockets) -> list[VenueFrame]:
    told, house.floor.news = house.floor.news, []
    sockets.tell(told, NOW, PRODUCT)
    return hear(sockets)


def test_public_channels_carry_their_product(house: House, sockets: Sockets) -> None:
    sockets.opened(1, NOW)
    said = say(sockets, *(topic(channel, BTC) for channel in (Channel.BOOK, Channel.TRADES, Channel.TICKERS)))
    assert [type(frame) for frame in said] == [Subscribed, BookFrame, Subscribed, TradesFrame, Subscribed, TickersFrame]
    assert isinstance(said[1], BookFrame)
    assert said[1].product == PRODUCT
    (no,) = say(sockets, Topic(Channel.BOOK, "NOPE", product=PRODUCT))
    assert isinstance(no, StreamRefused)


def test_what_is_no_product_of_the_house_is_refused(sockets: Sockets) -> None:
    sockets.opened(1, NOW)
    (no,) = say(sockets, Topic(Channel.BOOK, BTC))  # of spot, which this house does not have
    assert isinstance(no, StreamRefused)


def test_an_account_hears_its_orders_fills_money_and_positions(house: House, sockets: Sockets) -> None:
    sockets.opened(1, NOW)
    sockets.frame(1, VENUE.auth.write_login(house.one.keys, NOW), NOW)
    hear(sockets)
    private = (Channel.ORDERS, Channel.FILLS, Channel.BALANCES, Channel.POSITIONS)
    said = say(sockets, *(topic(channel) for channel in private))
    assert [type(frame) for frame in said] == [*[Subscribed] * 3, BalancesReport, Subscribed, PositionsFrame]
    house.trade(house.one, house.two, "0.1", "60000")
    frames = news(house, sockets)
    assert {type(frame) for frame in frames} == {OrdersFrame, FillsFrame, BalancesReport, PositionsFrame}
    (fill,) = (frame.rows[0] for frame in frames if isinstance(frame, FillsFrame))
    assert (fill.size, fill.realised) == (A("0.1"), 0)
    held = [frame for frame in frames if isinstance(frame, PositionsFrame)]
    assert held[-1].rows[0].size == A("0.1")
    house.floor.news.append(PositionNews(house.two))
    assert news(house, sockets) == []


def test_before_is_told_to_who_comes_new_and_private_things_to_nobody_without_a_name(house: House) -> None:
    room = Newsroom(house.floor)
    assert list(room.before(topic(Channel.POSITIONS), None, NOW)) == []
    (frame,) = room.before(topic(Channel.POSITIONS), house.one, NOW)
    assert isinstance(frame, PositionsFrame)
    assert frame.whole


def test_a_beat_tells_what_changed(house: House) -> None:
    room = Newsroom(house.floor)
    heard = [topic(Channel.BOOK, BTC), topic(Channel.TICKERS, BTC)]
    list(room.beat(heard, NOW))
    house.put(house.one, Side.BUY, "0.1", "60000")
    assert [type(frame) for _, frame in room.beat(heard, NOW + 10**9)] == [BookFrame, TickersFrame]
    assert list(room.beat(heard, NOW + 2 * 10**9)) == []


def test_tickers_come_on_their_beat_though_no_book_moves_and_the_clock_is_late(house: House) -> None:
    room = Newsroom(house.floor)
    heard, now_ns, told = [topic(Channel.BOOK, BTC), topic(Channel.TICKERS, BTC)], NOW, []
    for _ in range(20):
        house.floor.last[BTC] += 1
        told += [now_ns for _, frame in room.beat(heard, now_ns) if isinstance(frame, TickersFrame)]
        due = room.due({Channel.BOOK, Channel.TICKERS})
        assert due is not None
        assert due > now_ns
        now_ns = due + 3_000_000
    assert len(told) >= 19, "nobody is woken to tell nothing"
    assert all(b - a < 450_000_000 for a, b in pairwise(told))


def test_positions_that_are_told_apart_are_told_once_more_when_they_are_gone(house: House) -> None:
    room = Newsroom(house.floor)
    room.venue = replace(room.venue, features=room.venue.features | {"positions_apart"})

    def told() -> list[int]:
        frame = room.positions(house.one, NOW)(topic(Channel.POSITIONS))
        assert isinstance(frame, PositionsFrame)
        assert not frame.whole
        return [row.size for row in frame.rows]

    assert told() == []
    house.trade(house.one, house.two, "0.1", "60000")
    assert told() == [A("0.1")]
    assert told() == [A("0.1")]
    house.trade(house.two, house.one, "0.1", "60000")
    assert told() == [0]
    assert told() == []


def test_where_orders_at_the_market_are_told_when_they_are_filled_and_not_before(house: House) -> None:
    report = OrderReport("X", "1", "c", OrderStatus.OPEN, Side.BUY, OrderType.MARKET, 0)
    rests, filled = structs.replace(report, type=OrderType.LIMIT), structs.replace(report, status=OrderStatus.FILLED)
    room = Newsroom(house.floor)
    assert [room.tells(each) for each in (report, rests, filled)] == [True] * 3
    room.venue = replace(room.venue, features=room.venue.features | {"filled_markets"})
    assert [room.tells(each) for each in (report, rests, filled)] == [False, True, True]
