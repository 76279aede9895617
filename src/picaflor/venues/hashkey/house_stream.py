"""One set of sockets for spot and contracts: whose a frame is, its product says, and of a client its symbols."""

from __future__ import annotations

from typing import Final

from msgspec.json import Decoder

from picaflor.venues.hashkey import perp_stream, stream
from picaflor.venues.hashkey.family import PRODUCT, SUFFIX
from picaflor.venues.hashkey.stream_messages import Asked
from picaflor.wire.decoding import BAD
from picaflor.wire.reports import BalancesReport, BookFrame
from picaflor.wire.stream import (
    CandlesFrame,
    ClientFrame,
    OrdersFrame,
    PositionsFrame,
    StreamRefused,
    Subscribed,
    TickersFrame,
    TradesFrame,
    Unsubscribed,
    VenueFrame,
)

_ASKED: Final = Decoder(Asked)
write_client = stream.write_client
read_venue = stream.read_venue


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    """Spot pairs and contracts are not asked for in one breath: inferred."""
    try:
        contracts = _ASKED.decode(data).symbol.endswith(SUFFIX)
    except BAD:
        contracts = False
    return perp_stream.read_client(data) if contracts else stream.read_client(data)


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    if product_of(frame) == PRODUCT:
        return perp_stream.write_venue(frame, now_ns)
    return stream.write_venue(frame, now_ns)


def product_of(frame: VenueFrame) -> str:
    match frame:
        case BookFrame() | BalancesReport():
            return frame.product
        case TradesFrame() | TickersFrame() | CandlesFrame() | OrdersFrame() | PositionsFrame():
            return frame.topic.product
        case Subscribed(topic) | Unsubscribed(topic) | StreamRefused(_, _, topic) if topic is not None:
            return topic.product
        case _:
            return ""
