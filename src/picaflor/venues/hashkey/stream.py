"""The websocket half of the codec: objects with a topic on the public socket, lists of events on the private one."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final, assert_never

from msgspec import Raw
from msgspec.json import Decoder, encode
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Side
from picaflor.venues.hashkey import topics as t
from picaflor.venues.hashkey.charts import (
    read_pushed_candle,
    read_pushed_ticker,
    write_pushed_candle,
    write_pushed_ticker,
)
from picaflor.venues.hashkey.market import moment_of
from picaflor.venues.hashkey.orders import read_event, write_event, write_ticket
from picaflor.venues.hashkey.stream_messages import (
    AccountEvent,
    Asked,
    AskedParams,
    Event,
    OrderEvent,
    PushedBalance,
    PushedBook,
    PushedCandle,
    PushedLevels,
    PushedTicker,
    PushedTrade,
    Said,
    TicketEvent,
)
from picaflor.wire.decoding import BAD, MS, BadMessage, refuse_duplicates, why, write_ms
from picaflor.wire.reports import BalanceReport, BalancesReport, BookFrame, OrderReport, TradeReport
from picaflor.wire.stream import (
    Call,
    CandlesFrame,
    Channel,
    ClientFrame,
    Garbled,
    Login,
    Nodded,
    Nudged,
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
    scale_of,
)

_HEAD: Final = re.compile(
    rb'\{"symbol":"([^"\\]{1,40})","symbolName":"[^"\\]{1,40}","topic":"([a-zA-Z]{1,20})"'
    rb'(?:,"params":\{[^{}]{0,80}?"(?:klineType":"([0-9a-zA-Z]{1,4})|dumpScale":"([0-9]{1,2}))")?'
)
_PARAMS: Final = {"realtimeInterval": "24h", "binary": "false"}
_ASKED: Final = Decoder(Asked)
_ASKED_PARAMS: Final = Decoder(AskedParams)
_SAID: Final = Decoder(Said)
_BOOKS: Final = Decoder(list[PushedBook])
_TRADES: Final = Decoder(list[PushedTrade])
_CANDLES: Final = Decoder(list[PushedCandle])
_TICKERS: Final = Decoder(list[PushedTicker])
_EVENTS: Final = Decoder(list[Raw])
_EVENT: Final = Decoder(Event)
_ORDER: Final = Decoder(OrderEvent)
_ACCOUNT: Final = Decoder(AccountEvent)
QUIET: Final = frozenset({"ticketInfo", "outboundCustodyAccountInfo", "outboundFiatAccountInfo"})


# a client's frames


def write_client(frame: ClientFrame) -> tuple[bytes, ...]:
    match frame:
        case Subscribe(topics):
            return tuple(_asks("sub", topics))
        case Unsubscribe(topics):
            return tuple(_asks("cancel", topics))
        case Ping():
            return (b'{"ping":1}',)  # row 41: what stands there counts for nothing
        case Nodded():
            return (b'{"pong":1}',)
        case Login() | Garbled() | Call():
            return ()  # nobody logs in, and the others are only ever read
        case _:
            assert_never(frame)


def _asks(event: str, topics: tuple[Topic, ...]) -> list[bytes]:
    """One frame for each run of one channel."""
    public = [topic for topic in topics if not topic.channel.private]
    return [
        encode({"symbol": ",".join(topic.symbol for topic in run), "topic": word, "event": event, "params": params})
        for (word, params), run in groupby(public, lambda topic: (t.word_of(topic), _params(topic)))
    ]


def _params(topic: Topic) -> dict[str, object]:
    places = scale_of(topic.name)[1] if topic.channel is Channel.BOOK else None
    return {} if places is None else {"dumpScale": places}


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    try:
        asked = _ASKED.decode(data)
    except BAD:
        return (Garbled("-10001", "Invalid JSON!"),)
    if asked.ping:
        return (Ping(),)
    if asked.pong:
        return (Nodded(),)
    places = _places_in(asked.params) if asked.topic in t.SCALED else ""
    if asked.topic in t.SCALED and not places:
        return (Garbled("-100013", "DumpScale required!"),)
    topics = t.topics_of(asked.topic, asked.symbol, places=places)
    if topics is None or asked.event not in ("sub", "cancel"):
        return (Garbled("-10004", "Invalid topic!"),)
    return (Subscribe(topics) if asked.event == "sub" else Unsubscribe(topics),)


def _places_in(params: Raw) -> str:
    try:
        return str(_ASKED_PARAMS.decode(params).dumpScale)
    except BAD:
        return ""


# the venue's frames, read


def read_venue(data: bytes) -> tuple[VenueFrame, ...]:
    """Never raises: what cannot be read comes out as Unreadable, with its topic where that much could be seen."""
    try:
        if data.lstrip()[:1] == b"[":
            refuse_duplicates(data)
            return tuple(frame for raw in _EVENTS.decode(data) for frame in _read_event(raw))
        return _read_said(data)
    except BAD as bad:
        return (Unreadable(why(bad), _topic_seen(data)),)


def _read_said(data: bytes) -> tuple[VenueFrame, ...]:
    said = _SAID.decode(data)
    if said.topic:
        return _read_push(said)
    if said.ping:
        return (Nudged(),)  # row 41: to private sockets
    if said.pong:
        return (Pong(),)
    if said.code != "":
        return (StreamRefused(str(said.code), said.desc),)
    raise BadMessage("a frame that we do not know")


def _read_push(said: Said) -> tuple[VenueFrame, ...]:
    topic = t.topic_in(said.topic, said.symbol, said.params.klineType, said.params.dumpScale)
    if topic is None:
        raise BadMessage(f"a topic that we do not know: {said.topic[:40]!r}")
    match topic.channel:
        case Channel.BOOK:
            read = read_diff if said.topic == t.DIFFS else read_book
            return tuple(replace(read(said.symbol, row), name=topic.name) for row in _BOOKS.decode(said.data))
        case Channel.TRADES:
            rows = tuple(read_trade(row, said.symbol) for row in reversed(_TRADES.decode(said.data)))
            return (TradesFrame(topic, rows, said.f),)
        case Channel.CANDLES:
            bars = tuple(read_pushed_candle(row) for row in _CANDLES.decode(said.data))
            return (CandlesFrame(topic, bars, said.f),)
        case _:
            return (TickersFrame(topic, tuple(read_pushed_ticker(row) for row in _TICKERS.decode(said.data))),)


def read_book(symbol: str, row: PushedBook) -> BookFrame:
    """Row 31: whole each time; of the version only the part before the line rises."""
    version = row.v.partition("_")[0]
    if not (version.isascii() and version.isdecimal() and len(version) <= 19):
        raise BadMessage(f"not a version: {row.v[:40]!r}")
    return BookFrame(symbol, True, *_sides(row), int(version), at_ns=moment_of(row.t))


def read_diff(symbol: str, row: PushedBook) -> BookFrame:
    """Row 38: 0 is the whole book. What follows is counted up one by one, from wherever the market's count stands."""
    if not 0 <= row.o < 2**62:
        raise BadMessage(f"not a number of a change: {row.o}")
    whole = row.o == 0
    bids, asks = _sides(row)
    seq, prev = (None, None) if whole else (row.o, row.o - 1)
    return BookFrame(symbol, whole, bids, asks, seq, prev, at_ns=moment_of(row.t))


def _sides(row: PushedBook) -> tuple[bytes, bytes]:
    if bytes(row.a)[:1] != b"[" or bytes(row.b)[:1] != b"[":
        raise BadMessage("a side of the book is no list")
    return bytes(row.b), bytes(row.a)


def read_trade(row: PushedTrade, symbol: str) -> TradeReport:
    """Row 32: `m` says that the buyer was there before."""
    side = Side.SELL if row.m else Side.BUY
    return TradeReport(symbol, row.v, side, read_atoms(row.p), read_atoms(row.q), moment_of(row.t))


def _read_event(raw: Raw) -> tuple[VenueFrame, ...]:
    word = _EVENT.decode(raw).e
    if word == "executionReport":
        return (OrdersFrame((read_event(_ORDER.decode(raw)),)),)
    if word == "outboundAccountInfo":
        row = _ACCOUNT.decode(raw)
        rows = tuple(BalanceReport(each.a, read_atoms(each.f), read_atoms(each.l)) for each in row.B)
        return (BalancesReport(rows, whole=False, at_ns=moment_of(row.E)),)
    if word in QUIET or word.startswith("outboundContract") or word == "contractExecutionReport":
        return ()  # told otherwise, or another row's
    raise BadMessage(f"an event that we do not know: {word[:40]!r}")


def _topic_seen(data: bytes) -> Topic | None:
    found = _HEAD.match(data)
    try:
        return t.topic_in(*((found[n] or b"").decode() for n in (2, 1, 3, 4))) if found else None
    except ValueError:
        return None


# the venue's frames, written


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    match frame:
        case BookFrame():
            return (_push_book(frame, now_ns),)
        case TradesFrame(topic, trades, snapshot):
            told = [write_trade(trade) for trade in reversed(trades)]
            return (push(topic.symbol, "trade", told, first=snapshot, now_ns=now_ns),)
        case CandlesFrame(topic, bars, snapshot):
            told_bars = [write_pushed_candle(topic.symbol, bar) for bar in bars[-1:]]  # row 35: always one
            return (
                push(
                    topic.symbol, t.KLINE, told_bars, first=snapshot, now_ns=now_ns, further={"klineType": topic.name}
                ),
            )
        case TickersFrame(topic, tickers):
            told_tickers = [write_pushed_ticker(row) for row in tickers]
            return (push(topic.symbol, "realtimes", told_tickers, first=False, now_ns=now_ns),)
        case OrdersFrame(rows=reports):
            return tuple(encode([event]) for order in reports for event in _events(order))
        case BalancesReport(rows=balances):
            held = [PushedBalance(row.asset, write_atoms(row.free), write_atoms(row.held)) for row in balances]
            return (encode([AccountEvent(E=write_ms(frame.at_ns), B=held)]),)
        case StreamRefused(code, words):
            return (encode({"code": code, "desc": words}),)
        case Pong():
            return (encode({"pong": now_ns // MS}),)
        case Nudged():
            return (encode({"ping": now_ns // MS, "channelId": "emulated"}),)
        case Subscribed() | Unsubscribed():
            return ()  # row 30: the data has to do
        case Unreadable():
            return ()  # only ever read
        case _:
            raise ValueError(f"this row has no {type(frame).__name__}")


def _events(order: OrderReport) -> tuple[OrderEvent | TicketEvent, ...]:
    """Row 33: each in a frame of its own, the order's first."""
    event = write_event(order)
    return (event,) if order.fill is None else (event, write_ticket(order.fill))


def _push_book(frame: BookFrame, now_ns: int) -> bytes:
    """Row 38: a whole book among changes is the first one."""
    kind, places = scale_of(frame.name)
    diffs = kind == t.DIFFS
    row = write_diff(frame) if diffs else write_book(frame)
    further = {} if places is None else {"dumpScale": str(places)}
    first = diffs and frame.snapshot
    return push(frame.symbol, kind or "depth", [row], first=first, now_ns=now_ns, further=further)


def push(
    symbol: str, topic: str, rows: object, *, first: bool, now_ns: int, further: dict[str, str] | None = None
) -> bytes:
    params = _PARAMS | (further or {})
    head = {"symbol": symbol, "symbolName": symbol, "topic": topic, "params": params, "data": rows, "f": first}
    return encode({**head, "sendTime": now_ns // MS, "channelId": "emulated", "shared": False})


def write_book(frame: BookFrame) -> PushedBook:
    return PushedBook(frame.at_ns // MS, f"{frame.seq or 0}_18", Raw(frame.bids), Raw(frame.asks), frame.symbol)


def write_diff(frame: BookFrame) -> PushedBook | PushedLevels:
    if frame.snapshot:
        return write_book(frame)
    number = frame.seq or 0
    return PushedLevels(frame.at_ns // MS, f"{number}_18", Raw(frame.bids), Raw(frame.asks), number)


def write_trade(trade: TradeReport) -> PushedTrade:
    price, size = write_atoms(trade.price), write_atoms(trade.size)
    return PushedTrade(trade.trade_id, trade.at_ns // MS, price, size, trade.side is Side.SELL)
