"""A market that is really traded elsewhere, shown on a floor of our own: what paper trading trades on.

Each level of the other book stands here as orders of the crowd. A customer's order queues behind what stood there when it
came. Three things are known of the other market, and each moves the queue in one way only:
- A trade takes from the front: of better prices first, then of the queue at its own.
- A level that grew has grown at its end, behind everybody who waits.
- Of a level that shrank without a trade nobody can say where: it is taken from the end, and from what stands before a
  customer only when no more than that is left. Should the trade that explains it come late, it counts once.

So a fill on paper is never earlier than the queue allows. What a customer takes is gone until that level changes there;
beyond that, nobody there hears of us: inferred, and as kind as paper gets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from picaflor.domain.book import Level
from picaflor.domain.orders import Side
from picaflor.sim.venue import outsiders
from picaflor.sim.venue.floor import Floor

LATE_NS: Final = 1_000_000_000  # by so much a trade may be told after the book that it changed


@dataclass(slots=True)
class _Rung:
    """One level of the other book: how much it shows there, and our orders that stand for it, oldest first."""

    shown: int = 0
    orders: list[int] = field(default_factory=list)
    ahead: int = 0  # lots taken from before a customer, that a late trade may turn out to have taken
    ahead_ns: int = 0


class Mirror:
    def __init__(self, floor: Floor, symbol: str) -> None:
        self._floor = floor
        self._symbol = symbol
        self._rungs: dict[tuple[Side, int], _Rung] = {}

    def show_book(self, bids: Iterable[Level], asks: Iterable[Level], now_ns: int) -> None:
        """The whole of the other book, as far as it is to be shown. What left goes first: nothing may cross in between."""
        wanted = {(Side.BUY, ticks): lots for ticks, lots in bids}
        wanted |= {(Side.SELL, ticks): lots for ticks, lots in asks}
        for key in [key for key in self._rungs if key not in wanted]:
            self._shrink(key, self._rungs.pop(key), 0, now_ns)
        changed = [
            (key, lots) for key, lots in wanted.items() if key not in self._rungs or self._rungs[key].shown != lots
        ]
        for key, lots in changed:
            if key in self._rungs:
                self._shrink(key, self._rungs[key], lots, now_ns)
        for key, lots in changed:
            self._grow(key, lots, now_ns)

    def queue_up(self, now_ns: int) -> None:
        """What waited while nobody looked stands behind all who are there by now: when they came, nobody knows."""
        outsiders.queue_up(self._floor, self._symbol, now_ns)

    def hide(self, now_ns: int) -> None:
        """The other book cannot be trusted: nothing can be traded against it."""
        self.show_book((), (), now_ns)

    def show_trade(self, side: Side, ticks: int, lots: int, now_ns: int) -> None:
        """Somebody there took so many lots at a price; `side` is the taker's."""
        rung = self._rungs.get((side.other, ticks))
        if rung is not None and rung.ahead:
            counted = min(lots, rung.ahead) if now_ns - rung.ahead_ns <= LATE_NS else 0
            rung.ahead = rung.ahead - counted if counted else 0
            lots -= counted
        if lots:
            outsiders.take(self._floor, self._symbol, side, lots, ticks, now_ns)
        self._floor.printed(self._symbol, ticks)

    def _grow(self, key: tuple[Side, int], lots: int, now_ns: int) -> None:
        rung = self._rungs.setdefault(key, _Rung())
        rung.shown = lots
        more = lots - self._there(rung)
        if more > 0:
            rung.orders.append(outsiders.rest(self._floor, self._symbol, *key, more, now_ns))

    def _shrink(self, key: tuple[Side, int], rung: _Rung, lots: int, now_ns: int) -> None:
        """To `lots`, from the end. What stands there may be less already: a customer took of it, or a trade was told."""
        rung.shown = lots
        less = self._there(rung) - lots
        first = outsiders.first_customer(self._floor, self._symbol, *key) if less > 0 else 0
        while less > 0:
            no = rung.orders[-1]
            left = outsiders.left(self._floor, self._symbol, no)
            taken = min(less, left)
            outsiders.shrink(self._floor, self._symbol, no, left - taken, now_ns)
            less -= taken
            if no < first:
                rung.ahead = taken + (rung.ahead if now_ns - rung.ahead_ns <= LATE_NS else 0)
                rung.ahead_ns = now_ns
            if taken == left:
                rung.orders.pop()

    def _there(self, rung: _Rung) -> int:
        """Lots that stand for it, without those orders that are gone."""
        left = {no: outsiders.left(self._floor, self._symbol, no) for no in rung.orders}
        rung.orders = [no for no in rung.orders if left[no]]
        return sum(left.values())
