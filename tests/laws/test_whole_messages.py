"""The law of messages that are read whole: what is offered to a book ends where the row's own codec would have led it."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.events import BookChanged
from picaflor.domain.market import Market
from picaflor.engine.connector.shelf import Shelf
from picaflor.machines.book.naive import NaiveBook
from picaflor.venues import ROWS, load
from picaflor.wire.envelope import Envelope
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import Topic, Unreadable
from picaflor.wire.venue import Venue
from tests.laws._book_streams import COSTLY, GRIDS, LOOKS, Stream
from tests.laws.examples import TIMES
from tests.worlds import spoken as record

# Of how unified accounts are told of books spot alone: contracts have the same codec.
WHOLE = [*(name for name in ROWS if load(name).book.envelope is not None), "bitget:unified"]
WORDS = {b'"SPOT","channel"': b'"spot","topic"', b'"instId"': b'"symbol"', b'"asks"': b'"a"', b'"bids"': b'"b"'}
QUOTED = re.compile(rb'(seq|checksum)":"(-?[0-9]+)"')
TIME = b'"ts":"1760000000000"'
ODD_TIMES = (
    b'"ts":7',
    b'"ts":"-7"',
    b'"ts":"007"',
    b'"ts":"12345678901234567"',
    b'"ts":"x"',
    b'"ts":null',
    b'"tz":"7"',
)
LAST = 299
Heard = list[BookChanged | Topic | None]


class Reader:
    """A shelf with one book, fed as a connector feeds it."""

    def __init__(self, venue: Venue, market: Market, depth: int, *, whole: bool) -> None:
        self.venue, self.whole, self.offered = venue, whole, 0
        self.shelf = Shelf(venue.id, replace(venue.book, depth=depth), fast=whole)
        self.shelf.open(market)
        self.book = self.shelf.by_pair[market.pair]

    def hear(self, data: bytes, now_ns: int) -> Heard:
        told = self.shelf.offer(data, now_ns) if self.whole else None
        if told is not None:
            self.offered += 1
            return list(told)
        frames = self.venue.stream.read_venue(data)
        heard: Heard = []
        for frame in frames:
            if isinstance(frame, BookFrame):
                heard += self.shelf.apply(frame, now_ns)
            elif isinstance(frame, Unreadable):
                heard += self.shelf.lost(Trust.UNREADABLE)
        if self.whole and len(frames) == 1 and isinstance(frames[0], BookFrame):
            self.shelf.learn(frames[0], data)
        return heard


def spoken(stream: Stream, naive: NaiveBook, envelope: Envelope) -> bytes:
    """Now and then with a number in quotes, or a time that is none; a codec whose numbers are bare takes neither."""
    data = stream.message(stream.frame(naive))
    if envelope.bids == "b":
        for ours, theirs in WORDS.items():
            data = data.replace(ours, theirs)
    if envelope.bare and stream.random.random() > 0.01:
        data = QUOTED.sub(rb'\1":\2', data)
    if stream.random.random() < 0.01:
        data = data.replace(TIME, stream.random.choice(ODD_TIMES))
    return data


@pytest.mark.parametrize("row", WHOLE)
@pytest.mark.parametrize("first", [0, 1000])
def test_a_message_that_is_offered_leaves_what_the_codec_and_the_naive_book_leave(row: str, first: int) -> None:
    offered = said = 0
    venue = record(row)
    envelope = venue.book.envelope
    assert envelope is not None
    for seed in range(first, first + (30 if row in ROWS else 8) * TIMES):
        random = Random(seed)
        tick, lot = random.choice(GRIDS)
        market = Market("v", "A-B", "AB", "A", "B", tick, lot)
        depth = random.choice((0, 7))
        slow, quick = (Reader(venue, market, depth, whole=whole) for whole in (False, True))
        stream = Stream(random, market, venue.book)
        assert isinstance(slow.book, NaiveBook)
        for now_ns in range(1, LAST + 1):
            data = spoken(stream, slow.book, envelope)
            where = f"{row}, seed {seed}, message {now_ns}: {data!r}"
            assert quick.hear(data, now_ns) == slow.hear(data, now_ns), where
            whole = now_ns % 4 == 0 or now_ns == LAST
            for name, look in LOOKS.items():
                if name in COSTLY and not whole:
                    continue
                assert look(quick.book) == look(slow.book), f"{name} after {where}"
            assert (quick.shelf.untrusted, quick.shelf.gaps) == (slow.shelf.untrusted, slow.shelf.gaps), where
            said += 1
        offered += quick.offered
    assert offered > said // 4
