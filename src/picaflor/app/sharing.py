"""Our part of a venue's limits, where several processes of this machine use one key, or one address, at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from picaflor.app.endpoints import Reach
from picaflor.settings.places import shared_folder
from picaflor.storage.budget import LASTS_NS, Budget, budget_path, read_holders
from picaflor.transport.clock import Clock, boot_ns
from picaflor.wire.auth import Keys
from picaflor.wire.venue import Limit, Venue

EVERY_NS: Final = 1_000_000_000  # so often a lease is renewed: long before it ends
PRESSED_NS: Final = 40_000_000  # since the last time, for who has too little
BY_KEY: Final = "key"


def taken(venue: Venue, reach: Reach, keys: Keys) -> tuple[int, int]:
    """How many processes use these keys at that venue now, and how much of its tightest limit is held, in percent: of
    the account, of whichever kind it is, and of this machine's address, which other accounts may use as well.
    """
    at = reach.hosts.place(next(iter(venue.domains.values())).rest).authority
    folder, now_ns = shared_folder("budgets"), boot_ns()
    processes, full = 0, 0
    for spoken in venue.kinds():
        for by_key, who in ((True, keys.api_key), (False, "")):
            limits = [limit for limit in spoken.limits if (limit.scope == BY_KEY) is by_key]
            many, held = read_holders(budget_path(folder, _shared(at, spoken), who), now_ns)
            processes += many if by_key else 0
            full = max([full, *(100 * hold // limit.count for hold, limit in zip(held, limits, strict=False))])
    return processes, full


def _shared(at: str, venue: Venue) -> str:
    """Whose budget it is, beside the key's."""
    return " ".join((at, venue.id, venue.account_kind))


class Sharing:
    """Limits by key are shared by who has the key, the others by who is on this machine."""

    def __init__(self, venue: Venue, at: str, api_key: str, clock: Clock, folder: Path | None = None) -> None:
        """`at`: the place that counts, an emulated venue's too. `clock`: by which leases are told to end."""
        folder = folder or shared_folder("budgets")
        self._clock = clock
        self._limits = venue.limits
        by_key = tuple(limit for limit in venue.limits if limit.scope == BY_KEY)
        by_address = tuple(limit for limit in venue.limits if limit.scope != BY_KEY)
        self._budgets = [
            Budget(budget_path(folder, _shared(at, venue), who), limits, venue.costs)
            for who, limits in ((api_key, by_key), ("", by_address))
            if limits
        ]
        self._held: dict[Limit, int] = dict.fromkeys(venue.limits, 0)
        self._next_ns = 0
        self._until_ns = 0

    @classmethod
    def of(cls, venue: Venue, reach: Reach, keys: Keys) -> Sharing:
        """As these keys reach that venue."""
        at = reach.hosts.place(next(iter(venue.domains.values())).rest).authority
        return cls(venue, at, keys.api_key, reach.clock)

    def due(self, *, pressed: bool = False) -> bool:
        """`pressed`: who has too little need not wait for the next time, if what it had was told some moments ago."""
        return boot_ns() >= (self._next_ns - EVERY_NS + PRESSED_NS if pressed else self._next_ns)

    def lease(self, wants: Mapping[Limit, int], used: Mapping[Limit, int]) -> tuple[dict[Limit, int], int]:
        """What is ours, and until when. Where a file is busy, what was said before holds."""
        now_ns = boot_ns()
        self._next_ns = now_ns + EVERY_NS
        until_ns = self._clock.now_ns() + int(LASTS_NS * self._clock.speed)
        told = [budget.lease(wants, now_ns, used) for budget in self._budgets]
        if all(told):
            self._until_ns = until_ns
        for part in told:
            self._held.update(part)
        return dict(self._held), self._until_ns

    def close(self, used: Mapping[Limit, int]) -> None:
        for each in self._budgets:
            each.close(boot_ns(), used)
        self._budgets = []
