"""Where a row of positions hears the public frames of the house's spot row: the same, said of its own topics."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import CandlesFrame, TickersFrame, Topic, TradesFrame, Unreadable, VenueFrame


def said_of(frame: VenueFrame, product: str, topic_of: Callable[[Topic], Topic]) -> VenueFrame:
    """`topic_of`: this row's topic for the other's. What speaks of no topic stays as it is."""
    match frame:
        case BookFrame():
            return replace(frame, product=product)
        case TradesFrame() | TickersFrame() | CandlesFrame():
            return replace(frame, topic=topic_of(frame.topic))
        case Unreadable(_, topic) if topic is not None:
            return replace(frame, topic=topic_of(topic))
        case _:
            return frame
