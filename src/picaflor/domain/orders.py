"""The nouns of an order: what is wished, what the venue said of it, and what was filled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct

from picaflor.domain.swift import noun


class Side(StrEnum):
    BUY = "buy"
    SELL = "sell"

    __hash__ = str.__hash__  # an enum's own is a function of Python's, and stands in every look-up

    @property
    def sign(self) -> int:
        return 1 if self is Side.BUY else -1

    @property
    def other(self) -> Side:
        return Side.SELL if self is Side.BUY else Side.BUY


class OrderType(StrEnum):
    LIMIT = "LIMIT"
    LIMIT_MAKER = "LIMIT_MAKER"
    MARKET = "MARKET"

    __hash__ = str.__hash__


class Tif(StrEnum):
    GTC = "GTC"
    IOC = "IOC"
    FOK = "FOK"
    DAY = "DAY"  # until the end of the venue's day
    GTD = "GTD"  # until a time that is said

    __hash__ = str.__hash__

    @property
    def rests(self) -> bool:
        return self not in (Tif.IOC, Tif.FOK)


class Hold(StrEnum):
    """Which position an order of a perpetual works on: the one there is (one-way), or one side of a hedge."""

    NET = "net"
    LONG = "long"
    SHORT = "short"


class PositionMode(StrEnum):
    ONEWAY = "ONEWAY"
    HEDGE = "HEDGE"


class MarginMode(StrEnum):
    CROSS = "cross"
    ISOLATED = "isolated"


class StopKind(StrEnum):
    """What an order that waits for a price is for."""

    STOP = "stop"  # an order of its own: opens or closes
    TAKE_PROFIT = "take_profit"  # belongs to a position and closes it
    STOP_LOSS = "stop_loss"
    TRAILING = "trailing"  # of its own: its trigger reached, it follows the best price and fires when that turns back

    @property
    def of_position(self) -> bool:
        """It belongs to a position, closes it, and goes with it."""
        return self in (StopKind.TAKE_PROFIT, StopKind.STOP_LOSS)


class TriggerBy(StrEnum):
    LAST = "last"
    MARK = "mark"
    INDEX = "index"


class SelfTrade(StrEnum):
    """What happens when a taker meets an order of its own owner. Fresh lots only: what has traded stays traded."""

    NONE = "none"  # they trade
    CANCEL_TAKER = "cancel_taker"
    CANCEL_MAKER = "cancel_maker"
    CANCEL_BOTH = "cancel_both"


class Cause(StrEnum):
    """Who wanted an order."""

    USER = "user"
    STOP = "stop"  # a stop of the user's that was triggered
    LIQUIDATION = "liquidation"
    DELEVERAGING = "deleveraging"  # the venue closed it against somebody else's loss
    SETTLEMENT = "settlement"


class Liquidity(StrEnum):
    MAKER = "maker"
    TAKER = "taker"


@noun
class Wish(Struct, frozen=True):
    """An order as a strategy wants it: a wish until risk has approved it. `quote` (atoms) is a market buy by money."""

    pair: str
    side: Side
    lots: int
    ticks: int | None = None
    type: OrderType = OrderType.LIMIT
    tif: Tif = Tif.GTC
    quote: int = 0
    reduce_only: bool = False
    hold: Hold = Hold.NET
    why: str = ""  # what the strategy would say if asked; kept in the audit, never sent
    tag: str = ""  # the strategy's own name for it, handed back with each view of the order
    until_ns: int = 0  # GTD: when it ends


@dataclass(frozen=True, slots=True)
class Fill:
    """One execution. Applied once, by its key."""

    venue: str
    account: str
    pair: str
    trade_id: str
    client_id: str  # "" when the venue did not say and it could not be found out
    venue_id: str
    side: Side
    ticks: int
    lots: int
    fee: int  # atoms; positive is what we paid, negative a rebate
    fee_asset: str
    liquidity: Liquidity
    at_ns: int
    hold: Hold = Hold.NET  # contracts: the position that it worked on

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.venue, self.account, self.pair, self.trade_id)
