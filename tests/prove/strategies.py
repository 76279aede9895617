"""`./run prove strategies [MINUTES] [SEED]`: five emulated venues in one storm, and strategies on several of them at once.

Requests, answers and frames are lost, and every ten minutes the process is killed. All of it is in virtual time, so an
hour is one whatever the machine. A leg is naked no longer than OWN_BOUND while it could be mended: while both venues can be
traded on and no order of that work is under way or unknown. With all the time in which a venue was away, or had not yet
proven what became of an order, it is no longer than BOUND. In the end no order is unknown, no work is unfinished, and what
fills say was made is what each venue's ledger says, to the last digit.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from picaflor.app.build import build_engine
from picaflor.app.emulate import make_exchange
from picaflor.app.plan import ConnectorPlan, RunPlan, SeatPlan
from picaflor.app.profit import FillSums
from picaflor.app.recovery import restored_from, resumed_from
from picaflor.domain.events import FeeKnown, Filled, MoneyMoved, OrderClaimed, OrderState
from picaflor.domain.numbers import ONE, write_atoms
from picaflor.domain.orders import Fill, Liquidity
from picaflor.engine.audit import Seen
from picaflor.engine.instructions import Instruction, StopTrading
from picaflor.engine.loop import Engine
from picaflor.engine.seat import Seat
from picaflor.sim.port import Joint, Wire
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.faults import Faults
from picaflor.sim.venue.orders import VenueAccount
from picaflor.strategies.executors.piece import tradable
from picaflor.strategies.executors.position import PositionExecutor
from picaflor.strategies.executors.two_legs import TwoLegs
from picaflor.strategies.executors.vocabulary import Executor, Phase
from picaflor.strategies.executors.xemm import XemmExecutor
from picaflor.strategies.orchestra import Orchestra
from picaflor.strategies.protocols import View
from picaflor.venues import load
from tests.storms.test_storms import STORM, stand_still
from tests.worlds import IDS, SECOND, START_NS, MemoryJournal, replace_row

OWN_BOUND_NS = 15 * SECOND  # a second or so from each miss to the next order, and some miss
# docs/controllers.md says what it consists of: orders of unknown fate (tens of seconds each, and one may follow another),
# venues that are away, and books that are sent afresh, one after another in a storm.
BOUND_NS = 180 * SECOND
KILL_EVERY = 600  # seconds
HOUSES = {"bitget": ("bitget_perpetual",), "hitbtc": (), "bitmart": (), "hashkey": (), "altmarkets": ()}
PAIR, OTHER = "BTC-USDT", "ETH-USDT"
SEATS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "make": ("hitbtc", "cross_maker", {"pair": PAIR, "taker_venue": "bitget", "profit_bps": -20, "step_bps": 5}),
    "make too": ("altmarkets", "cross_maker", {"pair": PAIR, "taker_venue": "hashkey", "profit_bps": -30}),
    # It goes one way all the time, so it is small: what it moves away must last an hour for the others, too.
    "arbitrage": (
        "bitmart",
        "arbitrage",
        {"pair": PAIR, "other_venue": "hashkey", "profit_bps": -200, "notional": 40 * ONE},
    ),
    "funding": (
        "bitget",
        "funding_rate",
        {"pair": PAIR, "short_venue": "bitget_perpetual", "rate_min": -ONE, "rate_leave": -ONE, "enter_bps": -10_000}
        | {"time_limit_ns": 60 * SECOND, "pause_ns": 5 * SECOND},
    ),
    "pair": (
        "bitmart",
        "pair_spread",
        {"pair": PAIR, "other_pair": OTHER, "other_venue": "hitbtc", "window": 20, "sample_ns": 2 * SECOND}
        | {"enter": 120, "pause_ns": 5 * SECOND},
    ),
    # Its stop rests at the venue, through storms and kills; on a pair of its own, for positions of one pair net.
    "steps": (
        "bitget_perpetual",
        "dca",
        {"pair": OTHER, "steps": 3, "first_bps": 1, "gap_bps": 4, "stop_loss_bps": 22, "take_profit_bps": 20}
        | {"trailing_from_bps": 0, "trailing_bps": 20, "time_limit_ns": 120 * SECOND, "pause_ns": 2 * SECOND},
    ),
}


@dataclass
class Hour:
    plan: RunPlan
    engine: Engine
    houses: dict[str, Exchange]  # by row
    joint: Joint
    journal: MemoryJournal
    began_with: dict[str, dict[str, int]]
    fills: list[Fill] = field(default_factory=list)
    fees: list[Fill] = field(default_factory=list)
    paid: list[MoneyMoved] = field(default_factory=list)
    naked_since: dict[tuple[str, str], int] = field(default_factory=dict)
    longest_ns: int = 0
    longest: str = ""
    own_ns: dict[tuple[str, str], int] = field(default_factory=dict)  # of that, while it could be mended
    own_longest_ns: int = 0
    own_longest: str = ""
    spent: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)  # seconds of it, by what stood in the way
    longest_spent: Counter[str] = field(default_factory=Counter)
    bare_ns: dict[tuple[str, str], int] = field(default_factory=dict)  # held without a stop at the venue
    bare_longest_ns: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def account(self, row: str) -> VenueAccount:
        floor = next(each.floor for each in self.houses[row].rows if each.venue.id == row)
        return floor.accounts[1]

    def tell(self, instruction: Instruction) -> None:
        self.joint.carry(self.engine.tell(instruction, self.joint.now_ns))

    def run(self, seconds: int) -> None:
        until_ns = self.joint.now_ns + seconds * SECOND
        while self.joint.now_ns < until_ns:
            self.joint.run(min(until_ns, self.joint.now_ns + SECOND))
            self.drain()
            self.look()

    def drain(self) -> None:
        assert self.engine.audit.missed == 0
        for line in self.engine.audit.drain():
            match line:
                case Seen(event=Filled(fill)):
                    self.fills.append(fill)
                case Seen(event=OrderClaimed()):
                    self.counts["orders of stops"] += 1
                case Seen(event=FeeKnown(fill)):
                    self.fees.append(fill)
                case Seen(event=MoneyMoved() as moved):
                    self.paid.append(moved)

    def look(self) -> None:
        """Which work has a leg that the other does not answer, and since when."""
        now_ns = self.joint.now_ns
        for seat in self.engine.seats:
            for work in orchestra(seat) if seat.knows(self.engine.connectors) else ():  # else it is as it was
                key = seat.name, work.name
                if isinstance(work, PositionExecutor):
                    self.look_at_stop(key, work, seat.view)
                    continue
                if naked(work, seat.view):
                    since_ns = self.naked_since.setdefault(key, now_ns)
                    why, spent = self.blocked(seat, work), self.spent.setdefault(key, Counter())
                    spent[why or "nothing"] += 1
                    if now_ns - since_ns > self.longest_ns:
                        self.longest_ns, self.longest = now_ns - since_ns, f"{seat.name} {work.name}"
                        self.longest_spent = Counter(spent)
                    if not why:
                        self.own_ns[key] = own_ns = self.own_ns.get(key, 0) + SECOND
                        if own_ns > self.own_longest_ns:
                            self.own_longest_ns, self.own_longest = own_ns, f"{seat.name} {work.name}"
                else:
                    self.naked_since.pop(key, None)
                    self.own_ns.pop(key, None)
                    self.spent.pop(key, None)

    def look_at_stop(self, key: tuple[str, str], work: PositionExecutor, view: View) -> None:
        """How long what is held has no stop at the venue; while it is closed it needs none."""
        market = view.market(work._m.config.pair)
        held, waits = work.held(market), [each.lots for each in work._m.protection.stops.values() if each.waits]
        bare = work.phase is Phase.WORKING and held >= max(1, market.min_lots) and max(waits, default=0) < held
        self.bare_ns[key] = self.bare_ns.get(key, 0) + SECOND if bare else 0
        self.bare_longest_ns = max(self.bare_longest_ns, self.bare_ns[key])

    def blocked(self, seat: Seat, work: Executor) -> str:
        """Why it can do nothing now: a venue is away, or an order of its is under way, or unknown; "": it can."""
        for row, view in seat.views.items():
            if not view.open:
                connector = self.engine.connectors[row]
                return f"{row}: {_kind(connector.gate) if connector.gate else 'book'}"
        live = [order for each in seat.views for order in self.engine.connectors[each].live_orders()]
        mine = {work.name, f"{work.name}s", f"{work.name}t"}
        states = [str(each.state) for each in live if each.owner == seat.name and each.tag.partition(".")[0] in mine]
        return f"an order is {max(states)}" if states else ""  # unknown is the last in the alphabet

    def kill(self) -> None:
        """kill −9 of the process; the next one has the journal and nothing else."""
        self.drain()
        lines = self.journal.lines
        told: list[Instruction] = [restored_from(row, lines) for row in self.plan.connectors]
        told += [work for seat in self.plan.seats if (work := resumed_from(seat.name, lines)) is not None]
        rows = [
            replace_row(row, ids_start=row.ids_start + 8 * IDS, ids_stop=row.ids_stop + 8 * IDS, seed=row.seed + 100)
            for row in self.plan.connectors
        ]
        self.plan = RunPlan(tuple(rows), self.plan.seats, self.plan.limits)
        self.journal = MemoryJournal()
        self.engine = build_engine(self.plan, self.journal)
        self.joint.swap(self.engine)
        for instruction in told:
            self.tell(instruction)
        self.counts["kills"] += 1


def _kind(gate: str) -> str:
    """Without what changes from one time to the next."""
    return " ".join(gate.split()[:4])


def orchestra(seat: Seat) -> Orchestra:
    assert isinstance(seat.work, Orchestra)
    return seat.work


def naked(work: Executor, view: View) -> bool:
    """Whether one of its legs has more than the other, by what a venue would trade."""
    if isinstance(work, XemmExecutor):
        config = work.config
        maker = view.at(config.maker_venue).market(config.maker_pair)
        there = view.at(config.taker_venue)
        taker, near = there.market(config.taker_pair), max(there.book(config.taker_pair).best())
        opened = work.maker.filled(config.side) * maker.lot.atoms
        hedged = (work.taker.filled(config.side.other) - work.taker.filled(config.side)) * taker.lot.atoms
        return bool(near) and tradable(taker, abs(opened - hedged) // taker.lot.atoms, near)
    assert isinstance(work, TwoLegs)
    long, short = work.sides(view)
    apart = work.apart((long, short))
    near = max(long.best)
    return bool(near) and tradable(long.market, abs(apart), near)


def make_hour(seed: int) -> Hour:
    houses: dict[str, Exchange] = {}
    keys: dict[str, Any] = {}
    rows: list[ConnectorPlan] = []
    for venue, others in HOUSES.items():
        exchange, theirs = make_exchange(load(venue), seed, 3, None, [load(name) for name in others])
        exchange.faults = Faults(STORM, seed)
        seed += 1
        for row in (venue, *others):
            houses[row], keys[row] = exchange, theirs
            pairs = (PAIR,) if row == "altmarkets" else (PAIR, OTHER)
            rows.append(ConnectorPlan(row, pairs, seed, len(rows) * IDS, (len(rows) + 1) * IDS, leverage=5))
    seats = []
    for name, (home, controller, config) in SEATS.items():
        also = [config[key] for key in ("taker_venue", "other_venue", "short_venue") if key in config]
        seats.append(SeatPlan(name, home, controller, config, tuple(also)))
    plan = RunPlan(tuple(rows), tuple(seats))
    journal = MemoryJournal()
    engine = build_engine(plan, journal)
    wire = Wire(delay_ns=2_000_000, jitter_ns=20_000_000)
    joint = Joint(engine, houses, keys, wire, seed=seed, now_ns=START_NS)
    hour = Hour(plan, engine, houses, joint, journal, {})
    for row in houses:
        ledger = hour.account(row)
        hour.began_with[row] = {asset: ledger.balance(asset).total for asset in ("BTC", "ETH", "USDT")}
    return hour


def wind_down(hour: Hour) -> None:
    """No more faults and nothing new; every piece of work is brought to its end, and then the run is over."""
    for exchange in set(hour.houses.values()):
        exchange.faults.on = False
    hour.run(30)
    for seat in hour.engine.seats:
        work = orchestra(seat)
        work.stop()
        seat.controller.decide = lambda view, wake, work=work: work.act(view)  # type: ignore[method-assign,misc]
    hour.run(180)
    hour.tell(StopTrading("the hour is over"))
    hour.run(60)
    for exchange in set(hour.houses.values()):
        for row in exchange.rows:
            if row.clearing is not None:
                stand_still(row.clearing)
    hour.run(150)


def check(hour: Hour) -> list[str]:
    """What is wrong at rest."""
    wrong = []
    if hour.longest_ns > BOUND_NS:
        wrong.append(f"a leg of {hour.longest} was naked for {hour.longest_ns // SECOND} s")
    if hour.own_longest_ns > OWN_BOUND_NS:
        wrong.append(
            f"a leg of {hour.own_longest} was naked for {hour.own_longest_ns // SECOND} s that it could be mended"
        )
    for seat in hour.engine.seats:
        for work in orchestra(seat):
            if work.phase is not Phase.ENDED:
                wrong.append(f"{seat.name}: {work.name} is {work.phase}")
            if isinstance(work, PositionExecutor):
                continue
            if naked(work, seat.view):
                wrong.append(f"{seat.name}: {work.name} has a naked leg")
    for row, connector in hour.engine.connectors.items():
        account = hour.account(row)
        if stops := connector.extra.live_stops():
            wrong.append(f"{row}: {len(stops)} stops are live")
        states = Counter(order.state for order in connector.keeper.known())
        if states[OrderState.UNKNOWN] or connector.live_orders():
            wrong.append(f"{row}: {states[OrderState.UNKNOWN]} unknown, {len(connector.live_orders())} live")
        told = Counter((fill.trade_id, fill.venue_id) for fill in hour.fills if fill.venue == row)
        theirs = {(fill.trade_id, fill.venue_id) for fill in account.fills}
        if set(told) != theirs or max(told.values(), default=0) > 1:
            wrong.append(f"{row}: {len(told)} fills told, {len(theirs)} made")
        wrong += ledgers(hour, row)
    return wrong


def ledgers(hour: Hour, row: str) -> list[str]:
    """Coins by coins: what we see, what the venue has, and what our fills say has moved."""
    connector, account, sums, wrong = hour.engine.connectors[row], hour.account(row), FillSums(), []
    mine = [fill for fill in hour.fills if fill.venue == row]
    for fill in sorted(mine, key=lambda fill: (int(fill.trade_id), fill.liquidity is Liquidity.TAKER)):
        market = connector.market(fill.pair)
        assert market is not None
        sums.add(fill, market)
    for fill in hour.fees:
        if fill.venue == row:
            sums.add_fee(fill)
    for moved in hour.paid:
        if moved.venue == row:
            sums.add_money(moved)
    changes = sums.changes()
    for asset, before in hour.began_with[row].items():
        theirs = account.balance(asset).total
        if connector.total(asset) != theirs:
            wrong.append(f"{row}: {asset} is {write_atoms(connector.total(asset))} here, {write_atoms(theirs)} there")
        if changes.get(asset, 0) != theirs - before:
            made, told = write_atoms(theirs - before), write_atoms(changes.get(asset, 0))
            wrong.append(f"{row}: the ledger made {made} {asset}, our fills say {told}")
    return wrong


def main(minutes: int, seed: int) -> int:
    begun, hour = time.perf_counter(), make_hour(seed)
    left = minutes * 60
    while left > 0:
        hour.run(min(left, KILL_EVERY))
        left -= KILL_EVERY
        if left > 0:
            hour.kill()
        print(f"  {max(0, left) // 60} minutes to go, {len(hour.fills)} fills", flush=True)
    wind_down(hour)
    wrong = check(hour)
    for seat in hour.engine.seats:
        print(f"{seat.name:12}{dict(orchestra(seat).ended)}")
    faults = sum(sum(each.faults.counts.values()) for each in set(hour.houses.values()))
    print(
        f"{minutes} minutes on {len(HOUSES)} venues, seed {seed}, in {time.perf_counter() - begun:.0f} s: {len(hour.fills)}"
        f" fills, {faults} faults, {hour.counts['kills']} kills; the longest naked leg {hour.longest_ns / SECOND:.0f} s"
        f" ({hour.longest or 'none'}), while it could be mended {hour.own_longest_ns / SECOND:.0f} s"
        f" ({hour.own_longest or 'none'})"
    )
    print(
        f"{hour.counts['orders of stops']} orders came of stops that rested; the longest that something was held and no"
        f" stop of it waited: {hour.bare_longest_ns // SECOND} s"
    )
    spent = ", ".join(f"{seconds} s {why}" for why, seconds in hour.longest_spent.most_common())
    print(f"of the longest, what stood in the way: {spent or 'nothing'}")
    for line in wrong:
        print(f"WRONG: {line}")
    print("FAIL" if wrong else "PASS")
    return 1 if wrong else 0


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    sys.exit(main(words[0] if words else 60, words[1] if len(words) > 1 else 1))
