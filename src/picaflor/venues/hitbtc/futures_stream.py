"""The websocket half of the contracts' row: spot's frames by other names, and what contracts alone tell.

One subscription of the trading socket brings orders and positions, and so one acknowledgement stands for both.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from msgspec import Struct
from msgspec.json import Decoder, encode
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Cause, MarginMode
from picaflor.venues.hitbtc import futures_orders as orders
from picaflor.venues.hitbtc import pushes, stream
from picaflor.venues.hitbtc import topics as t
from picaflor.venues.hitbtc.futures_account import AccountRow, read_accounts, read_balances, read_pots, write_accounts
from picaflor.venues.hitbtc.futures_orders import FuturesOrderRow
from picaflor.venues.hitbtc.futures_symbols import PRODUCT
from picaflor.venues.hitbtc.messages import Asked, BalanceRow, Heard, Said, Symbols
from picaflor.venues.hitbtc.trading import write_balance
from picaflor.wire.decoding import BAD, MS, BadMessage, refuse_duplicates, why
from picaflor.wire.reports import BalancesReport, BookFrame, OrderReport, OrderStatus, TickerReport
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    ClientFrame,
    Garbled,
    Hearing,
    OrdersFrame,
    PositionsFrame,
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

LIQUIDATED: Final = "liquidated"
INFO: Final = "futures/info"
REPORTS, MONEY = "futures", "futures_balance"
# The numbers of our frames: an answer says only which of them it answers.
ON: Final = {REPORTS: 21, MONEY: 22}
OFF: Final = {REPORTS: 23, MONEY: 24}
TOPICS: Final = {
    REPORTS: (Topic(Channel.ORDERS, product=PRODUCT), Topic(Channel.POSITIONS, product=PRODUCT)),
    MONEY: (Topic(Channel.BALANCES, product=PRODUCT),),
}
WORDS: Final = {topic.channel: word for word, topics in TOPICS.items() for topic in topics}
_ANSWERS: Final[dict[str, tuple[type[Subscribed | Unsubscribed], tuple[Topic, ...]]]] = {
    **{str(no): (Subscribed, TOPICS[word]) for word, no in ON.items()},
    **{str(no): (Unsubscribed, TOPICS[word]) for word, no in OFF.items()},
}


class Info(Struct, kw_only=True):
    """`c` the kind of contract, `m` mark, `i` index, `o` open interest, `r` the rate of the funding at `T`."""

    c: str = "perpetual"
    t: int
    m: str
    i: str
    o: str
    r: str
    T: int


class InfoPush(Struct):
    ch: str
    data: dict[str, Info]


_INFOS: Final = Decoder(InfoPush)
_SAID: Final = Decoder(Said)
_ASKED: Final = Decoder(Asked)
_ORDER: Final = Decoder(FuturesOrderRow)
_ORDERS: Final = Decoder(list[FuturesOrderRow])
_ACCOUNT: Final = Decoder(AccountRow)
_ACCOUNTS: Final = Decoder(list[AccountRow])
_BALANCES: Final = Decoder(list[BalanceRow])
_SYMBOLS: Final = Decoder(Symbols)
_HEARD: Final = Decoder(Heard)
_INFO_HINT: Final = b'{"ch":"futures/info"'


# a client's frames


def write_client(frame: ClientFrame) -> tuple[bytes, ...]:
    if not isinstance(frame, Subscribe | Unsubscribe):
        return stream.write_client(frame)
    verb = "subscribe" if isinstance(frame, Subscribe) else "unsubscribe"
    return tuple(_asks(frame, verb))


def _asks(frame: Subscribe | Unsubscribe, verb: str) -> Iterator[bytes]:
    asked: list[str] = []
    for (word, info), run in groupby(frame.topics, lambda topic: (WORDS.get(topic.channel, ""), _is_info(topic))):
        if word in asked:
            continue
        if word:
            asked.append(word)
            number = (ON if verb == "subscribe" else OFF)[word]
            params = {"mode": "updates"} if word == MONEY else {}
            yield encode({"method": f"{word}_{verb}", "params": params, "id": number})
        elif info:
            number = t.PUBLIC_ON if verb == "subscribe" else t.PUBLIC_OFF
            symbols = [topic.symbol for topic in run]
            for start in range(0, len(symbols), stream.SYMBOLS_MAX):
                some = {"symbols": symbols[start : start + stream.SYMBOLS_MAX]}
                yield encode({"method": verb, "ch": INFO, "params": some, "id": number})
        else:
            yield from stream.write_client(type(frame)(tuple(map(_to_spot, run))))


def _is_info(topic: Topic) -> bool:
    """What a contract's ticker says that spot's does not has a channel of its own, and that is the one we hear."""
    return topic.channel is Channel.TICKERS and not topic.name


def _to_spot(topic: Topic) -> Topic:
    name = "" if topic.channel is Channel.TICKERS and topic.name == "1s" else topic.name
    return replace(topic, name=name, product="")


def _from_spot(topic: Topic) -> Topic:
    name = "1s" if topic.channel is Channel.TICKERS and not topic.name else topic.name
    return replace(topic, name=name, product=PRODUCT)


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    try:
        asked = _ASKED.decode(data)
    except BAD:
        return stream.read_client(data)
    word, _, verb = asked.method.rpartition("_")
    kind = Subscribe if verb == "subscribe" else Unsubscribe
    if word in TOPICS and verb in ("subscribe", "unsubscribe"):
        return (kind(TOPICS[word], stream.ref_of(asked.id)),)
    if asked.ch == INFO and asked.method in ("subscribe", "unsubscribe"):
        return (_read_info_asked(asked),)
    return tuple(
        type(said)(tuple(map(_from_spot, said.topics)), said.ref) if isinstance(said, Subscribe | Unsubscribe) else said
        for said in stream.read_client(data)
    )


def _read_info_asked(asked: Asked) -> Subscribe | Unsubscribe | Garbled:
    ref = stream.ref_of(asked.id)
    try:
        symbols = _SYMBOLS.decode(asked.params).symbols
    except BAD:
        return Garbled("10001", "Validation error. The parameters cannot be read", ref)
    topics = tuple(Topic(Channel.TICKERS, symbol, product=PRODUCT) for symbol in symbols)
    return Subscribe(topics, ref) if asked.method == "subscribe" else Unsubscribe(topics, ref)


# the venue's frames, read


def read_venue(data: bytes) -> tuple[VenueFrame, ...]:
    """Never raises, as spot's."""
    try:
        if data.startswith(_INFO_HINT):
            return _read_infos(_INFOS.decode(data))
        if not data.startswith(b'{"ch":'):
            found = _read_private(data)
            if found is not None:
                return found
    except BAD as bad:
        return (Unreadable(why(bad)),)
    return tuple(_named(frame) for frame in stream.read_venue(data))


def _read_infos(push: InfoPush) -> tuple[VenueFrame, ...]:
    return tuple(
        TickersFrame(Topic(Channel.TICKERS, symbol, product=PRODUCT), (_read_info(symbol, row),))
        for symbol, row in push.data.items()
    )


def _read_info(symbol: str, row: Info) -> TickerReport:
    """Row 61. Of trading it says nothing."""
    return TickerReport(
        symbol,
        *(0,) * 10,
        at_ns=pushes.moment_of(row.t),
        mark=read_atoms(row.m),
        index=read_atoms(row.i),
        funding_rate=read_atoms(row.r, signed=True),
        funding_next_ns=pushes.moment_of(row.T),
        open_interest=read_atoms(row.o),
    )


def _read_private(data: bytes) -> tuple[VenueFrame, ...] | None:
    """None: it is a frame that spot has, too, or the answer to a call."""
    said = _SAID.decode(data)
    ref = stream.ref_of(said.id)
    if ref.startswith('"'):
        return None
    if said.method:
        refuse_duplicates(data)
        return (_read_notice(said),)
    kind = _ANSWERS.get(ref)
    if kind is None:
        return _read_hearing(said, ref)
    refuse_duplicates(data)
    if said.error:
        (refused,) = stream.read_venue(data)
        if not isinstance(refused, StreamRefused):
            return (refused,)  # an error that cannot be read
        return tuple(replace(refused, topic=topic) for topic in kind[1])
    if bytes(said.result) != b"true":
        raise BadMessage("neither a yes nor a no")
    made, topics = kind
    return tuple(made(topic, ref) for topic in topics)


def _read_hearing(said: Said, ref: str) -> tuple[VenueFrame, ...] | None:
    if bytes(said.result)[:1] != b"{":
        return None
    heard = _HEARD.decode(said.result)
    return (Hearing(Channel.TICKERS, tuple(heard.subscriptions), "", ref),) if heard.ch == INFO else None


def _read_notice(said: Said) -> VenueFrame:
    match said.method:
        case "futures_order":
            return OrdersFrame(orders.read_push(_ORDER.decode(said.params)), TOPICS[REPORTS][0])
        case "futures_orders":
            rows = tuple(order for row in _ORDERS.decode(said.params) for order in orders.read_push(row))
            return OrdersFrame(rows, TOPICS[REPORTS][0], snapshot=True)
        case "futures_accounts":
            accounts = _ACCOUNTS.decode(said.params)
            return PositionsFrame(read_accounts(accounts), TOPICS[REPORTS][1], pots=read_pots(accounts))
        case "futures_account":
            accounts = [_ACCOUNT.decode(said.params)]
            held = read_accounts(accounts)
            taken = tuple(row.symbol for row in accounts if row.report_reason == LIQUIDATED)
            pots = read_pots(accounts)
            return PositionsFrame(held, TOPICS[REPORTS][1], whole=False, pots=pots, liquidated=taken)
        case "futures_balance":
            return read_balances(_BALANCES.decode(said.params), whole=False)
        case method:
            raise BadMessage(f"a notice that we do not know: {method[:40]!r}")


def _named(frame: VenueFrame) -> VenueFrame:
    match frame:
        case BookFrame():
            return replace(frame, product=PRODUCT)
        case TradesFrame() | TickersFrame() | CandlesFrame():
            return replace(frame, topic=_from_spot(frame.topic))
        case Hearing(Channel.TICKERS, symbols, "", ref):
            return Hearing(Channel.TICKERS, symbols, "1s", ref)
        case Unreadable(_, topic) if topic is not None:
            return replace(frame, topic=_from_spot(topic))
        case _:
            return frame


# the venue's frames, written


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    match frame:
        case OrdersFrame(rows, _, True):
            return (_notice("futures_orders", [orders.write_push(row, snapshot=True) for row in rows]),)
        case OrdersFrame(rows):
            return tuple(notice for row in rows for notice in _write_report(row))
        case PositionsFrame(rows, pots=pots):
            return (_notice("futures_accounts", write_accounts(rows, pots)),)
        case BalancesReport(rows):
            return (_notice("futures_balance", [write_balance(row) for row in rows]),)
        case Subscribed(topic, ref) | Unsubscribed(topic, ref) if topic.channel in WORDS:
            return () if topic.channel is Channel.POSITIONS else stream.write_venue(Subscribed(topic, ref), now_ns)
        case TickersFrame(topic, rows) if _is_info(topic):
            return (encode(InfoPush(INFO, {row.symbol: _write_info(row) for row in rows})),)
        case Hearing(Channel.TICKERS, symbols, "", ref):
            return (encode({"result": {"ch": INFO, "subscriptions": symbols}, **stream.id_of(ref)}),)
        case Hearing(Channel.TICKERS, _, "1s", _):
            return stream.write_venue(replace(frame, name=""), now_ns)
        case TradesFrame() | TickersFrame() | CandlesFrame():
            return stream.write_venue(replace(frame, topic=_to_spot(frame.topic)), now_ns)
        case _:
            return stream.write_venue(frame, now_ns)


def _write_report(order: OrderReport) -> Iterator[bytes]:
    """That a position was taken over no report of an order tells, and the notice of its account does."""
    yield _notice("futures_order", orders.write_push(order, snapshot=False))
    if order.cause is Cause.LIQUIDATION and order.status is OrderStatus.FILLED:
        mode = order.margin_mode or MarginMode.CROSS
        yield _notice("futures_account", AccountRow(symbol=order.symbol, type=mode, report_reason=LIQUIDATED))


def _notice(method: str, params: object) -> bytes:
    return encode({"jsonrpc": "2.0", "method": method, "params": params})


def _write_info(ticker: TickerReport) -> Info:
    return Info(
        t=ticker.at_ns // MS,
        m=write_atoms(ticker.mark or 0),
        i=write_atoms(ticker.index or 0),
        o=write_atoms(ticker.open_interest or 0),
        r=write_atoms(ticker.funding_rate or 0),
        T=ticker.funding_next_ns // MS,
    )
