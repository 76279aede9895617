"""What an earlier run left behind: the order keeper as its journal proves it, ready for the next run's plan."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from picaflor.app.build import build_connector
from picaflor.app.plan import ConnectorPlan, read_plan
from picaflor.engine.connector.connector import Connector
from picaflor.engine.connector.statement import Seen, Statement, read_seen
from picaflor.engine.connector.stop_desk import StopDesk
from picaflor.engine.guard_record import GUARD
from picaflor.engine.instructions import Restored, Resumed
from picaflor.engine.records import Kind, read_bans, read_kept, read_markets, read_told, read_work
from picaflor.machines.orders import OrderKeeper
from picaflor.machines.orders.events import read_event
from picaflor.machines.orders.stop_events import read_stop_event
from picaflor.storage.recordings import read_runs


def recover(directory: Path, venue_id: str) -> Restored | None:
    """What to tell the next run first; None where nothing was recorded."""
    if not directory.is_dir():
        return None
    for run in reversed(read_runs(directory)):
        row = next((row for row in read_plan(run.header, runs=False).connectors if row.venue == venue_id), None)
        if row is not None:
            return restored_from(row, run.records())
    return None


def restored_from(row: ConnectorPlan, records: Iterable[tuple[int, int, bytes]]) -> Restored:
    """What to tell the run after the one that these records are of."""
    lines = list(records)
    connector = build_connector(row)
    keeper = keeper_after(row, lines)
    return Restored(row.venue, keeper.dump(), bans_after(row.venue, lines), parts_after(connector, lines))


def resume(directory: Path, seat: str) -> Resumed | None:
    """What the strategy of that name had handed out, to be told after its orders; None where that is nothing."""
    if not directory.is_dir():
        return None
    for run in reversed(read_runs(directory)):
        if seat == GUARD or any(row.name == seat for row in read_plan(run.header, runs=False).seats):
            return resumed_from(seat, run.records())
    return None


def resumed_from(seat: str, records: Iterable[tuple[int, int, bytes]]) -> Resumed | None:
    work: dict[str, bytes] = {}
    for kind, _, payload in records:
        if kind == Kind.TOLD:
            told = read_told(payload)
            if isinstance(told, Resumed) and told.seat == seat:
                work = dict(told.records)
        elif kind == Kind.WORK:
            whose, name, record = read_work(payload)
            if whose == seat:
                work[name] = record
    kept = {name: record for name, record in work.items() if record}
    return Resumed(seat, kept) if kept else None


def bans_after(venue_id: str, records: Iterable[tuple[int, int, bytes]]) -> dict[str, int]:
    bans: dict[str, int] = {}
    for kind, _, payload in records:
        if kind == Kind.TOLD:
            told = read_told(payload)
            if isinstance(told, Restored) and told.venue == venue_id:
                bans = {**told.bans, **bans}
        elif kind == Kind.BANNED:
            venue, fact = read_kept(payload)
            bans = read_bans(fact) if venue == venue_id else bans
    return bans


def parts_after(connector: Connector, records: Iterable[tuple[int, int, bytes]]) -> dict[str, bytes]:
    """The connector's parts as their facts leave them."""
    stops, seen = connector.extra.stops, Seen()
    for kind, at_ns, payload in records:
        if kind == Kind.TOLD:
            told = read_told(payload)
            if isinstance(told, Restored) and told.venue == connector.venue.id:
                connector.parts.restore(told.parts, at_ns)
                seen = read_seen(told.parts[Statement.name]) if Statement.name in told.parts else seen
        elif kind in (Kind.STOPS, Kind.BILLS, Kind.LISTED):
            venue, fact = read_kept(payload)
            if venue != connector.venue.id:
                continue
            if kind == Kind.BILLS:
                seen.hear(fact)
            elif stops is not None and kind == Kind.STOPS:
                stops.keeper.feed(read_stop_event(fact), at_ns)
            elif stops is not None:
                stops.keeper.set_markets({market.symbol: market for market in read_markets(fact)})
    left = {StopDesk.name: stops.keeper.dump()} if stops is not None else {}
    return {**left, Statement.name: seen.dump()} if seen.since_ns else left


def keeper_after(row: ConnectorPlan, records: Iterable[tuple[int, int, bytes]]) -> OrderKeeper:
    """The order keeper of one row as the records of its run leave it."""
    keeper = build_connector(row).keeper
    for kind, at_ns, payload in records:
        if kind == Kind.TOLD:
            told = read_told(payload)
            if isinstance(told, Restored) and told.venue == row.venue:
                keeper.load(told.keeper)
        elif kind in (Kind.KEPT, Kind.LISTED):
            venue, fact = read_kept(payload)
            if venue == row.venue:
                _learn(keeper, kind, fact, at_ns)
    return keeper


def _learn(keeper: OrderKeeper, kind: int, fact: bytes, at_ns: int) -> None:
    if kind == Kind.KEPT:
        keeper.feed(read_event(fact), at_ns)
    else:
        keeper.set_markets({market.symbol: market for market in read_markets(fact)}, at_ns)
