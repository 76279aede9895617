"""Frames of strangers, and what is no frame."""

from __future__ import annotations

import pytest

from picaflor.venues.hashkey.stream import read_client, read_venue, write_client, write_venue
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
)

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
