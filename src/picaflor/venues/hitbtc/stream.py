"""The websocket half of the codec: channels on the public socket, JSON-RPC on the trading one; keys tell which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final, assert_never

from msgspec import Raw
from msgspec.json import Decoder, encode

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hitbtc import pushes
from picaflor.venues.hitbtc import topics as t
from picaflor.venues.hitbtc.calls import read_call, write_call
from picaflor.venues.hitbtc.codes import LOGIN_CODES, join, part
from picaflor.venues.hitbtc.messages import (
    Asked,
    BalanceRow,
    BookPush,
    BookRow,
    ErrorDetail,
    Heard,
    LoginParams,
    OrderRow,
    PushedTrade,
    Said,
    Symbols,
    TradePush,
)
from picaflor.venues.hitbtc.orders import read_push, read_replaced, write_push
from picaflor.venues.hitbtc.trading import read_balance, write_balance
from picaflor.venues.hitbtc.words import read_side
from picaflor.wire.decoding import BAD, MS, BadMessage, refuse_duplicates, why
from picaflor.wire.reports import BalancesReport, BookFrame, TradeReport
from picaflor.wire.stream import (
    Call,
    CandlesFrame,
    Channel,
    ClientFrame,
    Garbled,
    Hearing,
    LoggedIn,
    Login,
    LoginRefused,
    Nodded,
    OrdersFrame,
    Ping,
    Replied,
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

SYMBOLS_MAX: Final = 50  # of one frame
_BOOK_HINT: Final = b'{"ch":"orderbook/'
_TOP_HINT: Final = b'{"ch":"orderbook/top'
_HEAD: Final = re.compile(rb'\{"ch":"([^"\\]{1,40})","(?:snapshot|update|data)":\{"([^"\\]{1,40})":')
_CALLED: Final = re.compile(r'"\d{1,18}"')  # the numbers of our calls
_PUBLIC_CODES: Final = frozenset({"1", "404", "2003"})
_BOOK: Final = Decoder(BookPush)
_TRADES: Final = Decoder(TradePush)
_ORDERS: Final = Decoder(list[OrderRow])
_ORDER: Final = Decoder(OrderRow)
_BALANCES: Final = Decoder(list[BalanceRow])
_SAID: Final = Decoder(Said)
_ASKED: Final = Decoder(Asked)
_HEARD: Final = Decoder(Heard)
_ERROR: Final = Decoder(ErrorDetail)
_SYMBOLS: Final = Decoder(Symbols)
_LOGIN: Final = Decoder(LoginParams)


# a client's frames


def write_client(frame: ClientFrame) -> tuple[bytes, ...]:
    match frame:
        case Subscribe(topics):
            return tuple(_asks("subscribe", topics))
        case Unsubscribe(topics):
            return tuple(_asks("unsubscribe", topics))
        case Login():
            return (_write_login(frame),)
        case Call():
            return (write_call(frame),)
        case Ping():
            return ()  # the protocol's own
        case Nodded() | Garbled():
            return ()  # nobody nudges here, and the other is only ever read
        case _:
            assert_never(frame)


def _asks(verb: str, topics: tuple[Topic, ...]) -> Iterator[bytes]:
    """A frame for each run of one channel, of at most so many symbols."""
    on = verb == "subscribe"
    for (channel, name), run in groupby(topics, lambda topic: (topic.channel, topic.name)):
        if channel.private:
            params = {"mode": "updates"} if channel is Channel.BALANCES else {}
            number = (t.SUBSCRIBE if on else t.UNSUBSCRIBE)[channel]
            yield encode({"method": f"{t.METHODS[channel]}_{verb}", "params": params, "id": number})
            continue
        symbols, number, word = (
            [topic.symbol for topic in run],
            t.PUBLIC_ON if on else t.PUBLIC_OFF,
            t.word_of(channel, name),
        )
        for start in range(0, len(symbols), SYMBOLS_MAX):
            some = {"symbols": symbols[start : start + SYMBOLS_MAX]}
            yield encode({"method": verb, "ch": word, "params": some, "id": number})


def _write_login(login: Login) -> bytes:
    basic = login.scheme.upper() == "BASIC"
    params: dict[str, object] = {"type": login.scheme, "api_key": login.api_key}
    if not basic:
        params["timestamp"] = _number(login.timestamp)
    if login.window:
        params["window"] = _number(login.window)
    params["secret_key" if basic else "signature"] = login.signature
    return encode({"method": "login", "params": params, **id_of(login.ref)})


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and str(int(text)) == text else text


def id_of(ref: str) -> dict[str, Raw]:
    """Row 21: whose frame had no id gets none back, not even null."""
    return {"id": Raw(ref.encode())} if ref else {}


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    try:
        asked = _ASKED.decode(data)
    except BAD:
        return (Garbled("1", "Invalid json. JSON request is corrupted."),)
    ref = ref_of(asked.id)
    try:
        match asked.method:
            case "subscribe" | "unsubscribe":
                return (_read_public(asked, ref),)
            case "login":
                return (_read_login(asked, ref),)
            case method:
                return (_read_private(method, asked.params, ref),)
    except BAD:
        return (Garbled("10001", "Validation error. The parameters cannot be read", ref),)


def ref_of(raw: Raw) -> str:
    data = bytes(raw)
    return "" if data == b"null" else data.decode()


def _read_public(asked: Asked, ref: str) -> ClientFrame:
    kind = t.channel_of(asked.ch)
    if kind is None:
        return Garbled("2003", f"Unknown channel. Channel is not supported: {asked.ch[:40]}", ref)
    topics = tuple(Topic(kind[0], symbol, kind[1]) for symbol in _SYMBOLS.decode(asked.params).symbols)
    return Subscribe(topics, ref) if asked.method == "subscribe" else Unsubscribe(topics, ref)


def _read_login(asked: Asked, ref: str) -> Login:
    said = _LOGIN.decode(asked.params)
    word = said.secret_key if said.type.upper() == "BASIC" else said.signature
    return Login(said.api_key, "", str(said.timestamp), word, said.type, str(said.window), ref)


def _read_private(method: str, params: Raw, ref: str) -> ClientFrame:
    stem, _, verb = method.rpartition("_")
    channel = t.CHANNELS.get(stem)
    if channel is None or verb not in ("subscribe", "unsubscribe"):
        return read_call(method, params, ref)
    topics = (Topic(channel),)
    return Subscribe(topics, ref) if verb == "subscribe" else Unsubscribe(topics, ref)


# the venue's frames, read


def read_venue(data: bytes) -> tuple[VenueFrame, ...]:
    """Never raises: what cannot be read comes out as Unreadable, with its topic where that much could be seen."""
    try:
        if data.startswith(_BOOK_HINT) and not data.startswith(_TOP_HINT):
            return _books(_BOOK.decode(data))
        return _read_said(data)
    except BAD as bad:
        return (Unreadable(why(bad), _topic_seen(data)),)


def _read_said(data: bytes) -> tuple[VenueFrame, ...]:
    said = _SAID.decode(data)
    if said.ch:
        return _read_public_push(said.ch, data)
    refuse_duplicates(data)
    if said.method:
        return (_read_notice(said),)
    if _CALLED.fullmatch(ref_of(said.id)):
        return (Replied(ref_of(said.id), data),)  # row 35
    return (_read_error(said) if said.error else _read_yes(said),)


def _read_public_push(word: str, data: bytes) -> tuple[VenueFrame, ...]:
    kind = t.channel_of(word)
    if kind is not None and kind[0] in (Channel.CANDLES, Channel.TICKERS):
        return pushes.read_push(*kind, data)
    return tuple(_trades(_TRADES.decode(data))) if word == t.TRADES else _books(_BOOK.decode(data))


def _read_notice(said: Said) -> VenueFrame:
    match said.method:
        case "spot_order":
            return OrdersFrame(read_replaced(_ORDER.decode(said.params)))
        case "spot_orders":
            return OrdersFrame(tuple(read_push(row) for row in _ORDERS.decode(said.params)), snapshot=True)
        case "spot_balance":
            return BalancesReport(tuple(read_balance(row) for row in _BALANCES.decode(said.params)), whole=False)
        case method:
            raise BadMessage(f"a notice that we do not know: {method[:40]!r}")


def _read_yes(said: Said) -> VenueFrame:
    """A bare yes says which frame it answers by its number, or by having none: that is the login's."""
    ref, result = ref_of(said.id), bytes(said.result)
    if result[:1] == b"{":
        heard = _HEARD.decode(said.result)
        kind = t.channel_of(heard.ch)
        if kind is None:
            raise BadMessage(f"a channel that we do not know: {heard.ch[:40]}")
        return Hearing(kind[0], tuple(heard.subscriptions), kind[1], ref)
    if result != b"true":
        raise BadMessage("an answer to nothing that we asked")
    if ref in ("", str(t.LOGIN)):
        return LoggedIn(ref)
    if ref in t.ON:
        return Subscribed(t.ON[ref], ref)
    if ref in t.OFF:
        return Unsubscribed(t.OFF[ref], ref)
    raise BadMessage(f"a yes to a frame that we did not send: {ref[:40]}")


def _read_error(said: Said) -> VenueFrame:
    detail, ref = _ERROR.decode(said.error), ref_of(said.id)
    code, words = str(detail.code), join(detail.message, detail.description)
    if ref == str(t.LOGIN) or (not ref and code in LOGIN_CODES):
        return LoginRefused(code, words, ref)
    return StreamRefused(code, words, t.ON.get(ref) or t.OFF.get(ref), ref)


def _topic_seen(data: bytes) -> Topic | None:
    """The channel comes first and a frame tells of one symbol, so that much can be seen of half a frame, too."""
    found = _HEAD.match(data)
    if found is None:
        return None
    try:
        kind, symbol = t.channel_of(found[1].decode()), found[2].decode()
    except ValueError:
        return None
    return Topic(kind[0], symbol, kind[1]) if kind else None


def _books(push: BookPush) -> tuple[VenueFrame, ...]:
    """Row 31. Numbers are passed on as they came; what they prove is the book's business."""
    kind = t.channel_of(push.ch)
    if kind is None or kind[0] is not Channel.BOOK:
        raise BadMessage(f"a channel that we do not know: {push.ch[:40]}")
    if kind[1]:
        return tuple(_book(symbol, kind[1], row, snapshot=True) for symbol, row in push.data.items())
    snapshots = (_book(symbol, "", row, snapshot=True) for symbol, row in push.snapshot.items())
    changes = (_book(symbol, "", row, snapshot=False) for symbol, row in push.update.items())
    return (*snapshots, *changes)


def _book(symbol: str, name: str, row: BookRow, *, snapshot: bool) -> BookFrame:
    return BookFrame(symbol, snapshot, bytes(row.b), bytes(row.a), row.s, at_ns=pushes.moment_of(row.t), name=name)


def _trades(push: TradePush) -> Iterator[TradesFrame]:
    """Row 32: numbers rise with time; we tell the newest first."""
    for snapshot, told in ((True, push.snapshot), (False, push.update)):
        for symbol, rows in told.items():
            fresh = sorted(rows, key=lambda row: -row.i)
            yield TradesFrame(Topic(Channel.TRADES, symbol), tuple(_trade(row, symbol) for row in fresh), snapshot)


def _trade(row: PushedTrade, symbol: str) -> TradeReport:
    return TradeReport(
        symbol, str(row.i), read_side(row.s), read_atoms(row.p), read_atoms(row.q), pushes.moment_of(row.t)
    )


# the venue's frames, written


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    match frame:
        case BookFrame():
            return (_write_book(frame),)
        case TradesFrame(topic, rows, snapshot):
            rows_ = [_pushed(row) for row in reversed(rows)]
            return (encode({"ch": t.TRADES, "snapshot" if snapshot else "update": {topic.symbol: rows_}}),)
        case CandlesFrame():
            return (pushes.write_candles(frame),)
        case TickersFrame():
            return (pushes.write_tickers(frame),)
        case OrdersFrame(rows, _, True):
            return (_notice("spot_orders", [write_push(row, snapshot=True) for row in rows]),)
        case OrdersFrame(rows, _, _):
            return tuple(_notice("spot_order", write_push(row, snapshot=False)) for row in rows)
        case BalancesReport(rows):
            return (_notice("spot_balance", [write_balance(row) for row in rows]),)
        case LoggedIn(ref) | Subscribed(_, ref) | Unsubscribed(_, ref):
            return (encode({"jsonrpc": "2.0", "result": True, **id_of(ref)}),)
        case Hearing(channel, symbols, name, ref):
            result = {"ch": t.word_of(channel, name), "subscriptions": symbols}
            return (encode({"result": result, **id_of(ref)}),)
        case LoginRefused(code, words, ref):
            return (encode({"jsonrpc": "2.0", "error": _error(code, words), **id_of(ref)}),)
        case StreamRefused(code, words, topic, ref):
            public = (topic is None and code in _PUBLIC_CODES) or (topic is not None and not topic.channel.private)
            rpc = {} if public else {"jsonrpc": "2.0"}
            return (encode({**rpc, "error": _error(code, words), **id_of(ref)}),)
        case Replied(_, data):
            return (data,)
        case Unreadable():
            return ()  # only ever read
        case _:
            raise ValueError(f"this row has no {type(frame).__name__}")


def _notice(method: str, params: object) -> bytes:
    return encode({"jsonrpc": "2.0", "method": method, "params": params})


def _error(code: str, words: str) -> ErrorDetail:
    return ErrorDetail(int(code), *part(words))


def _write_book(frame: BookFrame) -> bytes:
    row = BookRow(frame.at_ns // MS, frame.seq or 0, Raw(frame.asks or b"[]"), Raw(frame.bids or b"[]"))
    key = "data" if frame.name else "snapshot" if frame.snapshot else "update"
    return encode({"ch": t.word_of(Channel.BOOK, frame.name), key: {frame.symbol: row}})


def _pushed(trade: TradeReport) -> PushedTrade:
    price, size = write_atoms(trade.price), write_atoms(trade.size)
    return PushedTrade(trade.at_ns // MS, int(trade.trade_id), price, size, trade.side)
