"""The websocket half of the codec. Books go the short way: one typed decode, their level arrays stay bytes."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder, encode

from picaflor.venues.bitget.client_frames import read_client, write_client
from picaflor.venues.bitget.messages import Arg, BookPush, BookRow, Said
from picaflor.venues.bitget.pushes import (
    read_push,
    write_balances,
    write_candle,
    write_fills,
    write_orders,
    write_positions,
    write_stops,
    write_ticker,
    write_trade,
)
from picaflor.venues.bitget.topics import BOOKS, PRODUCTS, SPOT, arg_of, named_in, topic_of
from picaflor.wire.decoding import BAD, MS, BadMessage, read_ms, refuse_duplicates, why, write_ms
from picaflor.wire.reports import BalancesReport, BookFrame
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    FillsFrame,
    LoggedIn,
    LoginRefused,
    OrdersFrame,
    Pong,
    PositionsFrame,
    Replied,
    StopsFrame,
    StreamRefused,
    Subscribed,
    TickersFrame,
    Topic,
    TradesFrame,
    Unreadable,
    Unsubscribed,
    VenueFrame,
)

__all__ = ["read_client", "read_venue", "write_client", "write_venue"]

LOGIN_CODES: Final = frozenset({"30005", "30011", "30012", "30013", "30014", "30015"})
YES_CODES: Final = frozenset({"0", "00000"})

_PUSH_HINT: Final = b'{"action":'
_BOOK_HINT: Final = b'"channel":"books'
_BOOK: Final = Decoder(BookPush)
_SAID: Final = Decoder(Said)
_ARG: Final = Decoder(Arg)
_ARGS: Final = Decoder(list[Arg])


# the venue's frames, read


def read_venue(data: bytes, unified: str = "") -> tuple[VenueFrame, ...]:
    """Never raises: what cannot be read comes out as Unreadable, with its topic where that much could be seen.
    `unified`: the product for which topics of unified accounts are heard, which tell of all of them.
    """
    try:
        if data.startswith(_PUSH_HINT) and data.find(_BOOK_HINT, 0, 128) > 0:
            return _books(_BOOK.decode(data))
        if data == b"pong":
            return (Pong(),)
        return _read_said(data, unified)
    except BAD as bad:
        return (Unreadable(why(bad), _topic_seen(data, unified)),)


def _read_said(data: bytes, unified: str) -> tuple[VenueFrame, ...]:
    said = _SAID.decode(data)
    if said.event or said.op:
        refuse_duplicates(data)
        if bytes(said.id) not in (b"", b"null"):
            return (Replied(bytes(said.id).decode(), data),)  # row 149
        return _read_event(said, unified)
    topic = _topic(_ARG.decode(said.arg), unified)
    if topic.channel is Channel.BOOK:
        return _books(_BOOK.decode(data))
    if topic.channel.private:
        refuse_duplicates(data)
    return (read_push(topic, data),)


def _topic(arg: Arg, unified: str) -> Topic:
    topic = topic_of(arg, unified)
    if topic is None:
        raise BadMessage(f"a channel that we do not know: {arg.instType[:20]} {arg.channel[:40]}")
    return topic


def _topic_seen(data: bytes, unified: str) -> Topic | None:
    try:
        return topic_of(_ARG.decode(_SAID.decode(data).arg), unified)
    except BAD:
        return None


def _books(push: BookPush) -> tuple[VenueFrame, ...]:
    """Row 31. Numbers are passed on as they came; what they prove is the book's business."""
    arg = push.arg
    # The commonest is asked for first: to compare a text is quicker than to look it up.
    name = "" if arg.channel == "books" else BOOKS.get(arg.channel)
    product = "" if arg.instType == SPOT else PRODUCTS.get(arg.instType)
    if name is None or product is None or not arg.instId or not push.data:
        raise BadMessage(f"no book of ours: {arg.instType[:20]} {arg.channel[:40]}")
    snapshot = push.action == "snapshot"
    if len(push.data) == 1:
        return (_book(arg.instId, name, snapshot, push.data[0], product),)
    return tuple(_book(arg.instId, name, snapshot, row, product) for row in push.data)


def _book(symbol: str, name: str, snapshot: bool, row: BookRow, product: str) -> BookFrame:
    bids, asks = bytes(row.bids), bytes(row.asks)
    return BookFrame(symbol, snapshot, bids, asks, row.seq, row.pseq, row.checksum, read_ms(row.ts), name, product)


def _read_event(said: Said, unified: str) -> tuple[VenueFrame, ...]:
    """Row 30. The code is a number on the wire and a text in the venue's pages."""
    code = str(said.code)
    match said.event or said.op:
        case "login":
            return (LoggedIn() if code in YES_CODES else LoginRefused(code, said.msg),)
        case "subscribe":
            return tuple(Subscribed(_topic(arg, unified)) for arg in _args(said))
        case "unsubscribe":
            return tuple(Unsubscribed(_topic(arg, unified)) for arg in _args(said))
        case "error" if code in LOGIN_CODES:
            return (LoginRefused(code, said.msg),)
        case "error":
            named = topic_of(_ARG.decode(said.arg), unified) if said.arg else named_in(said.msg)
            return (StreamRefused(code, said.msg, named),)
        case event:
            raise BadMessage(f"an event that we do not know: {event[:40]!r}")


def _args(said: Said) -> list[Arg]:
    args = _ARGS.decode(said.args) if said.args else [_ARG.decode(said.arg)]
    if not args:
        raise BadMessage("an answer to no topic")
    return args


# the venue's frames, written


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    match frame:
        case BookFrame():
            return (_write_book(frame, now_ns),)
        case TradesFrame(topic, rows, snapshot):
            return (_push(topic, list(map(write_trade, rows)), now_ns, _action(snapshot)),)
        case CandlesFrame(topic, rows, snapshot):
            return (_push(topic, list(map(write_candle, rows)), now_ns, _action(snapshot)),)
        case TickersFrame(topic, rows):
            return (_push(topic, [write_ticker(row, topic.product) for row in rows], now_ns),)
        case OrdersFrame(_, topic):
            return (_push(topic, write_orders(frame), now_ns),)
        case FillsFrame(_, topic):
            return (_push(topic, write_fills(frame), now_ns),)
        case PositionsFrame(_, topic):
            return (_push(topic, write_positions(frame), frame.at_ns or now_ns),)
        case StopsFrame(_, topic):
            return (_push(topic, write_stops(frame), now_ns),)
        case BalancesReport():
            topic = Topic(Channel.BALANCES, name=frame.name, product=frame.product)
            return (_push(topic, write_balances(frame), frame.at_ns or now_ns),)
        case Pong():
            return (b"pong",)
        case LoggedIn():
            return (encode({"event": "login", "code": 0}),)
        case LoginRefused(code, words):
            return (encode({"event": "error", "code": _code(code), "msg": words}),)
        case StreamRefused(code, words, _, ref) if ref:
            return (encode({"event": "error", "id": Raw(ref.encode()), "code": code, "msg": words}),)
        case StreamRefused(code, words, topic):
            named = {"arg": arg_of(topic)} if topic else {}
            return (encode({"event": "error", **named, "code": _code(code), "msg": words}),)
        case Subscribed(topic):
            return (encode({"event": "subscribe", "arg": arg_of(topic)}),)
        case Unsubscribed(topic):
            return (encode({"event": "unsubscribe", "arg": arg_of(topic)}),)
        case Replied(_, data):
            return (data,)
        case Unreadable():
            return ()  # only ever read
        case _:
            raise ValueError(f"this row has no {type(frame).__name__}")


def _push(topic: Topic, data: object, now_ns: int, action: str = "snapshot") -> bytes:
    return encode({"action": action, "arg": arg_of(topic), "data": data, "ts": now_ns // MS})


def _action(snapshot: bool) -> str:
    return "snapshot" if snapshot else "update"


def _write_book(frame: BookFrame, now_ns: int) -> bytes:
    """The era since 2026 carries no checksum: a key is written only where there is a value for it."""
    row = BookRow(write_ms(frame.at_ns), checksum=frame.checksum, seq=frame.seq, pseq=frame.prev)
    if frame.asks:
        row.asks = Raw(frame.asks)
    if frame.bids:
        row.bids = Raw(frame.bids)
    topic = Topic(Channel.BOOK, frame.symbol, frame.name, frame.product)
    return _push(topic, [row], now_ns, _action(frame.snapshot))


def _code(code: str) -> int | str:
    return int(code) if code.isascii() and code.isdecimal() and not code.startswith("0") else code
