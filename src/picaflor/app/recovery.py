"""What an earlier run left behind: the order keeper as its journal proves it, ready for the next run's plan."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from picaflor.app.build import build_connector
from picaflor.app.plan import ConnectorPlan, read_plan
from picaflor.engine.instructions import Restored
from picaflor.engine.records import Kind, read_bans, read_kept, read_markets, read_told
from picaflor.machines.orders import OrderKeeper
from picaflor.machines.orders.events import read_event
from picaflor.storage.recordings import read_runs


def recover(directory: Path, venue_id: str) -> Restored | None:
    """What to tell the next run first; None where nothing was recorded."""
    if not directory.is_dir():
        return None
    for run in reversed(read_runs(directory)):
        row = next((row for row in read_plan(run.header).connectors if row.venue == venue_id), None)
        if row is not None:
            return restored_from(row, run.records())
    return None


def restored_from(row: ConnectorPlan, records: Iterable[tuple[int, int, bytes]]) -> Restored:
    """What to tell the run after the one that these records are of."""
    lines = list(records)
    return Restored(row.venue, keeper_after(row, lines).dump(), bans_after(row.venue, lines))


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
