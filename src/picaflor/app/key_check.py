"""Whether a venue accepts keys, before anybody stores them: its time, what the key may do, and one private question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from picaflor.app.endpoints import Reach
from picaflor.app.judging import SECOND, clock_words
from picaflor.app.targets import Target, find_target
from picaflor.app.visit import Visit
from picaflor.venues import load
from picaflor.wire.asks import Orders, ReadBalances, ReadOpenOrders
from picaflor.wire.auth import Keys
from picaflor.wire.reports import BalancesReport
from picaflor.wire.rights import KeyRight, KeyRights, ReadKeyRights

TRIES: Final = 2
CLOCK_OFF_NS: Final = 5 * SECOND


@dataclass(frozen=True, slots=True)
class Checked:
    """The venue knows these keys. `ahead_ns`: how far its clock is before ours."""

    ahead_ns: int
    assets: int
    rights: tuple[str, ...] | None = None  # None: the venue does not tell
    account_kind: str = ""  # as the venue has let it be seen; "": it has only one
    usual: bool = True  # that is the row's own kind

    @property
    def may_withdraw(self) -> bool:
        return KeyRight.WITHDRAW in (self.rights or ())

    def warnings(self, name: str) -> list[str]:
        kind = [] if self.usual else [f"This is a {self.account_kind} account of {name}."]
        return [*kind, *self.clock_warnings(name)]

    def clock_warnings(self, name: str) -> list[str]:
        if abs(self.ahead_ns) < CLOCK_OFF_NS:
            return []
        return [
            f"{clock_words(self.ahead_ns, name)}. Requests are signed by the venue's clock meanwhile; set up time"
            " synchronisation.",
        ]


async def check_keys(target: Target, keys: Keys, reach: Reach) -> Checked:
    """Raises what a person can mend, in a sentence: wrong keys, a clock that is off, a venue that is down."""
    async with Visit(target, reach, keys, TRIES) as visit:
        balances = await visit.need(ReadBalances(), BalancesReport)
        if ReadBalances in visit.spoken.by_key_alone:  # which proves nothing of the secret
            if ReadOpenOrders in visit.spoken.by_key_alone:
                await _prove_elsewhere(target, keys, reach)
            else:
                await visit.need(ReadOpenOrders(limit=1), Orders)
        rights, kind = await _rights(visit), visit.spoken.account_kind
        return Checked(visit.ahead_ns, len(balances.rows), rights, kind, kind == target.venue.account_kind)


async def _prove_elsewhere(target: Target, keys: Keys, reach: Reach) -> None:
    """Where no question of a row is signed, one of the row beside it, to which the same keys belong."""
    other = target.venue.proven_by
    if not other or target.domain not in load(other).domains:
        return
    there = replace(find_target(other), id=target.id, domain=target.domain)
    async with Visit(there, reach, keys, TRIES) as visit:
        await visit.need(ReadOpenOrders(limit=1), Orders)


async def _rights(visit: Visit) -> tuple[str, ...] | None:
    """No answer is no reason to refuse keys that are good."""
    if "key_rights" not in visit.spoken.features:
        return None
    answer = await visit.asker.ask(ReadKeyRights())
    return tuple(map(str, answer.rights)) if isinstance(answer, KeyRights) else None
