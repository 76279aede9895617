"""The main job: an emulated venue as a process of its own, a market maker on it over sockets, and the sum at the end."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from picaflor.app.build import build_engine
from picaflor.app.child import Emulator
from picaflor.app.plan import ConnectorPlan, RunPlan, SeatPlan, write_plan
from picaflor.app.problems import TooLate
from picaflor.app.profit import FillSums, Profit, changes_of, profit_of, totals_of
from picaflor.app.projection import project
from picaflor.app.replica import Replica
from picaflor.engine.instructions import IdsReserved, StopTrading
from picaflor.engine.risk import Limits
from picaflor.kernels.compiled import COMPILED
from picaflor.kernels.compiled import load as load_kernels
from picaflor.kernels.compiled import ready as kernels_ready
from picaflor.live.pump import Outside, Pump
from picaflor.settings.places import Places, World
from picaflor.storage.ids import IdBlocks
from picaflor.storage.journal import JournalWriter
from picaflor.storage.lock import DirectoryLock
from picaflor.transport.clock import Clock, fresh_seed
from picaflor.transport.hosts import Hosts
from picaflor.venues import load

SECOND = 1_000_000_000
VENUE, PAIR = "bitget", "BTC-USDT"
WIND_DOWN_SECONDS = 10.0
IDS_BLOCK = 10_000
RUNS_KEPT = 20
RUN = re.compile(r"run-([0-9]{6,9})", re.ASCII)


@dataclass(slots=True)
class Report:
    """Everything that a status line or a summary shows."""

    replica: Replica = field(default_factory=Replica)
    sums: FillSums = field(default_factory=FillSums)
    began_ns: int = 0
    now_ns: int = 0
    top: tuple[str, str] = ("", "")
    profit: Profit | None = None
    ledger_profit: Profit | None = None
    proven: bool = False
    journal: str = ""
    database: str = ""
    emulator: str = ""

    @property
    def agreed(self) -> bool:
        """Our fills and the venue's ledger, to the last digit."""
        return self.profit == self.ledger_profit


# Wide enough to live between the venue's fees of 0.1 % a side and the crowd.
MAKER = {"pair": PAIR, "spread_bps": 13, "tolerance_bps": 4}


def make_plan(seed: int, block: range) -> RunPlan:
    return RunPlan(
        connectors=(ConnectorPlan(VENUE, (PAIR,), seed, block.start, block.stop),),
        seats=(SeatPlan("maker", VENUE, "simple_maker", MAKER),),
        limits=Limits(position_notional_max=10_000 * 10**36),
    )


def demo_home(places: Places) -> Path:
    return places.bot(World.EMULATED, "demo")


async def demo(
    home: Path, seed: int | None, for_ns: int, stop: asyncio.Event, show: Callable[[Report], None]
) -> Report:
    """`for_ns` 0: until `stop`. `show` is called about twice a second."""
    chosen = fresh_seed() % 1_000_000 if seed is None else seed
    lock = DirectoryLock(_made(home))
    try:
        # The kernels load while the venue starts: by its first frame they are there.
        emulator, _ = await asyncio.gather(Emulator.start(VENUE, chosen, "--lively"), asyncio.to_thread(load_kernels))
        try:
            return await _trade(home, chosen, for_ns, stop, show, emulator)
        finally:
            await emulator.end()
    finally:
        lock.release()


def _made(home: Path) -> Path:
    return Places(home, home).make(home)


def fresh_directory(home: Path) -> Path:
    """Each run meets a venue that was made for it, so nothing of an earlier one can be carried on. The oldest go."""
    runs = sorted((int(shape[1]), path) for path in home.iterdir() if (shape := RUN.fullmatch(path.name)))
    for _, old in runs[: max(0, len(runs) + 1 - RUNS_KEPT)]:
        shutil.rmtree(old)
    return home / f"run-{runs[-1][0] + 1 if runs else 1:06d}"


async def _trade(
    home: Path, seed: int, for_ns: int, stop: asyncio.Event, show: Callable[[Report], None], emulator: Emulator
) -> Report:
    ids = IdBlocks(home / "ids")
    plan = make_plan(seed, ids.reserve(IDS_BLOCK))
    directory = fresh_directory(home)
    journal = JournalWriter(directory, write_plan(plan))
    clock = Clock()
    engine = build_engine(plan, journal, fast_books=COMPILED and kernels_ready())
    pump = Pump(engine, {VENUE: Outside(load(VENUE), emulator.keys, Hosts(emulator.hosts))}, clock, journal)
    report = Report(began_ns=clock.now_ns(), journal=str(directory), emulator=emulator.hosts["api.bitget.com"])
    try:
        before = totals_of(await emulator.ledger())
        pump.start()
        await _watch(pump, report, for_ns, stop, show, ids)
        if pump.failed is not None:
            raise pump.failed
        await _wind_down(pump, report)
        _look(pump, report)
        _sum_up(pump, report, changes_of(before, totals_of(await emulator.ledger())))
    finally:
        await pump.close()
        journal.close()
    if not report.replica.markets and not stop.is_set():
        waiting = ", ".join(report.replica.waiting_for) or "its first answer"
        raise TooLate(f"the emulated {VENUE} was not ready in that time (waiting for {waiting}): give it longer")
    report.database = str(directory / "picaflor.db")
    project(directory, Path(report.database))
    return report


def _sum_up(pump: Pump, report: Report, changes: dict[str, int]) -> None:
    market = pump.engine.connectors[VENUE].markets.get(PAIR)
    if market is not None:
        mark = _mark(pump)
        report.ledger_profit = profit_of(changes, market, mark)
        report.profit = profit_of(report.sums.changes(), market, mark)


async def _watch(
    pump: Pump, report: Report, for_ns: int, stop: asyncio.Event, show: Callable[[Report], None], ids: IdBlocks
) -> None:
    while not stop.is_set() and not pump.done.is_set():
        left = (for_ns - (pump.clock.now_ns() - report.began_ns)) / SECOND if for_ns else 0.5
        if for_ns and left <= 0:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(min(0.5, left)):
                await stop.wait()
        _look(pump, report)
        _more_ids(pump, ids)
        show(report)


def _look(pump: Pump, report: Report) -> None:
    connector = pump.engine.connectors[VENUE]
    report.now_ns = pump.clock.now_ns()
    for fill in report.replica.catch_up(pump.engine.audit):
        report.sums.add(fill, connector.markets[fill.pair])
    late, report.replica.late_fees = report.replica.late_fees, []
    for fill in late:
        report.sums.add_fee(fill)
    market, book = connector.markets.get(PAIR), connector.book(PAIR)
    if market is not None and book is not None:
        top = book.top()
        report.top = (str(market.price(top.bid)), str(market.price(top.ask)))
        report.profit = profit_of(report.sums.changes(), market, _mark(pump))


def _mark(pump: Pump) -> int:
    book = pump.engine.connectors[VENUE].book(PAIR)
    top = book.top() if book is not None else None
    return (top.bid + top.ask) // 2 if top is not None else 0


def _more_ids(pump: Pump, ids: IdBlocks) -> None:
    if pump.engine.connectors[VENUE].ids.left < IDS_BLOCK // 2:
        block = ids.reserve(IDS_BLOCK)
        pump.tell(IdsReserved(VENUE, block.start, block.stop))


async def _wind_down(pump: Pump, report: Report) -> None:
    """Cancels, and waits until the venue has said of every order that it is not there any more."""
    quiet = asyncio.Event()

    def look() -> None:
        if pump.engine.quiet:
            quiet.set()

    pump.after_turn = look
    pump.tell(StopTrading("the run is over"))
    with suppress(TimeoutError):
        async with asyncio.timeout(WIND_DOWN_SECONDS):
            await quiet.wait()
    report.proven = pump.engine.quiet
