"""The byte port: all that passes between a dry connector and whatever carries its bytes, a socket or a simulation.

What goes in is journalled before it is decoded; what comes out is journalled before the first byte leaves.
"""

from __future__ import annotations

from msgspec import Struct

from picaflor.wire.net import Outcome, Request


class Opened(Struct, frozen=True, tag=True, tag_field="noun"):
    conn: str


class Frame(Struct, frozen=True, tag=True, tag_field="noun"):
    conn: str
    data: bytes


class Beat(Struct, frozen=True, tag=True, tag_field="noun"):
    """A ping or pong frame of the protocol came: the other side lives."""

    conn: str


class Closed(Struct, frozen=True, tag=True, tag_field="noun"):
    """The socket is gone, or could not be opened."""

    conn: str
    code: int
    why: str


class Answered(Struct, frozen=True, tag=True, tag_field="noun"):
    no: int
    outcome: Outcome


Inward = Opened | Frame | Beat | Closed | Answered


class OpenSocket(Struct, frozen=True, tag=True, tag_field="noun"):
    conn: str
    url: str  # host and path in the venue's own words
    signed: bool = False  # the handshake carries the key, as a request would


class SendFrame(Struct, frozen=True, tag=True, tag_field="noun"):
    conn: str
    data: bytes


class SendPing(Struct, frozen=True, tag=True, tag_field="noun"):
    """A ping frame of the protocol, for venues that have no ping of their own."""

    conn: str


class SendLogin(Struct, frozen=True, tag=True, tag_field="noun"):
    """The pump writes the login frame with the keys and the time; neither passes through here."""

    conn: str


class CloseSocket(Struct, frozen=True, tag=True, tag_field="noun"):
    conn: str
    why: str


class SendRequest(Struct, frozen=True, tag=True, tag_field="noun"):
    """Unsigned. The pump signs where `signed` says so, and answers with Answered(no, …) exactly once."""

    no: int
    request: Request
    signed: bool
    timeout_ns: int
    urgent: bool = False  # orders and cancels: the fast lane
    places: bool = False  # makes a new order: it may not leave before its intent is written
    mints: bool = (
        False  # its answer holds a secret: the pump veils it (see wire.listening) before anybody writes it down
    )


class SendCall(Struct, frozen=True, tag=True, tag_field="noun"):
    """A request as a frame of a socket that is logged in: nothing is signed. Its answer is a frame, too; the pump answers
    only when it could not send it, with Answered(no, NotSent(…)).
    """

    no: int
    conn: str
    data: bytes
    places: bool = False  # as above


Outward = OpenSocket | SendFrame | SendPing | SendLogin | CloseSocket | SendRequest | SendCall
