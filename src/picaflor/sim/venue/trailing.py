"""Orders that trail: once its trigger was reached, each follows the best price and fires when that has turned back."""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.machines.matching import PriceRule


@dataclass(slots=True)
class _Trail:
    symbol: str
    side: Side
    part: int  # of the best price, in atoms
    rule: PriceRule
    best: int  # ticks

    def turned(self, ticks: int) -> bool:
        """A sell follows the price up and fires below its best, a buy down."""
        if (ticks - self.best) * self.side.sign < 0:
            self.best = ticks
            return False
        return (ticks - self.best) * self.side.sign * ONE >= self.best * self.part


class Trails:
    def __init__(self) -> None:
        self._trails: dict[int, _Trail] = {}  # by the number of the stop

    def begin(self, no: int, symbol: str, side: Side, part: int, rule: PriceRule, ticks: int) -> None:
        """Its trigger was reached, at this price."""
        self._trails[no] = _Trail(symbol, side, part, rule, ticks)

    def best(self, no: int) -> int:
        """In ticks; 0: it follows nothing."""
        trail = self._trails.get(no)
        return trail.best if trail is not None else 0

    def drop(self, no: int) -> None:
        self._trails.pop(no, None)

    def passed(self, symbol: str, ticks: int, rule: PriceRule) -> list[int]:
        """Those that this price fires, in the order in which they began to follow."""
        if not self._trails:
            return []
        mine = [(no, each) for no, each in self._trails.items() if (each.symbol, each.rule) == (symbol, rule)]
        fired = [no for no, each in mine if each.turned(ticks)]
        for no in fired:
            del self._trails[no]
        return fired
