"""The websocket half of the codec for unified accounts: their public topics here, all else as the classic stream has it.

Private topics tell of all markets; a record hears of them what is about its own family.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder, encode

from picaflor.venues.bitget import stream, uta_public
from picaflor.venues.bitget import topics as private
from picaflor.venues.bitget.client_frames import split
from picaflor.venues.bitget.messages import NOTHING, Asked, Said
from picaflor.venues.bitget.mix_words import PRODUCT
from picaflor.venues.bitget.topics import UNIFIED, UTA
from picaflor.venues.bitget.uta_public import PublicArg
from picaflor.wire.decoding import BAD, MS, BadMessage, read_ms, why, write_ms
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    ClientFrame,
    Garbled,
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


class _BookRow(Struct, omit_defaults=True):
    """Row 151. Numbers come bare or as digits in quotes."""

    ts: str
    a: Raw = NOTHING
    b: Raw = NOTHING
    checksum: int | str | None = None
    seq: int | str | None = None
    pseq: int | str | None = None


class _Books(Struct):
    action: str
    arg: PublicArg
    data: list[_BookRow]


class _Push(Struct):
    action: str
    arg: PublicArg
    data: object
    ts: int


_PUSH_HINT: Final = b'{"action":'
_BOOK_HINT: Final = b'"topic":"books'
_BOOKS: Final = Decoder(_Books)
_DIGITS: Final = re.compile(r"-?[0-9]{1,19}")
_SAID: Final = Decoder(Said)
_ASKED: Final = Decoder(Asked)
_ARG: Final = Decoder(PublicArg)


class UnifiedStream:
    """Of one family of markets."""

    def __init__(self, product: str) -> None:
        self._product = product

    # a client's frames

    def write_client(self, frame: ClientFrame) -> tuple[bytes, ...]:
        if not isinstance(frame, Subscribe | Unsubscribe):
            return stream.write_client(frame)
        return split("subscribe" if isinstance(frame, Subscribe) else "unsubscribe", frame.topics, _arg_of)

    def read_client(self, data: bytes) -> tuple[ClientFrame, ...]:
        try:
            asked = _ASKED.decode(data)
        except BAD:
            return stream.read_client(data)
        if asked.op not in ("subscribe", "unsubscribe") or not asked.args:
            return stream.read_client(data)
        try:
            return self._read_topics(asked)
        except BAD:
            return (Garbled("30002", "illegal request"),)

    def _read_topics(self, asked: Asked) -> tuple[ClientFrame, ...]:
        """As the classic ones: what can be had is had, and each of the rest is refused by itself."""
        topics: list[Topic] = []
        bad: list[ClientFrame] = []
        for arg in map(_ARG.decode, asked.args):
            topic = self._topic_of(arg)
            if topic is not None:
                topics.append(topic)
            else:
                words = f"instType:{arg.instType},topic:{arg.topic},symbol:{arg.symbol or arg.instId} doesn't exist"
                bad.append(Garbled("30001", words))
        said = Subscribe(tuple(topics)) if asked.op == "subscribe" else Unsubscribe(tuple(topics))
        return (said, *bad) if topics else tuple(bad)

    def _topic_of(self, arg: PublicArg) -> Topic | None:
        if arg.instType != UTA:
            return uta_public.topic_of(arg)
        channel = private.UNIFIED_CHANNELS.get(arg.topic)
        return None if channel is None else Topic(channel, name=UNIFIED, product=self._product)

    # the venue's frames

    def read_venue(self, data: bytes) -> tuple[VenueFrame, ...]:
        """As the classic stream's. Never raises."""
        topic = None
        try:
            if data.startswith(_PUSH_HINT) and data.find(_BOOK_HINT, 0, 128) > 0:
                return _read_books(_BOOKS.decode(data))
            said = _SAID.decode(data) if data[:1] == b"{" else None
            if said is None or not said.arg or (arg := _ARG.decode(said.arg)).instType == UTA:
                return stream.read_venue(data, self._product)
            topic = uta_public.topic_of(arg)
            if said.event:
                return (_read_event(said, topic),)
            if topic is None:
                raise BadMessage(f"a topic that we do not know: {arg.instType[:20]} {arg.topic[:40]}")
            if topic.channel is Channel.BOOK:
                return _read_books(_BOOKS.decode(data))
            return (uta_public.read_push(topic, data),)
        except BAD as bad:
            return (Unreadable(why(bad), topic),)

    def write_venue(self, frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
        match frame:
            case BookFrame():
                return (_write_book(frame, now_ns),)
            case TradesFrame(topic, rows, snapshot):
                return (_push(topic, list(map(uta_public.write_trade, rows)), now_ns, snapshot),)
            case TickersFrame(topic, rows):
                told = [uta_public.write_ticker(row, topic.product) for row in rows]
                return (_push(topic, told, rows[0].at_ns if rows else now_ns),)
            case CandlesFrame(topic, rows, snapshot):
                return (_push(topic, list(map(uta_public.write_candle, rows)), now_ns, snapshot),)
            case Subscribed(topic) if not topic.channel.private:
                return (encode({"event": "subscribe", "arg": uta_public.arg_of(topic)}),)
            case Unsubscribed(topic) if not topic.channel.private:
                return (encode({"event": "unsubscribe", "arg": uta_public.arg_of(topic)}),)
            case StreamRefused(code, words, Topic() as topic, "") if not topic.channel.private:
                arg = uta_public.arg_of(topic)
                return (encode({"event": "error", "arg": arg, "code": int(code), "msg": words}),)
            case _:
                return stream.write_venue(frame, now_ns)


def _arg_of(topic: Topic) -> object:
    return private.arg_of(topic) if topic.channel.private else uta_public.arg_of(topic)


def _read_event(said: Said, topic: Topic | None) -> VenueFrame:
    match said.event:
        case "subscribe" if topic is not None:
            return Subscribed(topic)
        case "unsubscribe" if topic is not None:
            return Unsubscribed(topic)
        case "error":
            return StreamRefused(str(said.code), said.msg, topic)
        case event:
            raise BadMessage(f"an event that we do not know: {event[:40]!r}")


def _read_books(push: _Books) -> tuple[VenueFrame, ...]:
    topic = uta_public.topic_of(push.arg)
    if topic is None or topic.channel is not Channel.BOOK or not push.data or push.action not in ("snapshot", "update"):
        raise BadMessage(f"no book of ours: {push.arg.instType[:20]} {push.arg.topic[:40]}")
    return tuple(_read_book(topic, push.action == "snapshot", row) for row in push.data)


def _read_book(topic: Topic, snapshot: bool, row: _BookRow) -> BookFrame:
    return BookFrame(
        topic.symbol,
        snapshot,
        bytes(row.b),
        bytes(row.a),
        _number(row.seq),
        _number(row.pseq),
        _number(row.checksum),
        read_ms(row.ts),
        topic.name,
        topic.product,
    )


def _number(value: int | str | None) -> int | None:
    if not isinstance(value, str):
        return value
    if not _DIGITS.fullmatch(value):
        raise BadMessage("a book counts by digits")
    return int(value)


def _write_book(frame: BookFrame, now_ns: int) -> bytes:
    row = _BookRow(write_ms(frame.at_ns), checksum=frame.checksum, seq=frame.seq, pseq=frame.prev)
    if frame.asks:
        row.a = Raw(frame.asks)
    if frame.bids:
        row.b = Raw(frame.bids)
    return _push(Topic(Channel.BOOK, frame.symbol, frame.name, frame.product), [row], now_ns, frame.snapshot)


def _push(topic: Topic, data: object, now_ns: int, snapshot: bool = True) -> bytes:
    action = "snapshot" if snapshot else "update"
    return encode(_Push(action, uta_public.arg_of(topic), data, now_ns // MS))


SPOT: Final = UnifiedStream("")
CONTRACTS: Final = UnifiedStream(PRODUCT)
