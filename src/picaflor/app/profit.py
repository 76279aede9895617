"""What a run made, as two ledgers tell it: ours, from fills, and the venue's. They agree to the last digit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from picaflor.analytics.ledger import LedgerRecord
from picaflor.domain.events import MoneyMoved, Movement
from picaflor.domain.market import Market, MarketKind
from picaflor.domain.numbers import ONE, read_atoms, write_atoms
from picaflor.domain.orders import Fill, Hold
from picaflor.machines.ledger.position import Position, entry, unrealised
from picaflor.machines.ledger.profit import Traded
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

    def carry(self, ledgers: Iterable[LedgerRecord]) -> None:
        """Where a run ended that fell over: this one goes on from there. Told before anything else."""
        booked: Totals = {}
        open_: dict[tuple[tuple[str, str], Hold], Traded] = {}
        for ledger in ledgers:
            market, terms = ledger.market, Terms(ledger.market)
            for asset, atoms in ledger.fees.items():
                self.fees[asset] = self.fees.get(asset, 0) + atoms
            if market.kind is MarketKind.SPOT:
                self._move(market.base, ledger.base)
                self._move(market.quote, ledger.cash)
                for asset in ledger.fees.keys() - {market.base, market.quote}:
                    self._move(asset, -ledger.fees[asset])
            for asset, atoms in ledger.booked.items():
                booked[asset] = booked.get(asset, 0) + atoms
            for hold, lots, cost in ledger.open:
                key, more = ((market.venue, market.pair), hold), Position(lots, cost)
                before = open_[key].position if key in open_ else Position()
                both, made = _together(before, more, terms)
                open_[key] = Traded(terms, both)
                booked[terms.settle] = booked.get(terms.settle, 0) + made
        self._contracts.begin(booked, open_)

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


def _together(one: Position, other: Position, terms: Terms) -> tuple[Position, int]:
    """Two controllers' parts of one position, and what they have made of each other: worth the same at any mark."""
    lots = one.lots + other.lots
    way = 1 if lots >= 0 else -1
    costs = [each.cost if each.lots * way >= 0 else -each.cost for each in (one, other)]
    both = Position(lots, sum(costs)) if lots and sum(costs) > 0 else Position(lots)
    mark = entry(one, terms) or entry(other, terms)
    return both, unrealised(one, terms, mark) + unrealised(other, terms, mark) - unrealised(both, terms, mark)


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
