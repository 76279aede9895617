"""Everything the keeper can be fed. A closed list of records that survive being written to a journal as JSON.

JSON and not msgpack: amounts are atoms, integers far beyond 64 bits.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec
from msgspec import Struct

from picaflor.domain.orders import Wish
from picaflor.wire.asks import Cancelling, Placed, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import FillReport, OrderReport


class Source(StrEnum):
    STREAM = "stream"
    QUERY = "query"  # an answer about this one order
    PAGE = "page"  # a row of a list


class Where(StrEnum):
    """Where the venue was asked for an order, and did not show it."""

    QUERY = "query"
    OPEN = "open"
    CLOSED = "closed"
    FILLS = "fills"


class Intended(Struct, frozen=True, tag=True):
    """Written down before anything leaves. `worst_lots`: what a buy by money may come to."""

    client_id: str
    symbol: str
    wish: Wish
    worst_lots: int = 0
    owner: str = ""  # who wants it


class Sent(Struct, frozen=True, tag=True):
    client_id: str


class PlaceOutcome(Struct, frozen=True, tag=True):
    client_id: str
    outcome: Placed | Refused | Unclear | NotSent | NoAnswer


class CancelSent(Struct, frozen=True, tag=True):
    client_id: str


class CancelOutcome(Struct, frozen=True, tag=True):
    client_id: str
    outcome: Cancelling | Refused | Unclear | NotSent | NoAnswer


class AmendSent(Struct, frozen=True, tag=True):
    client_id: str
    lots: int
    ticks: int | None


class AmendOutcome(Struct, frozen=True, tag=True):
    """A yes is a Placed: where an amend is a replacement, it carries the new venue id."""

    client_id: str
    outcome: Placed | Refused | Unclear | NotSent | NoAnswer


class Reported(Struct, frozen=True, tag=True):
    """`asked_ns`: when the question left that this answers; 0 for what came unasked."""

    report: OrderReport
    source: Source
    asked_ns: int = 0


class FillReported(Struct, frozen=True, tag=True):
    report: FillReport
    source: Source = Source.STREAM


class FillVoided(Struct, frozen=True, tag=True):
    """The venue took a trade back. Booked as a reversing entry; the first one stays."""

    symbol: str
    trade_id: str


class Missed(Struct, frozen=True, tag=True):
    """The venue was asked, answered in full, and did not show this order. By itself it proves nothing."""

    where: Where
    asked_ns: int
    client_id: str = ""
    symbol: str = ""
    venue_id: str = ""  # of a stray that nobody has claimed yet


class Garbled(Struct, frozen=True, tag=True):
    """Something was said of an order that cannot be read."""

    why: str
    client_id: str = ""


class Partition(Struct, frozen=True, tag=True):
    """We were away: a restart, a crash, a pause, a lost stream. `requests`: those in flight are lost too."""

    why: str
    requests: bool = True


class Walked(Struct, frozen=True, tag=True):
    """A list was read to its end, as it stood at `asked_ns`; a restart reads on there. `from_ns`: what it still owes."""

    where: Where
    symbol: str
    asked_ns: int
    from_ns: int = 0


class CameOfStop(Struct, frozen=True, tag=True):
    """The order that the venue calls so came of a stop of ours: it bears that one's name here, and is its owner's."""

    client_id: str
    symbol: str
    venue_id: str
    owner: str
    tag: str = ""


KeeperEvent = (
    Intended
    | Sent
    | PlaceOutcome
    | CancelSent
    | CancelOutcome
    | AmendSent
    | AmendOutcome
    | Reported
    | FillReported
    | FillVoided
    | Missed
    | Garbled
    | Partition
    | Walked
    | CameOfStop
)

_decode: msgspec.json.Decoder[KeeperEvent] = msgspec.json.Decoder(KeeperEvent)

write_event: Callable[[KeeperEvent], bytes] = msgspec.json.Encoder().encode


def read_event(data: bytes) -> KeeperEvent:
    return _decode.decode(data)
