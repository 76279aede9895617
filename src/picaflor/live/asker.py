"""Questions to one row without an engine and without a key: throttled as its record says, repeated, answered or not."""

from __future__ import annotations

import asyncio
from typing import Final

from msgspec import structs

from picaflor.machines.throttle import Throttle
from picaflor.transport.clock import Clock
from picaflor.transport.dialling import Dialler
from picaflor.transport.hosts import Hosts
from picaflor.transport.http import HttpClient
from picaflor.wire.asks import PUBLIC, Answer, Ask, Refusal, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent, Reply
from picaflor.wire.venue import Venue

SECOND: Final = 1_000_000_000
TIMEOUT_NS: Final = 10 * SECOND
TRIES: Final = 3  # whatever is asked here changes nothing, so it may be asked again
_PASSES: Final = frozenset({Refusal.RATE, Refusal.UNAVAILABLE})


class Asker:
    def __init__(self, venue: Venue, domain: str, hosts: Hosts, clock: Clock) -> None:
        self._venue = venue
        self._headers = venue.domains[domain].headers
        self._clock = clock
        self._throttle = Throttle(venue.limits, venue.costs)
        self._http = HttpClient(hosts, Dialler())

    async def ask(self, ask: Ask) -> Answer | Refused | Unclear | NotSent | NoAnswer:
        """The last outcome when none of the tries brought an answer."""
        assert type(ask) in PUBLIC, "nothing is signed here"
        outcome = await self._once(ask)
        for tried in range(1, TRIES):
            passes = not isinstance(outcome, Refused) or outcome.kind in _PASSES
            if not isinstance(outcome, Refused | Unclear | NotSent | NoAnswer) or not passes:
                break
            await self._until(self._clock.now_ns() + tried * SECOND)
            outcome = await self._once(ask)
        return outcome

    async def _once(self, ask: Ask) -> Answer | Refused | Unclear | NotSent | NoAnswer:
        while again_ns := self._throttle.take(type(ask), self._clock.now_ns()):
            await self._until(again_ns)
        request = self._venue.rest.write_ask(ask)
        outcome = await self._http.send(
            structs.replace(request, headers=request.headers + self._headers) if self._headers else request, TIMEOUT_NS
        )
        if not isinstance(outcome, Reply):
            return outcome
        answer = self._venue.rest.read_answer(ask, outcome)
        if isinstance(answer, Refused) and answer.kind is Refusal.RATE:
            self._throttle.refused(answer.retry_after_ns or None, self._clock.now_ns())
        return answer

    async def _until(self, at_ns: int) -> None:
        await asyncio.sleep(self._clock.seconds_until(at_ns))

    async def close(self) -> None:
        await self._http.close()
