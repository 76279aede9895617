"""The raw kernel against messages of every shape it should take, and many that it should not."""

from __future__ import annotations

from contextlib import suppress
from itertools import permutations

import pytest

from picaflor.kernels.ladder import HEADER, VENUE_MS
from picaflor.kernels.raw import apply_message
from picaflor.kernels.turn import GOOD, MOVED, REFUSED
from picaflor.machines.book.raw import RawBook
from picaflor.wire.envelope import Envelope
from picaflor.wire.venue import BookRule, Continuity
from tests.unit.machines.book._books import MARKET

TOPIC = b'{"channel":"books","instId":"AB"}'
OUTER = [b'"action":"snapshot"', b'"arg":' + TOPIC, b'"data":[{%s}]', b'"ts":8']
INNER = [b'"asks":[["10.1","1"]]', b'"bids":[["10.0","1"]]', b'"seq":5', b'"pseq":"4"', b'"ts":"77"']


@pytest.fixture
def book() -> RawBook:
    return RawBook(MARKET, BookRule(Continuity.PREVIOUS), Envelope(), TOPIC)


def message(outer: list[bytes], inner: list[bytes]) -> bytes:
    return (b"{" + b",".join(outer) + b"}").replace(b"%s", b",".join(inner))


def test_keys_come_in_any_order(book: RawBook) -> None:
    for outer in permutations(OUTER):
        if outer[-1] is OUTER[1]:
            continue  # a topic in the very last bytes is left to the slow reader
        assert apply_message(message(list(outer), INNER), book._words) & 7 == GOOD
    for inner in permutations(INNER):
        assert apply_message(message(OUTER, list(inner)), book._words) & 7 == GOOD
    assert (book.best(), book.seq, book._words[VENUE_MS]) == ((100, 101), 5, 77)


GOOD_MESSAGE = message(OUTER, INNER)


@pytest.mark.parametrize(
    "data",
    [
        message([*OUTER, OUTER[0]], INNER),
        message([*OUTER, OUTER[1]], INNER),
        message([*OUTER, b'"data":[{}]'], INNER),
        message(OUTER, [*INNER, INNER[0]]),
        message(OUTER, [*INNER, INNER[2]]),
        message(OUTER, [*INNER, b'"new":1']),
        message(OUTER[1:], INNER),
        message([OUTER[0], *OUTER[2:]], INNER),
        message([*OUTER[:2], OUTER[3]], INNER),
        message([*OUTER, b'"ts":null'], INNER),
        message([*OUTER, b'"ts":"\\n"'], INNER),
        message([*OUTER, b'"ts":1.5'], INNER),
        GOOD_MESSAGE + b" ",
        GOOD_MESSAGE.replace(b"AB", b"AC"),
        GOOD_MESSAGE.replace(b"snapshot", b"snapshut"),
        GOOD_MESSAGE.replace(b'"seq":5', b'"seq":05'),
        GOOD_MESSAGE.replace(b'"seq":5', b'"seq":-0'),
        GOOD_MESSAGE.replace(b"}],", b"},"),
        GOOD_MESSAGE.replace(b":[{", b":{"),
        b'{"action":"snapshot"}',
        b"{}",
        b"[]",
    ],
)
def test_refuses_and_touches_nothing(book: RawBook, data: bytes) -> None:
    other = message(OUTER, [b'"asks":[]', b'"bids":[["9.0","2"]]', b'"seq":3'])
    assert apply_message(other, book._words) == GOOD + MOVED
    before = list(book._words[:24]), book.bids(9), book.asks(9)
    with suppress(IndexError):
        assert apply_message(data, book._words) == REFUSED
    words = list(book._words[:24])
    for scratch in (6, 7, VENUE_MS):
        words[scratch] = before[0][scratch]
    assert (words, book.bids(9), book.asks(9)) == before


def test_every_cut_is_an_error_or_a_refusal(book: RawBook) -> None:
    for cut in range(len(GOOD_MESSAGE)):
        try:
            assert apply_message(GOOD_MESSAGE[:cut], book._words) == REFUSED
        except IndexError:
            continue
    assert book.best() == (0, 0)
    assert len(book._words) > HEADER


@pytest.mark.parametrize(
    ("changed", "taken"),
    [
        ((b'"pseq":"4"', b'"pseq":4'), True),
        ((b'"pseq":"4"', b'"pseq":"4"'), False),
        ((b'"ts":"77"', b'"ts":77'), False),
        ((b'"ts":"77"', b'"ts":"-7"'), False),
        ((b'"ts":"77"', b'"ts":"9999999999999999"'), True),
        ((b'"ts":"77"', b'"ts":"10000000000000000"'), False),
        ((b',"ts":"77"', b""), False),
        ((b'"ts":"77"', b'"ts":"77","ts":"77"'), False),
    ],
)
def test_it_is_as_strict_as_the_codec_is(changed: tuple[bytes, bytes], taken: bool) -> None:
    book = RawBook(MARKET, BookRule(Continuity.PREVIOUS), Envelope(bare=True, timed=True), TOPIC)
    data = GOOD_MESSAGE.replace(*changed)
    if changed[0] != b'"pseq":"4"':
        data = data.replace(b'"pseq":"4"', b'"pseq":4')
    assert (apply_message(data, book._words) & 7 == GOOD) is taken
