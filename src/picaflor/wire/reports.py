"""What a venue tells, in our words and exact: prices and amounts are atoms, times nanoseconds, symbols theirs.

Either end can fill these: the connector by reading, the emulated venue by knowing. Unknown is None or "".
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from picaflor.domain.market import Market
from picaflor.domain.orders import Cause, Hold, Liquidity, MarginMode, OrderType, SelfTrade, Side, Tif
from picaflor.wire.lists import Contingency


class OrderStatus(StrEnum):
    OPEN = "open"
    PARTIAL = "partial"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REFUSED = "refused"  # by the matching engine after a first yes, e.g. a post-only that crossed
    EXPIRED = "expired"  # the rest of an IOC, a FOK that could not


class FillReport(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    trade_id: str
    venue_id: str
    side: Side
    price: int
    size: int  # base atoms
    fee: int | None = None  # atoms, positive paid; None: comes later
    fee_asset: str = ""
    liquidity: Liquidity | None = None
    client_id: str = ""
    at_ns: int = 0
    hold: Hold = Hold.NET
    realised: int | None = None  # what it won or lost, in the settle asset, where the venue says so
    liquidates: bool = False  # the venue took over what it closes, where it says so of fills


class OrderReport(Struct, frozen=True, tag=True, tag_field="noun"):
    """The venue's word on one order. `filled` is cumulative base; `fill` is the execution this push tells of."""

    symbol: str
    venue_id: str
    client_id: str
    status: OrderStatus
    side: Side
    type: OrderType
    filled: int
    price: int | None = None
    size: int | None = None  # base atoms; None for a market buy by quote
    quote: int | None = None  # a market buy by quote: the money it may spend
    filled_quote: int | None = None
    average: int | None = None  # price, where a venue tells that and not the money
    tif: Tif | None = None
    until_ns: int = 0  # GTD: when it ends, where the venue says so
    list_id: str = ""  # of the list that it belongs to, and what that list does
    contingency: Contingency | None = None
    hold: Hold = Hold.NET
    reduce_only: bool = False
    reason: str = ""  # theirs, for cancelled, refused, expired
    created_ns: int = 0
    at_ns: int = 0
    fill: FillReport | None = None
    fees: tuple[tuple[str, int], ...] = ()  # paid so far, by asset, where the venue sums them up
    cause: Cause = Cause.USER
    leverage: int = 0
    margin_mode: MarginMode | None = None
    self_trade: SelfTrade | None = None  # None: the venue's own rule, or not told
    trigger: int | None = None  # of an order that waits, or waited, for a price, where such are told among the orders
    rises: bool = False  # to it, from below
    waits: bool = False  # still


class BalanceReport(Struct, frozen=True, tag=True, tag_field="noun"):
    asset: str
    free: int
    held: int
    margin: int = 0  # of what is held: in accounts of margin, each of one market

    @property
    def total(self) -> int:
        return self.free + self.held


class BalancesReport(Struct, frozen=True, tag=True, tag_field="noun"):
    """`whole`: an asset that is not listed is gone. Otherwise only the listed ones changed."""

    rows: tuple[BalanceReport, ...]
    whole: bool
    at_ns: int = 0
    product: str = ""  # as a topic has it
    name: str = ""  # as well


class PositionReport(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    hold: Hold
    size: int  # base atoms, signed: positive long
    entry: int | None = None
    mark: int | None = None
    liquidation: int | None = None
    leverage: int = 0
    unrealised: int | None = None
    at_ns: int = 0
    margin_mode: MarginMode | None = None
    margin: int | None = None  # what stands behind it
    maintenance: int | None = None  # rate
    realised: int | None = None
    funding: int | None = None  # so far, positive received
    fees: int | None = None  # so far, positive paid
    closing: int = 0  # of it, tied by orders that close it
    created_ns: int = 0


class PotReport(Struct, frozen=True, tag=True, tag_field="noun"):
    """The account of one contract: what is in it, and nothing else, stands for what is traded there."""

    symbol: str
    asset: str
    balance: int  # put in, and won or lost since
    orders: int = 0  # of it, tied by orders that rest
    positions: int = 0
    leverage: int = 0
    created_ns: int = 0
    at_ns: int = 0


class TradeReport(Struct, frozen=True, tag=True, tag_field="noun"):
    """A public trade; `side` is the taker's."""

    symbol: str
    trade_id: str
    side: Side
    price: int
    size: int
    at_ns: int


class TickerReport(Struct, frozen=True, tag=True, tag_field="noun"):
    """A market at a glance. Change, volumes and extremes are those of the last 24 hours."""

    symbol: str
    last: int
    bid: int
    bid_size: int
    ask: int
    ask_size: int
    open: int
    high: int
    low: int
    base_volume: int
    quote_volume: int
    at_ns: int
    mark: int | None = None  # contracts only, from here on
    index: int | None = None
    funding_rate: int | None = None
    funding_next_ns: int = 0
    open_interest: int | None = None  # base atoms


class CandleReport(Struct, frozen=True, tag=True, tag_field="noun"):
    open_ns: int  # when it began
    open: int
    high: int
    low: int
    close: int
    base_volume: int
    quote_volume: int


class CoinReport(Struct, frozen=True, tag=True, tag_field="noun"):
    asset: str


class TierReport(Struct, frozen=True, tag=True, tag_field="noun"):
    """One step of the ladder: up to `notional_max` (quote atoms; 0: no end) so much leverage and maintenance."""

    level: int
    notional_min: int
    notional_max: int
    leverage_max: int
    maintenance: int


class Tiers(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    rows: tuple[TierReport, ...]


class Listing(Struct, frozen=True, tag=True, tag_field="noun"):
    """All markets of a row that can be mapped, and what was left out, each with its reason."""

    markets: tuple[Market, ...]
    skipped: tuple[tuple[str, str], ...] = ()
    coins: tuple[
        str, ...
    ] = ()  # that the house keeps beside those of its markets, for listings that tell of coins, too
    tickers: tuple[TickerReport, ...] = ()  # how they stand, where the venue tells it in the same breath
    tiers: tuple[Tiers, ...] = ()  # ladders of leverage, where the listing tells them


class BookFrame(Struct, frozen=True, tag=True, tag_field="noun"):
    """A snapshot or a change of one book. The level arrays stay the venue's bytes; the row says in which dialect."""

    symbol: str
    snapshot: bool
    bids: bytes
    asks: bytes
    seq: int | None = None
    prev: int | None = None  # the sequence that this one follows
    checksum: int | None = None
    at_ns: int = 0
    name: str = ""  # the venue's own word for the channel where it has several kinds of book
    product: str = ""  # as a topic has it


class ServerTime(Struct, frozen=True, tag=True, tag_field="noun"):
    at_ns: int
