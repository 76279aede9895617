"""The shelf: what changed for readers, who may be trusted, and which books must be asked for anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from msgspec import structs

from picaflor.domain.book import Trust
from picaflor.domain.events import BookChanged, Surprise
from picaflor.domain.market import Grid, Market
from picaflor.engine.connector.shelf import HEADS_MAX, Shelf, Swap
from picaflor.engine.connector.vigil import ANEW_FIRST_NS, PATIENCE_NS, TRIES_MAX
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import Channel, Topic
from picaflor.wire.venue import BookRule, Continuity, OtherBooks, Venue
from tests.unit.engine.connector.conftest import NOW, SECOND, change, snapshot

V, PAIR = "bitget", "BTC-USDT"
BOOK = Topic(Channel.BOOK, "BTCUSDT")
STALE_NS = 30 * SECOND
OLD = Topic(Channel.BOOK, "BTCUSDT", "old")


def never(_topic: Topic) -> int | None:
    return None


def swaps(shelf: Shelf, asked: Callable[[Topic], int | None], now_ns: int) -> list[Swap]:
    found, another_socket = shelf.overdue(asked, now_ns)
    assert another_socket == ""
    return found


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
    swaps(shelf, never, NOW + STALE_NS)
    assert shelf.due() == NOW + 10 * SECOND + STALE_NS


def test_a_snapshot_that_does_not_come_is_asked_for_again_and_again(shelf: Shelf) -> None:
    assert shelf.due() == 0  # nobody has looked yet
    assert swaps(shelf, never, NOW) == []
    assert shelf.due() == NOW + PATIENCE_NS
    assert swaps(shelf, never, NOW + PATIENCE_NS - 1) == []
    assert swaps(shelf, never, NOW + PATIENCE_NS) == [(BOOK, BOOK)]
    assert swaps(shelf, never, NOW + PATIENCE_NS + 1) == []
    assert swaps(shelf, never, NOW + 2 * PATIENCE_NS) == [(BOOK, BOOK)]
    told(shelf, snapshot(8))
    assert swaps(shelf, never, NOW + 9 * PATIENCE_NS) == []


def test_a_silent_book_is_asked_for_at_once_and_a_snapshot_that_is_the_same_is_no_news(shelf: Shelf) -> None:
    told(shelf, snapshot(8))
    shelf.tick(NOW + STALE_NS)
    assert swaps(shelf, never, NOW + STALE_NS) == [(BOOK, BOOK)]
    assert shelf.due() == NOW + STALE_NS + PATIENCE_NS
    assert swaps(shelf, never, NOW + STALE_NS + PATIENCE_NS) == [(BOOK, BOOK)]
    assert told(shelf, snapshot(8), NOW + STALE_NS + PATIENCE_NS + 1) == (Trust.GOOD, None)
    assert shelf.tick(NOW + STALE_NS + PATIENCE_NS + 1) == []


def test_a_silent_book_that_had_moved_is_told_to_people(shelf: Shelf) -> None:
    told(shelf, snapshot(8))
    shelf.tick(NOW + STALE_NS)
    swaps(shelf, never, NOW + STALE_NS)
    told(shelf, snapshot(19, bid=99), NOW + STALE_NS + 1)
    assert shelf.due() == 0
    assert shelf.tick(NOW + STALE_NS + 1) == [Surprise("a silent book", f"{PAIR} had moved, and nothing said so")]
    assert shelf.due() == NOW + 2 * STALE_NS + 1


def test_a_market_that_proves_quiet_is_asked_again_ever_later(shelf: Shelf) -> None:
    told(shelf, snapshot(8))
    now, waits = NOW, []
    for _ in range(8):
        now = stale_at = now + STALE_NS
        shelf.tick(stale_at)
        assert shelf.by_pair[PAIR].trust is Trust.STALE
        while not swaps(shelf, never, now):
            now = shelf.due() or 0
        waits.append((now - stale_at) // SECOND)
        told(shelf, snapshot(8), now)
    assert waits == [0, 30, 60, 120, 240, 480, 600, 600]
    told(shelf, change(8, 9), now + PATIENCE_NS + 1)  # it talks again
    shelf.tick(now + PATIENCE_NS + 1 + STALE_NS)
    assert swaps(shelf, never, now + PATIENCE_NS + 1 + STALE_NS) == [(BOOK, BOOK)]


@pytest.mark.parametrize("silent", [False, True])
def test_a_book_that_the_venue_takes_and_does_not_tell_ends_the_socket_ever_later(shelf: Shelf, silent: bool) -> None:
    now, ends = NOW, []
    if silent:
        told(shelf, snapshot(8))
        now += STALE_NS
        shelf.tick(now)
    until = now + 4 * ANEW_FIRST_NS
    while now < until:
        found, why = shelf.overdue(lambda _: NOW, now)
        assert not (found and why)
        if why:
            assert why == f"the book of {PAIR} was asked for again and again, and does not come"
            ends.append(now)
        now = max(now + 1, shelf.due() or 0)
    assert len(ends) == 3
    assert ends[1] - ends[0] == ANEW_FIRST_NS
    assert ends[2] - ends[1] == 2 * ANEW_FIRST_NS
    assert TRIES_MAX * PATIENCE_NS <= ends[0] - NOW - silent * STALE_NS <= (TRIES_MAX + 1) * PATIENCE_NS


def test_tries_while_the_socket_is_not_there_do_not_count(shelf: Shelf) -> None:
    now = NOW
    for _ in range(20):
        swaps(shelf, never, now)
        now = shelf.due() or 0


def test_a_book_fits_while_its_market_keeps_symbol_and_grid(shelf: Shelf, market: Market) -> None:
    assert shelf.fits(replace(market, min_lots=9))
    assert not shelf.fits(replace(market, tick=Grid(1)))
    assert not shelf.fits(replace(market, symbol="XBTUSDT"))
    assert not shelf.fits(replace(market, pair="A-B"))


def test_a_closed_book_is_gone_and_names_its_topic(shelf: Shelf, market: Market) -> None:
    swaps(shelf, never, NOW)
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


# messages that are read whole


@pytest.fixture
def quick(venue: Venue, market: Market, other: Market) -> Shelf:
    made = Shelf(V, replace(venue.book, stale_ns=STALE_NS), fast=True)
    made.open(market)
    made.open(other)
    return made


def said(venue: Venue, frame: BookFrame) -> bytes:
    (data,) = venue.stream.write_venue(frame, NOW)
    return data


def teach(shelf: Shelf, venue: Venue, frame: BookFrame) -> None:
    shelf.apply(frame, NOW)
    shelf.learn(frame, said(venue, frame))


def test_a_message_of_a_kind_that_was_read_once_is_taken_as_it_comes(quick: Shelf, venue: Venue) -> None:
    teach(quick, venue, snapshot(8))
    assert quick.offer(said(venue, change(8, 9)), NOW) is None  # its first words are others
    teach(quick, venue, change(8, 9))
    moved, topic = quick.offer(said(venue, change(9, 10, bid=102)), NOW + 1) or (None, None)
    assert (moved, topic) == (BookChanged(V, PAIR, Trust.GOOD), None)
    assert quick.by_pair[PAIR].best() == (102, 110)
    assert quick.offer(said(venue, change(10, 11, bid=50)), NOW) == (None, None)
    assert quick.offer(said(venue, change(8, 9, symbol="ETHUSDT")), NOW) is None
    assert quick.offer(b"pong", NOW) is None


def test_a_gap_in_what_is_offered_is_told_like_any_other(quick: Shelf, venue: Venue) -> None:
    teach(quick, venue, snapshot(8))
    teach(quick, venue, change(8, 9))
    lost, topic = quick.offer(said(venue, change(10, 11)), NOW) or (None, None)
    assert (lost, topic) == (BookChanged(V, PAIR, Trust.GAP), BOOK)
    assert (quick.gaps, quick.unread) == (1, [PAIR, "ETH-USDT"])
    assert quick.offer(said(venue, change(11, 12)), NOW) is None


def test_each_book_takes_its_own(quick: Shelf, venue: Venue) -> None:
    for symbol in ("BTCUSDT", "ETHUSDT"):
        teach(quick, venue, snapshot(8, symbol))
        teach(quick, venue, change(8, 9, symbol))
    assert quick.offer(said(venue, change(9, 10, "ETHUSDT", bid=105)), NOW) is not None
    assert (quick.by_pair[PAIR].best(), quick.by_pair["ETH-USDT"].best()) == ((101, 110), (105, 110))


def test_a_book_that_was_closed_is_offered_nothing(quick: Shelf, venue: Venue, market: Market) -> None:
    teach(quick, venue, snapshot(8))
    quick.close(PAIR)
    assert quick.offer(said(venue, snapshot(9)), NOW) is None
    quick.open(market)
    assert quick.offer(said(venue, snapshot(9)), NOW) is None
    teach(quick, venue, snapshot(9))
    assert quick.offer(said(venue, snapshot(10)), NOW) is not None


def test_what_will_not_be_learnt_is_not_tried_for_ever(quick: Shelf, venue: Venue) -> None:
    told(quick, snapshot(8))
    for n in range(HEADS_MAX):
        quick.learn(snapshot(8), b'{"x%d":0,"data":[' % n)
    teach(quick, venue, snapshot(9))
    assert quick.offer(said(venue, snapshot(10)), NOW) is None


def test_plain_books_are_offered_nothing(venue: Venue, market: Market) -> None:
    plain = Shelf(V, venue.book, fast=False)
    plain.open(market)
    teach(plain, venue, snapshot(8))
    assert plain.offer(said(venue, snapshot(9)), NOW) is None


@pytest.fixture
def choosy(venue: Venue, market: Market) -> Shelf:
    """Books that may come by another channel, whole ones each time."""
    other = OtherBooks("old", BookRule(Continuity.REPLACE, stale_ns=STALE_NS))
    made = Shelf(V, replace(venue.book, stale_ns=STALE_NS, instead=other), False)
    made.open(market)
    return made


def test_a_channel_that_is_heard_and_says_nothing_gives_way_to_the_other(
    choosy: Shelf, market: Market, other: Market
) -> None:
    choosy.open(other)
    swaps(choosy, never, NOW)
    assert swaps(choosy, lambda _topic: NOW + 1, NOW + PATIENCE_NS) == [], "it is not heard for long enough"
    swapped = swaps(choosy, lambda _topic: NOW + 1, NOW + 1 + PATIENCE_NS)
    ethers = structs.replace(OLD, symbol="ETHUSDT")
    assert swapped == [(BOOK, OLD), (structs.replace(BOOK, symbol="ETHUSDT"), ethers)]
    told_of = choosy.tick(NOW + 1 + PATIENCE_NS)
    assert [type(event) for event in told_of] == [Surprise]
    assert (choosy.untrusted, choosy.topic(market)) == ({PAIR, "ETH-USDT"}, OLD)
    assert told(choosy, snapshot(8)) == (None, None), "the first channel is not listened to any more"
    assert told(choosy, BookFrame("BTCUSDT", True, b'[["9","1"]]', b"[]", name="old")) == (Trust.GOOD, None)
    assert choosy.close(PAIR) == OLD


def test_a_silent_one_in_its_place_gives_way_again(choosy: Shelf) -> None:
    swaps(choosy, never, NOW)
    assert swaps(choosy, lambda _topic: NOW, NOW + PATIENCE_NS) == [(BOOK, OLD)]
    assert swaps(choosy, lambda _topic: NOW + PATIENCE_NS, NOW + 2 * PATIENCE_NS) == [(OLD, BOOK)]


def test_a_channel_that_has_spoken_once_is_asked_again_and_never_left(choosy: Shelf) -> None:
    told(choosy, change(7, 8))
    swaps(choosy, never, NOW)
    assert swaps(choosy, lambda _topic: NOW, NOW + 2 * PATIENCE_NS) == [(BOOK, BOOK)]


def test_what_is_not_heard_yet_is_no_silence(choosy: Shelf) -> None:
    swaps(choosy, never, NOW)
    assert swaps(choosy, never, NOW + PATIENCE_NS) == [(BOOK, BOOK)]


def test_books_of_a_channel_with_a_scale_are_asked_for_by_their_ticks_decimals(venue: Venue, market: Market) -> None:
    made = Shelf(V, replace(venue.book, name="books", scaled=True), fast=False)
    made.open(market)
    topic = Topic(Channel.BOOK, "BTCUSDT", f"books@{market.tick.places}")
    assert made.topic(market) == topic
    assert made.close(PAIR) == topic
