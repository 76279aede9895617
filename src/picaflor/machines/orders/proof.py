"""When an order that nobody can see is proven not to be at the venue.

One empty answer proves nothing: lists lag, replicas fall behind, an order may be between two lists. Proof is: asked by
its id, not there; not in the whole list of open orders; not in the list of closed orders since it was intended; no
trade of it in the list of trades since then. Each of them asked after the intent had time to settle, and each at
least `proofs` times without a word to the contrary in between. A venue's "not found" in answer to a cancel is none of
these four; it only makes us ask.
"""

from __future__ import annotations

from collections.abc import Collection

from picaflor.machines.orders.events import Where

LISTS = (Where.OPEN, Where.CLOSED, Where.FILLS)


class Evidence:
    """Consistent misses, by where was asked. Any sign of life throws it away."""

    __slots__ = ("_misses",)

    def __init__(self) -> None:
        self._misses: dict[Where, tuple[int, int, int]] = {}  # how many, first and last asked

    def add(self, where: Where, asked_ns: int) -> None:
        """A question counts once, and later questions count, not other copies of its answer."""
        count, first, last = self._misses.get(where, (0, asked_ns, -1))
        if asked_ns > last:
            self._misses[where] = (count + 1, first, asked_ns)

    def count(self, where: Where) -> int:
        return self._misses.get(where, (0, 0, 0))[0]

    def proves(self, needed: Collection[Where], proofs: int, span_ns: int) -> bool:
        for where in needed:
            count, first, last = self._misses.get(where, (0, 0, 0))
            if count < proofs or last - first < span_ns:
                return False
        return True
