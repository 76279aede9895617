"""What can be asked of a venue over requests, and the answers. A closed list; codecs match on it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from picaflor.domain.orders import Hold, MarginMode, OrderType, SelfTrade, Side, Tif, TriggerBy
from picaflor.wire.contracts import CONTRACT_CHANGING, CONTRACT_PUBLIC, ContractAnswer, ContractAsk
from picaflor.wire.dead_man import ArmSwitch, SwitchTaken
from picaflor.wire.listening import AskListening, Listening
from picaflor.wire.lists import PlaceList
from picaflor.wire.refusals import Refusal as Refusal
from picaflor.wire.refusals import Refused as Refused
from picaflor.wire.refusals import Unclear as Unclear
from picaflor.wire.reports import (
    BalancesReport,
    BookFrame,
    CandleReport,
    CoinReport,
    FillReport,
    Listing,
    OrderReport,
    OrderStatus,
    PositionReport,
    ServerTime,
    TickerReport,
    TradeReport,
)
from picaflor.wire.rights import AskRights, Knock, ToldRights
from picaflor.wire.shown import SHOWN, BookOrders, ReadShown
from picaflor.wire.stops import AmendStop, AskStops, Attached, CancelStop, PlaceStop, PlaceStops, StopReport, Stops
from picaflor.wire.wallet import Transfer, Transferred, WalletAsk


class ReadTime(Struct, frozen=True, tag=True, tag_field="noun"):
    pass


class ReadMarkets(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str = ""  # "": all of them
    symbols: tuple[str, ...] = ()  # of all, these alone; what is not there is left out


class ReadBook(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    depth: int = 100


class ReadBooks(Struct, frozen=True, tag=True, tag_field="noun"):
    """Several at once; (): all. What is not there is left out."""

    symbols: tuple[str, ...] = ()
    depth: int = 100


class ReadTrades(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    limit: int = 100
    history: bool = False  # from the venue's archive where it has one beside the latest
    symbols: tuple[str, ...] = ()  # without a symbol: of these, or of all; `limit` is each market's
    oldest_first: bool = False  # and from the oldest that the venue tells


class ReadTickers(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str = ""  # "": all of them
    symbols: tuple[str, ...] = ()  # of all, these alone; what is not there is left out
    interest: bool = False  # of one, no more than the open interest, where the venue tells that apart
    shows: Literal["", "last", "top"] = ""  # no more than the last price or the top of the book, where those are apart


class ReadCandles(Struct, frozen=True, tag=True, tag_field="noun"):
    """`interval` in our words (1m, 1h, 1d); days and longer begin at midnight UTC."""

    symbol: str
    interval: str
    limit: int = 100
    since_ns: int = 0
    until_ns: int = 0  # opened before this; 0: now
    history: bool = False
    by: TriggerBy = TriggerBy.LAST  # of contracts: bars of the mark or the index


class ReadCoins(Struct, frozen=True, tag=True, tag_field="noun"):
    pass


class ReadListing(Struct, frozen=True, tag=True, tag_field="noun"):
    """The markets of another product of the same house, which strangers ask for before they do anything."""

    product: str


class ReadBalances(Struct, frozen=True, tag=True, tag_field="noun"):
    asset: str = ""  # "": all of them


class Place(Struct, frozen=True, tag=True, tag_field="noun"):
    """Prices and amounts are atoms. Exactly one of `size` and `quote` is set."""

    symbol: str
    client_id: str
    side: Side
    type: OrderType
    size: int | None = None
    price: int | None = None
    quote: int | None = None
    tif: Tif = Tif.GTC
    reduce_only: bool = False
    hold: Hold = Hold.NET
    margin_mode: MarginMode | None = None  # contracts, where the venue wants it with each order
    self_trade: SelfTrade | None = None  # None: the venue's own rule
    leverage: int = 0  # contracts, where an order may say it; 0: as it is set
    until_ns: int = 0  # GTD: when it ends
    attached: tuple[Attached, ...] = ()  # what comes of its fills; one of a kind


class PlaceMany(Struct, frozen=True, tag=True, tag_field="noun"):
    """All on one symbol."""

    symbol: str
    rows: tuple[Place, ...]


class Amend(Struct, frozen=True, tag=True, tag_field="noun"):
    """Both price and size as they are to be; 0 in what a stranger asks: as it is. Where the venue makes a new order of
    it, that one is `new_client_id`.
    """

    symbol: str
    price: int
    size: int
    new_client_id: str
    client_id: str = ""
    venue_id: str = ""
    attached: tuple[Attached, ...] = ()  # to the new order, where that one names its own


class AmendMany(Struct, frozen=True, tag=True, tag_field="noun"):
    """All on one symbol."""

    symbol: str
    rows: tuple[Amend, ...]


class Cancel(Struct, frozen=True, tag=True, tag_field="noun"):
    """By the venue's id where it is known, else by ours."""

    symbol: str
    client_id: str = ""
    venue_id: str = ""


class CancelMany(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    rows: tuple[Cancel, ...]


class CancelAll(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    side: Side | None = None  # None: both


class ReadOrder(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    client_id: str = ""
    venue_id: str = ""
    live: bool = False  # only if it is still open, where a venue keeps those apart


class Narrowing(Struct, frozen=True):
    """What some houses' lists can be narrowed to besides a pair, and in which order they tell them."""

    symbols: tuple[str, ...] = ()
    base: str = ""
    quote: str = ""
    side: Side | None = None
    type: OrderType | None = None
    until_ns: int = 0
    oldest_first: bool = False


WIDE = Narrowing()


class ReadOpenOrders(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str = ""
    before: str = ""  # a cursor: the last id of the page before
    limit: int = 100
    narrowing: Narrowing = WIDE


class ReadClosedOrders(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str = ""
    before: str = ""
    limit: int = 100
    since_ns: int = 0
    states: tuple[OrderStatus, ...] = ()  # only those, open ones too if they are among them; empty: all that ended
    narrowing: Narrowing = WIDE


class ReadFills(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str = ""
    venue_id: str = ""
    before: str = ""
    limit: int = 100
    since_ns: int = 0
    narrowing: Narrowing = WIDE


Ask = (
    ReadTime
    | ReadMarkets
    | ReadBook
    | ReadBooks
    | ReadTrades
    | ReadTickers
    | ReadCandles
    | ReadCoins
    | ReadListing
    | ReadBalances
    | Place
    | PlaceMany
    | Amend
    | AmendMany
    | Cancel
    | CancelMany
    | CancelAll
    | ReadOrder
    | ReadOpenOrders
    | ReadClosedOrders
    | ReadFills
    | AskRights
    | AskListening
    | ContractAsk
    | AskStops
    | ReadShown
    | PlaceList
    | ArmSwitch
    | WalletAsk
)


# Asked without a key.
PUBLIC: frozenset[type] = frozenset(
    {
        ReadTime,
        ReadMarkets,
        ReadBook,
        ReadBooks,
        ReadTrades,
        ReadTickers,
        ReadCandles,
        ReadCoins,
        ReadListing,
        Knock,
        *CONTRACT_PUBLIC,
        *SHOWN,
    }
)


# Answered unclearly, nobody knows what was done; all others are mere questions.
CHANGING: frozenset[type] = frozenset(
    {
        Place,
        PlaceMany,
        Amend,
        AmendMany,
        Cancel,
        CancelMany,
        CancelAll,
        *CONTRACT_CHANGING,
        PlaceStop,
        PlaceStops,
        AmendStop,
        CancelStop,
        PlaceList,
        ArmSwitch,
        Transfer,
    }
)


class Placed(Struct, frozen=True, tag=True, tag_field="noun"):
    client_id: str
    venue_id: str
    order: OrderReport | None = None  # as it stood then, where the venue's answer shows it


class PlacedMany(Struct, frozen=True, tag=True, tag_field="noun"):
    """One answer for each order that was asked for, in any order, by its client id."""

    rows: tuple[tuple[str, Placed | Refused], ...]


class Amending(Struct, frozen=True, tag=True, tag_field="noun"):
    """The venue took the amendment; what became of the order its reports tell."""

    client_id: str
    venue_id: str = ""
    new_venue_id: str = ""  # where a new order was made and named at once
    order: OrderReport | None = None  # as it stood then, where the venue's answer shows it
    failed: str = ""  # why there is no new order although the old one was given up: as the emulated venue knows it


class AmendingMany(Struct, frozen=True, tag=True, tag_field="noun"):
    """By the client id that the amended order has."""

    rows: tuple[tuple[str, Amending | Refused], ...]


class Cancelling(Struct, frozen=True, tag=True, tag_field="noun"):
    """The venue took the cancel. Whether the order was still there, its own report tells."""

    client_id: str = ""
    venue_id: str = ""
    orders: tuple[OrderReport, ...] = ()  # those that were cancelled, where the venue's answer shows them


class CancellingMany(Struct, frozen=True, tag=True, tag_field="noun"):
    """By client id where the venue says it, else by its own."""

    rows: tuple[tuple[str, Cancelling | Refused], ...]


class Closing(Struct, frozen=True, tag=True, tag_field="noun"):
    """By symbol: the orders that the venue made to close what there was."""

    rows: tuple[tuple[str, Placed | Refused], ...]
    positions: tuple[PositionReport, ...] = ()  # as they are then, where the venue tells that


class Orders(Struct, frozen=True, tag=True, tag_field="noun"):
    """An order that was not found is an empty page."""

    rows: tuple[OrderReport, ...]
    before: str = ""  # cursor of the next page, "" when there is none
    fills: tuple[FillReport, ...] = ()  # of the one order that was asked for, where the venue's answer shows them
    stops: tuple[StopReport, ...] = ()  # that wait no more, where the venue lists them with the past orders


class Fills(Struct, frozen=True, tag=True, tag_field="noun"):
    rows: tuple[FillReport, ...]
    before: str = ""


class Books(Struct, frozen=True, tag=True, tag_field="noun"):
    rows: tuple[BookFrame, ...]


class Trades(Struct, frozen=True, tag=True, tag_field="noun"):
    rows: tuple[TradeReport, ...]


class Tickers(Struct, frozen=True, tag=True, tag_field="noun"):
    rows: tuple[TickerReport, ...]


class Candles(Struct, frozen=True, tag=True, tag_field="noun"):
    """Oldest first; the last one may still be forming."""

    rows: tuple[CandleReport, ...]


class Coins(Struct, frozen=True, tag=True, tag_field="noun"):
    rows: tuple[CoinReport, ...]


Answer = (
    ServerTime
    | Transferred
    | Listing
    | BookFrame
    | Books
    | Trades
    | Tickers
    | Candles
    | Coins
    | BalancesReport
    | Placed
    | PlacedMany
    | Amending
    | AmendingMany
    | Cancelling
    | CancellingMany
    | Closing
    | Orders
    | Fills
    | ToldRights
    | Listening
    | ContractAnswer
    | Stops
    | BookOrders
    | SwitchTaken
)
