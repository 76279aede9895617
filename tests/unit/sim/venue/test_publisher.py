"""Book frames: a snapshot and the changes after it make the book that is there, whoever listens since when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.market import Grid, Market
from picaflor.domain.orders import Side
from picaflor.machines.matching import Incoming
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.listing import spot_listing
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.publisher import BEAT_NS, TOGETHER, Publisher, levels
from picaflor.wire.stream import Channel, Topic
from picaflor.wire.venue import Venue
from tests.unit.sim.venue.conftest import Put

BOOK = Topic(Channel.BOOK, "BTCUSDT")
TOP = Topic(Channel.BOOK, "BTCUSDT", "books1")


@pytest.fixture
def publisher(venue: Venue, floor: Floor) -> Publisher:
    return Publisher(venue, floor)


def test_levels_are_the_venues_text_and_zero_deletes(market: Market) -> None:
    assert levels(market, [(6_100_050, 1_500_000), (6_100_000, 0)]) == b'[["61000.50","1.500000"],["61000.00","0"]]'
    assert levels(Market("v", "A-B", "AB", "A", "B", Grid(0), Grid(0)), [(7, 2)]) == b'[["7","2"]]'


def test_only_what_changed_is_told_and_numbers_join(publisher: Publisher, account: VenueAccount, put: Put) -> None:
    put(account, Side.BUY, "0.1", "61000")
    ((topic, first),) = publisher.changes([BOOK], 5)
    assert (topic, first.snapshot, first.prev, first.seq) == (BOOK, False, 1, 2)
    assert (first.bids, first.asks) == (b'[["61000.00","0.100000"]]', b"[]")
    assert publisher.changes([BOOK], 6) == []
    put(account, Side.SELL, "0.2", "62000")
    put(account, Side.SELL, "0.1", "61900")
    ((_, second),) = publisher.changes([BOOK], 7)
    assert (second.prev, second.seq) == (2, 3)
    assert second.asks == b'[["61900.00","0.100000"],["62000.00","0.200000"]]'
    assert second.bids == b"[]"


def test_a_snapshot_has_the_number_that_the_next_change_follows(
    publisher: Publisher, floor: Floor, account: VenueAccount, put: Put
) -> None:
    order = put(account, Side.BUY, "0.1", "61000")
    put(account, Side.BUY, "0.05", "60000")
    publisher.changes([], 5, "BTCUSDT")
    snapshot = publisher.snapshot(BOOK, 6)
    assert (snapshot.snapshot, snapshot.seq, snapshot.prev) == (True, 2, 0)
    assert snapshot.bids == b'[["61000.00","0.100000"],["60000.00","0.050000"]]'
    floor.cancel(account, "", str(order.no), 7)
    ((_, change),) = publisher.changes([BOOK], 8)
    assert change.prev == snapshot.seq
    assert change.bids == b'[["61000.00","0"]]'


def test_a_channel_of_few_levels_is_a_snapshot_each_time(publisher: Publisher, account: VenueAccount, put: Put) -> None:
    put(account, Side.BUY, "0.1", "61000")
    put(account, Side.BUY, "0.05", "60000")
    (_, change), (topic, top) = publisher.changes([TOP, BOOK], 5)
    assert not change.snapshot
    assert (topic, top.snapshot, top.name) == (TOP, True, "books1")
    assert top.bids == b'[["61000.00","0.100000"]]'


def test_a_beat_sets_the_next_one_and_a_look_at_one_symbol_does_not(
    publisher: Publisher, account: VenueAccount, put: Put
) -> None:
    assert publisher.due() == 0
    publisher.changes([], 5)
    assert publisher.due() == 5 + BEAT_NS
    put(account, Side.BUY, "0.1", "61000")
    assert len(publisher.changes([BOOK], 7, "BTCUSDT")) == 1
    assert publisher.due() == 5 + BEAT_NS


def test_what_changed_while_nobody_listened_is_not_told_later(
    publisher: Publisher, account: VenueAccount, put: Put
) -> None:
    put(account, Side.BUY, "0.1", "61000")
    assert publisher.changes([], 5) == []
    assert publisher.changes([BOOK], 6) == []
    assert publisher.snapshot(BOOK, 6).seq == 2


def test_the_books_of_a_large_house_take_turns(venue: Venue) -> None:
    floor = Floor(venue, spot_listing(venue, 3 * TOGETHER), 1)
    publisher, now_ns = Publisher(venue, floor), 10**18
    publisher.changes([], now_ns)
    turns = []
    while publisher.due() < now_ns + 2 * BEAT_NS:
        turns.append(publisher.due() - now_ns)
        for symbol in floor.markets:
            floor.books[symbol].submit(Incoming(floor.next_no(), 0, Side.BUY, 1, 1), turns[-1])
        topics = [Topic(Channel.BOOK, symbol) for symbol in floor.markets]
        told = [topic.symbol for topic, _ in publisher.changes(topics, publisher.due())]
        assert len(told) == TOGETHER
    assert turns == [BEAT_NS + BEAT_NS * n // 3 for n in range(3)]


@pytest.fixture
def scaling(venue: Venue, floor: Floor) -> Publisher:
    return Publisher(replace(venue, book_channels={"whole": 2, "diff": 0}), floor)


def test_a_channel_with_a_scale_tells_fewer_decimals(scaling: Publisher, account: VenueAccount, put: Put) -> None:
    for price in ("61000.5", "61000.7", "60999.9", "60990"):
        put(account, Side.BUY, "0.01", price)
    put(account, Side.SELL, "0.02", "62000.01")
    whole, diff, fine = (replace_name(BOOK, name) for name in ("whole@0", "diff@0", "diff@2"))
    changes = {topic.name: frame for topic, frame in scaling.changes([whole, diff, fine], 5)}
    assert changes["whole@0"].bids == b'[["61000.00","0.020000"],["60999.00","0.010000"]]'
    assert changes["diff@0"].bids == b'[["61000.00","0.020000"],["60999.00","0.010000"],["60990.00","0.010000"]]'
    assert changes["diff@0"].asks == b'[["62001.00","0.020000"]]'
    assert changes["diff@2"].asks == b'[["62000.01","0.020000"]]'
    assert [(frame.name, frame.snapshot) for frame in changes.values()] == [
        (name, name == "whole@0") for name in changes
    ]
    assert scaling.snapshot(diff, 6).bids == changes["diff@0"].bids
    assert not scaling.offers(replace_name(BOOK, "diff@3")), "finer than the market"
    assert not scaling.offers(replace_name(BOOK, "other@1"))


def replace_name(topic: Topic, name: str) -> Topic:
    return Topic(topic.channel, topic.symbol, name)
