"""The sockets of a house that has all families: a client of spot hears spot alone, the venue's end knows the others."""

from __future__ import annotations

from msgspec.json import Decoder

from picaflor.venues.hitbtc import futures_stream, margin_stream, stream, wallet_stream
from picaflor.venues.hitbtc.account_tree import PRODUCT as MARGIN
from picaflor.venues.hitbtc.family import SUFFIX
from picaflor.venues.hitbtc.futures_symbols import PRODUCT
from picaflor.venues.hitbtc.messages import Asked, Symbols
from picaflor.wire.decoding import BAD
from picaflor.wire.reports import BalancesReport, BookFrame
from picaflor.wire.stream import (
    CandlesFrame,
    ClientFrame,
    Hearing,
    OrdersFrame,
    PositionsFrame,
    StreamRefused,
    Subscribed,
    TickersFrame,
    TradesFrame,
    Unsubscribed,
    VenueFrame,
)
from picaflor.wire.wallet import Purse

_ASKED = Decoder(Asked)
_SYMBOLS = Decoder(Symbols)
write_client = stream.write_client
read_venue = stream.read_venue


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    """A frame is of one family: of contracts, if all that it names are; of margin by its method alone."""
    if b"_wallet_balances" in data and _method(data) in wallet_stream.METHODS:
        return wallet_stream.read_client(data)
    if b'"margin_' in data and _method(data).startswith(f"{margin_stream.REPORTS}_"):
        return margin_stream.read_client(data)
    return futures_stream.read_client(data) if _asks_for_contracts(data) else stream.read_client(data)


def _method(data: bytes) -> str:
    try:
        return _ASKED.decode(data).method
    except BAD:
        return ""


def _asks_for_contracts(data: bytes) -> bool:
    try:
        asked = _ASKED.decode(data)
        if asked.method.startswith("futures_") or asked.ch == futures_stream.INFO:
            return True
        symbols = _SYMBOLS.decode(asked.params).symbols if asked.ch else []
    except BAD:
        return False
    return bool(symbols) and all(symbol.endswith(SUFFIX) for symbol in symbols)


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    if _tells_of_contracts(frame):
        return futures_stream.write_venue(frame, now_ns)
    if isinstance(frame, BalancesReport) and frame.product == Purse.WALLET:
        return wallet_stream.write_venue(frame, now_ns)
    if _tells_of_margin(frame):
        return margin_stream.write_venue(frame, now_ns)
    return stream.write_venue(frame, now_ns)


def _tells_of_contracts(frame: VenueFrame) -> bool:
    match frame:
        case BookFrame() | BalancesReport():
            return frame.product == PRODUCT
        case TradesFrame() | TickersFrame() | CandlesFrame() | OrdersFrame() | Subscribed() | Unsubscribed():
            return frame.topic.product == PRODUCT
        case StreamRefused(topic=topic) if topic is not None:
            return topic.product == PRODUCT
        case Hearing(_, symbols):
            return bool(symbols) and all(symbol.endswith(SUFFIX) for symbol in symbols)
        case PositionsFrame(topic=topic):
            return topic.product != MARGIN
        case _:
            return False


def _tells_of_margin(frame: VenueFrame) -> bool:
    match frame:
        case OrdersFrame() | PositionsFrame() | Subscribed() | Unsubscribed():
            return frame.topic.product == MARGIN
        case _:
            return False
