"""The websocket half of the codec of one house. A frame of the venue is an object whose one key is the stream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, assert_never
from urllib.parse import parse_qsl

from msgspec import Raw
from msgspec.json import Decoder, encode

from picaflor.venues.peatio import pushes
from picaflor.venues.peatio.codes import OUTCOMES
from picaflor.venues.peatio.house import NEW_BOOK, OLD_BOOK, House
from picaflor.venues.peatio.messages import Asked, OldError, Success
from picaflor.venues.peatio.spelling import text_of
from picaflor.venues.peatio.topics import stream_of, topic_of
from picaflor.wire.decoding import BAD, BadMessage, refuse_duplicates, why
from picaflor.wire.net import Request
from picaflor.wire.reports import BalancesReport, BookFrame
from picaflor.wire.stream import (
    Call,
    CandlesFrame,
    Channel,
    ClientFrame,
    FillsFrame,
    Garbled,
    HearingAll,
    Login,
    Nodded,
    OrdersFrame,
    Ping,
    Pong,
    StreamRefused,
    Subscribe,
    TickersFrame,
    Topic,
    TradesFrame,
    Unreadable,
    Unsubscribe,
    VenueFrame,
)

FRAME_MAX: Final = 512  # of a client's frame: Rango hangs up on a longer one
PING, PONG = b"ping", b"pong"
NO_JSON: Final = "Could not parse message"
NO_EVENT: Final = "Could not parse Type: Invalid event"
NO_STREAMS: Final = "No streams provided"
_HEAD: Final = re.compile(rb'\{"([^"\\]{1,80})":')
_SAID: Final = Decoder(dict[str, Raw])
_ASKED: Final = Decoder(Asked)
_SUCCESS: Final = Decoder(Success)
_ERROR: Final = Decoder(OldError)


class Stream:
    """Satisfies the protocol of `wire.venue`."""

    def __init__(self, house: House) -> None:
        self._house = house

    # a client's frames

    def write_client(self, frame: ClientFrame) -> tuple[bytes, ...]:
        match frame:
            case Subscribe(topics):
                return tuple(self._asks("subscribe", topics))
            case Unsubscribe(topics):
                return tuple(self._asks("unsubscribe", topics))
            case Ping():
                return (PING,)
            case Login() | Nodded() | Garbled() | Call():
                return ()  # the handshake is the login
            case _:
                assert_never(frame)

    def _asks(self, event: str, topics: tuple[Topic, ...]) -> Iterator[bytes]:
        """Row 30: in frames that are short enough."""
        some: list[str] = []
        for name in (stream_of(self._house, topic) for topic in topics):
            if some and len(encode({"event": event, "streams": [*some, name]})) > FRAME_MAX:
                yield encode({"event": event, "streams": some})
                some = []
            some.append(name)
        if some:
            yield encode({"event": event, "streams": some})

    def read_client(self, data: bytes) -> tuple[ClientFrame, ...]:
        if data.strip() == PING:
            return (Ping(),)
        try:
            asked = _ASKED.decode(data)
        except BAD:
            return (Garbled(NO_JSON, OUTCOMES[NO_JSON][1]),)
        if asked.event not in ("subscribe", "unsubscribe"):
            return (Garbled(NO_EVENT, OUTCOMES[NO_EVENT][1]),)
        names = [asked.streams] if isinstance(asked.streams, str) else asked.streams
        if not names:
            return (Garbled(NO_STREAMS, OUTCOMES[NO_STREAMS][1]),)
        topics = self._topics(names)
        return (Subscribe(topics) if asked.event == "subscribe" else Unsubscribe(topics),)

    def _topics(self, names: list[str]) -> tuple[Topic, ...]:
        """Streams that nobody has are taken without a word, and stay silent."""
        found = (topic_of(self._house, name) for name in names)
        return tuple(topic for topic in found if topic is not None)

    def read_handshake(self, request: Request) -> ClientFrame:
        """Row 30: streams may be named in the address, and what is heard is said at once."""
        names = [one for name, value in parse_qsl(request.query) if name == "stream" for one in value.split(",")]
        return Subscribe(self._topics(names))

    # the venue's frames, read

    def read_venue(self, data: bytes) -> tuple[VenueFrame, ...]:
        """Never raises: what cannot be read comes out as Unreadable, with its topic where that much could be seen."""
        if data == PONG:
            return (Pong(),)
        try:
            return tuple(self._read(data))
        except BAD as bad:
            return (Unreadable(why(bad), self._topic_seen(data)),)

    def _read(self, data: bytes) -> Iterator[VenueFrame]:
        said = _SAID.decode(data)
        if len(said) != 1:
            raise BadMessage(f"{len(said)} streams in one frame")
        ((name, raw),) = said.items()
        symbol, _, word = name.rpartition(".")
        if word in ("ob-snap", "ob-inc", OLD_BOOK) and symbol:
            yield self._book(symbol, word, raw)
            return
        refuse_duplicates(data)
        match name:
            case "success":
                yield self._success(raw)
            case "error":
                yield _read_error(raw)
            case "order":
                yield OrdersFrame((pushes.read_pushed_order(raw),))
            case "trade":
                yield FillsFrame((pushes.read_pushed_fill(raw),))
            case "balance" | "balances":
                yield BalancesReport(pushes.read_balances(name, raw), whole=False)
            case _:
                yield self._public(name, raw)

    def _public(self, name: str, raw: Raw) -> VenueFrame:
        topic = topic_of(self._house, name)
        match topic.channel if topic is not None else None:
            case Channel.TRADES:
                assert topic is not None
                return TradesFrame(topic, pushes.read_trades(topic.symbol, raw))
            case Channel.TICKERS:
                return TickersFrame(Topic(Channel.TICKERS), pushes.read_tickers(raw))
            case Channel.CANDLES:
                assert topic is not None
                return CandlesFrame(topic, (pushes.read_bar(raw),))
            case _:
                raise BadMessage(f"a stream that we do not know: {name[:40]!r}")

    def _book(self, symbol: str, word: str, raw: Raw) -> BookFrame:
        channel = OLD_BOOK if word == OLD_BOOK else NEW_BOOK
        name = "" if channel == self._house.book else channel
        return pushes.read_book(symbol, raw, whole=word != "ob-inc", name=name)

    def _success(self, raw: Raw) -> VenueFrame:
        """Rows 30 and 31. What old servers said to a login in band, which we never send, is not for us."""
        said = _SUCCESS.decode(raw)
        if said.message not in ("subscribed", "unsubscribed"):
            raise BadMessage(f"a success that we do not know: {said.message[:40]!r}")
        return HearingAll(self._topics([said.streams] if isinstance(said.streams, str) else said.streams))

    def _topic_seen(self, data: bytes) -> Topic | None:
        """The stream comes first, so that much can be seen of half a frame, too."""
        found = _HEAD.match(data)
        if found is None:
            return None
        name = found[1].decode(errors="replace")
        return topic_of(self._house, name.removesuffix("snap") + "inc" if name.endswith(".ob-snap") else name)

    # the venue's frames, written

    def write_venue(self, frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
        match frame:
            case BookFrame():
                return (self._write_book(frame),)
            case TradesFrame(topic, rows):
                return (_one(stream_of(self._house, topic), pushes.write_trades(self._house, rows)),)
            case OrdersFrame(rows):
                return tuple(_one("order", pushes.write_pushed_order(row)) for row in rows)
            case FillsFrame(rows):
                return tuple(_one("trade", pushes.write_pushed_trade(row)) for row in rows)
            case BalancesReport(rows):
                return tuple(_one("balance", pushes.write_pushed_balance(row)) for row in rows)
            case TickersFrame(topic, rows):
                return (_one(stream_of(self._house, topic), pushes.write_tickers(self._house, rows)),)
            case CandlesFrame(topic, rows):
                return tuple(_one(stream_of(self._house, topic), pushes.write_bar(row)) for row in rows)
            case HearingAll(topics, left):
                names = [stream_of(self._house, topic) for topic in topics]
                message = "unsubscribed" if left else "subscribed"
                return (_one("success", {"message": message, "streams": names}),)
            case StreamRefused(code):
                return (_one("error", code),)
            case Pong():
                return (PONG,)
            case Unreadable():
                return ()  # only ever read
            case _:
                raise ValueError(f"this row has no {type(frame).__name__}")

    def _write_book(self, frame: BookFrame) -> bytes:
        old = (frame.name or self._house.book) == OLD_BOOK
        word = OLD_BOOK if old else "ob-snap" if frame.snapshot else "ob-inc"
        nested = self._house.version >= 3
        return _one(f"{frame.symbol}.{word}", pushes.write_book(frame, numbered=not old, nested=nested))


def _one(name: str, payload: object) -> bytes:
    return encode({name: payload})


def _read_error(raw: Raw) -> StreamRefused:
    """A text, or an object with one; what JSON's reader said follows a colon."""
    words = _ERROR.decode(raw).message if bytes(raw)[:1] == b"{" else text_of(raw)
    code = NO_JSON if words.startswith(NO_JSON) else words
    return StreamRefused(code[:200], OUTCOMES[code][1] if code in OUTCOMES else words[:200])
