"""The websocket half of the margin row: spot's public frames, the money of the spot purse, and holdings of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from msgspec.json import Decoder
from msgspec.structs import replace

from picaflor.venues.hitbtc import stream
from picaflor.venues.hitbtc.holdings import Holdings
from picaflor.venues.hitbtc.margin_symbols import PRODUCT
from picaflor.venues.hitbtc.messages import Asked, Said
from picaflor.wire.decoding import BAD, why
from picaflor.wire.relabelling import said_of
from picaflor.wire.stream import (
    ClientFrame,
    Subscribe,
    Topic,
    Unreadable,
    Unsubscribe,
    VenueFrame,
)

REPORTS, MONEY = "margin", "spot_balance"
HELD: Final = Holdings(PRODUCT, REPORTS, MONEY, {REPORTS: 31, MONEY: 32}, {REPORTS: 33, MONEY: 34})
_SAID: Final = Decoder(Said)
_ASKED: Final = Decoder(Asked)


# a client's frames


def write_client(frame: ClientFrame) -> tuple[bytes, ...]:
    if not isinstance(frame, Subscribe | Unsubscribe):
        return stream.write_client(frame)
    return tuple(_asks(frame, "subscribe" if isinstance(frame, Subscribe) else "unsubscribe"))


def _asks(frame: Subscribe | Unsubscribe, verb: str) -> Iterator[bytes]:
    asked: list[str] = []
    for word, run in groupby(frame.topics, lambda topic: HELD.words.get(topic.channel, "")):
        if not word:
            yield from stream.write_client(type(frame)(tuple(replace(topic, product="") for topic in run)))
        elif word not in asked:
            asked.append(word)
            yield HELD.ask(word, verb)


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    try:
        private = HELD.read_asked(_ASKED.decode(data))
    except BAD:
        private = None
    if private is not None:
        return (private,)
    return tuple(
        type(said)(tuple(map(_of_margin, said.topics)), said.ref) if isinstance(said, Subscribe | Unsubscribe) else said
        for said in stream.read_client(data)
    )


def _of_margin(topic: Topic) -> Topic:
    return replace(topic, product=PRODUCT)


# the venue's frames


def read_venue(data: bytes) -> tuple[VenueFrame, ...]:
    """Never raises, as spot's."""
    try:
        found = None if data.startswith(b'{"ch":') else HELD.read(_SAID.decode(data), data)
    except BAD as bad:
        return (Unreadable(why(bad)),)
    return found or tuple(said_of(frame, PRODUCT, _of_margin) for frame in stream.read_venue(data))


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    told = HELD.write(frame, now_ns)
    return stream.write_venue(frame, now_ns) if told is None else told
