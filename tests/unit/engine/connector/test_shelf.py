"""The shelf: what changed for readers, who may be trusted, and which books must be asked for anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.events import BookChanged
from picaflor.domain.market import Grid, Market
from picaflor.engine.connector.shelf import PATIENCE_NS, Shelf
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import Channel, Topic
from picaflor.wire.venue import Venue
from tests.unit.engine.connector.conftest import NOW, SECOND, change, snapshot

V, PAIR = "bitget", "BTC-USDT"
BOOK = Topic(Channel.BOOK, "BTCUSDT")
STALE_NS = 30 * SECOND


@pytest.fixture(params=[False, True], ids=["naive", "fast"])
def shelf(venue: Venue, market: Market, request: pytest.FixtureRequest) -> Shelf:
    made = Shelf(V, replace(venue.book, stale_ns=STALE_NS), request.param)
    made.open(market)
    return made


def told(shelf: Shelf, frame: BookFrame, now_ns: int = NOW) -> tuple[Trust | None, Topic | None]:
    changed, topic = shelf.apply(frame, now_ns)
    return changed.trust if changed else None, topic


def test_a_book_is_not_trusted_before_its_snapshot(shelf: Shelf) -> None:
    assert (shelf.untrusted, shelf.unread) == ({PAIR}, [PAIR])
    assert told(shelf, change(7, 8)) == (None, None)
    assert shelf.doubts("BTCUSDT")
    assert told(shelf, snapshot(8)) == (Trust.GOOD, None)
    assert (shelf.untrusted, shelf.unread) == (set(), [])
    assert not shelf.doubts("BTCUSDT")
    assert shelf.doubts("WHATUSDT")


def test_readers_are_told_when_the_top_moves_and_not_else(shelf: Shelf) -> None:
    told(shelf, snapshot(8))
    assert told(shelf, change(8, 9, bid=101)) == (Trust.GOOD, None)
    assert told(shelf, change(9, 10, bid=50)) == (None, None)
    assert told(shelf, change(10, 11, symbol="WHATUSDT")) == (None, None)


def test_a_gap_is_told_once_with_the_topic_to_ask_for(shelf: Shelf) -> None:
    told(shelf, snapshot(8))
    assert told(shelf, change(9, 10)) == (Trust.GAP, BOOK)
    assert told(shelf, change(10, 11)) == (None, None)
    assert (shelf.gaps, shelf.unread) == (1, [PAIR])
    assert told(shelf, snapshot(20)) == (Trust.GOOD, None)


def test_what_cannot_be_read_is_told_like_a_gap(shelf: Shelf) -> None:
    told(shelf, snapshot(8))
    bad = BookFrame("BTCUSDT", False, b'[["x","1"]]', b"[]", 9, 8, name="books")
    assert told(shelf, bad) == (Trust.UNREADABLE, Topic(Channel.BOOK, "BTCUSDT", "books"))


def test_a_lost_socket_takes_all_books_and_an_unreadable_frame_one(shelf: Shelf, other: Market) -> None:
    shelf.open(other)
    told(shelf, snapshot(8))
    told(shelf, snapshot(8, "ETHUSDT"))
    assert shelf.lost(Trust.UNREADABLE, "ETHUSDT") == [BookChanged(V, "ETH-USDT", Trust.UNREADABLE)]
    assert shelf.untrusted == {"ETH-USDT"}
    assert {changed.pair for changed in shelf.lost(Trust.CLOSED)} == {PAIR, "ETH-USDT"}
    assert shelf.lost(Trust.CLOSED) == []
    assert shelf.unread == [PAIR, "ETH-USDT"]


def test_a_silent_book_goes_stale_in_its_time_and_finds_back_by_itself(shelf: Shelf) -> None:
    told(shelf, snapshot(8))
    assert shelf.due() == NOW + STALE_NS
    told(shelf, change(8, 9), NOW + 5 * SECOND)
    assert shelf.due() == NOW + STALE_NS  # early at worst
    assert shelf.tick(NOW + STALE_NS) == []
    assert shelf.due() == NOW + 5 * SECOND + STALE_NS
    assert shelf.tick(NOW + 4 * SECOND) == []
    assert shelf.tick(NOW + 5 * SECOND + STALE_NS) == [BookChanged(V, PAIR, Trust.STALE)]
    assert (shelf.untrusted, shelf.unread) == ({PAIR}, [])
    assert told(shelf, change(9, 10, bid=102), NOW + 60 * SECOND) == (Trust.GOOD, None)


def test_of_several_books_only_the_silent_one_goes_stale(shelf: Shelf, other: Market) -> None:
    shelf.open(other)
    told(shelf, snapshot(8))
    told(shelf, snapshot(8, "ETHUSDT"), NOW + 10 * SECOND)
    assert shelf.tick(NOW + STALE_NS) == [BookChanged(V, PAIR, Trust.STALE)]
    shelf.overdue(NOW + STALE_NS)
    assert shelf.due() == NOW + 10 * SECOND + STALE_NS


def test_a_snapshot_that_does_not_come_is_asked_for_again_and_again(shelf: Shelf) -> None:
    assert shelf.due() == 0  # nobody has looked yet
    assert shelf.overdue(NOW) == []
    assert shelf.due() == NOW + PATIENCE_NS
    assert shelf.overdue(NOW + PATIENCE_NS - 1) == []
    assert shelf.overdue(NOW + PATIENCE_NS) == [BOOK]
    assert shelf.overdue(NOW + PATIENCE_NS + 1) == []
    assert shelf.overdue(NOW + 2 * PATIENCE_NS) == [BOOK]
    told(shelf, snapshot(8))
    assert shelf.overdue(NOW + 9 * PATIENCE_NS) == []


def test_a_stale_book_is_not_asked_for(shelf: Shelf) -> None:
    told(shelf, snapshot(8))
    shelf.tick(NOW + STALE_NS)
    assert shelf.overdue(NOW + STALE_NS) == []
    assert shelf.overdue(NOW + STALE_NS + PATIENCE_NS) == []


def test_a_book_fits_while_its_market_keeps_symbol_and_grid(shelf: Shelf, market: Market) -> None:
    assert shelf.fits(replace(market, min_lots=9))
    assert not shelf.fits(replace(market, tick=Grid(1)))
    assert not shelf.fits(replace(market, symbol="XBTUSDT"))
    assert not shelf.fits(replace(market, pair="A-B"))


def test_a_closed_book_is_gone_and_names_its_topic(shelf: Shelf, market: Market) -> None:
    shelf.overdue(NOW)
    assert shelf.close(PAIR) == BOOK
    assert shelf.close(PAIR) is None
    assert (shelf.by_pair, shelf.untrusted, shelf.due()) == ({}, set(), None)
    shelf.open(market)
    book = shelf.by_pair[PAIR]
    shelf.open(market)
    assert shelf.by_pair[PAIR] is book


def test_it_says_when_a_trust_has_turned(shelf: Shelf) -> None:
    shelf.turned = False
    told(shelf, snapshot(8))
    assert shelf.turned
    shelf.turned = False
    told(shelf, change(8, 9))
    assert not shelf.turned
    shelf.lost(Trust.CLOSED)
    assert shelf.turned
