"""One bot in the foreground: a look at its market first, then its plan until told to stop; its orders proven cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from picaflor.app.bot_files import BotFiles
from picaflor.app.bot_plan import BotPlan, run_plan
from picaflor.app.bot_post import IDS_BLOCK, Stand, found_at, look_first
from picaflor.app.build import build_engine
from picaflor.app.paper import open_paper
from picaflor.app.plan import write_plan
from picaflor.app.problems import TooLate
from picaflor.app.profit import FillSums, Profit, profit_of
from picaflor.app.projection import project
from picaflor.app.recovery import recover, resume
from picaflor.app.replica import Replica
from picaflor.app.retuning import Files
from picaflor.app.stakes import all_stakes, look_at_stakes
from picaflor.app.visit import Visit
from picaflor.domain.book import Top
from picaflor.domain.events import OrderView
from picaflor.domain.market import Market, MarketKind
from picaflor.domain.stops import StopView
from picaflor.engine.audit import Seen, Step
from picaflor.engine.connector.connector import Connector
from picaflor.engine.guard_record import GUARD
from picaflor.engine.instructions import Restored, Resumed, StopTrading
from picaflor.kernels.compiled import COMPILED
from picaflor.kernels.compiled import load as load_kernels
from picaflor.kernels.compiled import ready as kernels_ready
from picaflor.live.pump import Pump
from picaflor.storage.journal import JournalWriter
from picaflor.storage.problems import AlreadyRunning
from picaflor.transport.clock import fresh_seed
from picaflor.wire.auth import Keys

SECOND = 1_000_000_000
LOOK_SECONDS = 0.5
WIND_DOWN_SECONDS = 10.0


@dataclass(slots=True)
class Other:
    """A venue beside the home."""

    connector: str
    account: str
    market: Market
    replica: Replica
    bid: str = ""
    ask: str = ""


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
    armed: bool = False  # a dead-man switch of ours may still fire
    cancelled: list[str] = field(default_factory=list)  # live when it was told to stop, and proven gone since
    unproven: list[str] = field(default_factory=list)  # the same, and nobody knows
    why: str = ""  # it stopped by itself
    others: list[Other] = field(default_factory=list)  # its venues beside the home
    pairs: tuple[str, ...] = ()  # all that it trades at home


Show = Callable[[Status], None]
Hear = Callable[[Step | Seen, Status], None]


class Bot:
    def __init__(
        self, plan: BotPlan, name: str, files: BotFiles, stands: Sequence[Stand], config: Files | None = None
    ) -> None:
        """`config`: what it was started from, which may change while it runs."""
        self._files, self._stands, self._config = files, stands, config
        home, *others = stands
        block, *blocks = [files.ids.reserve(IDS_BLOCK) for _ in stands]
        beside = [(ids, each.found.account_kind) for ids, each in zip(blocks, others, strict=True)]
        market, kind = home.found.market, home.found.account_kind
        stakes = all_stakes(plan.kill, [(each.found.market, each.found.stakes) for each in stands])
        made = run_plan(plan, name, files.number, market, fresh_seed(), block, kind, stakes, beside)
        self._pairs = {seat.name: str(seat.config["pair"]) for seat in made.seats}
        if config is not None:
            config.begin(plan.seats)
        self._told = _left_behind(
            files.journal, [each.row for each in stands], [*(seat.name for seat in made.seats), GUARD]
        )
        self._journal = JournalWriter(files.journal, write_plan(made), sync=plan.sync)  # type: ignore[arg-type]
        engine = build_engine(made, self._journal, fast_books=COMPILED and kernels_ready())
        outsides = {each.row: each.outside() for each in stands}
        self._pump = Pump(engine, outsides, home.post.reach.clock, self._journal, awake=plan.awake)
        for each in stands:
            each.begin(engine.connectors[each.row], cancels=plan.at_start == "cancel", shares=not plan.on_paper)
        found, account = sum(len(each.found.open_orders) for each in stands), plan.asked.account
        self.status = Status(str(plan.world), plan.target.id, account, name, market, found)
        self.status.pairs = made.connectors[0].pairs
        replica = self.status.replica
        replica.ids = engine.connectors[home.row].ids
        if others:
            replica.home = home.row
        for each in others:
            its = Other(each.post.target.id, each.post.account, each.found.market, replica.at(each.row))
            its.replica.ids = engine.connectors[each.row].ids
            self.status.others.append(its)

    def listen(self, hear: Hear) -> None:
        """`hear` gets every line of the audit, a little later than it happened."""
        self.status.replica.hear = lambda line: hear(line, self.status)

    async def run(self, for_ns: int, stop: asyncio.Event, show: Show) -> Status:
        status, pump = self.status, self._pump
        status.began_ns = pump.clock.now_ns()
        try:
            for instruction in self._told:
                pump.tell(instruction)
                if isinstance(instruction, Resumed):
                    status.replica.carry(instruction)
            status.sums.carry(each for seat in pump.engine.seats for each in seat.account.ledgers())
            for each in self._stands if self._told else ():
                known = pump.engine.connectors[each.row].live_orders(everybody=False)
                status.replica.at(each.row).know(each.row, known)
            for each in self._stands:
                each.share(pump)
            pump.start()
            await self._watch(for_ns, stop, show)
            if pump.failed is not None:
                raise pump.failed
            await self._wind_down()
            self._look()
        finally:
            await pump.close()
            self._journal.close()
            for each in self._stands:
                each.end(pump)
        if not stop.is_set():
            self._refuse_unready()
        with suppress(AlreadyRunning):  # somebody looks at the history right now, and it is whole for him without us
            project(self._files.journal, self._files.database)
        return status

    def _refuse_unready(self) -> None:
        for each in self._stands:
            replica = self.status.replica.at(each.row)
            if not replica.markets:
                waiting = ", ".join(replica.waiting_for) or "its first answer"
                name = each.post.target.id
                raise TooLate(f"{name} was not ready in that time (waiting for {waiting}): give it longer")

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
            for each in self._stands:
                each.look_after(pump, status.replica.at(each.row))
            self._retune()
            status.why = pump.engine.stopping
            show(status)

    def _retune(self) -> None:
        """Settings that somebody changes in its files while it runs."""
        for told in self._config.look(self.status.bot, self._pairs, self._pump.clock.now_ns()) if self._config else ():
            if isinstance(told, Step):
                self.status.replica.did(told)
            else:
                self._pump.tell(told)

    def _look(self) -> None:
        status, connectors = self.status, self._pump.engine.connectors
        status.now_ns = self._pump.clock.now_ns()
        for fill in status.replica.catch_up(self._pump.engine.audit):
            status.sums.add(fill, connectors[fill.venue].markets[fill.pair])
        for fill in status.replica.take_late_fees():
            status.sums.add_fee(fill)
        home, *others = self._stands
        shown: list[tuple[Stand, Status | Other]] = [(home, status), *zip(others, status.others, strict=True)]
        for each, of in shown:
            market, top = _top(connectors[each.row], of.market.pair)
            if market is not None and top is not None:
                of.market, of.bid, of.ask = market, market.tick.write(top.bid), market.tick.write(top.ask)
        market, top = _top(connectors[home.row], status.market.pair)
        if market is not None and top is not None and market.kind is MarketKind.SPOT:
            middle, open_profit = (top.bid + top.ask) // 2, self._open_profit()
            status.profit = profit_of(status.sums.changes(), market, middle, open_profit, self._beside(market))

    def _beside(self, first: Market) -> list[tuple[Market, int]]:
        """Its further markets, and their middles, where they have one."""
        beside = []
        for each in self._stands:
            for pair in (each.found.market.pair, *(market.pair for market in each.found.more)):
                market, top = _top(self._pump.engine.connectors[each.row], pair)
                if (
                    market is not None
                    and top is not None
                    and market.kind is MarketKind.SPOT
                    and market.base != first.base
                ):
                    beside.append((market, (top.bid + top.ask) // 2))
        return beside

    def _open_profit(self) -> int:
        """Of contracts that are held beside the coins."""
        connectors = self._pump.engine.connectors

        def mark_of(place: tuple[str, str]) -> int | None:
            connector = connectors[place[0]]
            market, contracts = connector.market(place[1]), connector.extra.contracts
            return contracts.mark(market.symbol) or None if market is not None and contracts is not None else None

        return self.status.sums.unrealised(mark_of) or 0

    async def _wind_down(self) -> None:
        """Cancels, and waits until the venue has said of every order that it is not there any more."""
        quiet = asyncio.Event()
        pump = self._pump

        def look() -> None:
            if pump.engine.quiet:
                quiet.set()

        pump.after_turn = look
        for each in self._stands:
            each.share(pump)
        before = self._live()
        pump.tell(StopTrading(self.status.why or "the run is over"))
        with suppress(TimeoutError):
            async with asyncio.timeout(WIND_DOWN_SECONDS):
                await quiet.wait()
        after = {each.client_id for each in self._live()}
        self.status.proven = pump.engine.empty
        self.status.armed = pump.engine.empty and not pump.engine.quiet
        self.status.cancelled = [each.client_id for each in before if each.client_id not in after]
        self.status.unproven = [each.client_id for each in before if each.client_id in after]

    def _live(self) -> list[OrderView | StopView]:
        return [order for each in self._stands for order in each.live(self._pump)]


def _left_behind(journal: Path, rows: Sequence[str], seats: Sequence[str]) -> list[Restored | Resumed]:
    """What an earlier run left, to be told first: the orders of each venue, then what was handed out."""
    restored = [found for row in rows if (found := recover(journal, row)) is not None]
    resumed = [work for seat in seats if (work := resume(journal, seat)) is not None] if restored else []
    return [*restored, *resumed]


def _top(connector: Connector, pair: str) -> tuple[Market | None, Top | None]:
    market, book = connector.markets.get(pair), connector.book(pair)
    top = book.top() if market is not None and book is not None else None
    return (market, top) if top is not None and top.bid and top.ask else (None, None)


async def run_bot(
    plan: BotPlan,
    name: str,
    files: BotFiles,
    keys: Keys,
    for_ns: int,
    stop: asyncio.Event,
    show: Show,
    hear: Hear,
    more_keys: Sequence[Keys] = (),
    config: Files | None = None,
) -> Status:
    """`for_ns` 0: until `stop`. `show` is called about twice a second. `more_keys`: of the other venues, in order."""
    those = list(zip(plan.posts, (keys, *more_keys), strict=True))
    looks = [look_first(plan, post, its, files.number) for post, its in those]
    found, _ = await asyncio.gather(asyncio.gather(*looks), asyncio.to_thread(load_kernels))
    stands = [Stand(post, its, each, files) for (post, its), each in zip(those, found, strict=True)]
    bot = Bot(plan, name, files, stands, config)
    bot.listen(hear)
    return await bot.run(for_ns, stop, show)


async def run_on_paper(
    plan: BotPlan,
    name: str,
    files: BotFiles,
    folder: Path,
    for_ns: int,
    stop: asyncio.Event,
    show: Show,
    hear: Hear,
    more_folders: Sequence[Path] = (),
    config: Files | None = None,
) -> Status:
    """The same, with accounts of our own. `folder`: where that is kept; `more_folders`: those of the other venues."""
    await asyncio.to_thread(load_kernels)
    async with AsyncExitStack() as stack:
        stands, papers = [], []
        for post, place in zip(plan.posts, (folder, *more_folders), strict=True):
            async with Visit(post.target, post.reach) as visit:
                markets = [await visit.market(pair) for pair in post.pairs]
            pairs = [market.pair for market in markets]
            target = post.target.for_pairs(*pairs)
            paper = await stack.enter_async_context(open_paper(target, post.reach, pairs, plan.funds, place, post.fees))
            rows = [order for market in markets for order in paper.open_orders(market.symbol)]
            inside, found = replace(post, reach=paper.reach), found_at(post, markets, rows, files.number, plan.at_start)
            if any(said is not None for said in plan.kill.values()):
                async with Visit(target, paper.reach, paper.keys) as visit:
                    stakes = await look_at_stakes(visit, markets[0], plan.kill, plan.token, markets[1:])
                    found = replace(found, stakes=stakes)
            stands.append(Stand(inside, paper.keys, found, files))
            papers.append(paper)
        bot = Bot(plan, name, files, stands, config)
        bot.listen(hear)

        def look(status: Status) -> None:
            troubles = [trouble for paper in papers for trouble in paper.troubles]
            status.why = status.why or "".join(troubles[:1])
            show(status)

        return await bot.run(for_ns, stop, look)
