"""`./run prove soak VENUE[:KIND][/FAMILY] [--minutes M] [--speed X] [--seed N]`: a long life over real sockets.

An emulated house and, of each kind of account that it has, a customer with a connector for each of its rows run on one
clock that goes X times as fast; where contracts are of several families, each kind has one more customer for each further
one. A strategy trades a little of everything, and faults of every kind are drawn all the while. When it is over, and all is
at rest, orders, fills, balances and positions of ours are held against the venue's own, to the last digit.
A fault of which there were fewer than fifty fails (in shorter runs: fewer in proportion). Both sides remember little,
so that all which fills up is full after the first third; the memory's slope is printed of the rest.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sys
import tempfile
import time
from array import array
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from picaflor.app.build import build_engine
from picaflor.app.emulate import hosts_of, made_up_keys, make_exchange, rows_of
from picaflor.app.emulated_files import Customer
from picaflor.app.plan import ConnectorPlan, RunPlan, write_plan
from picaflor.domain.events import Filled, Surprise
from picaflor.domain.orders import Fill
from picaflor.emulator.pump import EmulatorPump
from picaflor.engine.instructions import StopTrading
from picaflor.engine.loop import Engine
from picaflor.engine.records import Kind, read_kept, read_markets
from picaflor.engine.seat import Seat
from picaflor.engine.view import ConnectorView
from picaflor.kernels.compiled import COMPILED
from picaflor.kernels.compiled import load as load_kernels
from picaflor.live.pump import Outside, Pump
from picaflor.machines.orders import ClientIds, OrderKeeper
from picaflor.machines.orders.events import read_event
from picaflor.sim.venue.faults import FaultRates, Faults, FrameFault, RequestFault
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.storage.journal import JournalWriter, read_journal
from picaflor.transport.clock import Clock
from picaflor.transport.hosts import Hosts
from picaflor.venues import ROWS, load
from picaflor.wire.asks import ReadBalances
from picaflor.wire.contracts import Positions, ReadPositions
from picaflor.wire.reports import BalancesReport
from picaflor.wire.stops import StopStatus
from picaflor.wire.venue import Checksum, Venue
from tests.prove._churner import LIMITS, Churner
from tests.worlds import named

SECOND = 1_000_000_000
IDS = 1_000_000
FULL_MINUTES = 30
KEPT = 250  # ended orders that either side remembers, and fills that the venue can be asked about
FILLS_KEPT = 400  # by our own side
ORDERS_MIN, FILLS_MIN, FAULTS_MIN = 10_000, 3_000, 50  # of a full run
EVERY_NS = 600_000_000  # venue time between two moves of all strategies
KEYS_END_EVERY = 12  # looks: once a minute the house ends all listen keys before their time
POT = 20_000 * 10**36  # in the account of a pair that is traded on margin
KEYS_ENDED = "listen keys that ended early"
RATES = FaultRates(
    requests={
        RequestFault.DROP_REQUEST: 40,
        RequestFault.DROP_REPLY: 40,
        RequestFault.DELAY: 40,
        RequestFault.TOO_MANY: 60,
        RequestFault.BROKEN: 60,
        RequestFault.GARBLED: 60,
    },
    frames={
        FrameFault.DROP: 8,
        FrameFault.TWICE: 10,
        FrameFault.LATER: 8,
        FrameFault.SCRAMBLED: 6,
        FrameFault.HANG_UP: 5,
        FrameFault.SILENT: 4,
        FrameFault.MUTE: 3,
        FrameFault.FORGOTTEN: 5,
        FrameFault.CHECKSUM: 20,
    },
    delay_max_ns=8 * SECOND,
)


@dataclass(frozen=True)
class Life:
    """Of one customer: an account of that kind, and contracts of that family; "": the house's own, and all its rows."""

    kind: str = ""
    family: str = ""

    @property
    def pair(self) -> str:
        return f"BTC-{self.family or 'USDT'}"

    def record(self, row: str) -> Venue:
        return load(row).spoken_by(self.kind).for_pairs(self.pair)

    def __str__(self) -> str:
        return f"{self.kind or 'usual'} {self.family}".rstrip()


class House:
    """One emulated house with a customer for each life that there is, or for those that are named."""

    def __init__(self, venue: str, speed: int, seed: int) -> None:
        name, kind = named(venue)
        family = venue.partition("/")[2]
        first, *others = rows_of(name)
        kinds = [kind] if kind else ["", *first.account_kinds]
        families = [family] if family else ["", *(other.family for other in others if other.family)]
        self.lives = [Life(kind, family) for kind in kinds for family in families]
        customers = [Customer(made_up_keys(first, seed + n), {}, kind=life.kind) for n, life in enumerate(self.lives)]
        self.exchange, _ = make_exchange(first, seed, others=others, kept=KEPT, customers=customers)
        self.exchange.faults = Faults(RATES, seed)
        self.clock = Clock(speed=speed)
        self.hosts = hosts_of(first, *others)


class Soak:
    """The life of one customer."""

    def __init__(self, house: House, no: int, minutes: float, speed: int, seed: int, folder: Path) -> None:
        self.minutes, self.seed, self.folder = minutes, seed, folder
        self.clock, self.speed = house.clock, speed
        self.life, self.no, self.exchange = house.lives[no - 1], no, house.exchange
        self.keys = self.exchange.floor.accounts[no].keys
        self.rows = [name for name in self.exchange.floors if name in ROWS]
        if self.life.family:  # the rest of its house is traded by others
            self.rows = [name for name in self.rows if self.life.family in load(name).families]
        self.plan = RunPlan(
            tuple(
                ConnectorPlan(
                    *(name, (self.life.pair,), seed + n, n * IDS, (n + 1) * IDS),
                    account_kind=self.life.kind,
                    isolated_margin=POT if load(name).kind == "margin" else 0,
                )
                for n, name in enumerate(self.rows)
            ),
            (),
            LIMITS,
        )
        self.counts: Counter[str] = Counter()
        self.rss: list[tuple[float, int]] = []  # minutes, KiB
        self.traded = {name: array("q") for name in self.rows}  # number and order of each fill that the venue made

    async def run(self, hosts: dict[str, str]) -> int:
        journal = JournalWriter(self.folder / "journal", write_plan(self.plan))
        load_kernels()
        engine = build_engine(self.plan, journal, fast_books=COMPILED)
        for n, name in enumerate(self.rows):
            contract = bool(load(name).position_modes)
            engine.connectors[name].keeper.remember(KEPT, FILLS_KEPT)
            every_ns = EVERY_NS * len(self.rows)  # one row is as busy as several together
            stops = bool(load(name).stop_kinds)
            lots = 20 if load(name).kind == "perpetual" else 300
            churner = Churner(self.life.pair, self.seed + n, every_ns, lots, contract, stops=stops)
            view = ConnectorView(engine.connectors[name], name)
            engine.seats.append(Seat(name, name, churner, view, {name: view}))
        outside = {name: Outside(self.life.record(name), self.keys, Hosts(hosts)) for name in self.rows}
        pump = Pump(engine, outside, self.clock, journal)
        try:
            pump.start()
            await self._live(pump)
            self.exchange.faults.on = False
            forgotten = await self._never_trusted(engine)
            quiet = await self._wind_down(pump)
        finally:
            await pump.close()
            journal.close()
        if pump.failed is not None:
            raise pump.failed
        faults = self._compare(engine) + forgotten
        return self._report(quiet, faults)

    async def _live(self, pump: Pump) -> None:
        began = time.monotonic()
        while (passed := (time.monotonic() - began) / 60) < self.minutes and not pump.done.is_set():
            await asyncio.sleep(5)
            self.rss.append((passed, _rss_kib()))
            self._drain(pump.engine)
            if len(self.rss) % KEYS_END_EVERY == 0:
                self.counts[KEYS_ENDED] += self.exchange.sockets.listen_keys.end_all(self.clock.now_ns())
            if len(self.rss) % 60 == 0:
                accepted = sum(account.accepted for account in self._accounts())
                print(f"  {passed:5.1f} min, {accepted} orders, {self.rss[-1][1]} KiB", flush=True)

    async def _never_trusted(self, engine: Engine) -> list[str]:
        """A house that makes no more faults is heard again, whatever it has forgotten before."""
        for _ in range(100):
            await self._venue_seconds(2)
            self._drain(engine)
            if all(connector.trusted for connector in engine.connectors.values()):
                return []
        return ["a book never came back"]

    async def _wind_down(self, pump: Pump) -> bool:
        await self._venue_seconds(60)
        pump.tell(StopTrading("the soak is over"))
        for _ in range(120):
            await self._venue_seconds(2)
            self._drain(pump.engine)
            if pump.engine.quiet:
                break
        for row in self.exchange.rows:
            for crowd in row.crowds.values():
                crowd._next_ns = 10**30  # the world stands still: equity is a matter of the mark's last tick
            for gauge in row.clearing.prices.gauges.values() if row.clearing is not None else ():
                gauge.told = True  # and where no spot market has the coin, its index walks by itself
        await self._venue_seconds(150)  # one more round of questions: balances, late fills, positions
        self._drain(pump.engine)
        return pump.engine.quiet

    async def _venue_seconds(self, seconds: int) -> None:
        await asyncio.sleep(self.clock.seconds_until(self.clock.now_ns() + seconds * SECOND))

    def _drain(self, engine: Engine) -> None:
        for name, traded in self.traded.items():
            last = traded[-2] if traded else 0
            fills = self._floor(name).accounts[self.no].fills
            fresh = list(takewhile(lambda fill, last=last: int(fill.trade_id) > last, reversed(fills)))  # type: ignore[misc]
            assert len(fresh) < KEPT, "fills were forgotten before they were counted"
            for fill in reversed(fresh):
                traded.extend((int(fill.trade_id), int(fill.venue_id)))
        for line in engine.audit.drain():
            event = getattr(line, "event", None)
            if event is not None:
                self.counts[event.what if isinstance(event, Surprise) else type(event).__name__] += 1

    def _floor(self, row: str) -> Floor:
        """Where we trade of that row."""
        return self.exchange.floors[self.life.record(row).floor]

    def _accounts(self) -> list[VenueAccount]:
        return [floor.accounts[self.no] for floor in self.exchange.floors.values()]

    # when all is at rest

    def _compare(self, engine: Engine) -> list[str]:
        faults: list[str] = []
        records = list(read_journal(self.folder / "journal")[1])
        self.counts["records in the journal"] = len(records)
        for kind, _, payload in records:
            self.counts["sockets opened"] += kind == Kind.OUT and b'"OpenSocket"' in payload
        for row in self.plan.connectors:
            floor = self._floor(row.venue)
            account = floor.accounts[self.no]
            keeper, fills = self._remember(row, records)
            story = f"{row.venue}: "
            told = {(int(fill.trade_id), int(fill.venue_id)) for fill in fills}
            traded = self.traded[row.venue]
            at_venue = set(zip(traded[::2], traded[1::2], strict=True))
            if len(fills) != len(told):
                faults.append(story + "a fill was applied twice")
            if told != at_venue:
                faults.append(story + f"fills differ: {len(told)} of ours, {len(at_venue)} of the venue's")
            by_number = {view.venue_id: view for view in keeper.known()}  # of a stop's order: it bears that one's name
            for order in account.orders.values():
                mine = keeper.view(order.place.client_id) or by_number.get(str(order.no))
                if mine is None or not mine.state.final or mine.filled != order.filled:
                    faults.append(story + f"{order.place.client_id}: {mine} against {order.status} {order.filled}")
            waiting = floor.waiting.waiting(account)
            faults += [story + f"a stop still waits: {stop.ask}" for stop in waiting]
            self.counts[f"stops of {row.venue}"] = sum(1 for stop in floor.waiting.past(account))
            self.counts[f"stops of {row.venue} that fired"] = sum(
                1 for stop in floor.waiting.past(account) if stop.status is StopStatus.TRIGGERED
            )
            faults += [story + each for each in self._money(engine, row.venue, account)]
            self.counts[f"orders of {row.venue}"] = account.accepted
            self.counts[f"fills of {row.venue}"] = len(at_venue)
        return faults

    def _remember(
        self, row: ConnectorPlan, records: Sequence[tuple[int, int, bytes]]
    ) -> tuple[OrderKeeper, list[Fill]]:
        """Everything that the journal says of one row's orders: a keeper that forgets nothing, and each fill."""
        venue = self.life.record(row.venue)
        ids = ClientIds(venue.client_ids, "pf", row.bot, range(row.ids_start, row.ids_stop))
        keeper = OrderKeeper(row.venue, row.account, {}, ids, venue.settle_ns, keep=10**6, fills_keep=10**6)
        fills: list[Fill] = []
        for kind, at_ns, payload in records:
            if kind not in (Kind.KEPT, Kind.LISTED):
                continue
            name, fact = read_kept(payload)
            if name != row.venue:
                continue
            if kind == Kind.LISTED:
                keeper.set_markets({market.symbol: market for market in read_markets(fact)}, at_ns)
            else:
                fills += [event.fill for event in keeper.feed(read_event(fact), at_ns) if isinstance(event, Filled)]
        return keeper, fills

    def _money(self, engine: Engine, name: str, account: VenueAccount) -> list[str]:
        """Asked of the house as a customer would ask, but without a wire between."""
        connector = engine.connectors[name]
        row = next(row for row in self.exchange.rows if row.floor is self._floor(name))
        purse = next((each for each in self.exchange.rows if each.floor is row.floor.home), row)
        owner = purse.floor.accounts[account.no]
        said = purse.answers.private(owner, ReadBalances(), self.clock.now_ns())
        assert isinstance(said, BalancesReport)
        ours = {asset: (each.free, each.held) for asset, each in connector._purse.assets.items()}
        theirs = {each.asset: (each.free, each.held) for each in said.rows if each.total}
        if "one_wallet" in connector.venue.features:  # its stream tells of all coins, also of those that spot alone has
            ours = {asset: held for asset, held in ours.items() if asset in theirs}
        faults = [] if ours == theirs else [f"balances differ: {ours} against {theirs}"]
        if connector.extra.contracts is not None:
            there = row.answers.private(account, ReadPositions(), self.clock.now_ns())
            assert isinstance(there, Positions)
            market = connector.markets[self.life.pair]
            held = {(view.hold, view.lots * market.sized.atoms) for view in connector.extra.contracts.positions.all()}
            if held != {(each.hold, each.size) for each in there.rows}:
                faults.append(f"positions differ: {held} against {there.rows}")
        return faults

    def _allowed(self) -> float:
        """A house that takes few calls sees fewer orders: an order costs about six, placed, cancelled and asked for."""
        seconds = self.minutes * 60 * self.speed
        calls = min(limit.count * SECOND * seconds / limit.per_ns for limit in self.exchange.venue.limits)
        return min(1.0, calls / 6 / (ORDERS_MIN * min(1.0, self.minutes / FULL_MINUTES)))

    def _report(self, quiet: bool, faults: list[str]) -> int:
        share = min(1.0, self.minutes / FULL_MINUTES)
        kinds = Counter(dict(self.exchange.faults.counts))
        for fault in (*RequestFault, *FrameFault):
            kinds.setdefault(fault.value, 0)
        del kinds[RequestFault.NONE.value]
        if all(row.venue.book.checksum is Checksum.NONE for row in self.exchange.rows):
            del kinds[FrameFault.CHECKSUM.value]  # there is nothing to be wrong
        orders = sum(account.accepted for account in self._accounts())
        fills = sum(map(len, self.traded.values())) // 2
        print(f"\ncounts of the {self.life} account")
        for name, count in sorted((*self.counts.items(), *((f"fault: {k}", n) for k, n in kinds.items()))):
            print(f"  {name:36}{count:10d}")
        slope = _slope(self.rss[len(self.rss) // 3 :])
        print(f"  {'memory after a third, MiB an hour':36}{slope:10.1f}")
        for fault, count in sorted(kinds.items()):
            if count < FAULTS_MIN * share:
                faults.append(f"only {count} faults of the kind {fault}")
        if self.exchange.venue.listen is not None and self.counts[KEYS_ENDED] < int(self.minutes) - 1:
            faults.append(f"only {self.counts[KEYS_ENDED]} listen keys ended before their time")
        allowed = self._allowed()
        if orders < ORDERS_MIN * share * allowed or fills < FILLS_MIN * share * allowed:
            faults.append(f"only {orders} orders and {fills} fills")
        if not quiet:
            faults.append("not everything of ours is proven to be over")
        for fault in faults[:20]:
            print(f"FAIL: {fault}")
        print(f"{'FAIL' if faults else 'PASS'}: {orders} orders, {fills} fills, {sum(kinds.values())} faults; at rest")
        return 1 if faults else 0


def _rss_kib() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if Path("/proc/self/statm").exists() else 0
    return pages * resource.getpagesize() // 1024


def _slope(samples: list[tuple[float, int]]) -> float:
    """MiB an hour, by least squares; what was loaded at the start is left out by the caller."""
    if len(samples) < 3:
        return 0.0
    n = len(samples)
    mean_x, mean_y = sum(x for x, _ in samples) / n, sum(y for _, y in samples) / n
    below = sum((x - mean_x) ** 2 for x, _ in samples)
    above = sum((x - mean_x) * (y - mean_y) for x, y in samples)
    return above / below * 60 / 1024 if below else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run prove soak")
    parser.add_argument("venue")
    parser.add_argument("--minutes", type=float, default=FULL_MINUTES)
    parser.add_argument("--speed", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    factory: Any = None
    with suppress(ImportError):
        from uvloop import new_event_loop as factory
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(live(told, Path(folder)))


async def live(told: argparse.Namespace, folder: Path) -> int:
    """All customers at once; each proves what is its own."""
    house = House(told.venue, told.speed, told.seed)
    server = EmulatorPump(house.exchange, house.clock)
    addresses = await server.start(house.hosts)
    hosts = {host: address for host, address in addresses.items() if host != "control"}
    lives = []
    for n in range(len(house.lives)):
        home = folder / str(n)
        home.mkdir()
        lives.append(Soak(house, n + 1, told.minutes, told.speed, told.seed + 10 * n, home))
    try:
        return max(await asyncio.gather(*(each.run(hosts) for each in lives)))
    finally:
        await server.close()


if __name__ == "__main__":
    sys.exit(main())
