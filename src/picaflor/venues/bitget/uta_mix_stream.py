"""The websocket half of the contracts' row for unified accounts: of what is told of all markets, what is about ours."""

from __future__ import annotations

from msgspec.structs import replace

from picaflor.venues.bitget import stream
from picaflor.venues.bitget.mix_words import PRODUCT
from picaflor.venues.bitget.stream import write_client, write_venue
from picaflor.venues.bitget.topics import UNIFIED
from picaflor.wire.stream import ClientFrame, Subscribe, Topic, Unsubscribe, VenueFrame

__all__ = ["read_client", "read_venue", "write_client", "write_venue"]


def read_venue(data: bytes) -> tuple[VenueFrame, ...]:
    return stream.read_venue(data, PRODUCT)


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    return tuple(_ours(said) for said in stream.read_client(data))


def _ours(said: ClientFrame) -> ClientFrame:
    if not isinstance(said, Subscribe | Unsubscribe):
        return said
    return replace(said, topics=tuple(map(_of_contracts, said.topics)))


def _of_contracts(topic: Topic) -> Topic:
    return replace(topic, product=PRODUCT) if topic.name == UNIFIED else topic
