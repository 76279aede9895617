"""The dead-man switches of a house: whoever has armed one and is not heard of again in time, loses his open orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.asks import Refused
from picaflor.wire.dead_man import ArmSwitch, SwitchTaken

SECOND: Final = 1_000_000_000


class Switches:
    def __init__(self, floors: Sequence[Floor]) -> None:
        """Of all rows: where a switch is the account's, it is so in all of them."""
        self._floors = floors
        self._at: dict[tuple[int, str, str], int] = {}  # account, floor, symbol → when it fires

    def arm(self, floor: Floor, account: VenueAccount, ask: ArmSwitch, now_ns: int) -> SwitchTaken | Refused:
        """Inferred: times are kept as they are told, in whole seconds, so that it may fire a little early."""
        rule = floor.venue.spoken_by(account.kind).dead_man
        if rule is None:
            return floor.refuse("path")
        if rule.by_symbol and ask.symbol not in floor.markets:
            return floor.refuse("symbol")
        key = (account.no, floor.venue.floor, ask.symbol) if rule.by_symbol else (account.no, "", "")
        taken_ns = now_ns // SECOND * SECOND
        if not ask.after_ns:
            self._at.pop(key, None)
            return SwitchTaken(taken_ns)
        if not rule.allows(ask.after_ns):
            return floor.refuse("parameter")
        self._at[key] = taken_ns + ask.after_ns
        return SwitchTaken(taken_ns, taken_ns + ask.after_ns)

    def due(self) -> int | None:
        return min(self._at.values(), default=None)

    def tick(self, now_ns: int) -> None:
        for key in [key for key, at_ns in self._at.items() if at_ns <= now_ns]:
            del self._at[key]
            no, row, symbol = key
            for floor in self._floors:
                if row in ("", floor.venue.floor):
                    floor.cancel_all(floor.accounts[no], symbol, now_ns)
