"""The websocket half of the codec. Books go the short way: one typed decode, their level arrays stay bytes."""

from __future__ import annotations

from typing import Final, assert_never

from msgspec import Raw
from msgspec.json import Decoder, encode

from picaflor.domain.numbers import write_atoms
from picaflor.venues.bitget.market import read_trade
from picaflor.venues.bitget.messages import (
    Arg,
    Asked,
    AssetPush,
    BookPush,
    BookRow,
    LoginArg,
    OrderPush,
    Said,
    TradePush,
    TradeRow,
)
from picaflor.venues.bitget.orders import read_push, write_push
from picaflor.venues.bitget.topics import BOOKS, SPOT, arg_of, named_in, topic_of
from picaflor.venues.bitget.trading import read_asset, write_asset
from picaflor.wire.decoding import BAD, MS, BadMessage, read_ms, refuse_duplicates, why, write_ms
from picaflor.wire.reports import BalancesReport, BookFrame, TradeReport
from picaflor.wire.stream import (
    Channel,
    ClientFrame,
    Garbled,
    LoggedIn,
    Login,
    LoginRefused,
    OrdersFrame,
    Ping,
    Pong,
    StreamRefused,
    Subscribe,
    Subscribed,
    Topic,
    TradesFrame,
    Unreadable,
    Unsubscribe,
    Unsubscribed,
    VenueFrame,
)

FRAME_MAX: Final = 4096  # bytes of one frame of a client
LOGIN_CODES: Final = frozenset({"30005", "30011", "30012", "30013", "30014", "30015"})
YES_CODES: Final = frozenset({"0", "00000"})

_PUSH_HINT: Final = b'{"action":'
_BOOK_HINT: Final = b'"channel":"books'
_BOOK: Final = Decoder(BookPush)
_TRADES: Final = Decoder(TradePush)
_ORDERS: Final = Decoder(OrderPush)
_ASSETS: Final = Decoder(AssetPush)
_SAID: Final = Decoder(Said)
_ASKED: Final = Decoder(Asked)
_ARG: Final = Decoder(Arg)
_ARGS: Final = Decoder(list[Arg])
_LOGIN: Final = Decoder(LoginArg)


# a client's frames


def write_client(frame: ClientFrame) -> tuple[bytes, ...]:
    match frame:
        case Ping():
            return (b"ping",)
        case Login(api_key, passphrase, timestamp, signature):
            arg = {"apiKey": api_key, "passphrase": passphrase, "timestamp": timestamp, "sign": signature}
            return (encode({"op": "login", "args": [arg]}),)
        case Subscribe(topics):
            return _split("subscribe", topics)
        case Unsubscribe(topics):
            return _split("unsubscribe", topics)
        case Garbled():
            return ()  # only ever read
        case _:
            assert_never(frame)


def _split(op: str, topics: tuple[Topic, ...]) -> tuple[bytes, ...]:
    """Row 30: as many frames as it takes to keep each within the venue's size."""
    data = encode({"op": op, "args": [arg_of(topic) for topic in topics]})
    if len(data) <= FRAME_MAX or len(topics) < 2:
        return (data,)
    half = len(topics) // 2
    return _split(op, topics[:half]) + _split(op, topics[half:])


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    if data == b"ping":
        return (Ping(),)
    try:
        asked = _ASKED.decode(data)
        match asked.op:
            case "login":
                login = _LOGIN.decode(asked.args[0] if asked.args else b"{}")
                return (Login(login.apiKey, login.passphrase, str(login.timestamp), login.sign),)
            case "subscribe" | "unsubscribe":
                return _read_topics(asked)
            case _:
                return (Garbled("30003", f"invalid op: {asked.op[:40]}"),)
    except BAD:
        return (Garbled("30002", "illegal request"),)


def _read_topics(asked: Asked) -> tuple[ClientFrame, ...]:
    """What can be had is had; the rest is refused piece by piece, as the venue does."""
    topics: list[Topic] = []
    bad: list[ClientFrame] = []
    for raw in asked.args:
        arg = _ARG.decode(raw)
        topic = topic_of(arg)
        if topic is not None:
            topics.append(topic)
        else:
            words = f"instType:{arg.instType},channel:{arg.channel},instId:{arg.instId or arg.coin} doesn't exist"
            bad.append(Garbled("30001", words))
    if not asked.args:
        return (Garbled("30016", "Param error"),)
    said = Subscribe(tuple(topics)) if asked.op == "subscribe" else Unsubscribe(tuple(topics))
    return (said, *bad) if topics else tuple(bad)


# the venue's frames, read


def read_venue(data: bytes) -> tuple[VenueFrame, ...]:
    """Never raises: what cannot be read comes out as Unreadable, with its topic where that much could be seen."""
    try:
        if data.startswith(_PUSH_HINT) and data.find(_BOOK_HINT, 0, 128) > 0:
            return _books(_BOOK.decode(data))
        if data == b"pong":
            return (Pong(),)
        return _read_said(data)
    except BAD as bad:
        return (Unreadable(why(bad), _topic_seen(data)),)


def _read_said(data: bytes) -> tuple[VenueFrame, ...]:
    said = _SAID.decode(data)
    if said.event or said.op:
        refuse_duplicates(data)
        return _read_event(said)
    arg = _ARG.decode(said.arg)
    topic = _topic(arg)
    match topic.channel:
        case Channel.BOOK:
            return _books(_BOOK.decode(data))
        case Channel.TRADES:
            return (_trades(topic, _TRADES.decode(data)),)
        case Channel.ORDERS:
            refuse_duplicates(data)
            rows = tuple(read_push(row) for row in _ORDERS.decode(data).data)
            return (OrdersFrame(rows, topic),)
        case Channel.BALANCES:
            refuse_duplicates(data)
            push = _ASSETS.decode(data)
            return (BalancesReport(tuple(read_asset(row) for row in push.data), whole=False, at_ns=push.ts * MS),)
        case channel:
            raise BadMessage(f"{channel} is not read here")


def _topic(arg: Arg) -> Topic:
    topic = topic_of(arg)
    if topic is None:
        raise BadMessage(f"a channel that we do not know: {arg.instType[:20]} {arg.channel[:40]}")
    return topic


def _topic_seen(data: bytes) -> Topic | None:
    try:
        return topic_of(_ARG.decode(_SAID.decode(data).arg))
    except BAD:
        return None


def _books(push: BookPush) -> tuple[VenueFrame, ...]:
    """Row 31. Numbers are passed on as they came; what they prove is the book's business."""
    arg = push.arg
    name = BOOKS.get(arg.channel)
    if name is None or arg.instType != SPOT or not arg.instId or not push.data:
        raise BadMessage(f"no book of ours: {arg.instType[:20]} {arg.channel[:40]}")
    snapshot = push.action == "snapshot"
    if len(push.data) == 1:
        return (_book(arg.instId, name, snapshot, push.data[0]),)
    return tuple(_book(arg.instId, name, snapshot, row) for row in push.data)


def _book(symbol: str, name: str, snapshot: bool, row: BookRow) -> BookFrame:
    bids, asks = bytes(row.bids), bytes(row.asks)
    return BookFrame(symbol, snapshot, bids, asks, row.seq, row.pseq, row.checksum, read_ms(row.ts), name)


def _trades(topic: Topic, push: TradePush) -> TradesFrame:
    """Row 32: newest first."""
    rows = tuple(read_trade(row, topic.symbol) for row in push.data)
    return TradesFrame(topic, rows, snapshot=push.action == "snapshot")


def _read_event(said: Said) -> tuple[VenueFrame, ...]:
    """Row 30. The code is a number on the wire and a text in the venue's pages."""
    code = str(said.code)
    match said.event or said.op:
        case "login":
            return (LoggedIn() if code in YES_CODES else LoginRefused(code, said.msg),)
        case "subscribe":
            return tuple(Subscribed(_topic(arg)) for arg in _args(said))
        case "unsubscribe":
            return tuple(Unsubscribed(_topic(arg)) for arg in _args(said))
        case "error" if code in LOGIN_CODES:
            return (LoginRefused(code, said.msg),)
        case "error":
            named = topic_of(_ARG.decode(said.arg)) if said.arg else named_in(said.msg)
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
            return (_push("snapshot" if snapshot else "update", arg_of(topic), list(map(_row, rows)), now_ns),)
        case OrdersFrame(rows, topic):
            return (_push("snapshot", arg_of(topic), list(map(write_push, rows)), now_ns),)
        case BalancesReport(rows, _, at_ns):
            assets = [write_asset(row, at_ns) for row in rows]
            return (_push("snapshot", arg_of(Topic(Channel.BALANCES)), assets, at_ns or now_ns),)
        case Pong():
            return (b"pong",)
        case LoggedIn():
            return (encode({"event": "login", "code": 0}),)
        case LoginRefused(code, words):
            return (encode({"event": "error", "code": _code(code), "msg": words}),)
        case StreamRefused(code, words, topic):
            named = {"arg": arg_of(topic)} if topic else {}
            return (encode({"event": "error", **named, "code": _code(code), "msg": words}),)
        case Subscribed(topic):
            return (encode({"event": "subscribe", "arg": arg_of(topic)}),)
        case Unsubscribed(topic):
            return (encode({"event": "unsubscribe", "arg": arg_of(topic)}),)
        case Unreadable():
            return ()  # only ever read
        case _:
            raise ValueError(f"this row has no {type(frame).__name__}")


def _push(action: str, arg: Arg, data: object, now_ns: int) -> bytes:
    return encode({"action": action, "arg": arg, "data": data, "ts": now_ns // MS})


def _write_book(frame: BookFrame, now_ns: int) -> bytes:
    """The era since 2026 carries no checksum: a key is written only where there is a value for it."""
    row = BookRow(write_ms(frame.at_ns), checksum=frame.checksum, seq=frame.seq, pseq=frame.prev)
    if frame.asks:
        row.asks = Raw(frame.asks)
    if frame.bids:
        row.bids = Raw(frame.bids)
    arg = arg_of(Topic(Channel.BOOK, frame.symbol, frame.name))
    return _push("snapshot" if frame.snapshot else "update", arg, [row], now_ns)


def _row(trade: TradeReport) -> dict[str, str]:
    row = TradeRow(trade.trade_id, trade.side, write_atoms(trade.price), write_atoms(trade.size), write_ms(trade.at_ns))
    return {"ts": row.ts, "price": row.price, "size": row.size, "side": row.side, "tradeId": row.tradeId}


def _code(code: str) -> int | str:
    return int(code) if code.isascii() and code.isdecimal() and not code.startswith("0") else code
