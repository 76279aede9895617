"""How one turn is written down: what came in, what was decided before it left, and what left, unsigned.

Frames are kept as the bytes they were; everything else is a small tagged record. The same functions serve the journal,
replay and the tests, so a recorded session has one reader.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache
from typing import Protocol

import msgspec

from picaflor.domain.market import Market
from picaflor.engine.instructions import Instruction
from picaflor.wire.port import Frame, Inward, Outward


class Kind(IntEnum):
    FRAME = 1  # a websocket frame, before it is decoded
    INWARD = 2  # any other thing from a venue
    TICK = 3  # a timer fired
    TOLD = 4  # a person or the host said something
    OUT = 5  # what leaves, before its signature
    KEPT = 6  # a fact of the order keeper: intents are written before anything is sent
    STOPS = 9  # a fact of the stop keeper
    BILLS = 10  # a bill that was told, so that a restart does not tell it twice
    BANNED = 8  # until when the venue wants to hear nothing: a restart keeps quiet, too
    WORK = 11  # a piece of work that a strategy has handed out, as it has become
    LISTED = 7  # the markets as the venue listed them: without their grids the keeper's facts could not be read


Entry = tuple[int, int, bytes]  # kind, when, payload


class Journal(Protocol):
    """Where records go. `add` only buffers; whoever owns the loop flushes once a turn, before the first byte out."""

    @property
    def add(self) -> Callable[[Entry], object]:
        """A list's own `append` will do: it is called for each record that there is."""
        ...


class NoJournal:
    def add(self, entry: Entry) -> None:
        return


class FromVenue(msgspec.Struct, frozen=True):
    venue: str
    what: Inward


class ToVenue(msgspec.Struct, frozen=True):
    venue: str
    what: Outward


_encode = msgspec.json.Encoder().encode
_read_inward = msgspec.json.Decoder(FromVenue).decode
_read_outward = msgspec.json.Decoder(ToVenue).decode
_read_bans = msgspec.json.Decoder(dict[str, int]).decode
_read_markets = msgspec.json.Decoder(tuple[Market, ...]).decode
_read_told: Callable[[bytes], Instruction] = msgspec.json.Decoder(Instruction).decode


_FRAME = Kind.FRAME


@lru_cache(maxsize=1_000)
def head_of(*names: str) -> bytes:
    """Of a record that is bytes as they were: the venue, and of a frame its socket."""
    return "".join(f"{name}\0" for name in names).encode()


def write_inward(venue: str, what: Inward) -> tuple[int, bytes]:
    if type(what) is Frame:
        return _FRAME, head_of(venue, what.conn) + what.data
    return Kind.INWARD, _encode(FromVenue(venue, what))


def read_inward(kind: int, payload: bytes) -> FromVenue:
    if kind == Kind.FRAME:
        venue, conn, data = payload.split(b"\0", 2)
        return FromVenue(venue.decode(), Frame(conn.decode(), data))
    return _read_inward(payload)


def write_outward(venue: str, what: Outward) -> bytes:
    return _encode(ToVenue(venue, what))


def read_outward(payload: bytes) -> ToVenue:
    return _read_outward(payload)


def write_told(what: Instruction) -> bytes:
    return _encode(what)


def read_told(payload: bytes) -> Instruction:
    return _read_told(payload)


def write_markets(markets: tuple[Market, ...]) -> bytes:
    return _encode(markets)


def read_markets(data: bytes) -> tuple[Market, ...]:
    return _read_markets(data)


def write_bans(bans: dict[str, int]) -> bytes:
    return _encode(bans)


def read_bans(data: bytes) -> dict[str, int]:
    return _read_bans(data)


def write_kept(venue: str, fact: bytes) -> bytes:
    return head_of(venue) + fact


def write_work(seat: str, name: str, record: bytes) -> bytes:
    """An empty record: that piece of work is over and let go."""
    return head_of(seat, name) + record


def read_work(payload: bytes) -> tuple[str, str, bytes]:
    seat, name, record = payload.split(b"\0", 2)
    return seat.decode(), name.decode(), record


def read_kept(payload: bytes) -> tuple[str, bytes]:
    """The venue, and the order keeper's fact as it wrote it."""
    venue, _, fact = payload.partition(b"\0")
    return venue.decode(), fact
