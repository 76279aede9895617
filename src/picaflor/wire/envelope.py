"""The outside of a book message as data: all that must be known to read it as it comes off the socket."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Envelope:
    """Names of at most eight bytes."""

    action: str = "action"
    snapshot: str = "snapshot"
    update: str = "update"
    topic: str = "arg"
    data: str = "data"
    listed: bool = True  # is the data an array of one?
    bids: str = "bids"
    asks: str = "asks"
    seq: str = "seq"
    prev: str = "pseq"
    checksum: str = "checksum"
    time: str = "ts"
    idle: tuple[str, ...] = ("ts",)  # may stand there, and mean nothing to a book
    bare: bool = False  # sequence and checksum are integers; else they may be digits in quotes
    timed: bool = False  # the data always tells its time, as digits in quotes
