"""The websocket half of the contracts' row. Books go the short way: one typed decode, their level arrays stay bytes."""

from __future__ import annotations

import re
from typing import Final, assert_never

from msgspec import Raw
from msgspec.json import Decoder, encode

from picaflor.venues.bitmart import futures_topics as t
from picaflor.venues.bitmart.futures_market import as_objects, as_pairs
from picaflor.venues.bitmart.futures_messages import Asked, BookPush, BookSaid, Said
from picaflor.venues.bitmart.futures_pushes import read_rows, write_rows
from picaflor.venues.bitmart.futures_words import PRODUCT
from picaflor.venues.bitmart.market import ms_of
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
    PositionsFrame,
    StopsFrame,
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

LOGIN_ARGS: Final = 3  # and a word for the device, which nobody looks at
SYSTEM: Final = "System"
_BOOK_HINT: Final = b'"group":"futures/depth'
_HEAD: Final = re.compile(rb'"group":\s*"(futures/[\w/]{1,40}(?::[^"\\]{1,40})?)"')
_BOOK: Final = Decoder(BookSaid)
_PUSHED_BOOK: Final = Decoder(BookPush)
_SAID: Final = Decoder(Said)
_ASKED: Final = Decoder(Asked)
BIDS, ASKS = 1, 2

# a client's frames


def write_client(frame: ClientFrame) -> tuple[bytes, ...]:
    match frame:
        case Subscribe(topics):
            return (_asks("subscribe", topics),)
        case Unsubscribe(topics):
            return (_asks("unsubscribe", topics),)
        case Login(api_key, _, timestamp, signature):
            return (encode({"action": "access", "args": [api_key, timestamp, signature, "web"]}),)
        case Ping():
            return (encode({"action": "ping"}),)
        case Call():
            raise ValueError("orders of this row go by request alone")
        case Nodded() | Garbled():
            return ()  # nobody nudges here, and the other is only ever read
        case _:
            assert_never(frame)


def _asks(verb: str, topics: tuple[Topic, ...]) -> bytes:
    return encode({"action": verb, "args": [t.write_topic(topic) for topic in topics]})


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    """What cannot be read has no code of its own here; its words are the venue's."""
    try:
        asked = _ASKED.decode(data)
    except BAD:
        words = data[:80].decode("utf-8", "replace")
        return (Garbled("40007", f"Invalid message: message must be JSON: {words}"),)
    args = [str(arg) for arg in asked.args]
    match asked.action:
        case "ping":
            return (Ping(),)
        case "access":
            if len(args) < LOGIN_ARGS:
                return (Garbled("40007", "Invalid access args"),)
            return (Login(args[0], "", args[1], args[2]),)
        case "subscribe" | "unsubscribe" | "request":
            return _read_topics(asked.action, args)
        case action:
            return (Garbled("40007", f"Invalid action [{action[:40]}]"),)


def _read_topics(verb: str, args: list[str]) -> tuple[ClientFrame, ...]:
    """To ask for a book's snapshot again is to subscribe again (row 90). Unknown channels are refused, each for itself."""
    topics = [t.read_topic(arg) for arg in args]
    known = tuple(topic for topic in topics if topic is not None)
    wrong = tuple(
        Garbled("40007", f"Invalid channel: not found {arg[:80]}")
        for arg, topic in zip(args, topics, strict=True)
        if topic is None
    )
    if not args:
        return (Garbled("40007", "Invalid args"),)
    if not known:
        return wrong
    return (Unsubscribe(known) if verb == "unsubscribe" else Subscribe(known), *wrong)


# the venue's frames, read


def read_venue(data: bytes) -> tuple[VenueFrame, ...]:
    """Never raises: what cannot be read comes out as Unreadable, with its topic where that much could be seen."""
    try:
        if data.find(_BOOK_HINT, 0, 32) > 0:
            said = _BOOK.decode(data)
            return (_book(said.group, said.data),)
        return _read_said(data)
    except BAD as bad:
        return (Unreadable(why(bad), _topic_seen(data)),)


def _read_said(data: bytes) -> tuple[VenueFrame, ...]:
    said = _SAID.decode(data)
    if said.action or said.success is not None:
        refuse_duplicates(data)
        return (_read_answer(said),)
    if said.group == SYSTEM:
        return (Pong(),)
    topic = _topic(said.group)
    if topic.channel is Channel.BOOK:
        return (_book(said.group, _PUSHED_BOOK.decode(said.data)),)
    if topic.channel.private:
        refuse_duplicates(data)
    return read_rows(topic, said.data)


def _read_answer(said: Said) -> VenueFrame:
    """Row 95. A refusal has words, no code, and often its topic."""
    if not said.success:
        words = said.error or "refused without a word"
        if said.action == "access":
            return LoginRefused("", words)
        return StreamRefused("", words, t.read_topic(said.group) if said.group else None)
    match said.action:
        case "access":
            return LoggedIn()
        case "subscribe" | "request":
            return Subscribed(_topic(said.group))
        case "unsubscribe":
            return Unsubscribed(_topic(said.group))
        case "ping":
            return Pong()
        case action:
            raise BadMessage(f"an answer that we do not know: {action[:40]!r}")


def _topic(text: str) -> Topic:
    topic = t.read_topic(text)
    if topic is None:
        raise BadMessage(f"a channel that we do not know: {text[:40]!r}")
    return topic


def _topic_seen(data: bytes) -> Topic | None:
    """Of half a frame, too."""
    head = _HEAD.search(data)
    try:
        return t.read_topic(head[1].decode()) if head is not None else None
    except ValueError:
        return None


def _book(group: str, push: BookPush) -> BookFrame:
    """Row 90. Numbers are passed on as they came; what they prove is the book's business."""
    topic = t.read_topic(group)
    if topic is None or topic.channel is not Channel.BOOK or topic.symbol != push.symbol:
        raise BadMessage(f"no book of ours: {group[:40]!r}")
    if not topic.name and push.type not in ("snapshot", "update"):
        raise BadMessage(f"neither a snapshot nor a change: {push.type[:40]!r}")
    seq = None if topic.name else push.version
    whole = bool(topic.name) or push.type == "snapshot"
    return BookFrame(
        push.symbol,
        whole,
        bytes(push.bids),
        bytes(push.asks),
        seq,
        at_ns=ms_of(push.ms_t),
        name=topic.name,
        product=PRODUCT,
    )


# the venue's frames, written


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    match frame:
        case BookFrame():
            return _write_book(frame)
        case TradesFrame() | TickersFrame() | CandlesFrame() | OrdersFrame() | StopsFrame() | PositionsFrame():
            group = t.write_topic(frame.topic)
            return tuple(encode({"group": group, "data": data}) for data in write_rows(frame))
        case BalancesReport():
            group = t.write_topic(t.topic_of(Channel.BALANCES, name=frame.name))
            return tuple(encode({"group": group, "data": data}) for data in write_rows(frame))
        case LoggedIn():
            return (encode({"action": "access", "success": True}),)
        case LoginRefused(_, words):
            return (encode({"action": "access", "success": False, "error": words}),)
        case Subscribed(topic):
            return (_done("subscribe", topic),)
        case Unsubscribed(topic):
            return (_done("unsubscribe", topic),)
        case StreamRefused(_, words, topic):
            group = t.write_topic(topic) if topic else ""
            return (encode({"action": "subscribe", "group": group, "success": False, "error": words}),)
        case Pong():
            return (encode({"group": SYSTEM, "data": f"pong {now_ns // MS}"}),)
        case Unreadable():
            return ()  # only ever read
        case _:
            raise ValueError(f"this row has no {type(frame).__name__}")


def _done(verb: str, topic: Topic) -> bytes:
    group = t.write_topic(topic)
    return encode({"action": verb, "group": group, "success": True, "request": {"action": verb, "args": [group]}})


def _write_book(frame: BookFrame) -> tuple[bytes, ...]:
    group = t.write_topic(t.topic_of(Channel.BOOK, frame.symbol, frame.name))
    sides = {ASKS: as_objects(as_pairs(frame.asks)), BIDS: as_objects(as_pairs(frame.bids))}
    if frame.name in t.SIDED:
        return tuple(encode({"group": group, "data": _side(frame, way, sides[way])}) for way in (BIDS, ASKS))
    row: dict[str, object] = {
        "symbol": frame.symbol,
        "asks": Raw(sides[ASKS]),
        "bids": Raw(sides[BIDS]),
        "ms_t": frame.at_ns // MS,
    }
    if not frame.name:
        row |= {"version": frame.seq or 0, "type": "snapshot" if frame.snapshot else "update"}
    return (encode({"group": group, "data": row}),)


def _side(frame: BookFrame, way: int, levels: bytes) -> dict[str, object]:
    return {"symbol": frame.symbol, "way": way, "depths": Raw(levels), "ms_t": frame.at_ns // MS}
