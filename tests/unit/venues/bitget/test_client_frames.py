from __future__ import annotations

import pytest

from picaflor.venues.bitget import stream
from picaflor.wire.stream import Channel, Garbled, Login, Ping, Subscribe, Topic

BOOK = Topic(Channel.BOOK, "BTCUSDT")
ARG = b'{"instType":"SPOT","channel":"books","instId":"BTCUSDT"}'


def test_a_long_list_of_topics_goes_in_frames_that_the_venue_takes() -> None:
    topics = tuple(Topic(Channel.BOOK, f"COIN{n}USDT") for n in range(200))
    parts = stream.write_client(Subscribe(topics))
    assert len(parts) > 1
    assert max(map(len, parts)) <= 4096


def test_strangers_add_keys_of_their_own() -> None:
    login = (
        b'{"op":"login","url":"wss://x","uta":true,"args":[{"apiKey":"k","passphrase":"p","timestamp":1,"sign":"s"}]}'
    )
    assert stream.read_client(login) == (Login("k", "p", "1", "s"),)
    assert stream.read_client(b"ping") == (Ping(),)


def test_what_can_be_had_is_had_and_the_rest_refused_piece_by_piece() -> None:
    auction = b'{"instType":"SPOT","channel":"auction","instId":"BTCUSDT"}'
    taken, refused = stream.read_client(b'{"op":"subscribe","args":[%s,%s]}' % (auction, ARG))
    assert taken == Subscribe((BOOK,))
    assert refused == Garbled("30001", "instType:SPOT,channel:auction,instId:BTCUSDT doesn't exist")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PING", "30002"),
        (b'{"op":"trade","args":[]}', "30003"),
        (b'{"op":"subscribe","args":[]}', "30016"),
        (b'{"op":"subscribe","args":["books"]}', "30002"),
        (b'{"op":"login","args":[]}', "30002"),
        (b'{"op":"login","args":[{"apiKey":"k"}]}', "30002"),
        (b"[" * 100_000, "30002"),
    ],
)
def test_a_frame_that_makes_no_sense_gets_the_venues_code(data: bytes, code: str) -> None:
    (said,) = stream.read_client(data)
    assert isinstance(said, Garbled)
    assert said.code == code
