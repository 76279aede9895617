"""A paper account at work: the venue's public market on one side, a house of our own for all that needs a key on the other.

Whoever trades on it reaches the venue itself for what is public, and this process for the rest. The ear has no keys to
lose, and the house no way out of this machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from picaflor.app.build import build_engine
from picaflor.app.emulate import hosts_of, made_up_keys
from picaflor.app.endpoints import Reach
from picaflor.app.missed_funding import missed_funding
from picaflor.app.paper_families import folder_of, funds_in, need_funds
from picaflor.app.plan import ConnectorPlan, RunPlan
from picaflor.app.problems import NotFound, TooLate
from picaflor.app.targets import Target
from picaflor.app.visit import Visit
from picaflor.domain.events import Event
from picaflor.emulator.pump import EmulatorPump
from picaflor.engine.audit import Seen
from picaflor.engine.connector.connector import Connector
from picaflor.engine.connector.fees import AS_THE_VENUE_SAYS, SaidFees
from picaflor.engine.records import NoJournal
from picaflor.live.pump import Outside, Pump
from picaflor.sim.venue.keeping import pairs_of
from picaflor.sim.venue.listing import Listed
from picaflor.sim.venue.paper import PaperHouse, listed_as
from picaflor.storage.paper_accounts import PaperAccount
from picaflor.storage.problems import StorageProblem
from picaflor.transport.clock import Clock, fresh_seed
from picaflor.transport.hosts import Hosts
from picaflor.wire.auth import PlainKeys
from picaflor.wire.contracts import FundingRate
from picaflor.wire.reports import OrderReport

WITHIN_SECONDS: Final = 20.0


class _NoDisk(NoJournal):
    """What the ear hears is written down by whoever acts on it."""

    def flush(self) -> None:
        return


class Ear:
    """A connector without an account that hears some pairs, and what hears of them after each turn."""

    def __init__(
        self,
        target: Target,
        reach: Reach,
        pairs: Sequence[str],
        also: Sequence[str] = (),
        fees: SaidFees = AS_THE_VENUE_SAYS,
    ) -> None:
        """`also`: where something is open from before; the venue may not list it any more."""
        self._target = target
        self._pairs = pairs
        heard = tuple(dict.fromkeys((*pairs, *also)))
        row = ConnectorPlan(
            target.venue.id, heard, fresh_seed(), 0, 0, domain=target.domain, private=False, marks=True,
            maker_fee=fees.maker, taker_fee=fees.taker,
        )  # fmt: skip
        self._engine = build_engine(RunPlan((row,)))
        outside = Outside(target.venue, None, reach.hosts, reach.dialler)
        self._pump = Pump(self._engine, {target.venue.id: outside}, reach.clock, _NoDisk())

    @property
    def connector(self) -> Connector:
        return self._engine.connectors[self._target.venue.id]

    async def listen(self, within: float) -> None:
        """Until there is all that can be heard of the pairs."""
        ready = asyncio.Event()

        def look() -> None:
            if self.connector.trusted and not self.connector.waiting_for():
                ready.set()

        self._pump.after_turn = look
        self._pump.start()
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await ready.wait()
        if self._pump.failed is not None:
            raise self._pump.failed
        absent = [pair for pair in self._pairs if self.connector.markets and not self.connector.market(pair)]
        if absent:
            raise NotFound(f"{', '.join(absent)} is not listed at {self._target.id}")
        if not ready.is_set():
            waiting = ", ".join(self.connector.waiting_for()) or "its books"
            raise TooLate(f"the market data of {self._target.id} did not come in time (waiting for {waiting})")

    def tell(self, hear: Callable[[list[Event]], None]) -> None:
        def look() -> None:
            hear([line.event for line in self._engine.audit.drain() if isinstance(line, Seen)])

        self._pump.after_turn = look
        look()

    async def close(self) -> None:
        await self._pump.close()


@dataclass(frozen=True, slots=True)
class Paper:
    """`reach`: the venue for what is public, and the house for the rest."""

    house: PaperHouse
    keys: PlainKeys
    reach: Reach
    troubles: list[str]

    def open_orders(self, symbol: str) -> list[OrderReport]:
        live = self.house.account.live.values()
        return [order.report() for order in live if order.market.symbol == symbol]


@asynccontextmanager
async def open_paper(
    target: Target,
    reach: Reach,
    pairs: Sequence[str],
    funds: Mapping[str, int],
    folder: Path,
    fees: SaidFees = AS_THE_VENUE_SAYS,
    within: float = WITHIN_SECONDS,
) -> AsyncIterator[Paper]:
    """`target`: as it speaks of these pairs. `funds`: what a new account begins with. One that was there before goes on,
    wherever it was left."""
    account = PaperAccount(_made(folder_of(folder, target.venue)))
    try:
        ear = Ear(target, reach, pairs, pairs_of(account.state()), fees)
        try:
            await ear.listen(within)
            troubles: list[str] = []
            missed = await missed_funding(Visit(target, reach), ear.connector.markets, account.state())
            house, keys = _furnish(target, ear.connector, funds, reach.clock, account, missed, troubles)
            paper = Paper(house, keys, reach, troubles)
            now_ns = reach.clock.now_ns() + ear.connector.clock_offset_ns  # requests are signed by the venue's time
            pump = EmulatorPump(house.exchange, Clock(start_ns=now_ns, speed=reach.clock.speed))
            try:
                addresses = await pump.start(hosts_of(target.venue), control=False)
                ear.tell(_hearing(house, ear.connector, pump))
                yield replace(paper, reach=replace(reach, inside=Hosts(addresses)))
            finally:
                await pump.close()
        finally:
            await ear.close()
    finally:
        account.close()


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _furnish(
    target: Target,
    connector: Connector,
    funds: Mapping[str, int],
    clock: Clock,
    account: PaperAccount,
    missed: Sequence[FundingRate],
    troubles: list[str],
) -> tuple[PaperHouse, PlainKeys]:
    keys = made_up_keys(target.venue, fresh_seed())
    listing = [_listed(connector, pair) for pair in connector.pairs if pair in connector.markets]
    house = PaperHouse(target.venue, listing, keys, seed=1)
    if state := account.state():
        house.go_on(state, account.past())
        house.catch_up(missed, _marks(connector), clock.now_ns())
    else:
        begun = funds_in(target.venue, funds, connector.markets.values())
        need_funds(begun, [listed.market for listed in listing])
        house.begin(begun, clock.now_ns())

    def write(state: bytes, past: list[bytes]) -> None:
        """Whoever trades here is told of trouble, and stops: what is not written down did not happen."""
        try:
            account.write(state, past)
        except StorageProblem as problem:
            troubles.append(str(problem))

    house.write_to(write)
    return house, keys


def _marks(connector: Connector) -> dict[str, int]:
    contracts, symbols = connector.extra.contracts, [market.symbol for market in connector.markets.values()]
    return {symbol: mark for symbol in symbols if contracts is not None and (mark := contracts.mark(symbol))}


def _listed(connector: Connector, pair: str) -> Listed:
    market, top = connector.markets[pair], connector.books[pair].top()
    contracts = connector.extra.contracts
    tiers = contracts.tiers(market.symbol) if contracts is not None else ()
    return listed_as(market, max(top.bid, top.ask, 1), tiers)


def _hearing(house: PaperHouse, connector: Connector, pump: EmulatorPump) -> Callable[[list[Event]], None]:
    def hear(events: list[Event]) -> None:
        house.hear(events, connector.books, pump.clock.now_ns())
        pump.touched()

    return hear
