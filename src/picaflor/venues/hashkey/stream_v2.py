"""The second public socket: one symbol a frame, each acknowledged, and a single object in each push.

Private events are those of the first version: they come by a socket of their own, and whoever hears both reads both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from msgspec.json import Decoder, encode

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hashkey import stream as first
from picaflor.venues.hashkey import topics as t
from picaflor.venues.hashkey.charts import (
    read_pushed_candle,
    read_pushed_ticker,
    write_pushed_candle,
    write_pushed_ticker,
)
from picaflor.venues.hashkey.family import SUFFIX
from picaflor.venues.hashkey.market import moment_of
from picaflor.venues.hashkey.perp_messages import PushedMark
from picaflor.venues.hashkey.perp_stream import MARK, read_mark, write_mark
from picaflor.venues.hashkey.stream_messages import (
    AskedV2,
    PushedBook,
    PushedCandle,
    PushedTicker,
    PushedTop,
    PushedTrade,
    SaidV2,
)
from picaflor.wire.decoding import BAD, MS, BadMessage, why
from picaflor.wire.reports import BookFrame, TickerReport
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    ClientFrame,
    Garbled,
    Nodded,
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

BBO: Final = "bbo"  # the name of a topic: the top of the book, as of a ticker
NAMED: Final = (BBO, MARK)  # the mark is one of contracts alone
SUB, CANCEL = "sub", "cancel"
_ASKED: Final = Decoder(AskedV2)
_SAID: Final = Decoder(SaidV2)
_BOOK: Final = Decoder(PushedBook)
_TRADE: Final = Decoder(PushedTrade)
_CANDLE: Final = Decoder(PushedCandle)
_TICKER: Final = Decoder(PushedTicker)
_TOP: Final = Decoder(PushedTop)
_MARK: Final = Decoder(PushedMark)


def _words(topic: Topic) -> tuple[str, dict[str, str]]:
    """Row 37: their word for a topic, and what further describes it."""
    described = {"symbol": topic.symbol}
    if topic.channel is Channel.CANDLES:
        return t.KLINE, described | {"klineType": topic.name}
    named = topic.channel is Channel.TICKERS and topic.name in NAMED
    return (topic.name if named else t.word_of(topic)), described


def _topic(word: str, symbol: str, interval: str) -> Topic | None:
    if not symbol:
        return None
    if word in NAMED:
        return Topic(Channel.TICKERS, symbol, word)
    return t.topic_in(word, symbol, interval)


# a client's frames


def write_client(frame: ClientFrame) -> tuple[bytes, ...]:
    match frame:
        case Subscribe(topics):
            return tuple(_ask(SUB, topic) for topic in topics if not topic.channel.private)
        case Unsubscribe(topics):
            return tuple(_ask(CANCEL, topic) for topic in topics if not topic.channel.private)
        case _:
            return first.write_client(frame)


def _ask(event: str, topic: Topic) -> bytes:
    word, described = _words(topic)
    return encode({"topic": word, "event": event, "params": described})


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    try:
        asked = _ASKED.decode(data)
    except BAD:
        return (Garbled("-10001", "Invalid JSON!"),)
    if asked.ping:
        return (Ping(),)
    if asked.pong:
        return (Nodded(),)
    topic = _topic(asked.topic, asked.params.symbol, asked.params.klineType)
    spot_mark = topic is not None and topic.name == MARK and not topic.symbol.endswith(SUFFIX)
    if topic is None or spot_mark or asked.event not in (SUB, CANCEL):
        return (Garbled("-100011", "Parameter error!"),)
    return (Subscribe((topic,)) if asked.event == SUB else Unsubscribe((topic,)),)


# the venue's frames, read


def read_venue(data: bytes) -> tuple[VenueFrame, ...]:
    """Never raises."""
    if data.lstrip()[:1] == b"[":
        return first.read_venue(data)
    try:
        said = _SAID.decode(data)
    except BAD as bad:
        return (Unreadable(why(bad)),)
    topic = _topic(said.topic, said.params.symbol, said.params.klineType)
    try:
        return (_read(said, topic),) if topic else first.read_venue(data)
    except BAD as bad:
        return (Unreadable(why(bad), topic),)


def _read(said: SaidV2, topic: Topic) -> VenueFrame:
    code = str(said.code)
    if code not in ("", "0"):
        return StreamRefused(code, said.msg, topic)
    if not said.data:
        if said.event not in (SUB, CANCEL) or not code:
            raise BadMessage("a frame that we do not know")
        return Subscribed(topic) if said.event == SUB else Unsubscribed(topic)
    match topic.channel:
        case Channel.BOOK:
            return first.read_book(topic.symbol, _BOOK.decode(said.data))
        case Channel.TRADES:
            return TradesFrame(topic, (first.read_trade(_TRADE.decode(said.data), topic.symbol),))
        case Channel.CANDLES:
            return CandlesFrame(topic, (read_pushed_candle(_CANDLE.decode(said.data)),))
        case _ if topic.name == BBO:
            return TickersFrame(topic, (_read_top(_TOP.decode(said.data)),))
        case _ if topic.name == MARK:
            return TickersFrame(topic, (read_mark(_MARK.decode(said.data)),))
        case _:
            return TickersFrame(topic, (read_pushed_ticker(_TICKER.decode(said.data)),))


def _read_top(row: PushedTop) -> TickerReport:
    bid, bid_size, ask, ask_size = map(read_atoms, (row.b, row.bz, row.a, row.az))
    return TickerReport(row.s, 0, bid, bid_size, ask, ask_size, 0, 0, 0, 0, 0, moment_of(row.t))


# the venue's frames, written


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    match frame:
        case Subscribed(topic):
            return (_told(topic, {"event": SUB, "code": "0", "msg": "Success"}),)
        case Unsubscribed(topic):
            return (_told(topic, {"event": CANCEL, "code": "0", "msg": "Success"}),)
        case StreamRefused(code, words, topic):
            refusal = {"code": code, "msg": words}
            return (_told(topic, {"event": SUB, **refusal}) if topic else encode({"code": code, "desc": words}),)
        case BookFrame():
            return (_told(Topic(Channel.BOOK, frame.symbol), {"data": first.write_book(frame)}),)
        case TradesFrame(topic, trades):
            return tuple(_told(topic, {"data": first.write_trade(trade)}) for trade in reversed(trades))
        case CandlesFrame(topic, bars):
            return tuple(_told(topic, {"data": write_pushed_candle(topic.symbol, bar)}) for bar in bars[-1:])
        case TickersFrame(topic, tickers):
            write = WRITERS.get(topic.name, write_pushed_ticker)
            return tuple(_told(topic, {"data": write(row)}) for row in tickers)
        case Pong():
            return (encode({"pong": now_ns // MS}),)
        case _:
            return first.write_venue(frame, now_ns)


def _told(topic: Topic, rest: dict[str, object]) -> bytes:
    word, described = _words(topic)
    return encode({"topic": word, "params": described, **rest})


def _write_top(row: TickerReport) -> PushedTop:
    bid, bid_size, ask, ask_size = map(write_atoms, (row.bid, row.bid_size, row.ask, row.ask_size))
    return PushedTop(row.symbol, bid, bid_size, ask, ask_size, row.at_ns // MS)


WRITERS: Final[dict[str, Callable[[TickerReport], Struct]]] = {BBO: _write_top, MARK: write_mark}
