"""Whose a frame of the second public socket is: by the symbol that a client names, by the product of what is told."""

from __future__ import annotations

import pytest
from msgspec.json import decode

from picaflor.venues.hashkey import house_stream_v2 as stream
from picaflor.venues.hashkey.family import PRODUCT
from picaflor.wire.stream import Channel, Garbled, StreamRefused, Subscribe, Subscribed, Topic, Unsubscribed

SPOT = Topic(Channel.BOOK, "BTCUSDT")
CONTRACT = Topic(Channel.BOOK, "BTCUSDT-PERPETUAL", product=PRODUCT)
MARK = Topic(Channel.TICKERS, "BTCUSDT-PERPETUAL", product=PRODUCT)


@pytest.mark.parametrize("topic", [SPOT, CONTRACT])
def test_a_client_is_heard_as_a_client_of_the_row_that_it_names(topic: Topic) -> None:
    asked = b'{"topic":"depth","event":"sub","params":{"symbol":"%s"}}' % topic.symbol.encode()
    assert stream.read_client(asked) == (Subscribe((topic,)),)


def test_what_nobody_can_read_is_no_ones() -> None:
    (said,) = stream.read_client(b"{")
    assert isinstance(said, Garbled)


@pytest.mark.parametrize("kind", [Subscribed, Unsubscribed])
def test_an_acknowledgement_has_the_words_of_its_row(kind: type[Subscribed] | type[Unsubscribed]) -> None:
    words = [decode(stream.write_venue(kind(topic), 0)[0])["topic"] for topic in (SPOT, CONTRACT, MARK)]
    assert words == ["depth", "depth", "markPrice"]


def test_so_has_a_refusal() -> None:
    (told,) = stream.write_venue(StreamRefused("-100011", "Parameter error!", MARK), 0)
    assert decode(told)["topic"] == "markPrice"
    (nobodys,) = stream.write_venue(StreamRefused("-10001", "Invalid JSON!"), 0)
    assert decode(nobodys) == {"code": "-10001", "desc": "Invalid JSON!"}
