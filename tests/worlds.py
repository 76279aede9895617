"""Whole worlds in memory: an engine and emulated venues joined in virtual time, with a journal that a test can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import structs

from picaflor.app.build import build_engine
from picaflor.app.emulate import make_exchange
from picaflor.app.plan import ConnectorPlan, RunPlan, SeatPlan
from picaflor.app.recovery import restored_from, resumed_from
from picaflor.domain.events import Event, FeeKnown, Filled
from picaflor.domain.orders import Fill
from picaflor.engine.account import SeatLimits
from picaflor.engine.audit import Seen, Step
from picaflor.engine.connector.feeds import BarsWanted
from picaflor.engine.guard_record import GUARD
from picaflor.engine.instructions import Instruction, StopTrading
from picaflor.engine.loop import Engine
from picaflor.engine.risk import Limits
from picaflor.sim.port import Joint, Wire
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.faults import FaultRates, Faults
from picaflor.sim.venue.orders import VenueAccount
from picaflor.venues import load
from picaflor.wire.venue import Venue
from tests.checker import Checker

SECOND = 1_000_000_000
START_NS = 1_785_500_000 * SECOND
IDS = 100_000
SLICE_MAX_NS, FEW = 20 * SECOND, 300  # turns of the engine; its audit holds ten thousand lines
CALM = CrowdConfig(beat_ns=400_000_000)  # half the work of the usual one, and market enough for most
MAKER: dict[str, Any] = {"pair": "BTC-USDT"}


@dataclass
class MemoryJournal:
    """What a disk would hold. `flushed` is what a crash leaves: the pump flushes after each turn, and so do we."""

    lines: list[tuple[int, int, bytes]] = field(default_factory=list)

    def add(self, entry: tuple[int, int, bytes]) -> None:
        self.lines.append(entry)


@dataclass
class World:
    plan: RunPlan
    engine: Engine
    exchange: Exchange
    account: VenueAccount
    joint: Joint
    journal: MemoryJournal
    runs: list[tuple[RunPlan, MemoryJournal]]
    seen: list[Event] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    checker: Checker = field(init=False)

    def __post_init__(self) -> None:
        self.checker = Checker(self)
        self.joint.engine = self.checker

    @property
    def connector(self) -> Any:
        return self.engine.connectors[self.plan.connectors[0].venue]

    @property
    def venue(self) -> str:
        return self.plan.connectors[0].venue

    def run(self, seconds: float) -> None:
        """In slices, so that the audit never overflows: longer ones while little happens."""
        until, slice_ns = self.joint.now_ns + int(seconds * SECOND), SECOND
        while self.joint.now_ns < until:
            turns = self.engine.turns
            self.joint.run(min(until, self.joint.now_ns + slice_ns))
            slice_ns = min(2 * slice_ns, SLICE_MAX_NS) if self.engine.turns - turns < FEW else SECOND
            self.drain()

    def tell(self, instruction: Instruction) -> None:
        self.joint.carry(self.checker.turn(self.engine.tell(instruction, self.joint.now_ns)))

    def run_until_quiet(self, seconds: int = 120) -> bool:
        self.tell(StopTrading("the storm is over"))
        until = self.joint.now_ns + seconds * SECOND
        self.joint.run(until, stop=lambda: self.engine.quiet)
        self.drain()
        return self.engine.quiet

    def drain(self) -> None:
        assert self.engine.audit.missed == 0
        for line in self.engine.audit.drain():
            if isinstance(line, Seen):
                self.checker.saw(line.event)
                self.seen.append(line.event)
            else:
                self.steps.append(line)

    def fills(self) -> list[Fill]:
        return [event.fill for event in self.seen if isinstance(event, Filled)]

    def fees_later(self) -> list[Fill]:
        return [event.fill for event in self.seen if isinstance(event, FeeKnown)]

    def kill(self) -> None:
        """kill −9: the process and its sockets are gone; another one starts from the journal alone."""
        self.drain()
        row = self.plan.connectors[0]
        restored = restored_from(row, self.journal.lines)
        resumed = [resumed_from(name, self.journal.lines) for name in (*(seat.name for seat in self.plan.seats), GUARD)]
        fresh = replace_row(
            row,
            ids_start=row.ids_stop,
            ids_stop=row.ids_stop + IDS,
            seed=row.seed + 1,
        )
        self.plan = RunPlan((fresh,), self.plan.seats, self.plan.limits)
        self.journal = MemoryJournal()
        self.runs.append((self.plan, self.journal))
        self.engine = build_engine(self.plan, self.journal)
        self.joint.swap(self.checker)
        self.tell(restored)
        for work in resumed:
            if work is not None:
                self.tell(work)


def replace_row(row: ConnectorPlan, **changes: Any) -> ConnectorPlan:
    return ConnectorPlan(**{**{name: getattr(row, name) for name in row.__struct_fields__}, **changes})


def with_digest(plan: RunPlan, digest: str) -> RunPlan:
    """As a bot's plan has it whose controller is a file of the user's."""
    return structs.replace(plan, seats=tuple(structs.replace(seat, digest=digest) for seat in plan.seats))


def named(venue: str) -> tuple[str, str]:
    """A row, and of its accounts a kind that is not its own: bitget:unified. What stands behind a slash is a family."""
    name, _, kind = venue.partition("/")[0].partition(":")
    return name, kind


def pair_of(venue: str, base: str = "BTC") -> str:
    """Of the row, or of its family of contracts: bitget_perpetual/USDC."""
    return f"{base}-{venue.partition('/')[2] or 'USDT'}"


def spoken(venue: str) -> Venue:
    """The record of a row, as accounts of the kind that stands behind its name speak it."""
    name, kind = named(venue)
    return load(name).spoken_by(kind).for_pairs(pair_of(venue))


def with_kinds(rows: Mapping[str, str]) -> dict[str, str]:
    """Each row, and behind it once more for each further kind of account."""
    return {
        name if spoken is record else f"{name}:{spoken.account_kind}": where
        for name, where in rows.items()
        for record in (load(name),)
        for spoken in record.kinds()
    }


def with_families(rows: Mapping[str, str]) -> dict[str, str]:
    """Each row, and behind it once more for each further family of contracts."""
    return {
        f"{name}{end}": where for name, where in rows.items() for end in ("", *(f"/{q}" for q in spoken(name).families))
    }


def make_world(
    venue: str = "bitget",
    seed: int = 1,
    rates: FaultRates | None = None,
    maker: dict[str, Any] | None = None,
    limits: Limits | None = None,
    wire: Wire | None = None,
    crowd: CrowdConfig | None = None,
    symbols: int = 1,
    pairs: tuple[str, ...] = (),
    private: bool = True,
    bars: tuple[BarsWanted, ...] = (),
    others: tuple[str, ...] = (),
    setup: dict[str, Any] | None = None,
    controller: str = "simple_maker",
    checksums: bool = False,
    books_every_ns: int = 0,
    edition: str = "",
    beside: tuple[SeatPlan, ...] = (),
    seat_limits: SeatLimits | None = None,
    domain: str = "live",
) -> World:
    """`others`: further rows of the same house; each has a connector of its own, and all meet one exchange. `setup`: of
    contracts, as a connector's plan has it: position_mode, margin_mode, leverage. `books_every_ns`: 0, as usual.
    `edition`: of the house's software, where it is not the record's. `beside`: further controllers on the same account.
    """
    pairs, house = pairs or (pair_of(venue),), load(named(venue)[0]).for_pairs(pair_of(venue))
    (venue, account_kind), maker = named(venue), {"pair": pairs[0]} if maker is None else maker
    more, crowd = [load(name) for name in others], crowd or CALM
    house = house.editions[edition] if edition else house
    exchange, keys = make_exchange(house, seed, symbols, crowd, more, checksums=checksums, account_kind=account_kind)
    if domain != "live":  # there its keys are of that domain alone
        for row in exchange.rows:
            row.floor.accounts[1].domain = domain
    if books_every_ns:
        exchange.sockets.pace(books_every_ns)
    exchange.faults = Faults(rates or FaultRates(), seed)
    seats = (SeatPlan("maker", venue, controller, maker, limits=seat_limits or SeatLimits()),) if maker != {} else ()
    seats += beside
    how = {"private": private, "bars": bars, "account_kind": account_kind, "domain": domain, **(setup or {})}
    named_rows = enumerate((venue, *others))
    rows = tuple(ConnectorPlan(name, pairs, seed, n * IDS, (n + 1) * IDS, **how) for n, name in named_rows)
    plan = RunPlan(rows, seats, limits or Limits())
    journal = MemoryJournal()
    engine = build_engine(plan, journal)
    known = dict.fromkeys((venue, *others), keys) if private else {}
    houses = dict.fromkeys((venue, *others), exchange)
    joint = Joint(engine, houses, known, wire or Wire(), seed=seed, now_ns=START_NS)
    return World(plan, engine, exchange, exchange.floor.accounts[1], joint, journal, [(plan, journal)])
