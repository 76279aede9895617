"""Perpetual contracts: what can be asked about them and set, and what a venue tells. Rates and money are atoms."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from picaflor.domain.orders import Hold, MarginMode, PositionMode, Side
from picaflor.wire.reports import BalanceReport, PositionReport, PotReport
from picaflor.wire.reports import TierReport as TierReport
from picaflor.wire.reports import Tiers as Tiers

# asked without a key


class ReadMark(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    index_only: bool = False  # where the venue tells the index apart


class ReadFunding(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    time_only: bool = False  # where the venue tells apart when it is
    asked_ns: int = 0  # when, which some venues want to be told


class ReadFundingHistory(Struct, frozen=True, tag=True, tag_field="noun"):
    """`page` counts from 1 where the venue pages by number; `until_ns` is a cursor where it pages by time."""

    symbol: str
    limit: int = 100
    page: int = 1
    until_ns: int = 0


class ReadTiers(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str


# asked with a key


class ReadPositions(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str = ""  # "": all of the account


class ReadSetup(Struct, frozen=True, tag=True, tag_field="noun"):
    """How one contract is traded by this account: position mode, margin mode, leverage. `margin_mode`: in which of
    them, where orders say it and each has a leverage of its own. `symbol` "": of all, where the venue is asked so.
    """

    symbol: str
    margin_mode: MarginMode | None = None


class SetLeverage(Struct, frozen=True, tag=True, tag_field="noun"):
    """`hold` is NET for both sides at once."""

    symbol: str
    leverage: int
    hold: Hold = Hold.NET
    margin_mode: MarginMode = MarginMode.CROSS


class SetMarginMode(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    mode: MarginMode


class SetPositionMode(Struct, frozen=True, tag=True, tag_field="noun"):
    mode: PositionMode


class AddMargin(Struct, frozen=True, tag=True, tag_field="noun"):
    """To an isolated position; a negative amount takes away."""

    symbol: str
    amount: int
    hold: Hold = Hold.NET


class SetPot(Struct, frozen=True, tag=True, tag_field="noun"):
    """The account of one contract, where each has its own: what is to be in it; 0 closes it. `leverage` 0: as it is."""

    symbol: str
    balance: int
    leverage: int = 0


class ClosePosition(Struct, frozen=True, tag=True, tag_field="noun"):
    """At once, without an order of ours. `symbol` "": all of them; `hold` None: whatever side there is. `price` None: at
    market. `margin_mode`: where positions are named by it.
    """

    symbol: str = ""
    hold: Hold | None = None
    price: int | None = None
    margin_mode: MarginMode | None = None


class BillKind(StrEnum):
    FUNDING = "funding"
    FEE = "fee"
    TRADE = "trade"
    TRANSFER = "transfer"  # between wallets of the same customer
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    LIQUIDATION = "liquidation"
    OTHER = "other"


class ReadMarginModes(Struct, frozen=True, tag=True, tag_field="noun"):
    """In which margin modes each contract can be traded."""


class ReadBills(Struct, frozen=True, tag=True, tag_field="noun"):
    """Movements of an account's money. `kind` None: all of them."""

    kind: BillKind | None = None
    before: str = ""
    limit: int = 100
    since_ns: int = 0
    until_ns: int = 0
    asset: str = ""  # "": of all
    listed: bool = False  # from the venue's own list of this kind, which says nothing of the balance
    gained: bool | None = None  # None: what came and what went


class ReadFees(Struct, frozen=True, tag=True, tag_field="noun"):
    """What this account pays, as against what the listing says of everybody. Without a symbol: of every market."""

    symbol: str


# what a venue tells


class MarkReport(Struct, frozen=True, tag=True, tag_field="noun"):
    """0 is what it does not tell of."""

    symbol: str
    mark: int
    index: int
    last: int = 0
    at_ns: int = 0


class FundingReport(Struct, frozen=True, tag=True, tag_field="noun"):
    """The rate of the settlement to come; positive: longs pay."""

    symbol: str
    rate: int
    next_ns: int
    interval_ns: int = 0
    at_ns: int = 0


class FundingRate(Struct, frozen=True, tag=True, tag_field="noun"):
    """Of a settlement that was."""

    symbol: str
    rate: int
    at_ns: int


class MarginSetup(Struct, frozen=True, tag=True, tag_field="noun"):
    """What is not known of a question that told only a part is None or 0."""

    symbol: str
    position_mode: PositionMode | None = None
    margin_mode: MarginMode | None = None
    leverage: int = 0  # crossed, or both sides alike
    leverage_long: int = 0  # isolated
    leverage_short: int = 0
    money: BalanceReport | None = None  # the whole account's, where the venue tells it in the same breath
    positions: tuple[PositionReport, ...] = ()  # what is held there, where it tells that
    pot: PotReport | None = None
    at_ns: int = 0  # of the answer, where it tells that of what is not held


class MarginSetups(Struct, frozen=True, tag=True, tag_field="noun"):
    """Of all contracts that were ever set up, where the venue tells them together."""

    rows: tuple[MarginSetup, ...]


class MarginModeReport(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    mode: MarginMode
    leverage_max: int


class MarginModes(Struct, frozen=True, tag=True, tag_field="noun"):
    """A contract has a row for each of its modes."""

    rows: tuple[MarginModeReport, ...]


class BillReport(Struct, frozen=True, tag=True, tag_field="noun"):
    bill_id: str
    asset: str
    amount: int  # signed: what the account gained
    kind: BillKind
    symbol: str = ""
    fee: int = 0  # positive paid
    balance: int | None = None  # after it
    at_ns: int = 0
    side: Side | None = None  # of a trade, and of a liquidation
    hold: Hold = Hold.NET


class FeesReport(Struct, frozen=True, tag=True, tag_field="noun"):
    symbol: str
    maker: int
    taker: int


class Fees(Struct, frozen=True, tag=True, tag_field="noun"):
    """Of every market."""

    rows: tuple[FeesReport, ...]


class Positions(Struct, frozen=True, tag=True, tag_field="noun"):
    """`whole`: what is not listed is not held."""

    rows: tuple[PositionReport, ...]
    whole: bool = True
    pots: tuple[PotReport, ...] = ()


class FundingHistory(Struct, frozen=True, tag=True, tag_field="noun"):
    """Newest first."""

    rows: tuple[FundingRate, ...]


class Bills(Struct, frozen=True, tag=True, tag_field="noun"):
    rows: tuple[BillReport, ...]
    before: str = ""


class Agreed(Struct, frozen=True, tag=True, tag_field="noun"):
    """It was done, and the venue has nothing to add."""


# parts of the lists in asks.py

ContractAsk = (
    ReadMark
    | ReadFunding
    | ReadFundingHistory
    | ReadTiers
    | ReadPositions
    | ReadSetup
    | ReadMarginModes
    | SetLeverage
    | SetMarginMode
    | SetPositionMode
    | AddMargin
    | SetPot
    | ClosePosition
    | ReadBills
    | ReadFees
)
ContractAnswer = (
    MarkReport
    | FundingReport
    | FundingHistory
    | Tiers
    | Positions
    | MarginSetup
    | MarginSetups
    | MarginModes
    | Bills
    | FeesReport
    | Fees
    | Agreed
)
CONTRACT_PUBLIC = (ReadMark, ReadFunding, ReadFundingHistory, ReadTiers)
CONTRACT_CHANGING = (SetLeverage, SetMarginMode, SetPositionMode, AddMargin, SetPot, ClosePosition)
