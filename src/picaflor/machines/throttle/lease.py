"""How processes that share a key share its limits: each may use what was leased to it, and no more.

The throttle itself never asks: it is told (`allow`), so that a replay is told the same. Whoever owns the loop carries
`wants()` to a Lease now and then, and the answer back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from picaflor.wire.venue import Cost, Limit


class Lease(Protocol):
    def lease(
        self, wants: Mapping[Limit, int], now_ns: int, used: Mapping[Limit, int] | None = None
    ) -> dict[Limit, int]:
        """How much of each window of each limit is ours from now on, for `lasts_ns`."""
        ...

    @property
    def lasts_ns(self) -> int: ...


class Alone:
    """Nobody else uses this key."""

    lasts_ns = 3_600_000_000_000

    def lease(
        self, wants: Mapping[Limit, int], now_ns: int, used: Mapping[Limit, int] | None = None
    ) -> dict[Limit, int]:
        return {limit: limit.count for limit in wants}


def heaviest(bucket: str, costs: Mapping[type, Cost]) -> int:
    """The most that a single ask takes from `bucket`; an allowance below it is of no use to that ask."""
    return max((sum(w for name, w in cost.takes if name == bucket) for cost in costs.values()), default=0)
