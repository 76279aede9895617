"""What somebody's fills on one market are worth: his own part of an account that others may share."""

from __future__ import annotations

from msgspec import Struct

from picaflor.domain.market import Market, MarketKind
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Fill, Hold
from picaflor.machines.ledger.position import Position
from picaflor.machines.ledger.profit import Traded
from picaflor.machines.ledger.tally import Tally
from picaflor.machines.ledger.terms import Terms


class LedgerRecord(Struct, frozen=True):
    """All that a ledger remembers."""

    market: Market
    lots: int
    base: int
    cash: int
    fees: dict[str, int]
    funding: int
    booked: dict[str, int]  # of contracts, by asset
    open: list[tuple[Hold, int, int]]  # the same: positions, their lots and what they cost


class Ledger:
    """In the coin that the market's profit is counted in: quote, or what a contract settles in."""

    def __init__(self, market: Market) -> None:
        self.terms = Terms(market)
        self.lots = 0  # bought less sold, by fills
        self.fees: dict[str, int] = {}  # asset → atoms; negative: rebates
        self.funding = 0
        self._base = 0  # atoms that coins were bought, less what was sold and what fees took of them
        self._cash = 0
        self._contracts = Tally()

    def record(self) -> LedgerRecord:
        market, contracts = self.terms.market, self._contracts
        open_ = [(hold, each.position.lots, each.position.cost) for _, hold, each in contracts.open()]
        sums = self.lots, self._base, self._cash, dict(self.fees), self.funding, dict(contracts.booked())
        return LedgerRecord(market, *sums, open_)

    @classmethod
    def restored(cls, record: LedgerRecord) -> Ledger:
        """As it was, for the fills to come."""
        made = cls(record.market)
        made.lots, made._base, made._cash = record.lots, record.base, record.cash
        made.fees, made.funding = dict(record.fees), record.funding
        place = record.market.venue, record.market.pair
        made._contracts.begin(
            record.booked,
            {(place, hold): Traded(made.terms, Position(lots, cost)) for hold, lots, cost in record.open},
        )
        return made

    @property
    def asset(self) -> str:
        return self.terms.settle

    @property
    def held(self) -> int:
        """Base atoms, fees taken off; of contracts the position."""
        return self._base if self._spot else self.lots * self.terms.market.lot.atoms

    @property
    def _spot(self) -> bool:
        return self.terms.market.kind is MarketKind.SPOT

    def add(self, fill: Fill) -> None:
        sign, market = fill.side.sign, self.terms.market
        self.lots += sign * fill.lots
        if self._spot:
            self._base += sign * fill.lots * market.lot.atoms
            self._cash -= sign * self.terms.cost(fill.ticks, fill.lots)
        else:
            self._contracts.add(fill, self.terms)
        self._fee(fill)
        if self._spot:
            self._pay_fee(fill)

    def charge(self, fill: Fill) -> None:
        """The fee of a fill that was added before, told later."""
        self._fee(fill)
        if self._spot:
            self._pay_fee(fill)
        else:
            self._contracts.charge(fill)

    def pay(self, atoms: int, bill_id: str) -> None:
        """Funding; negative is paid. Each bill counts once."""
        if self._contracts.pay(self.asset, atoms, bill_id):
            self.funding += atoms

    def _fee(self, fill: Fill) -> None:
        if fill.fee:
            self.fees[fill.fee_asset] = self.fees.get(fill.fee_asset, 0) + fill.fee

    def _pay_fee(self, fill: Fill) -> None:
        if fill.fee_asset == self.terms.market.base:
            self._base -= fill.fee
        elif fill.fee_asset == self.asset:
            self._cash -= fill.fee

    def value(self, twice_mid: int) -> int:
        """What all of it has made at this middle (ticks, twice). Fees in other coins are not in it: nothing prices them."""
        price = self.price(twice_mid)
        if self._spot:
            return self._cash + self._base * price // ONE
        open_now = self._contracts.unrealised(lambda place: price)
        return self._contracts.booked().get(self.asset, 0) + (open_now or 0)

    def price(self, twice_mid: int) -> int:
        """In atoms."""
        return twice_mid * self.terms.market.tick.atoms // 2

    def gain(self, fill: Fill, twice_mid: int) -> int:
        """Of one fill alone, fees aside, were it closed at this middle."""
        signed = fill.side.sign * fill.lots
        return self.terms.gain(signed, self.terms.cost(fill.ticks, fill.lots), self.price(twice_mid))

    def worth(self, fill: Fill) -> int:
        """What changed hands, in the same coin as the gain: their ratio is a share of the price."""
        return self.terms.value(fill.ticks * self.terms.market.tick.atoms, fill.lots)
