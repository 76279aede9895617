"""What a run made, as two ledgers tell it: ours, from fills, and the venue's. They agree to the last digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from picaflor.domain.events import MoneyMoved, Movement
from picaflor.domain.market import Market, MarketKind
from picaflor.domain.numbers import ONE, read_atoms, write_atoms
from picaflor.domain.orders import Fill
from picaflor.machines.ledger.rounding import worth
from picaflor.machines.ledger.tally import FindMark, Tally
from picaflor.machines.ledger.terms import Terms

Totals = dict[str, int]  # asset → atoms


def totals_of(page: dict[str, dict[str, str]]) -> Totals:
    """From a control port's ledger page."""
    return {asset: read_atoms(row["total"]) for asset, row in page.items()}


def changes_of(before: Totals, after: Totals) -> Totals:
    assets = sorted({*before, *after})
    return {asset: change for asset in assets if (change := after.get(asset, 0) - before.get(asset, 0))}


class FillSums:
    """What fills and funding alone say has moved, fees included. Kept as sums: a run may last a year."""

    def __init__(self) -> None:
        self.moved: Totals = {}
        self.fees: Totals = {}
        self.count = 0
        self._contracts = Tally()

    def add(self, fill: Fill, market: Market) -> None:
        self.count += 1
        if fill.fee:
            self.fees[fill.fee_asset] = self.fees.get(fill.fee_asset, 0) + fill.fee
        if market.kind is not MarketKind.SPOT:
            self._contracts.add(fill, Terms(market))
            return
        sign = fill.side.sign
        self._move(market.base, sign * fill.lots * market.lot.atoms)
        self._move(market.quote, -sign * worth(market, fill.ticks, fill.lots))
        if fill.fee:
            self._move(fill.fee_asset, -fill.fee)

    def add_money(self, moved: MoneyMoved) -> None:
        """Funding counts, once a bill; what was paid in or taken out is nobody's profit."""
        if moved.kind is Movement.FUNDING:
            self._contracts.pay(moved.asset, moved.atoms, moved.bill_id)

    def add_fee(self, fill: Fill) -> None:
        """The fee of a fill that was added before, told later."""
        self._move(fill.fee_asset, -fill.fee)
        self.fees[fill.fee_asset] = self.fees.get(fill.fee_asset, 0) + fill.fee

    def changes(self) -> Totals:
        """Of the accounts' totals; of contracts what was booked in their wallets."""
        sums = dict(self.moved)
        for asset, atoms in self._contracts.booked().items():
            sums[asset] = sums.get(asset, 0) + atoms
        return {asset: atoms for asset, atoms in sorted(sums.items()) if atoms}

    def unrealised(self, mark_of: FindMark) -> int | None:
        """Of open contracts at their marks; None while one has none."""
        return self._contracts.unrealised(mark_of)

    def _move(self, asset: str, atoms: int) -> None:
        self.moved[asset] = self.moved.get(asset, 0) + atoms


@dataclass(frozen=True, slots=True)
class Profit:
    """In the quote asset at one mark. Base that was gained or lost counts at the mark."""

    quote: str
    atoms: int
    mark: int

    def __str__(self) -> str:
        return f"{write_atoms(self.atoms)} {self.quote}"


def profit_of(
    changes: Totals,
    market: Market,
    mark_ticks: int,
    unrealised: int = 0,
    beside: Sequence[tuple[Market, int]] = (),
) -> Profit:
    """`unrealised`: of contracts in the same coin. `beside`: other markets of its money, and the mark of each."""
    mark = mark_ticks * market.tick.atoms
    value = changes.get(market.quote, 0) + changes.get(market.base, 0) * mark // ONE
    counted = {market.base}
    for other, ticks in beside:
        if other.quote == market.quote and other.base not in counted:
            counted.add(other.base)
            value += changes.get(other.base, 0) * ticks * other.tick.atoms // ONE
    return Profit(market.quote, value + unrealised, mark)
