"""The checksum of an emulated book, against numbers made by hand and against the book that a client keeps."""

from __future__ import annotations

from zlib import crc32

import pytest

from picaflor.domain.market import Market
from picaflor.domain.orders import Side
from picaflor.machines.book.naive import NaiveBook
from picaflor.sim.venue.checksums import book_sum, wrong
from picaflor.sim.venue.faults import FaultRates, Faults, FrameFault
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.publisher import Publisher, Sums
from picaflor.wire.stream import Channel, Topic
from picaflor.wire.venue import Venue
from tests.unit.sim.venue.conftest import Put

BOOK, TOP = Topic(Channel.BOOK, "BTCUSDT"), Topic(Channel.BOOK, "BTCUSDT", "books5")


def test_the_text_is_that_of_both_sides_in_turn(market: Market) -> None:
    text = b"61000.50:1.500000:61001.00:0.000002:61000.00:2.000000"
    value = book_sum(market, [(6_100_050, 1_500_000), (6_100_000, 2_000_000)], [(6_100_100, 2)])
    assert value & 0xFFFFFFFF == crc32(text)
    assert -(2**31) <= value < 2**31


@pytest.mark.parametrize("right", [0, 1, -1, 7, 2**31 - 1])
def test_a_wrong_one_is_another_and_is_there(right: int) -> None:
    assert wrong(right) not in (0, right)


def test_what_is_sent_is_what_a_client_computes(venue: Venue, floor: Floor, account: VenueAccount, put: Put) -> None:
    publisher = Publisher(venue, floor, Sums(sent=True))
    put(account, Side.BUY, "0.1", "61000")
    publisher.changes([], 0)
    book = NaiveBook(floor.markets["BTCUSDT"], venue.book)
    snapshot = publisher.snapshot(BOOK, 1)
    book.apply(snapshot, 1)
    assert snapshot.checksum == book.crc()
    for n in range(40):
        put(account, Side.SELL, "0.001", str(62_000 + n))
        ((_, change),) = publisher.changes([BOOK], n + 2)
        book.apply(change, n + 2)
        assert change.checksum == book.crc() != 0
    assert publisher.snapshot(TOP, 99, 5).checksum is None


def test_without_them_only_a_fault_sends_one_and_it_is_wrong(
    venue: Venue, floor: Floor, account: VenueAccount, put: Put
) -> None:
    faults = Faults(FaultRates(), 1)
    publisher = Publisher(venue, floor, Sums(wrong=faults.wrong_sum))
    publisher.changes([], 1)
    faults.order(FrameFault.CHECKSUM)
    sums = []
    for n in range(3):
        put(account, Side.SELL, "0.001", str(62_000 + n))
        ((_, change),) = publisher.changes([BOOK], n + 2)
        sums.append(change.checksum)
    assert sums[1:] == [None, None]
    levels = floor.books["BTCUSDT"].levels
    assert sums[0] not in (None, 0, book_sum(floor.markets["BTCUSDT"], levels(Side.BUY, 25), levels(Side.SELL, 25)))
    assert faults.counts == {"checksum": 1}


def test_their_rate_is_one_of_its_own() -> None:
    faults = Faults(FaultRates(frames={FrameFault.CHECKSUM: 2_000}), 3)
    assert {faults.frame() for _ in range(500)} == {FrameFault.NONE}
    drawn = sum(faults.wrong_sum() for _ in range(5_000))
    assert 900 < drawn < 1_100
    assert faults.counts == {"checksum": drawn}
    faults.on = False
    assert not any(faults.wrong_sum() for _ in range(100))
    faults.on, faults.rates = True, FaultRates(frames={FrameFault.DROP: 10_000})  # exchanged while it runs
    assert not faults.wrong_sum()
    assert faults.frame() is FrameFault.DROP
