"""The websocket half of the spot market. Books go the short way: one typed decode, their level arrays stay bytes."""

from __future__ import annotations

import re
from typing import Final, assert_never

from msgspec import Raw
from msgspec.json import Decoder, encode

from picaflor.venues.bitmart import topics as t
from picaflor.venues.bitmart.market import ms_of
from picaflor.venues.bitmart.messages import Asked, BookPush, BookRow, Said
from picaflor.venues.bitmart.outcomes import LOGIN_CODES
from picaflor.venues.bitmart.pushes import read_rows, write_rows
from picaflor.wire.decoding import BAD, MS, BadMessage, refuse_duplicates, why
from picaflor.wire.reports import BalancesReport, BookFrame
from picaflor.wire.stream import (
    Call,
    CandlesFrame,
    Channel,
    ClientFrame,
    Garbled,
    LoggedIn,
    Login,
    LoginRefused,
    Nodded,
    OrdersFrame,
    Ping,
    Pong,
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

__all__ = ["read_client", "read_venue", "write_client", "write_venue"]

LOGIN_ARGS: Final = 3
_BOOK_HINT: Final = b'"table":"spot/depth'
_HEAD: Final = re.compile(rb'"table":\s*"(spot/[\w/]{1,40})"')
_SYMBOL: Final = re.compile(rb'"symbol":\s*"([^"\\]{1,40})"')
_BOOK: Final = Decoder(BookPush)
_SAID: Final = Decoder(Said)
_ASKED: Final = Decoder(Asked)

# a client's frames


def write_client(frame: ClientFrame) -> tuple[bytes, ...]:
    match frame:
        case Subscribe(topics):
            return (_asks("subscribe", topics),)
        case Unsubscribe(topics):
            return (_asks("unsubscribe", topics),)
        case Login(api_key, _, timestamp, signature):
            return (encode({"op": "login", "args": [api_key, timestamp, signature]}),)
        case Ping():
            return (b"ping",)
        case Call():
            raise ValueError("orders of this row go by request alone")
        case Nodded() | Garbled():
            return ()  # nobody nudges here, and the other is only ever read
        case _:
            assert_never(frame)


def _asks(verb: str, topics: tuple[Topic, ...]) -> bytes:
    return encode({"op": verb, "args": [t.write_topic(topic) for topic in topics]})


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    if data == b"ping":
        return (Ping(),)
    try:
        asked = _ASKED.decode(data)
    except BAD:
        return (Garbled("90001", "Invalid format"),)
    args = [str(arg) for arg in asked.args]
    match asked.op:
        case "login":
            if len(args) != LOGIN_ARGS:
                return (Garbled("90003", "Invalid args"),)
            return (Login(args[0], "", args[1], args[2]),)
        case "subscribe" | "unsubscribe" | "request":
            return _read_topics(asked.op, args)
        case _:
            return (Garbled("90002", "Invalid op"),)


def _read_topics(verb: str, args: list[str]) -> tuple[ClientFrame, ...]:
    """To ask for a book's snapshot again is to subscribe again (row 31). Unknown channels are refused, each for itself."""
    topics = [t.read_topic(arg) for arg in args]
    known = tuple(topic for topic in topics if topic is not None)
    wrong = tuple(Garbled("90004", "Invalid channel param") for topic in topics if topic is None)
    if not args:
        return (Garbled("90003", "Invalid args"),)
    if not known:
        return wrong
    return (Unsubscribe(known) if verb == "unsubscribe" else Subscribe(known), *wrong)


# the venue's frames, read


def read_venue(data: bytes) -> tuple[VenueFrame, ...]:
    """Never raises: what cannot be read comes out as Unreadable, with its topic where that much could be seen."""
    try:
        if data.find(_BOOK_HINT, 0, 32) > 0:
            return _books(_BOOK.decode(data))
        if data == b"pong":
            return (Pong(),)
        return _read_said(data)
    except BAD as bad:
        return (Unreadable(why(bad), _topic_seen(data)),)


def _read_said(data: bytes) -> tuple[VenueFrame, ...]:
    said = _SAID.decode(data)
    if said.event:
        refuse_duplicates(data)
        return (_read_event(said),)
    topic = t.topic_in(said.table, "")
    if topic is None:
        raise BadMessage(f"a table that we do not know: {said.table[:40]!r}")
    if topic.channel is Channel.BOOK:
        return _books(_BOOK.decode(data))
    if topic.channel.private:
        refuse_duplicates(data)
    return read_rows(topic, said.table, said.data)


def _read_event(said: Said) -> VenueFrame:
    """Row 30. A refusal of a topic does not name it."""
    code, words = str(said.errorCode), said.errorMessage or said.message
    match said.event:
        case "login":
            return LoginRefused(code, words) if code else LoggedIn()
        case _ if code:
            return LoginRefused(code, words) if code in LOGIN_CODES else StreamRefused(code, words)
        case "subscribe":
            return Subscribed(_topic(said.topic))
        case "unsubscribe":
            return Unsubscribed(_topic(said.topic))
        case event:
            raise BadMessage(f"an event that we do not know: {event[:40]!r}")


def _topic(text: str) -> Topic:
    topic = t.read_topic(text)
    if topic is None:
        raise BadMessage(f"a channel that we do not know: {text[:40]!r}")
    return topic


def _topic_seen(data: bytes) -> Topic | None:
    """Of half a frame, too."""
    head, symbol = _HEAD.search(data), _SYMBOL.search(data)
    if head is None or symbol is None:
        return None
    try:
        return t.topic_in(head[1].decode(), symbol[1].decode())
    except ValueError:
        return None


def _books(push: BookPush) -> tuple[VenueFrame, ...]:
    """Row 31. Numbers are passed on as they came; what they prove is the book's business."""
    topic = t.topic_in(push.table, "")
    if topic is None or topic.channel is not Channel.BOOK or not push.data:
        raise BadMessage(f"no book of ours: {push.table[:40]!r}")
    return tuple(_book(row, topic.name) for row in push.data)


def _book(row: BookRow, name: str) -> BookFrame:
    if not name and row.type not in ("snapshot", "update"):
        raise BadMessage(f"neither a snapshot nor a change: {row.type[:40]!r}")
    at_ns = ms_of(row.ms_t)
    seq = None if name else row.version
    whole = bool(name) or row.type == "snapshot"
    return BookFrame(row.symbol, whole, bytes(row.bids), bytes(row.asks), seq, at_ns=at_ns, name=name)


# the venue's frames, written


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    match frame:
        case BookFrame():
            return (_write_book(frame),)
        case TradesFrame() | TickersFrame() | CandlesFrame() | OrdersFrame() | BalancesReport():
            return write_rows(frame, now_ns)
        case LoggedIn():
            return (encode({"event": "login"}),)
        case LoginRefused(code, words):
            return (encode({"event": "login", "errorCode": code, "errorMessage": words}),)
        case Subscribed(topic):
            return (encode({"event": "subscribe", "topic": t.write_topic(topic)}),)
        case Unsubscribed(topic):
            return (encode({"event": "unsubscribe", "topic": t.write_topic(topic)}),)
        case StreamRefused(code, words):
            return (encode({"event": "subscribe", "errorCode": code, "errorMessage": words}),)
        case Pong():
            return (b"pong",)
        case Unreadable():
            return ()  # only ever read
        case _:
            raise ValueError(f"this row has no {type(frame).__name__}")


def _write_book(frame: BookFrame) -> bytes:
    topic = Topic(Channel.BOOK, frame.symbol, frame.name)
    row: dict[str, object] = {
        "symbol": frame.symbol,
        "asks": Raw(frame.asks or b"[]"),
        "bids": Raw(frame.bids or b"[]"),
        "ms_t": frame.at_ns // MS,
    }
    if not frame.name:
        row |= {"type": "snapshot" if frame.snapshot else "update", "version": frame.seq or 0}
    return encode({"table": t.table_of(topic), "data": [row]})
