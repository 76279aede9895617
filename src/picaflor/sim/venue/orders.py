"""An order as the emulated exchange keeps it, and the report it makes of it."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field

from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE, round_atoms
from picaflor.domain.orders import Cause, Liquidity, MarginMode
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.spot import SpotLedger
from picaflor.wire.asks import Place
from picaflor.wire.auth import PlainKeys
from picaflor.wire.contracts import BillReport
from picaflor.wire.lists import Contingency
from picaflor.wire.reports import BalanceReport, FillReport, OrderReport, OrderStatus
from picaflor.wire.rights import KeyRight

KEPT = 20_000  # final orders, fills and bills that an account can still be asked about
NO_DIGITS = 19
NO_LIST = ("", None)
# What the matching book says of an end, as the status of an order.
WHY = {
    "filled": OrderStatus.FILLED,
    "quote_spent": OrderStatus.FILLED,
    "cancelled": OrderStatus.CANCELLED,
    "post_only": OrderStatus.REFUSED,
    "ioc": OrderStatus.EXPIRED,
    "fok": OrderStatus.EXPIRED,
    "no_liquidity": OrderStatus.CANCELLED,
    "self_trade": OrderStatus.CANCELLED,
    "protect": OrderStatus.CANCELLED,
}
SHOWN_PLACES = 16  # decimals of a quotient: of an average price, a margin, what is free


@dataclass(frozen=True, slots=True)
class Was:
    """What an order was before its price came, where it keeps its number."""

    no: int
    trigger: int
    rises: bool


@dataclass(slots=True)
class VenueOrder:
    no: int
    account: VenueAccount
    market: Market
    place: Place
    lots: int  # 0 for a market buy by quote
    created_ns: int
    changed_ns: int
    status: OrderStatus = OrderStatus.OPEN
    filled: int = 0
    filled_quote: int = 0
    reason: str = ""
    fees: dict[str, int] = field(default_factory=dict)
    cause: Cause = Cause.USER
    leverage: int = 0  # contracts, from here on
    margin_mode: MarginMode | None = None
    shorn: int = 0  # lots that it could not take, because it only reduces
    was: Was | None = None

    @property
    def live(self) -> bool:
        return self.status in (OrderStatus.OPEN, OrderStatus.PARTIAL)

    def report(self, fill: FillReport | None = None) -> OrderReport:
        place, market = self.place, self.market
        listed = self.account.listed.get(place.client_id, NO_LIST)
        return OrderReport(
            symbol=market.symbol,
            venue_id=str(self.no),
            client_id=place.client_id,
            status=self.status,
            side=place.side,
            type=place.type,
            filled=self.filled * market.sized.atoms,
            price=place.price,
            size=place.size,
            quote=place.quote,
            filled_quote=self.filled_quote,
            average=self._average(),
            tif=place.tif,
            until_ns=place.until_ns,
            hold=place.hold,
            reduce_only=place.reduce_only,
            reason=self.reason,
            created_ns=self.created_ns,
            at_ns=self.changed_ns,
            fees=tuple(sorted(self.fees.items())),
            fill=fill,
            cause=self.cause,
            self_trade=place.self_trade,
            list_id=listed[0],
            contingency=listed[1],
            leverage=self.leverage,
            margin_mode=self.margin_mode,
            trigger=(self.was.trigger or None) if self.was else None,
            rises=self.was is not None and bool(self.was.trigger) and self.was.rises,
        )

    def _average(self) -> int | None:
        """Only of contracts: whoever has the coins and the money has the price, too."""
        if self.market.contract is None or not self.filled:
            return None
        return round_atoms(self.filled_quote * ONE // (self.filled * self.market.lot.atoms), SHOWN_PLACES)

    def fill_report(self, trade_no: int, ticks: int, lots: int, paid: Paid, how: Liquidity) -> FillReport:
        market = self.market
        return FillReport(
            symbol=market.symbol,
            trade_id=str(trade_no),
            venue_id=str(self.no),
            side=self.place.side,
            price=ticks * market.tick.atoms,
            size=lots * market.sized.atoms,
            fee=paid.fee,
            fee_asset=paid.asset,
            liquidity=how,
            client_id=self.place.client_id,
            at_ns=self.changed_ns,
            hold=self.place.hold,
            realised=paid.realised,
            liquidates=self.cause is Cause.LIQUIDATION,
        )


@dataclass(frozen=True, slots=True)
class Paid:
    """What a fill cost its owner, and on contracts what it won or lost."""

    fee: int
    asset: str
    realised: int | None = None


@dataclass(slots=True)
class VenueAccount:
    """One customer on one floor. Number 0 is the crowd, which has no ledger to overdraw."""

    no: int
    keys: PlainKeys
    ledger: SpotLedger | PerpetualLedger
    orders: OrderedDict[int, VenueOrder] = field(default_factory=OrderedDict)
    by_client_id: dict[str, int] = field(default_factory=dict)  # the newest order of that id
    kept: int = KEPT
    fills: deque[FillReport] = field(init=False)
    bills: deque[BillReport] = field(init=False)
    live: dict[int, VenueOrder] = field(default_factory=dict)
    accepted: int = 0  # orders ever taken: what proves that none was doubled
    rights: tuple[KeyRight, ...] = (KeyRight.READ, KeyRight.TRADE)  # of its key
    kind: str = ""  # of account, where a house has several; "": the house's own
    purses: tuple[VenueAccount, ...] = ()  # where the house has one wallet: those whose ledgers have the margin coins
    domain: str = ""  # live, or testnet: in which its key is good; "": in each
    listed: dict[str, tuple[str, Contingency]] = field(default_factory=dict)  # names of orders that belong to a list
    wallet: dict[str, int] = field(default_factory=dict)  # of the first row's: what lies beside, and trades nothing
    tier: tuple[int, int] | None = None  # its own rates, maker's and taker's; None: the listing's

    def __post_init__(self) -> None:
        self.fills, self.bills = deque(maxlen=self.kept), deque(maxlen=self.kept)

    def add(self, order: VenueOrder) -> None:
        self.accepted += 1
        self.live[order.no] = order
        self.remember(order)

    def remember(self, order: VenueOrder) -> None:
        """It can be asked for, as long as it is not one of too many that are over."""
        self.orders[order.no] = order
        self.by_client_id[order.place.client_id] = order.no
        if len(self.orders) > self.kept:
            ended = next((oldest for oldest in self.orders.values() if not oldest.live), None)
            if ended is not None:
                del self.orders[ended.no]
                if self.by_client_id.get(ended.place.client_id) == ended.no:
                    del self.by_client_id[ended.place.client_id]

    def rate(self, market: Market, how: Liquidity) -> int:
        maker, taker = self.tier or (market.maker_fee, market.taker_fee)
        return maker if how is Liquidity.MAKER else taker

    def balance(self, asset: str) -> BalanceReport:
        """On contracts free is what new positions may tie, and the total is the equity, both as far as they are shown."""
        ledger = self.ledger
        for purse in self.purses:
            if asset in purse.ledger.assets():
                return purse.balance(asset)
        if isinstance(ledger, SpotLedger):
            return BalanceReport(asset, ledger.free(asset), ledger.held(asset))
        free = round_atoms(ledger.available(asset), SHOWN_PLACES)
        held = round_atoms(ledger.equity(asset), SHOWN_PLACES) - free
        pots = sum(line.pot or 0 for _, line in ledger.lines() if line.terms.settle == asset)
        return BalanceReport(asset, free, held, max(0, min(pots, held)))

    def find(self, client_id: str, venue_id: str) -> VenueOrder | None:
        no = int(venue_id) if is_no(venue_id) else self.by_client_id.get(client_id, -1)
        return self.orders.get(no)


def is_no(text: str) -> bool:
    """Could be a number of ours; what strangers send as an id may be anything."""
    return text.isascii() and text.isdecimal() and len(text) <= NO_DIGITS


def fee_held(market: Market, account: VenueAccount) -> int:
    """The rate of the fee that a buy must have money for."""
    return account.rate(market, Liquidity.TAKER) if market.fee_asset == market.quote else 0


def spendable(market: Market, account: VenueAccount, quote: int) -> int:
    """Of the money of a market buy, what is left for coins where the fee comes out of it too."""
    return quote * ONE // (ONE + max(0, fee_held(market, account)))
