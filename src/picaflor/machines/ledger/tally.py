"""What fills and payments on contracts have made, position by position, booked as a venue's ledger books them.

It begins at nothing. A fill is counted as often as it is given; a payment once, by its bill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from picaflor.domain.orders import Fill, Hold
from picaflor.machines.ledger.position import step
from picaflor.machines.ledger.profit import Traded
from picaflor.machines.ledger.terms import Terms

BILLS_KEPT: Final = 4_096
Place = tuple[str, str]  # venue, pair
FindMark = Callable[[Place], int | None]  # atoms


class Tally:
    def __init__(self) -> None:
        self._traded: dict[tuple[Place, Hold], Traded] = {}
        self._moved: dict[str, int] = {}  # asset → atoms: booked profit, fees, funding
        self._bills: dict[str, None] = {}

    def begin(self, booked: Mapping[str, int], open_: Mapping[tuple[Place, Hold], Traded]) -> None:
        """Where an earlier one ended. Its bills are not known any more: whoever tells them knows which he has told."""
        self._moved, self._traded = dict(booked), dict(open_)

    def add(self, fill: Fill, terms: Terms) -> None:
        traded = self._traded.setdefault(((fill.venue, fill.pair), fill.hold), Traded(terms))
        traded.terms = terms
        done = step(traded.position, terms, fill.side, fill.ticks, fill.lots)
        traded.position = done.after
        traded.realised += done.profit
        traded.fills += 1
        self._move(terms.settle, done.profit)
        self.charge(fill)

    def charge(self, fill: Fill) -> None:
        """Its fee alone: told later than the fill."""
        if fill.fee:
            self._move(fill.fee_asset, -fill.fee)

    def pay(self, asset: str, atoms: int, bill_id: str) -> bool:
        """Negative is paid; False when that bill was booked before."""
        if bill_id in self._bills:
            return False
        self._bills[bill_id] = None
        if len(self._bills) > BILLS_KEPT:
            del self._bills[next(iter(self._bills))]
        self._move(asset, atoms)
        return True

    def _move(self, asset: str, atoms: int) -> None:
        self._moved[asset] = self._moved.get(asset, 0) + atoms

    # reading

    def booked(self) -> Mapping[str, int]:
        """By how much the wallets have changed."""
        return self._moved

    def open(self) -> Iterator[tuple[Place, Hold, Traded]]:
        for (place, hold), traded in self._traded.items():
            if traded.position.lots:
                yield place, hold, traded

    def unrealised(self, mark_of: FindMark) -> int | None:
        """Of all that is open; None when one of them has no mark."""
        total = 0
        for place, _, traded in self.open():
            mark = mark_of(place)
            if mark is None:
                return None
            total += traded.unrealised(mark)
        return total
