"""One bot in the foreground: a look at its market first, then its plan until told to stop; its orders proven cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from picaflor.app.bot_files import BotFiles
from picaflor.app.bot_plan import BotPlan, run_plan
from picaflor.app.build import PREFIX, build_engine
from picaflor.app.paper import Paper, open_paper
from picaflor.app.plan import write_plan
from picaflor.app.problems import Problem, TooLate
from picaflor.app.profit import FillSums, Profit, profit_of
from picaflor.app.projection import project
from picaflor.app.recovery import recover, resume
from picaflor.app.replica import Replica
from picaflor.app.sharing import Sharing
from picaflor.app.stakes import EVEN, Stakes, look_at_stakes
from picaflor.app.visit import Visit
from picaflor.domain.book import Trust
from picaflor.domain.events import OrderView
from picaflor.domain.market import Market, MarketKind
from picaflor.domain.stops import StopView
from picaflor.engine.audit import Seen, Step
from picaflor.engine.instructions import Allowed, CancelByHand, IdsReserved, StopTrading
from picaflor.kernels.compiled import COMPILED
from picaflor.kernels.compiled import load as load_kernels
from picaflor.kernels.compiled import ready as kernels_ready
from picaflor.live.pump import Outside, Pump
from picaflor.machines.orders import ClientIds
from picaflor.storage.journal import JournalWriter
from picaflor.storage.problems import AlreadyRunning
from picaflor.transport.clock import fresh_seed
from picaflor.wire.asks import Orders, ReadOpenOrders
from picaflor.wire.reports import OrderReport
from picaflor.wire.venue import Keys

SECOND = 1_000_000_000
LOOK_SECONDS = 0.5
WIND_DOWN_SECONDS = 10.0
IDS_BLOCK = 10_000


@dataclass(slots=True)
class Status:
    """Everything that a line of status or a summary shows."""

    world: str
    connector: str
    account: str
    bot: str
    market: Market
    found: int = 0  # orders that were open before it began
    replica: Replica = field(default_factory=Replica)
    sums: FillSums = field(default_factory=FillSums)
    began_ns: int = 0
    now_ns: int = 0
    bid: str = ""
    ask: str = ""
    profit: Profit | None = None  # of coins; contracts are told by their positions
    proven: bool = False
    cancelled: list[str] = field(default_factory=list)  # live when it was told to stop, and proven gone since
    unproven: list[str] = field(default_factory=list)  # the same, and nobody knows
    why: str = ""  # it stopped by itself


Show = Callable[[Status], None]
Hear = Callable[[Step | Seen, Status], None]


@dataclass(frozen=True, slots=True)
class Found:
    market: Market
    open_orders: frozenset[str]  # the venue's numbers
    account_kind: str = ""  # as the account has turned out to be, where that is not the row's own
    stakes: Stakes = EVEN


async def look_first(plan: BotPlan, keys: Keys, number: str) -> Found:
    """Whether the keys are good, what the market is, and what is open on it already that is no other bot's of ours."""
    async with Visit(plan.target, plan.reach, keys) as visit:
        market = await visit.market(plan.pair)
        page = await visit.need(ReadOpenOrders(market.symbol), Orders)
        kind = visit.spoken.account_kind if visit.spoken is not plan.target.venue else ""
        stakes = await look_at_stakes(visit, market, plan.kill, plan.token)
    return Found(market, _open_before(plan, market, page.rows, number), kind, stakes)


def _open_before(plan: BotPlan, market: Market, rows: Iterable[OrderReport], number: str) -> frozenset[str]:
    ids = ClientIds(plan.target.venue.client_ids, PREFIX, number, range(0))
    found = [order for order in rows if not ids.sibling(order.client_id)]
    if found and plan.at_start == "refuse":
        raise Problem(
            f"{len(found)} orders are open on {market.pair} at {plan.target.id} and open_orders_at_start says refuse:"
            " cancel them there, or set it to adopt or cancel"
        )
    return frozenset(order.venue_id for order in found)


class Bot:
    def __init__(self, plan: BotPlan, name: str, files: BotFiles, found: Found, keys: Keys) -> None:
        self._plan, self._files = plan, files
        self._row = plan.target.venue.id
        block = files.ids.reserve(IDS_BLOCK)
        made = run_plan(plan, name, files.number, found.market, fresh_seed(), block, found.account_kind, found.stakes)
        self._restored = recover(files.journal, self._row)
        self._resumed = resume(files.journal, made.seats[0].name)
        self._journal = JournalWriter(files.journal, write_plan(made), sync=plan.sync)  # type: ignore[arg-type]
        engine = build_engine(made, self._journal, fast_books=COMPILED and kernels_ready())
        venue = plan.target.venue.spoken_by(found.account_kind)
        outside = Outside(venue, keys, plan.reach.hosts, plan.reach.dialler, plan.reach.inside)
        self._pump = Pump(engine, {self._row: outside}, plan.reach.clock, self._journal)
        self._sharing = None if plan.on_paper else Sharing.of(engine.connectors[self._row].venue, plan.reach, keys)
        self._unwanted = set(found.open_orders) if plan.at_start == "cancel" else set()
        account = plan.asked.account
        self.status = Status(str(plan.world), plan.target.id, account, name, found.market, len(found.open_orders))
        self.status.replica.ids = engine.connectors[self._row].ids

    def listen(self, hear: Hear) -> None:
        """`hear` gets every line of the audit, a little later than it happened."""
        self.status.replica.hear = lambda line: hear(line, self.status)

    async def run(self, for_ns: int, stop: asyncio.Event, show: Show) -> Status:
        status, pump = self.status, self._pump
        status.began_ns = pump.clock.now_ns()
        try:
            if self._restored is not None:
                pump.tell(self._restored)
                if self._resumed is not None:
                    pump.tell(self._resumed)
                known = pump.engine.connectors[self._row].live_orders(everybody=False)
                status.replica.know(self._row, known)
            self._share()
            pump.start()
            await self._watch(for_ns, stop, show)
            if pump.failed is not None:
                raise pump.failed
            await self._wind_down()
            self._look()
        finally:
            await pump.close()
            self._journal.close()
            if self._sharing is not None:
                self._sharing.close(pump.engine.connectors[self._row].wants(pump.clock.now_ns())[1])
        if not status.replica.markets and not stop.is_set():
            waiting = ", ".join(status.replica.waiting_for) or "its first answer"
            raise TooLate(f"{status.connector} was not ready in that time (waiting for {waiting}): give it longer")
        with suppress(AlreadyRunning):  # somebody looks at the history right now, and it is whole for him without us
            project(self._files.journal, self._files.database)
        return status

    async def _watch(self, for_ns: int, stop: asyncio.Event, show: Show) -> None:
        pump, status = self._pump, self.status
        while not stop.is_set() and not pump.done.is_set() and not status.why:
            left = (for_ns - (pump.clock.now_ns() - status.began_ns)) / SECOND if for_ns else LOOK_SECONDS
            if left <= 0:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(min(LOOK_SECONDS, left)):
                    await stop.wait()
            self._look()
            self._share()
            self._cancel_unwanted()
            status.why = pump.engine.stopping
            if pump.engine.connectors[self._row].ids.left < IDS_BLOCK // 2:
                block = self._files.ids.reserve(IDS_BLOCK)
                pump.tell(IdsReserved(self._row, block.start, block.stop))
            show(status)

    def _share(self) -> None:
        """Which part of the venue's limits is ours for the next seconds. Others may use the same key."""
        sharing, connector = self._sharing, self._pump.engine.connectors[self._row]
        if sharing is not None and sharing.due():
            held, until_ns = sharing.lease(*connector.wants(self._pump.clock.now_ns()))
            self._pump.tell(Allowed(self._row, tuple(held[limit] for limit in connector.venue.limits), until_ns))

    def _look(self) -> None:
        status, connector = self.status, self._pump.engine.connectors[self._row]
        status.now_ns = self._pump.clock.now_ns()
        for fill in status.replica.catch_up(self._pump.engine.audit):
            status.sums.add(fill, connector.markets[fill.pair])
        late, status.replica.late_fees = status.replica.late_fees, []
        for fill in late:
            status.sums.add_fee(fill)
        market, book = connector.markets.get(status.market.pair), connector.book(status.market.pair)
        top = book.top() if market is not None and book is not None else None
        if market is None or top is None or not top.bid or not top.ask:
            return
        status.market, status.bid, status.ask = market, market.tick.write(top.bid), market.tick.write(top.ask)
        if book is not None and book.trust is Trust.GOOD:
            status.replica.tale.looked(status.now_ns, self._row, market.pair, top.bid, top.ask)
        if market.kind is MarketKind.SPOT:
            status.profit = profit_of(status.sums.changes(), market, (top.bid + top.ask) // 2)

    def _cancel_unwanted(self) -> None:
        """What was open before us and is known by now."""
        there = {order.venue_id: order for order in self.status.replica.orders.values()}
        for venue_id in sorted(self._unwanted & there.keys()):
            self._unwanted.discard(venue_id)
            self._pump.tell(CancelByHand(self._row, there[venue_id].client_id))

    async def _wind_down(self) -> None:
        """Cancels, and waits until the venue has said of every order that it is not there any more."""
        quiet = asyncio.Event()
        pump = self._pump

        def look() -> None:
            if pump.engine.quiet:
                quiet.set()

        pump.after_turn = look
        self._share()
        before = self._live()
        pump.tell(StopTrading(self.status.why or "the run is over"))
        with suppress(TimeoutError):
            async with asyncio.timeout(WIND_DOWN_SECONDS):
                await quiet.wait()
        after = {each.client_id for each in self._live()}
        self.status.proven = pump.engine.quiet
        self.status.cancelled = [each.client_id for each in before if each.client_id not in after]
        self.status.unproven = [each.client_id for each in before if each.client_id in after]

    def _live(self) -> list[OrderView | StopView]:
        connector = self._pump.engine.connectors[self._row]
        return [*connector.live_orders(everybody=False), *connector.extra.live_stops()]


async def run_bot(
    plan: BotPlan,
    name: str,
    files: BotFiles,
    keys: Keys,
    for_ns: int,
    stop: asyncio.Event,
    show: Show,
    hear: Hear,
) -> Status:
    """`for_ns` 0: until `stop`. `show` is called about twice a second."""
    found, _ = await asyncio.gather(look_first(plan, keys, files.number), asyncio.to_thread(load_kernels))
    bot = Bot(plan, name, files, found, keys)
    bot.listen(hear)
    return await bot.run(for_ns, stop, show)


async def _stakes(plan: BotPlan, paper: Paper, market: Market) -> Stakes:
    if not any(said is not None for said in plan.kill.values()):
        return EVEN
    async with Visit(plan.target, plan.reach, paper.keys) as visit:
        return await look_at_stakes(visit, market, plan.kill, plan.token)


async def run_on_paper(
    plan: BotPlan,
    name: str,
    files: BotFiles,
    folder: Path,
    for_ns: int,
    stop: asyncio.Event,
    show: Show,
    hear: Hear,
) -> Status:
    """The same, with an account of our own. `folder`: where that is kept."""
    async with Visit(plan.target, plan.reach) as visit:
        market, _ = await asyncio.gather(visit.market(plan.pair), asyncio.to_thread(load_kernels))
    async with open_paper(plan.target, plan.reach, (market.pair,), plan.funds, folder, plan.fees) as paper:
        rows, inside = paper.open_orders(market.symbol), replace(plan, reach=paper.reach)
        found = Found(
            market, _open_before(plan, market, rows, files.number), stakes=await _stakes(inside, paper, market)
        )
        bot = Bot(inside, name, files, found, paper.keys)
        bot.listen(hear)

        def look(status: Status) -> None:
            status.why = status.why or "".join(paper.troubles[:1])
            show(status)

        return await bot.run(for_ns, stop, look)
