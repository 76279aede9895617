"""The second public socket for contracts: spot's words by symbols of contracts, of which the mark is one (row 37)."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from picaflor.venues.hashkey import perp_stream, stream_v2
from picaflor.venues.hashkey.family import PRODUCT
from picaflor.venues.hashkey.perp_stream import GLANCE, MARK
from picaflor.wire.reports import BalancesReport, BookFrame
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    ClientFrame,
    OrdersFrame,
    PositionsFrame,
    StreamRefused,
    Subscribe,
    Subscribed,
    TickersFrame,
    Topic,
    TradesFrame,
    Unreadable,
    Unsubscribe,
    Unsubscribed,
    VenueFrame,
)

NAMES: Final = {"": MARK, GLANCE: ""}  # what a ticker is called here → and there
NAMES_HERE: Final = {there: here for here, there in NAMES.items()}


def _to_spot(topic: Topic) -> Topic:
    ticker = topic.channel is Channel.TICKERS
    return replace(topic, name=NAMES.get(topic.name, topic.name) if ticker else topic.name, product="")


def _from_spot(topic: Topic) -> Topic:
    ticker = topic.channel is Channel.TICKERS
    return replace(topic, name=NAMES_HERE.get(topic.name, topic.name) if ticker else topic.name, product=PRODUCT)


def write_client(frame: ClientFrame) -> tuple[bytes, ...]:
    if isinstance(frame, Subscribe | Unsubscribe):
        return stream_v2.write_client(type(frame)(tuple(map(_to_spot, frame.topics))))
    return stream_v2.write_client(frame)


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    return tuple(
        type(said)(tuple(map(_from_spot, said.topics))) if isinstance(said, Subscribe | Unsubscribe) else said
        for said in stream_v2.read_client(data)
    )


def read_venue(data: bytes) -> tuple[VenueFrame, ...]:
    """Never raises, as spot's. Private events are those of the first version."""
    if data.lstrip()[:1] == b"[":
        return perp_stream.read_venue(data)
    return tuple(_named(frame) for frame in stream_v2.read_venue(data))


def _named(frame: VenueFrame) -> VenueFrame:
    match frame:
        case BookFrame():
            return replace(frame, product=PRODUCT)
        case TradesFrame() | TickersFrame() | CandlesFrame() | Subscribed() | Unsubscribed():
            return replace(frame, topic=_from_spot(frame.topic))
        case Unreadable(_, topic) | StreamRefused(_, _, topic) if topic is not None:
            return replace(frame, topic=_from_spot(topic))
        case _:
            return frame


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    match frame:
        case OrdersFrame() | PositionsFrame() | BalancesReport():
            return perp_stream.write_venue(frame, now_ns)
        case TradesFrame() | TickersFrame() | CandlesFrame() | Subscribed() | Unsubscribed():
            return stream_v2.write_venue(replace(frame, topic=_to_spot(frame.topic)), now_ns)
        case StreamRefused(_, _, topic) if topic is not None:
            return stream_v2.write_venue(replace(frame, topic=_to_spot(topic)), now_ns)
        case _:
            return stream_v2.write_venue(frame, now_ns)
