"""What stored fills of contracts that win and lose their own coin have made of it, position by position."""

from __future__ import annotations

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import ATOM_PLACES
from picaflor.domain.orders import Hold, Side
from picaflor.machines.ledger.position import FLAT, Position, step, unrealised
from picaflor.machines.ledger.terms import Terms
from picaflor.venues import load

_ATOM = Grid(ATOM_PLACES)


def wins_coin(venue: str, pair: str) -> bool:
    return "inverse" in load(venue).for_pairs(pair).features


class CoinResult:
    def __init__(self, pair: str) -> None:
        base, _, quote = pair.partition("-")
        self.coin = base
        self._terms = Terms(Market("", pair, "", base, quote, _ATOM, _ATOM, MarketKind.INVERSE, base))
        self._positions: dict[Hold, Position] = {}
        self._won = 0

    def add(self, side: Side, hold: Hold, amount: int, price: int) -> None:
        """In atoms. Sizes are in coin."""
        done = step(self._positions.get(hold, FLAT), self._terms, side, price, amount)
        self._positions[hold] = done.after
        self._won += done.profit

    def at(self, price: int) -> int:
        """With what is still open at that price."""
        there = sum(unrealised(position, self._terms, price) for position in self._positions.values())
        return self._terms.book(self._won + there)
