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
from picaflor.venues.hitbtc import pushes, stream
from picaflor.venues.hitbtc import topics as t
from picaflor.venues.hitbtc.futures_symbols import PRODUCT
from picaflor.venues.hitbtc.holdings import Holdings
from picaflor.venues.hitbtc.messages import Asked, Heard, Said, Symbols
from picaflor.wire.decoding import BAD, MS, why
from picaflor.wire.relabelling import said_of
from picaflor.wire.reports import TickerReport
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    ClientFrame,
    Garbled,
    Hearing,
    Subscribe,
    TickersFrame,
    Topic,
    TradesFrame,
    Unreadable,
    Unsubscribe,
    VenueFrame,
)

INFO: Final = "futures/info"
REPORTS, MONEY = "futures", "futures_balance"
HELD: Final = Holdings(PRODUCT, REPORTS, MONEY, {REPORTS: 21, MONEY: 22}, {REPORTS: 23, MONEY: 24})


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
    for (word, info), run in groupby(frame.topics, lambda topic: (HELD.words.get(topic.channel, ""), _is_info(topic))):
        if word in asked:
            continue
        if word:
            asked.append(word)
            yield HELD.ask(word, verb)
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
    if (private := HELD.read_asked(asked)) is not None:
        return (private,)
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
    return None if ref.startswith('"') else HELD.read(said, data) or _read_hearing(said, ref)


def _read_hearing(said: Said, ref: str) -> tuple[VenueFrame, ...] | None:
    if bytes(said.result)[:1] != b"{":
        return None
    heard = _HEARD.decode(said.result)
    return (Hearing(Channel.TICKERS, tuple(heard.subscriptions), "", ref),) if heard.ch == INFO else None


def _named(frame: VenueFrame) -> VenueFrame:
    match frame:
        case Hearing(Channel.TICKERS, symbols, "", ref):
            return Hearing(Channel.TICKERS, symbols, "1s", ref)
        case _:
            return said_of(frame, PRODUCT, _from_spot)


# the venue's frames, written


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    told = HELD.write(frame, now_ns)
    if told is not None:
        return told
    match frame:
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


def _write_info(ticker: TickerReport) -> Info:
    return Info(
        t=ticker.at_ns // MS,
        m=write_atoms(ticker.mark or 0),
        i=write_atoms(ticker.index or 0),
        o=write_atoms(ticker.open_interest or 0),
        r=write_atoms(ticker.funding_rate or 0),
        T=ticker.funding_next_ns // MS,
    )
