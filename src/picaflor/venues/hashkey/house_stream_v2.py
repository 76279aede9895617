"""The second public socket, which spot and contracts share as they share the first."""

from __future__ import annotations

from typing import Final

from msgspec.json import Decoder

from picaflor.venues.hashkey import perp_stream_v2, stream_v2
from picaflor.venues.hashkey.family import PRODUCT, SUFFIX
from picaflor.venues.hashkey.house_stream import product_of
from picaflor.venues.hashkey.stream_messages import AskedV2
from picaflor.wire.decoding import BAD
from picaflor.wire.stream import ClientFrame, VenueFrame

_ASKED: Final = Decoder(AskedV2)
write_client = stream_v2.write_client
read_venue = stream_v2.read_venue


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    try:
        contracts = _ASKED.decode(data).params.symbol.endswith(SUFFIX)
    except BAD:
        contracts = False
    return perp_stream_v2.read_client(data) if contracts else stream_v2.read_client(data)


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    if product_of(frame) == PRODUCT:
        return perp_stream_v2.write_venue(frame, now_ns)
    return stream_v2.write_venue(frame, now_ns)
