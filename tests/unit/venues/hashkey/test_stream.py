"""Frames of strangers, and what is no frame."""

from __future__ import annotations

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.market import Grid, Market
from picaflor.machines.book.naive import NaiveBook
from picaflor.venues.hashkey.limits import DIFF_BOOK
from picaflor.venues.hashkey.stream import read_client, read_venue, write_client, write_venue
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import (
    Channel,
    Garbled,
    Nodded,
    Nudged,
    Ping,
    Pong,
    StreamRefused,
    Subscribe,
    Subscribed,
    Topic,
    Unreadable,
    Unsubscribe,
    VenueFrame,
)

DIFF = Topic(Channel.BOOK, "A", "diffMergedDepth@2")
BOOK, TRADES = Topic(Channel.BOOK, "A"), Topic(Channel.TRADES, "A")


def test_what_strangers_say() -> None:
    asked = b'{"symbol":"A,B","topic":"depth","event":"sub","params":{"binary":false},"id":1}'
    assert read_client(asked) == (Subscribe((BOOK, Topic(Channel.BOOK, "B"))),)
    assert read_client(b'{"symbol":"A","topic":"trade","event":"cancel"}') == (Unsubscribe((TRADES,)),)
    assert read_client(b'{"ping":1767225600123}') == (Ping(),)
    assert read_client(b'{"pong":1767225600123}') == (Nodded(),)
    assert isinstance(read_client(b'{"symbol":"A","topic":"odd","event":"sub"}')[0], Garbled)


def test_private_topics_are_not_asked_for_and_nothing_is_acknowledged() -> None:
    assert write_client(Subscribe((Topic(Channel.ORDERS),))) == ()
    assert len(write_client(Subscribe((BOOK, TRADES)))) == 2
    assert write_venue(Subscribed(BOOK), 0) == ()


def test_signs_of_life_go_both_ways() -> None:
    assert read_venue(b'{"pong":1}') == (Pong(),)
    assert read_venue(b'{"ping":1767225600123,"channelId":"x"}') == (Nudged(),)
    (nod,) = write_client(Nodded())
    assert nod.startswith(b'{"pong":')
    assert read_client(nod) == (Nodded(),)


def test_errors_and_events_of_others() -> None:
    assert read_venue(b'{"code":"-100010","desc":"Invalid Symbols!"}') == (
        StreamRefused("-100010", "Invalid Symbols!"),
    )
    assert read_venue(b'[{"e":"ticketInfo"},{"e":"contractExecutionReport"}]') == ()
    assert isinstance(read_venue(b'[{"e":"news"}]')[0], Unreadable)


def test_a_frame_that_was_cut_says_whose_it_was() -> None:
    (told,) = read_venue(b'{"symbol":"A","symbolName":"A","topic":"depth","params":{"rea')
    assert isinstance(told, Unreadable)
    assert told.topic == BOOK


@pytest.mark.parametrize("version", ["", "x_18", "-1_18"])
def test_what_is_no_version(version: str) -> None:
    row = f'{{"t":1,"v":"{version}","b":[],"a":[]}}'
    (told,) = read_venue(f'{{"symbol":"A","topic":"depth","data":[{row}]}}'.encode())
    assert isinstance(told, Unreadable)


def pushed(o: object, *, scale: str = "2", first: bool = False, levels: str = "[]") -> tuple[VenueFrame, ...]:
    row = f'{{"e":301,"t":7,"v":"9_2","b":{levels},"a":[],"o":{o}}}'
    head = f'"symbol":"A","symbolName":"A","topic":"diffMergedDepth","params":{{"dumpScale":"{scale}"}}'
    return read_venue(f'{{{head},"data":[{row}],"f":{str(first).lower()}}}'.encode())


def test_changes_count_from_wherever_the_market_stands() -> None:
    (whole,) = pushed(0, first=True)
    assert whole == BookFrame("A", True, b"[]", b"[]", at_ns=7_000_000, name=DIFF.name), "0 is the number of none"
    (change,) = pushed(387_704, levels='[["2.5","0"]]')
    assert isinstance(change, BookFrame)
    assert (change.snapshot, change.seq, change.prev, change.bids) == (False, 387_704, 387_703, b'[["2.5","0"]]')


@pytest.mark.parametrize("o", [-1, 2**62, '"1"', "null", "1.5"])
def test_what_is_no_number_of_a_change(o: object) -> None:
    (told,) = pushed(o)
    assert isinstance(told, Unreadable)


def test_a_gap_ends_the_trust_until_the_whole_book_comes() -> None:
    book = NaiveBook(Market("v", "A-B", "A", "A", "B", Grid(2), Grid(0)), DIFF_BOOK)

    def told(o: int) -> Trust:
        (frame,) = pushed(o, levels='[["2.5","1"]]')
        assert isinstance(frame, BookFrame)
        return book.apply(frame, 1)

    assert [told(o) for o in (5, 0, 17, 18, 18)] == [Trust.EMPTY, *[Trust.GOOD] * 4]
    assert [told(o) for o in (20, 21, 18)] == [Trust.GAP] * 3
    assert [told(o) for o in (0, 1, 2)] == [Trust.GOOD] * 3, "a count that begins at one is one, too"


def test_a_scale_is_asked_for_and_those_who_name_none_are_told_so() -> None:
    assert write_client(Subscribe((DIFF, TRADES)))[0].endswith(b'"params":{"dumpScale":2}}')
    for said in ("2", '"2"'):
        asked = f'{{"symbol":"A","topic":"diffMergedDepth","event":"sub","params":{{"dumpScale":{said}}}}}'
        assert read_client(asked.encode()) == (Subscribe((DIFF,)),)
    for params in ("", ',"params":{"binary":false}', ',"params":[]', ',"params":{"dumpScale":null}'):
        asked = f'{{"symbol":"A","topic":"mergedDepth","event":"sub"{params}}}'
        assert read_client(asked.encode()) == (Garbled("-100013", "DumpScale required!"),)
    bad = b'{"symbol":"A","topic":"mergedDepth","event":"sub","params":{"dumpScale":"x"}}'
    assert read_client(bad) == (Garbled("-10004", "Invalid topic!"),)


def test_a_change_that_was_cut_says_whose_it_was() -> None:
    (told,) = read_venue(
        b'{"symbol":"A","symbolName":"A","topic":"diffMergedDepth","params":{"realtimeInterval":"24h","dumpScale":"2","bi'
    )
    assert isinstance(told, Unreadable)
    assert told.topic == DIFF
