"""What a floor of contracts tells of one position, and of how a contract is set up."""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain.numbers import round_atoms
from picaflor.domain.orders import Hold, PositionMode, Side
from picaflor.machines.ledger.lines import Line, Slot
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.position import entry
from picaflor.sim.venue.orders import SHOWN_PLACES
from picaflor.wire.contracts import MarginSetup
from picaflor.wire.reports import BalanceReport, PositionReport, PotReport


@dataclass(frozen=True, slots=True)
class Since:
    """When a position was opened, and what its place in the ledger had booked before."""

    at_ns: int
    profit: int
    funding: int
    fees: int


def position(
    symbol: str, pair: str, hold: Hold, slot: Slot, ledger: PerpetualLedger, since: Since, now_ns: int
) -> PositionReport:
    line = ledger.line(pair)
    terms, lots = line.terms, slot.position.lots
    lot, brink = terms.market.sized.atoms, ledger.liquidation_price(pair, hold)
    return PositionReport(
        symbol=symbol,
        hold=hold,
        size=lots * lot,
        entry=shown(entry(slot.position, terms)),
        mark=line.mark,
        liquidation=None if brink is None else shown(brink),
        leverage=line.times(hold),
        unrealised=shown(line.unrealised(hold)),
        at_ns=now_ns,
        margin_mode=line.mode,
        margin=shown(line.initial(hold)),
        maintenance=terms.tier(terms.notional(line.mark, abs(lots))).maintenance,
        realised=slot.profit - since.profit,
        funding=slot.funding - since.funding,
        fees=slot.fees.get(terms.settle, 0) - since.fees,
        closing=line.closers.get((hold, Side.SELL if lots > 0 else Side.BUY), 0) * lot,
        created_ns=since.at_ns,
    )


def pot(symbol: str, line: Line, opened_ns: int, now_ns: int) -> PotReport:
    ties = sum(line.initial(hold) for hold in line.slots)
    return PotReport(
        symbol,
        line.terms.settle,
        shown(line.pot or 0),
        shown(line.orders_margin()),
        shown(ties),
        line.times(Hold.NET),
        opened_ns,
        now_ns,
    )


def shown(atoms: int) -> int:
    """Quotients have no end; a number on the wire has one."""
    return round_atoms(atoms, SHOWN_PLACES)


def setup(symbol: str, pair: str, ledger: PerpetualLedger, money: BalanceReport) -> MarginSetup:
    """One-way both sides have the leverage of the only position there is."""
    line = ledger.line(pair)
    one_way = ledger.mode is PositionMode.ONEWAY
    long, short = (line.times(Hold.NET if one_way else hold) for hold in (Hold.LONG, Hold.SHORT))
    return MarginSetup(
        symbol=symbol,
        position_mode=ledger.mode,
        margin_mode=line.mode,
        leverage=long,
        leverage_long=long,
        leverage_short=short,
        money=money,
    )
