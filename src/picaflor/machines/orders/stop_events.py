"""What the stop keeper can be told: facts, written down as they are fed, so that a restart reads them back."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from picaflor.domain.orders import StopKind
from picaflor.domain.stops import StopWish
from picaflor.wire.asks import Amending, Cancelling, Placed, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.stops import StopReport


class StopIntended(Struct, frozen=True, tag=True):
    """Written down before anything leaves."""

    client_id: str
    symbol: str
    wish: StopWish
    owner: str = ""  # who wants it


class StopSent(Struct, frozen=True, tag=True):
    client_id: str


class StopPlaceOutcome(Struct, frozen=True, tag=True):
    client_id: str
    outcome: Placed | Refused | Unclear | NotSent | NoAnswer


class StopCancelSent(Struct, frozen=True, tag=True):
    client_id: str


class StopCancelOutcome(Struct, frozen=True, tag=True):
    client_id: str
    outcome: Cancelling | Refused | Unclear | NotSent | NoAnswer


class StopAmendSent(Struct, frozen=True, tag=True):
    """As it is to be."""

    client_id: str
    trigger: int
    ticks: int | None
    lots: int


class StopAmendOutcome(Struct, frozen=True, tag=True):
    client_id: str
    outcome: Amending | Refused | Unclear | NotSent | NoAnswer


class StopReported(Struct, frozen=True, tag=True):
    report: StopReport


class StopsListed(Struct, frozen=True, tag=True):
    """One whole list of a symbol and kind, waiting or past, and when it was asked for."""

    symbol: str
    kind: StopKind
    past: bool
    asked_ns: int
    rows: tuple[StopReport, ...]


class StopPartition(Struct, frozen=True, tag=True):
    """We were away. `requests`: those in flight are lost too."""

    why: str
    requests: bool = True


StopEvent = (
    StopIntended
    | StopSent
    | StopPlaceOutcome
    | StopCancelSent
    | StopCancelOutcome
    | StopAmendSent
    | StopAmendOutcome
    | StopReported
    | StopsListed
    | StopPartition
)

_encode = msgspec.json.Encoder().encode
_decode: msgspec.json.Decoder[StopEvent] = msgspec.json.Decoder(StopEvent)


def write_stop_event(event: StopEvent) -> bytes:
    return _encode(event)


def read_stop_event(data: bytes) -> StopEvent:
    return _decode.decode(data)
