"""One side of the fast book.

A list of keys in ascending order whose last is the best price (a bid's key is its price, an ask's its price turned
negative, so that one code serves both sides), and a rung for each key. The best price is then `keys[-1]` and leaves by
`pop()`; a new price costs one bisect and a short memory move, which beats a heap up to some ten thousand prices and,
unlike a heap, can be read in order.

A rung queues its orders in an OrderedDict by id: first in, first out, and any of them can leave at once. A deque with
dead orders left in it would be as quick, but a rung whose front never moves would keep every cancelled order for ever;
a plain dict would look at all its dead entries again whenever the front is wanted.

What was touched is only remembered once somebody has asked: a book that nobody streams pays nothing for it.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import OrderedDict

from picaflor.domain.book import Level
from picaflor.domain.orders import SelfTrade
from picaflor.machines.matching.events import Resting
from picaflor.machines.matching.orders import Incoming


class Order:
    __slots__ = ("at_ns", "key", "left", "of", "owner")

    def __init__(self, of: Incoming, left: int, key: int, at_ns: int) -> None:
        self.of, self.owner, self.left, self.key, self.at_ns = of, of.owner, left, key, at_ns

    def shown(self) -> Resting:
        of = self.of
        ticks = self.key * of.side.sign
        return Resting(of.order_id, of.owner, of.side, of.type, ticks, self.left, self.at_ns, of.stp)


class Rung:
    __slots__ = ("lots", "queue", "ticks")

    def __init__(self, ticks: int) -> None:
        self.ticks, self.lots = ticks, 0
        self.queue: OrderedDict[int, Order] = OrderedDict()


class Ladder:
    __slots__ = ("keys", "rungs", "sign", "touched")

    def __init__(self, sign: int) -> None:
        self.sign = sign
        self.keys: list[int] = []
        self.rungs: dict[int, Rung] = {}
        self.touched: set[int] | None = None

    def put(self, order: Order) -> None:
        key = order.key
        rung = self.rungs.get(key)
        if rung is None:
            rung = self.rungs[key] = Rung(key * self.sign)
            insort(self.keys, key)
        rung.queue[order.of.order_id] = order
        rung.lots += order.left
        if self.touched is not None:
            self.touched.add(key)

    def pull(self, order: Order) -> None:
        key = order.key
        rung = self.rungs[key]
        del rung.queue[order.of.order_id]
        if rung.queue:
            rung.lots -= order.left
        else:
            del self.rungs[key]
            del self.keys[bisect_left(self.keys, key)]
        if self.touched is not None:
            self.touched.add(key)

    def shrink(self, order: Order, left: int) -> None:
        if left == order.left:
            return
        self.rungs[order.key].lots -= order.left - left
        order.left = left
        if self.touched is not None:
            self.touched.add(order.key)

    def best(self) -> Level:
        if not self.keys:
            return (0, 0)
        rung = self.rungs[self.keys[-1]]
        return (rung.ticks, rung.lots)

    def top(self, depth: int) -> list[Level]:
        rungs = self.rungs
        return [(rungs[key].ticks, rungs[key].lots) for key in self.keys[: -depth - 1 : -1]]

    @property
    def untold(self) -> bool:
        return bool(self.rungs if self.touched is None else self.touched)

    def tell_touched(self) -> list[Level]:
        """Best first, so that two runs tell the same; 0 lots: the rung is gone."""
        keys, self.touched = self.keys if self.touched is None else self.touched, set()
        rungs = self.rungs
        return [(key * self.sign, rungs[key].lots if key in rungs else 0) for key in sorted(keys, reverse=True)]


def free_lots(rung: Rung, owner: int, rule: SelfTrade) -> tuple[int, bool]:
    """What a taker could take of a rung before it must stop, and whether it must stop there."""
    if rule is SelfTrade.NONE:
        return rung.lots, False
    there = 0
    for maker in rung.queue.values():
        if maker.owner != owner:
            there += maker.left
        elif rule is not SelfTrade.CANCEL_MAKER:
            return there, True
    return there, False
