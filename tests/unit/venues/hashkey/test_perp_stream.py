"""The contracts' half of the sockets: marks of their own, events of their own, and nothing of spot's."""

from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.venues.hashkey import perp_stream as stream
from picaflor.venues.hashkey.family import PRODUCT
from picaflor.wire.reports import TickerReport
from picaflor.wire.stream import Channel, Subscribe, TickersFrame, Topic, Unreadable, Unsubscribe

X = "BTCUSDT-PERPETUAL"
MARKED = Topic(Channel.TICKERS, X, product=PRODUCT)


def test_a_ticker_is_heard_as_the_mark_and_by_name_as_spots() -> None:
    (data,) = stream.write_client(Subscribe((MARKED,)))
    assert json.loads(data) == {"symbol": X, "topic": "markPrice", "event": "sub", "params": {}}
    glance = Topic(Channel.TICKERS, X, stream.GLANCE, PRODUCT)
    (data,) = stream.write_client(Unsubscribe((glance,)))
    assert json.loads(data)["topic"] == "realtimes"
    assert stream.read_client(data) == (Unsubscribe((glance,)),)


def test_a_mark_of_another_contract_is_unreadable() -> None:
    row = TickerReport(X, *(0,) * 10, at_ns=7_000_000, mark=read_atoms("5"))
    (data,) = stream.write_venue(TickersFrame(MARKED, (row,)), 0)
    assert stream.read_venue(data) == (TickersFrame(MARKED, (row,)),)
    (said,) = stream.read_venue(data.replace(b'"s":"BTC', b'"s":"ETH'))
    assert isinstance(said, Unreadable)


@pytest.mark.parametrize("word", ["executionReport", "outboundAccountInfo", "ticketInfo", "outboundFiatAccountInfo"])
def test_what_is_anothers_is_passed_over(word: str) -> None:
    assert stream.read_venue(json.dumps([{"e": word}]).encode()) == ()


@pytest.mark.parametrize("data", [b'[{"e":"contractOdd"}]', b'[{"e":"contractExecutionReport"}]', b"[", b"{"])
def test_what_cannot_be_read_is_told(data: bytes) -> None:
    (said,) = stream.read_venue(data)
    assert isinstance(said, Unreadable)


def test_a_book_that_cannot_be_read_is_told_with_its_topic() -> None:
    data = (
        f'{{"symbol":"{X}","symbolName":"{X}","topic":"depth","params":{{}},'
        '"data":[{"t":1,"v":"x","b":[],"a":[]}],"f":false}'
    )
    (said,) = stream.read_venue(data.encode())
    assert isinstance(said, Unreadable)
    assert said.topic == Topic(Channel.BOOK, X, product=PRODUCT)
