"""The websocket half of the contracts' row: spot's frames by symbols of contracts, and events of an account of its own."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder, encode
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hashkey import stream
from picaflor.venues.hashkey.family import PRODUCT
from picaflor.venues.hashkey.market import moment_of
from picaflor.venues.hashkey.orders import write_ticket
from picaflor.venues.hashkey.perp_account import read_position_event, write_position_event
from picaflor.venues.hashkey.perp_messages import ContractEvent, PositionEvent, PushedMark
from picaflor.venues.hashkey.perp_orders import read_event, write_event
from picaflor.venues.hashkey.stream_messages import AccountEvent, Asked, Event, PushedBalance, Said, TicketEvent
from picaflor.wire.decoding import BAD, BadMessage, refuse_duplicates, why, write_ms
from picaflor.wire.relabelling import said_of
from picaflor.wire.reports import BalanceReport, BalancesReport, OrderReport, TickerReport
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    ClientFrame,
    OrdersFrame,
    PositionsFrame,
    Subscribe,
    TickersFrame,
    Topic,
    TradesFrame,
    Unreadable,
    Unsubscribe,
    VenueFrame,
)

MARK: Final = "markPrice"
GLANCE: Final = "realtimes"  # the name of a topic: a ticker as spot has it
ORDERS: Final = Topic(Channel.ORDERS, product=PRODUCT)
POSITIONS: Final = Topic(Channel.POSITIONS, product=PRODUCT)
MONEY: Final = "outboundContractAccountInfo"
_ASKED: Final = Decoder(Asked)
_SAID: Final = Decoder(Said)
_MARKS: Final = Decoder(list[PushedMark])
_EVENTS: Final = Decoder(list[Raw])
_EVENT: Final = Decoder(Event)
_ORDER: Final = Decoder(ContractEvent)
_ACCOUNT: Final = Decoder(AccountEvent)
_POSITION: Final = Decoder(PositionEvent)
_MARK_HINT: Final = b'"topic":"markPrice"'


# a client's frames


def write_client(frame: ClientFrame) -> tuple[bytes, ...]:
    """Row 68: of a contract's ticker we hear the mark, which spot does not have."""
    if not isinstance(frame, Subscribe | Unsubscribe):
        return stream.write_client(frame)
    event = "sub" if isinstance(frame, Subscribe) else "cancel"
    marked = [topic.symbol for topic in frame.topics if _is_mark(topic)]
    others = tuple(_to_spot(topic) for topic in frame.topics if not _is_mark(topic))
    told = stream.write_client(type(frame)(others)) if others else ()
    if not marked:
        return told
    return (*told, encode({"symbol": ",".join(marked), "topic": MARK, "event": event, "params": {}}))


def _is_mark(topic: Topic) -> bool:
    return topic.channel is Channel.TICKERS and not topic.name


def _to_spot(topic: Topic) -> Topic:
    return replace(topic, name="" if topic.channel is Channel.TICKERS else topic.name, product="")


def _from_spot(topic: Topic) -> Topic:
    return replace(topic, name=GLANCE if topic.channel is Channel.TICKERS else topic.name, product=PRODUCT)


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    try:
        asked = _ASKED.decode(data)
    except BAD:
        return stream.read_client(data)
    if asked.topic == MARK and asked.event in ("sub", "cancel"):
        topics = tuple(Topic(Channel.TICKERS, symbol, product=PRODUCT) for symbol in asked.symbol.split(","))
        return (Subscribe(topics) if asked.event == "sub" else Unsubscribe(topics),)
    return tuple(
        type(said)(tuple(map(_from_spot, said.topics))) if isinstance(said, Subscribe | Unsubscribe) else said
        for said in stream.read_client(data)
    )


# the venue's frames, read


def read_venue(data: bytes) -> tuple[VenueFrame, ...]:
    """Never raises, as spot's."""
    try:
        if data.lstrip()[:1] == b"[":
            refuse_duplicates(data)
            return tuple(frame for raw in _EVENTS.decode(data) for frame in _read_event(raw))
        if _MARK_HINT in data[:200]:
            return _read_marks(_SAID.decode(data))
    except BAD as bad:
        return (Unreadable(why(bad)),)
    return tuple(said_of(frame, PRODUCT, _from_spot) for frame in stream.read_venue(data))


def _read_marks(said: Said) -> tuple[VenueFrame, ...]:
    """Row 68. Of trading it says nothing."""
    topic = Topic(Channel.TICKERS, said.symbol, product=PRODUCT)
    rows = _MARKS.decode(said.data)
    if any(row.s != said.symbol for row in rows):
        raise BadMessage("a mark of another symbol")
    return (TickersFrame(topic, tuple(map(read_mark, rows))),)


def read_mark(row: PushedMark) -> TickerReport:
    return TickerReport(row.s, *(0,) * 10, at_ns=moment_of(row.t), mark=read_atoms(row.p))


def _read_event(raw: Raw) -> tuple[VenueFrame, ...]:
    word = _EVENT.decode(raw).e
    match word:
        case "contractExecutionReport":
            return (OrdersFrame((read_event(_ORDER.decode(raw)),), ORDERS),)
        case "outboundContractPositionInfo":
            position = read_position_event(_POSITION.decode(raw))
            return (PositionsFrame((position,), POSITIONS, whole=False, at_ns=position.at_ns),)
        case "outboundContractAccountInfo":
            row = _ACCOUNT.decode(raw)
            rows = tuple(
                BalanceReport(each.a, read_atoms(each.f, signed=True), read_atoms(each.l, signed=True))
                for each in row.B
            )
            return (BalancesReport(rows, whole=False, at_ns=moment_of(row.E), product=PRODUCT),)
        case "executionReport" | "outboundAccountInfo":
            return ()  # another row's
        case _ if word in stream.QUIET:
            return ()
        case _:
            raise BadMessage(f"an event that we do not know: {word[:40]!r}")


# the venue's frames, written


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    match frame:
        case OrdersFrame(rows):
            return tuple(encode([event]) for order in rows for event in _events(order))
        case PositionsFrame(positions):
            return tuple(encode([write_position_event(position)]) for position in positions)
        case BalancesReport(balances):
            held = [PushedBalance(row.asset, write_atoms(row.free), write_atoms(row.held)) for row in balances]
            return (encode([AccountEvent(e=MONEY, E=write_ms(frame.at_ns), B=held)]),)
        case TickersFrame(topic, tickers) if _is_mark(topic):
            return tuple(
                stream.push(topic.symbol, MARK, [write_mark(row)], first=False, now_ns=now_ns) for row in tickers
            )
        case TradesFrame() | TickersFrame() | CandlesFrame():
            return stream.write_venue(replace(frame, topic=_to_spot(frame.topic)), now_ns)
        case _:
            return stream.write_venue(frame, now_ns)


def _events(order: OrderReport) -> tuple[ContractEvent | TicketEvent, ...]:
    """Row 33, as on spot: a trade has a ticket of its own."""
    event = write_event(order)
    return (event,) if order.fill is None else (event, write_ticket(order.fill))


def write_mark(row: TickerReport) -> PushedMark:
    return PushedMark(row.symbol, write_atoms(row.mark or 0), int(write_ms(row.at_ns)))
