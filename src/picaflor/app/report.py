"""What a recorded run did, told from its journal alone: the session runs again, and whoever measures listens.

So a report is exact, whatever the screen missed, and the same whenever it is made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from msgspec import MsgspecError

from picaflor.app.build import build_engine
from picaflor.app.looked_at import TellingRisk
from picaflor.app.plan import RunPlan, read_plan, use
from picaflor.app.problems import NotFound, OtherVersion
from picaflor.app.progress import Told, unheard
from picaflor.app.replay import feed
from picaflor.app.replica import Replica
from picaflor.app.roster import find_bots
from picaflor.app.tale_record import tale_records
from picaflor.domain.events import Filled, OrderChanged, OrderClaimed
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE, write_atoms
from picaflor.engine.audit import Seen, Step
from picaflor.engine.instructions import Restored, Resumed
from picaflor.engine.loop import Engine
from picaflor.engine.records import Kind, read_told
from picaflor.settings.places import Places
from picaflor.storage.journal import read_journal
from picaflor.strategies.table import UnknownController

DRAIN_EVERY: Final = 500  # inputs: long before the audit forgets
ORDERS_KEPT: Final = 300
FILLS_KEPT: Final = 2_000
LISTENED: Final = (Kind.FRAME, Kind.INWARD, Kind.TICK, Kind.TOLD)
MONEY: Final = ("notional_max", "drawdown_max", "drawdown_part", "capital", "loss_max", "gain_max")
DISPLAY: Final = ONE // 10**9  # charts are drawn, not booked: nine decimals are enough


@dataclass(slots=True)
class Placed:
    """An order and why it was placed."""

    at_ns: int
    who: str
    client_id: str
    words: str
    why: str
    state: str = "intended"
    filled: str = "0"
    looked_at: tuple[str, ...] = ()  # limits that it kept, and how near it came to each


@dataclass(slots=True)
class Series:
    """For a chart: when (seconds since the run began), and how much."""

    name: str
    unit: str
    points: list[tuple[float, float]]


@dataclass(slots=True)
class Mark:
    """A fill, on the chart of its market."""

    at: float
    price: float
    buy: bool


@dataclass(slots=True)
class Chart:
    market: str
    middle: Series
    marks: list[Mark]


@dataclass(slots=True)
class Report:
    world: str
    version: str
    began_ns: int = 0
    ended_ns: int = 0
    seats: list[dict[str, Any]] = field(default_factory=list)  # name, controller, venue and configuration
    limits: dict[str, str] = field(default_factory=dict)
    tale: list[dict[str, Any]] = field(default_factory=list)
    profits: list[Series] = field(default_factory=list)
    inventories: list[Series] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    orders: list[Placed] = field(default_factory=list)  # the latest
    orders_in_all: int = 0
    denied: int = 0
    denials: list[str] = field(default_factory=list)
    missed: int = 0  # lines that the audit forgot before they were read


def report_of(directory: Path, run: int = -1, told: Told = unheard) -> Report:
    header, records = read_journal(directory, run, told)
    try:
        return tell(read_plan(header), records, str(header.get("version", "")))
    except UnknownController as error:
        raise OtherVersion(str(error)) from error
    except MsgspecError as error:
        raise OtherVersion(f"a record in {directory} cannot be read ({error}): {use(header)}") from error


def find_journal(places: Places, name: str) -> Path:
    """The journal of a bot, or the folder itself."""
    path = Path(name)
    if path.is_dir():
        return path
    found = [entry.folder / "journal" for entry in find_bots(places, name)]
    there = [folder for folder in found if folder.is_dir()]
    if len(there) == 1:
        return there[0]
    if not there:
        raise NotFound(f"{name} has recorded nothing yet")
    raise NotFound(f"{name} stands in {len(there)} worlds: say which, as {found[0].parent.parent.name}/{name}")


def tell(plan: RunPlan, records: Iterable[tuple[int, int, bytes]], version: str = "") -> Report:
    engine = build_engine(plan)
    engine.risk = risk = TellingRisk(plan.limits)
    listener = _Listener(engine, risk)
    for number, (kind, at_ns, payload) in enumerate(records):
        if kind in LISTENED:
            listener.hear(kind, at_ns, payload)
            if number % DRAIN_EVERY == 0:
                listener.catch_up()
    listener.catch_up()
    return listener.report(plan, version)


class _Listener:
    def __init__(self, engine: Engine, risk: TellingRisk) -> None:
        self._engine, self._risk = engine, risk
        self._replica = Replica(hear=self._line)
        self._orders: dict[str, Placed] = {}
        self._markets: dict[tuple[str, str], Market] = {}
        self._fills: deque[tuple[str, str, int, int, bool]] = deque(maxlen=FILLS_KEPT)
        self._began_ns = self._ended_ns = self._count = 0

    def hear(self, kind: int, at_ns: int, payload: bytes) -> None:
        self._began_ns = self._began_ns or at_ns
        self._ended_ns = at_ns
        feed(self._engine, kind, at_ns, payload)
        told = read_told(payload) if kind == Kind.TOLD else None
        if isinstance(told, Resumed):
            self._replica.carry(told)
        elif isinstance(told, Restored):
            self._replica.know(told.venue, self._engine.connectors[told.venue].live_orders(everybody=False))

    def catch_up(self) -> None:
        self._replica.catch_up(self._engine.audit)
        self._replica.late_fees.clear()
        for venue, connector in self._engine.connectors.items():
            self._markets.update(((venue, pair), market) for pair, market in connector.markets.items())

    def _line(self, line: Step | Seen) -> None:
        if isinstance(line, Step):
            if line.client_id:
                self._count += 1
                words = line.what.partition(" ")[2]
                kept = self._risk.taken(line.wish) if line.wish is not None else ()
                self._orders[line.client_id] = Placed(
                    line.at_ns, line.who, line.client_id, words, line.why, looked_at=kept
                )
                if len(self._orders) > ORDERS_KEPT:
                    del self._orders[next(iter(self._orders))]
            return
        match line.event:
            case Filled(fill):
                self._fills.append((line.venue, fill.pair, line.at_ns, fill.ticks, fill.side.sign > 0))
            case OrderChanged(order) | OrderClaimed(order):
                placed = self._orders.get(order.client_id)
                market = self._markets.get((line.venue, order.pair))
                if placed is not None:
                    placed.state = str(order.state)
                    placed.filled = market.lot.write(order.filled) if market is not None else str(order.filled)
                    if market is not None:
                        price = "at market" if order.ticks is None else f"at {market.tick.write(order.ticks)}"
                        placed.words = f"{order.side} {market.lot.write(order.lots)} {order.pair} {price}"
            case _:
                pass

    def report(self, plan: RunPlan, version: str) -> Report:
        tale, replica = self._replica.tale, self._replica
        whole = {who: row for who, row in tale.rows.items() if not who.piece}
        return Report(
            world=plan.world,
            version=version or plan.version,
            began_ns=self._began_ns,
            ended_ns=self._ended_ns,
            seats=[
                {"name": seat.name, "controller": seat.controller, "venue": seat.venue, "settings": dict(seat.config)}
                for seat in plan.seats
            ],
            limits=_limits(plan),
            tale=tale_records(tale),
            profits=[
                Series(f"{who.owner} {who.pair}", row.ledger.asset, self._points(row.values.points))
                for who, row in whole.items()
            ],
            inventories=[
                Series(f"{who.owner} {who.pair}", row.ledger.terms.market.base, self._points(row.inventory.points))
                for who, row in whole.items()
            ],
            charts=[self._chart(place, curve.points) for place, curve in tale.middles.items()],
            orders=list(self._orders.values()),
            orders_in_all=self._count,
            denied=replica.counts["denied"],
            denials=[f"{step.who}: {step.what}: {step.why}" for step in replica.denials],
            missed=replica.missed,
        )

    def _chart(self, place: tuple[str, str], points: list[tuple[int, int]]) -> Chart:
        market = self._markets[place]
        price = market.tick.atoms
        middle = self._points([(at_ns, twice * price // 2) for at_ns, twice in points])
        marks = [
            Mark(self._seconds(at_ns), shown(ticks * price), buy)
            for venue, pair, at_ns, ticks, buy in self._fills
            if (venue, pair) == place
        ]
        return Chart(f"{place[1]} at {place[0]}", Series("middle", market.quote, middle), marks)

    def _points(self, points: list[tuple[int, int]]) -> list[tuple[float, float]]:
        return [(self._seconds(at_ns), shown(atoms)) for at_ns, atoms in points]

    def _seconds(self, at_ns: int) -> float:
        return (at_ns - self._began_ns) / 10**9


def shown(atoms: int) -> float:
    return atoms // DISPLAY / 10**9


def _limits(plan: RunPlan) -> dict[str, str]:
    """Those that are set. Money in the quote coin."""
    said = asdict(plan.limits)
    said |= {f"position {pair} notional_max": most for pair, most in said.pop("positions_max").items()}
    set_ = {name: value for name, value in said.items() if value}
    return {name: write_atoms(value) if name.endswith(MONEY) else str(value) for name, value in set_.items()}
