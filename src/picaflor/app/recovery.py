"""What an earlier run left behind: the order keeper as its journal proves it, ready for the next run's plan."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from picaflor.app.build import build_connector
from picaflor.app.plan import ConnectorPlan, RunPlan, read_plan
from picaflor.engine.records import Kind, read_kept
from picaflor.machines.orders import OrderKeeper
from picaflor.machines.orders.events import read_event
from picaflor.storage.recordings import Run, read_runs


def recover(directory: Path, venue_id: str) -> str:
    """The keeper's state after the last run, base64; "" where nothing was recorded. Runs carry their own beginnings."""
    if not directory.is_dir():
        return ""
    runs = [run for run in read_runs(directory) if _row(read_plan(run.header), venue_id) is not None]
    return b64encode(_keeper_after(runs[-1], venue_id).dump()).decode() if runs else ""


def _row(plan: RunPlan, venue_id: str) -> ConnectorPlan | None:
    return next((row for row in plan.connectors if row.venue == venue_id), None)


def _keeper_after(run: Run, venue_id: str) -> OrderKeeper:
    row = _row(read_plan(run.header), venue_id)
    assert row is not None
    keeper = build_connector(row).keeper
    for kind, at_ns, payload in run.records():
        if kind == Kind.KEPT:
            venue, fact = read_kept(payload)
            if venue == venue_id:
                keeper.feed(read_event(fact), at_ns)
    return keeper
