"""Questions to one row without an engine: throttled as its record says, repeated, answered or not.

They change nothing, or no more when they are asked twice than once: what is cancelled, closed or set already stays so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final, Protocol

from msgspec import structs

from picaflor.domain.orders import OrderType
from picaflor.machines.throttle import Throttle
from picaflor.transport.clock import Clock
from picaflor.transport.dialling import Dialler
from picaflor.transport.hosts import Hosts
from picaflor.transport.http import HttpClient
from picaflor.wire.asks import (
    CHANGING,
    PUBLIC,
    Answer,
    Ask,
    Cancel,
    CancelAll,
    Place,
    Refusal,
    Refused,
    Unclear,
)
from picaflor.wire.auth import Keys
from picaflor.wire.contracts import ClosePosition, SetLeverage, SetPositionMode, SetPot
from picaflor.wire.net import NoAnswer, NotSent, Reply
from picaflor.wire.stops import CancelStop
from picaflor.wire.venue import Limit, Rest, Venue
from picaflor.wire.wallet import Transfer

SECOND: Final = 1_000_000_000
TIMEOUT_NS: Final = 10 * SECOND
TRIES: Final = 3
PRESSED_NS: Final = 50_000_000  # so soon who has too little of a shared limit asks for more
ONCE_IS_ENOUGH: Final = frozenset({Cancel, CancelAll, CancelStop, ClosePosition, SetLeverage, SetPositionMode, SetPot})
_PASSES: Final = frozenset({Refusal.RATE, Refusal.UNAVAILABLE})


def _sent_once(ask: Ask) -> bool:
    """An order that can only make a position smaller, or money that moves: sent once, and again by whoever has looked at
    the position, or the balances, anew."""
    return isinstance(ask, Transfer) or (isinstance(ask, Place) and ask.reduce_only and ask.type is OrderType.MARKET)


class Shared(Protocol):
    """How several processes share a venue's limits: what is ours of them, and until when."""

    def due(self, *, pressed: bool = False) -> bool: ...
    def lease(self, wants: Mapping[Limit, int], used: Mapping[Limit, int]) -> tuple[dict[Limit, int], int]: ...
    def close(self, used: Mapping[Limit, int]) -> None: ...


class Asker:
    """With `keys` it may also ask what is private, signed by the venue's time: `ahead_ns` is how far that is ahead."""

    def __init__(
        self,
        venue: Venue,
        domain: str,
        hosts: Hosts,
        clock: Clock,
        keys: Keys | None = None,
        dialler: Dialler | None = None,
        tries: int = TRIES,
        inside: Hosts | None = None,
        shared: Shared | None = None,
        *,
        urgent: bool = False,
    ) -> None:
        """`inside`: who answers what needs a key, where that is not the venue. `shared`: None, where nobody else asks.
        `urgent`: with what the throttle keeps back for cancels.
        """
        self._urgent = urgent
        self.ahead_ns = 0
        self._venue = venue
        self._keys = keys
        self._tries = tries
        self._domain = venue.domains[domain]
        self._clock = clock
        self._shared = shared
        self._throttle = Throttle(venue.limits, venue.costs, leased=shared is not None)
        self._http = HttpClient(hosts, dialler or Dialler())
        self._inside = HttpClient(inside, Dialler()) if inside is not None else None

    def speak(self, venue: Venue, shared: Shared | None = None) -> None:
        """From now on as this record has it: the account is of another kind than was thought."""
        if self._shared is not None:
            self._shared.close(self._throttle.used(self._clock.now_ns()))
        self._venue, self._shared = venue, shared
        self._throttle = Throttle(venue.limits, venue.costs, leased=shared is not None)

    async def ask(self, ask: Ask, rest: Rest | None = None) -> Answer | Refused | Unclear | NotSent | NoAnswer:
        """The last outcome when none of the tries brought an answer. `rest`: of another family of the row's markets."""
        assert type(ask) not in CHANGING - ONCE_IS_ENOUGH or _sent_once(ask), "what is asked here may be asked again"
        assert self._keys is not None or type(ask) in PUBLIC, "nothing is signed without keys"
        outcome = await self._once(ask, rest or self._venue.rest)
        for tried in range(1, 1 if _sent_once(ask) else self._tries):
            passes = not isinstance(outcome, Refused) or outcome.kind in _PASSES
            if not isinstance(outcome, Refused | Unclear | NotSent | NoAnswer) or not passes:
                break
            await self._until(self._clock.now_ns() + tried * SECOND)
            outcome = await self._once(ask, rest or self._venue.rest)
        return outcome

    async def _once(self, ask: Ask, rest: Rest) -> Answer | Refused | Unclear | NotSent | NoAnswer:
        self._share()
        while again_ns := self._throttle.take(type(ask), self._clock.now_ns(), self._urgent):
            if self._share(pressed=True):
                continue
            await self._until(again_ns if self._shared is None else min(again_ns, self._clock.now_ns() + PRESSED_NS))
            self._share()
        asked, domain = rest.write_ask(ask), self._domain
        request = structs.replace(asked, host=domain.rest, headers=asked.headers + domain.headers)
        if self._keys is not None and type(ask) not in PUBLIC:
            request = self._venue.auth.sign(request, self._keys, self._clock.now_ns() + self.ahead_ns)
        http = self._http if self._inside is None or type(ask) in PUBLIC else self._inside
        outcome = await http.send(request, TIMEOUT_NS)
        if not isinstance(outcome, Reply):
            return outcome
        answer = rest.read_answer(ask, outcome)
        if isinstance(answer, Refused) and answer.kind is Refusal.RATE:
            self._throttle.refused(answer.retry_after_ns or None, self._clock.now_ns())
        return answer

    def _share(self, *, pressed: bool = False) -> bool:
        """Whether something was told anew of what is ours. `pressed`: it has just turned out to be too little."""
        if self._shared is None or not self._shared.due(pressed=pressed):
            return False
        now_ns = self._clock.now_ns()
        self._throttle.allow(*self._shared.lease(self._throttle.wants(now_ns), self._throttle.used(now_ns)))
        return True

    async def _until(self, at_ns: int) -> None:
        await asyncio.sleep(self._clock.seconds_until(at_ns))

    async def close(self) -> None:
        await self._http.close()
        if self._shared is not None:
            self._shared.close(self._throttle.used(self._clock.now_ns()))
        if self._inside is not None:
            await self._inside.close()
