"""A book as its readers see it: whole ticks and lots, best first, and whether it may be trusted."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from picaflor.domain.swift import noun


class Trust(StrEnum):
    """Why a book may or may not be acted on."""

    EMPTY = "empty"  # no snapshot yet
    GOOD = "good"
    GAP = "gap"
    CHECKSUM = "checksum"
    CROSSED = "crossed"
    STALE = "stale"
    UNREADABLE = "unreadable"
    CLOSED = "closed"  # the socket that fed it is gone


Level = tuple[int, int]  # ticks, lots


@noun
class Top(Struct, frozen=True):
    bid: int  # ticks; 0: none
    bid_lots: int
    ask: int
    ask_lots: int


class BookView(Protocol):
    """What a strategy may read of a book."""

    @property
    def trust(self) -> Trust: ...
    @property
    def at_ns(self) -> int: ...
    def best(self) -> tuple[int, int]:
        """Bid and ask in ticks, 0 for none: the top without its sizes, and sooner."""
        ...

    def top(self) -> Top: ...
    def bids(self, depth: int) -> list[Level]: ...
    def asks(self, depth: int) -> list[Level]: ...
