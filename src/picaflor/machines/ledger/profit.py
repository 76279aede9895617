"""What a run made, from its fills and payments alone. Fed with what a venue's ledger was fed with, it says the same.

Nothing is kept per fill: a run may last a year. A fill is applied as often as it is given, so give it once (the orders
machine does). Inventory is valued only when asked, at marks that the caller names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from picaflor.domain.market import MarketKind
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Fill, Hold, PositionMode
from picaflor.machines.ledger.entries import Ref
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.position import FLAT, Position, entry, step, unrealised
from picaflor.machines.ledger.rounding import share, worth
from picaflor.machines.ledger.terms import Terms

Place = tuple[str, str]  # venue, pair
Amounts = dict[str, int]  # asset → atoms


class Unmarked(ValueError):
    """Something is left that nobody named a price for."""


@dataclass(slots=True)
class Traded:
    """One pair of a run: what is left, what it cost on average, what was realised. Fees stand apart."""

    terms: Terms
    position: Position = FLAT
    realised: int = 0  # before fees; quote of a spot pair, settle asset of a contract
    fees: Amounts = field(default_factory=dict)
    fills: int = 0

    @property
    def average(self) -> int:
        """Price in atoms; 0 when nothing is left."""
        return entry(self.position, self.terms)

    def unrealised(self, mark: int) -> int:
        return unrealised(self.position, self.terms, mark)


class Run:
    def __init__(self, mode: PositionMode = PositionMode.ONEWAY) -> None:
        self._mode = mode
        self._moved: Amounts = {}
        self._spot: dict[Place, Traded] = {}
        self._perpetuals: dict[str, PerpetualLedger] = {}
        self._fees: Amounts = {}

    def add(self, fill: Fill, terms: Terms, hold: Hold = Hold.NET) -> None:
        if fill.fee:
            self._fees[fill.fee_asset] = self._fees.get(fill.fee_asset, 0) + fill.fee
        if terms.market.kind is MarketKind.SPOT:
            self._add_spot(fill, terms)
        else:
            ledger = self._ledger(terms)
            ledger.fill(fill.pair, fill.side, fill.ticks, fill.lots, fill.fee, fill.fee_asset, hold)

    def add_funding(self, terms: Terms, atoms: int, payment: Ref, hold: Hold = Hold.NET) -> bool:
        """Negative is paid; False when that payment was booked before."""
        return self._ledger(terms).book_funding(terms.market.pair, atoms, payment, hold)

    def _ledger(self, terms: Terms) -> PerpetualLedger:
        ledger = self._perpetuals.setdefault(terms.market.venue, PerpetualLedger(self._mode))
        ledger.list_terms(terms)
        return ledger

    def _add_spot(self, fill: Fill, terms: Terms) -> None:
        market, sign = terms.market, fill.side.sign
        self._move(market.base, sign * fill.lots * market.lot.atoms)
        self._move(market.quote, -sign * worth(market, fill.ticks, fill.lots))
        traded = self._spot.setdefault((fill.venue, fill.pair), Traded(terms))
        done = step(traded.position, terms, fill.side, fill.ticks, fill.lots)
        traded.position = done.after
        traded.realised += done.profit
        traded.fills += 1
        if fill.fee:
            self._move(fill.fee_asset, -fill.fee)
            traded.fees[fill.fee_asset] = traded.fees.get(fill.fee_asset, 0) + fill.fee

    def _move(self, asset: str, atoms: int) -> None:
        self._moved[asset] = self._moved.get(asset, 0) + atoms

    # reading

    def spot(self, venue: str, pair: str) -> Traded:
        return self._spot[venue, pair]

    def perpetual(self, venue: str) -> PerpetualLedger:
        """Its wallets began at nothing, so they are what was made and paid."""
        return self._perpetuals[venue]

    def fees(self) -> Amounts:
        """By asset; negative is what rebates brought."""
        return {asset: atoms for asset, atoms in sorted(self._fees.items()) if atoms}

    def changes(self) -> Amounts:
        """By how much the accounts' totals have changed: coins, money, fees, booked profit and funding."""
        sums = dict(self._moved)
        for ledger in self._perpetuals.values():
            for asset in ledger.assets():
                sums[asset] = sums.get(asset, 0) + ledger.wallet(asset)
        return {asset: atoms for asset, atoms in sorted(sums.items()) if atoms}

    def profit(self, money: str, prices: Mapping[str, int], marks: Mapping[Place, int] | None = None) -> int:
        """All of it in one asset: `prices` of the others in it, `marks` of open contracts, both in atoms."""
        sums = self.changes()
        for venue, ledger in self._perpetuals.items():
            for pair, _, slot in ledger.positions():
                mark = (marks or {}).get((venue, pair))
                if mark is None:
                    raise Unmarked(f"no mark for {pair} on {venue}")
                terms = ledger.line(pair).terms
                sums[terms.settle] = sums.get(terms.settle, 0) + unrealised(slot.position, terms, mark)
        return _value(sums, money, prices)


def _value(sums: Amounts, money: str, prices: Mapping[str, int]) -> int:
    """One division at the very end, so that nothing but its last atom can be rounded."""
    total = 0
    for asset, atoms in sums.items():
        if atoms and asset != money and asset not in prices:
            raise Unmarked(f"no price for {asset}")
        total += atoms * (ONE if asset == money else prices.get(asset, 0))
    return share(total, 1, ONE)
