"""A visit to one venue: questions that change nothing, answered or told in a sentence, by its own time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Final, TypeVar

from picaflor.app.candles import find_market
from picaflor.app.endpoints import BadEndpoint, Reach
from picaflor.app.families import Outcome, asked_of_each, asks_of, together
from picaflor.app.houses import house_of
from picaflor.app.judging import Judge
from picaflor.app.sharing import Sharing
from picaflor.app.targets import Target
from picaflor.domain.market import Market
from picaflor.live.asker import TRIES, Asker
from picaflor.wire.asks import PUBLIC, Answer, Ask, ReadMarkets, ReadOpenOrders, ReadTime, Refused, Unclear
from picaflor.wire.auth import Keys
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import Listing, ServerTime
from picaflor.wire.venue import Venue

PAGES_MAX: Final = 50
_Kind = TypeVar("_Kind")


class Visit:
    def __init__(
        self, target: Target, reach: Reach, keys: Keys | None = None, tries: int = TRIES, *, urgent: bool = False
    ) -> None:
        if not reach.leads_to(target.venue):
            raise BadEndpoint(
                f"the endpoint names no host of {target.id}: give the line that `picaflor emulate"
                f" {house_of(target.venue.id)}` printed"
            )
        self.target = target
        self.reach = reach
        self._keys = keys
        self._judge = Judge(target.id, target.venue, keys)
        shared = self._sharing(target.venue)
        self.asker = Asker(
            *(target.venue, target.domain, reach.hosts, reach.clock, keys, reach.dialler, tries, reach.inside, shared),
            urgent=urgent,
        )
        self._listing: Listing | None = None
        self._settled = target.paper or not target.venue.kind_codes
        self.spoken = target.venue  # as accounts of the kind speak it that this one has turned out to be

    @property
    def keys(self) -> Keys | None:
        return self._keys

    @property
    def ahead_ns(self) -> int:
        return self.asker.ahead_ns

    async def __aenter__(self) -> Visit:
        if self._keys is not None:
            await self._set_clock()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.asker.close()

    async def need(self, ask: Ask, kind: type[_Kind]) -> _Kind:
        return self._judge.need(await self.ask(ask), kind)

    def judged(self, answer: Answer | Refused | Unclear | NotSent | NoAnswer, kind: type[_Kind]) -> _Kind:
        return self._judge.need(answer, kind)

    async def need_of(self, family: Venue, ask: Ask, kind: type[_Kind]) -> _Kind:
        """Of one family of the row's markets, where the question names none of them."""
        return self._judge.need(await self.asker.ask(ask, family.rest), kind)

    async def ask(self, ask: Ask) -> Answer | Refused | Unclear | NotSent | NoAnswer:
        """Where the venue says that the account is of another kind, once more as that kind would ask. What names no market
        is asked of each family that the row has.
        """
        if not asked_of_each(ask) or len(self._families(ask)) == 1:
            return await self._ask(ask)
        if self._settled or type(ask) in PUBLIC:
            return together(await self._of_each(ask, self._families(ask)))
        first, *others = asks_of(ask, len(self._families(ask)))
        said = [None if first is None else await self._ask(first)]
        if not isinstance(said[0], Refused):  # it may have told of which kind the account is
            families = self._families(ask)[1:]
            said += [
                None if each is None else await self.asker.ask(each, family.rest)
                for each, family in zip(others, families, strict=True)
            ]
        return together(said)

    @property
    def accounts(self) -> Sequence[Venue]:
        """The families whose account is open here: a house on paper is that of one."""
        return (self.spoken,) if self.target.paper else self.spoken.every_family()

    async def _of_each(self, ask: Ask, families: Sequence[Venue]) -> list[Outcome | None]:
        """Side by side. None: that family's list was at an end before."""
        asks = asks_of(ask, len(families))
        pairs = [(each, family) for each, family in zip(asks, families, strict=True) if each is not None]
        said = iter(await asyncio.gather(*(self.asker.ask(each, family.rest) for each, family in pairs)))
        return [None if each is None else next(said) for each in asks]

    async def settle(self) -> None:
        """Of which kind the account is has to be known before questions go side by side."""
        if not self._settled:
            await self._ask(ReadOpenOrders())

    def _families(self, ask: Ask) -> Sequence[Venue]:
        return self.spoken.every_family() if type(ask) in PUBLIC else self.accounts

    async def _ask(self, ask: Ask) -> Answer | Refused | Unclear | NotSent | NoAnswer:
        answer = await self.asker.ask(ask)
        if not isinstance(answer, Refused):
            self._settled |= type(ask) not in PUBLIC and not isinstance(answer, Unclear | NotSent | NoAnswer)
            return answer
        kind = self.spoken.kind_codes.get(answer.code, "")
        row = self.target.venue
        if kind in ("", self.spoken.account_kind) or kind not in (row.account_kind, *row.account_kinds):
            return answer
        self.spoken, self._settled = row.spoken_by(kind), True
        self.asker.speak(self.spoken, self._sharing(self.spoken))
        return await self.asker.ask(ask) if type(ask) in self.spoken.costs else answer

    async def listing(self) -> Listing:
        """Asked once."""
        if self._listing is None:
            self._listing = await self.need(ReadMarkets(), Listing)
        return self._listing

    async def market(self, name: str) -> Market:
        return find_market(await self.listing(), self.target.id, name)

    async def pair_of(self, symbol: str) -> str:
        found = next((market.pair for market in (await self.listing()).markets if market.symbol == symbol), None)
        return found or symbol

    def _sharing(self, venue: Venue) -> Sharing | None:
        """Who has a key shares its limits with whoever else uses it here; on paper, and without one, nobody counts."""
        if self._keys is None or self.reach.inside is not None:
            return None
        return Sharing.of(venue, self.reach, self._keys)

    async def _set_clock(self) -> None:
        clock = self.reach.clock
        asked_ns = clock.now_ns()
        theirs = await self.need(ReadTime(), ServerTime)
        self.asker.ahead_ns = self._judge.ahead_ns = theirs.at_ns - (asked_ns + clock.now_ns()) // 2
