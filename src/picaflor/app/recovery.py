"""What an earlier run left behind: the order keeper as its journal proves it, ready for the next run's plan."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

from picaflor.app.build import build_connector
from picaflor.app.plan import ConnectorPlan, RunPlan, read_plan
from picaflor.engine.records import Kind, read_kept, read_markets
from picaflor.machines.orders import OrderKeeper
from picaflor.machines.orders.events import read_event
from picaflor.storage.recordings import read_runs


def recover(directory: Path, venue_id: str) -> str:
    """The keeper's state after the last run, base64; "" where nothing was recorded. Runs carry their own beginnings."""
    if not directory.is_dir():
        return ""
    runs = [run for run in read_runs(directory) if _row(read_plan(run.header), venue_id) is not None]
    if not runs:
        return ""
    row = _row(read_plan(runs[-1].header), venue_id)
    assert row is not None
    return b64encode(keeper_after(row, runs[-1].records()).dump()).decode()


def _row(plan: RunPlan, venue_id: str) -> ConnectorPlan | None:
    return next((row for row in plan.connectors if row.venue == venue_id), None)


def keeper_after(row: ConnectorPlan, records: Iterable[tuple[int, int, bytes]]) -> OrderKeeper:
    """The order keeper of one row as the records of its run leave it."""
    keeper = build_connector(row).keeper
    for kind, at_ns, payload in records:
        if kind not in (Kind.KEPT, Kind.LISTED):
            continue
        venue, fact = read_kept(payload)
        if venue != row.venue:
            continue
        if kind == Kind.KEPT:
            keeper.feed(read_event(fact), at_ns)
        else:
            keeper.set_markets({market.symbol: market for market in read_markets(fact)}, at_ns)
    return keeper
