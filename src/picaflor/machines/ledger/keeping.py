"""What a ledger must have written down to go on after a restart as if there had been none."""

from __future__ import annotations

from msgspec import Struct

from picaflor.domain.orders import Hold, MarginMode, PositionMode
from picaflor.machines.ledger.lines import Line, Resting, Slot
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.position import Position
from picaflor.machines.ledger.spot import SpotLedger


class KeptSpot(Struct, frozen=True, tag="spot"):
    free: dict[str, int]
    holds: dict[int, tuple[str, int]]  # by order


class KeptSlot(Struct, frozen=True):
    hold: Hold
    lots: int
    cost: int
    margin: int
    profit: int
    funding: int
    fees: dict[str, int]


class KeptLine(Struct, frozen=True):
    pair: str
    mode: MarginMode
    leverage: dict[Hold, int]
    slots: tuple[KeptSlot, ...]
    payments: tuple[str, ...]
    pot: int | None = None


class KeptContracts(Struct, frozen=True, tag="contracts"):
    mode: PositionMode
    wallets: dict[str, int]
    lines: tuple[KeptLine, ...]


Kept = KeptSpot | KeptContracts


def keep(ledger: SpotLedger | PerpetualLedger) -> Kept:
    if isinstance(ledger, SpotLedger):
        return KeptSpot(ledger.frees(), {no: hold for no, hold in ledger.holds().items() if isinstance(no, int)})
    return KeptContracts(ledger.mode, ledger.wallets(), tuple(_keep_line(pair, line) for pair, line in ledger.lines()))


def restore(ledger: SpotLedger | PerpetualLedger, kept: Kept, resting: dict[int, tuple[str, Resting]]) -> None:
    """Into one that has booked nothing. `resting`: of contracts, the orders that stand there, by number, with their pairs.
    Contracts that are not listed any more are left out, and with them what was held of them."""
    if isinstance(ledger, SpotLedger) and isinstance(kept, KeptSpot):
        ledger.restore(kept.free, kept.holds)
    elif isinstance(ledger, PerpetualLedger) and isinstance(kept, KeptContracts):
        ledger.restore(kept.mode, kept.wallets)
        lines = dict(ledger.lines())
        for row in kept.lines:
            if row.pair in lines:
                _restore_line(lines[row.pair], row)
        for no, (pair, order) in resting.items():
            lines[pair].add(no, order)
    else:
        raise ValueError("a ledger of another kind")


def _keep_line(pair: str, line: Line) -> KeptLine:
    slots = tuple(
        KeptSlot(hold, s.position.lots, s.position.cost, s.margin, s.profit, s.funding, dict(s.fees))
        for hold, s in line.slots.items()
    )
    return KeptLine(pair, line.mode, dict(line.leverage), slots, tuple(map(str, line.payments)), line.pot)


def _restore_line(line: Line, kept: KeptLine) -> None:
    line.mode, line.leverage, line.pot = kept.mode, dict(kept.leverage), kept.pot
    line.payments = dict.fromkeys(kept.payments)
    for slot in kept.slots:
        position = Position(slot.lots, slot.cost)
        line.slots[slot.hold] = Slot(position, slot.margin, slot.profit, slot.funding, dict(slot.fees))
