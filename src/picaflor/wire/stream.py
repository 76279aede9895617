"""The frames of a websocket in our words: what a client says, and what a venue says."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from picaflor.wire.asks import Ask
from picaflor.wire.reports import (
    BalancesReport,
    BookFrame,
    CandleReport,
    FillReport,
    OrderReport,
    PositionReport,
    PotReport,
    TickerReport,
    TradeReport,
)
from picaflor.wire.stops import StopReport


class Channel(StrEnum):
    BOOK = "book"
    TRADES = "trades"
    ORDERS = "orders"
    FILLS = "fills"
    BALANCES = "balances"
    TICKERS = "tickers"
    CANDLES = "candles"
    POSITIONS = "positions"
    STOPS = "stops"
    WALLET = "wallet"  # the purse that trades nothing

    @property
    def private(self) -> bool:
        return self in _PRIVATE


_PRIVATE = frozenset(
    {Channel.ORDERS, Channel.FILLS, Channel.BALANCES, Channel.POSITIONS, Channel.STOPS, Channel.WALLET}
)


EVERY: str = "*"  # as the symbol of a topic: all that are listed, where a venue takes that


class Topic(Struct, frozen=True, tag=True, tag_field="noun"):
    """`name` is the venue's own word for the channel where it has several kinds of one ("books5"); of candles the
    interval, in ours. `product` is theirs for a family of markets that shares sockets with others, "" for the spot market.
    """

    channel: Channel
    symbol: str = ""  # "": all of the account
    name: str = ""
    product: str = ""


def scaled(name: str, places: int) -> str:
    """The name of a channel of books, prices told with so many decimals: books@2."""
    return f"{name}@{places}"


def scale_of(name: str) -> tuple[str, int | None]:
    """The channel, and the decimals where the name says them."""
    kind, _, places = name.partition("@")
    return kind, int(places) if places else None


# `ref`, here and in the answers: the client's own number of a frame, as JSON, which some tongues repeat in the answer.


class Login(Struct, frozen=True, tag=True, tag_field="noun"):
    """As the emulated venue reads it; a client's is written by `auth.write_login`, the last thing before the socket."""

    api_key: str
    passphrase: str
    timestamp: str
    signature: str
    scheme: str = ""  # theirs, where there are several
    window: str = ""  # for how long it is good, where a client may say so
    ref: str = ""


class Subscribe(Struct, frozen=True, tag=True, tag_field="noun"):
    topics: tuple[Topic, ...]
    ref: str = ""


class Unsubscribe(Struct, frozen=True, tag=True, tag_field="noun"):
    topics: tuple[Topic, ...]
    ref: str = ""


class Ping(Struct, frozen=True, tag=True, tag_field="noun"):
    pass


class Nodded(Struct, frozen=True, tag=True, tag_field="noun"):
    """The answer to `Nudged`."""


class Garbled(Struct, frozen=True, tag=True, tag_field="noun"):
    """A client's frame that cannot be read, with the venue's code for it."""

    code: str
    words: str
    ref: str = ""


class Call(Struct, frozen=True, tag=True, tag_field="noun"):
    """An ask that travels as a frame of a socket that is logged in. `product`: as a topic has it."""

    ask: Ask
    ref: str = ""
    product: str = ""


ClientFrame = Login | Subscribe | Unsubscribe | Ping | Nodded | Garbled | Call


class LoggedIn(Struct, frozen=True, tag=True, tag_field="noun"):
    ref: str = ""


class LoginRefused(Struct, frozen=True, tag=True, tag_field="noun"):
    code: str
    words: str
    ref: str = ""


class Subscribed(Struct, frozen=True, tag=True, tag_field="noun"):
    topic: Topic
    ref: str = ""


class Unsubscribed(Struct, frozen=True, tag=True, tag_field="noun"):
    topic: Topic
    ref: str = ""


class Hearing(Struct, frozen=True, tag=True, tag_field="noun"):
    """An acknowledgement that lists all that this socket hears on one channel now: what is missing is off, or never was."""

    channel: Channel
    symbols: tuple[str, ...]
    name: str = ""  # as a topic has it
    ref: str = ""


class HearingAll(Struct, frozen=True, tag=True, tag_field="noun"):
    """An acknowledgement that lists all that this socket hears now, on every channel. `left`: it answers a farewell,
    which some tongues say and ours does not need."""

    topics: tuple[Topic, ...]
    left: bool = False


class StreamRefused(Struct, frozen=True, tag=True, tag_field="noun"):
    """An error frame; the topic it speaks of where the venue says so."""

    code: str
    words: str
    topic: Topic | None = None
    ref: str = ""


class Pong(Struct, frozen=True, tag=True, tag_field="noun"):
    pass


class Nudged(Struct, frozen=True, tag=True, tag_field="noun"):
    """The venue asks, in a message of its own, whether we are there."""


class TradesFrame(Struct, frozen=True, tag=True, tag_field="noun"):
    topic: Topic
    rows: tuple[TradeReport, ...]
    snapshot: bool = False


class OrdersFrame(Struct, frozen=True, tag=True, tag_field="noun"):
    """`topic` is the subscription that this answers: some clients ask by symbol and expect their words back."""

    rows: tuple[OrderReport, ...]
    topic: Topic = Topic(Channel.ORDERS)
    snapshot: bool = False  # all that are open, told on subscription


class FillsFrame(Struct, frozen=True, tag=True, tag_field="noun"):
    rows: tuple[FillReport, ...]
    topic: Topic = Topic(Channel.FILLS)


class PositionsFrame(Struct, frozen=True, tag=True, tag_field="noun"):
    """`whole`: what is not listed is not held."""

    rows: tuple[PositionReport, ...]
    topic: Topic = Topic(Channel.POSITIONS)
    whole: bool = True
    at_ns: int = 0
    pots: tuple[PotReport, ...] = ()
    liquidated: tuple[str, ...] = ()  # symbols of which something was taken over; how much their fills tell


class StopsFrame(Struct, frozen=True, tag=True, tag_field="noun"):
    rows: tuple[StopReport, ...]
    topic: Topic = Topic(Channel.STOPS)


class TickersFrame(Struct, frozen=True, tag=True, tag_field="noun"):
    topic: Topic
    rows: tuple[TickerReport, ...]


class CandlesFrame(Struct, frozen=True, tag=True, tag_field="noun"):
    """Oldest first; the last one may still be forming. `snapshot`: what was before it was asked for."""

    topic: Topic
    rows: tuple[CandleReport, ...]
    snapshot: bool = False


class Replied(Struct, frozen=True, tag=True, tag_field="noun"):
    """The answer to a call. It is read by whoever knows what was asked (see `wire.venue.Calls`): here it is bytes."""

    ref: str
    data: bytes


class Unreadable(Struct, frozen=True, tag=True, tag_field="noun"):
    """A frame, or a part of one, that we refuse to interpret. Counted, kept, told; `topic` where it was seen."""

    why: str
    topic: Topic | None = None


VenueFrame = (
    LoggedIn
    | LoginRefused
    | Subscribed
    | Unsubscribed
    | Hearing
    | HearingAll
    | StreamRefused
    | Pong
    | Nudged
    | BookFrame
    | TradesFrame
    | OrdersFrame
    | FillsFrame
    | BalancesReport
    | PositionsFrame
    | StopsFrame
    | TickersFrame
    | CandlesFrame
    | Replied
    | Unreadable
)
