"""The websocket half of the contracts' row for unified accounts: of what is told of all markets, what is about ours."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from picaflor.venues.bitget import stream
from picaflor.venues.bitget.mix_words import PRODUCT
from picaflor.venues.bitget.topics import UNIFIED
from picaflor.wire.stream import ClientFrame, Subscribe, Topic, Unsubscribe, VenueFrame


class UnifiedStream:
    """Of one family of contracts."""

    def __init__(self, product: str) -> None:
        self._product = product
        self.write_client = stream.write_client
        self.write_venue = stream.write_venue

    def read_venue(self, data: bytes) -> tuple[VenueFrame, ...]:
        return stream.read_venue(data, self._product)

    def read_client(self, data: bytes) -> tuple[ClientFrame, ...]:
        return tuple(self._ours(said) for said in stream.read_client(data))

    def _ours(self, said: ClientFrame) -> ClientFrame:
        if not isinstance(said, Subscribe | Unsubscribe):
            return said
        return replace(said, topics=tuple(map(self._of_contracts, said.topics)))

    def _of_contracts(self, topic: Topic) -> Topic:
        return replace(topic, product=self._product) if topic.name == UNIFIED else topic


_FIRST: Final = UnifiedStream(PRODUCT)

read_client = _FIRST.read_client
read_venue = _FIRST.read_venue
write_client = _FIRST.write_client
write_venue = _FIRST.write_venue
