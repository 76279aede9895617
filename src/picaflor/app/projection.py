"""From a journal to tables: its orders, fills and payments as rows, made off the step and again whenever anybody likes.

The order keeper is fed what it was fed then, from the start of each run, and says what it said then. Rows that an
earlier projection has stored are passed over by counting records, so it goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from picaflor.app.build import build_connector
from picaflor.app.plan import ConnectorPlan, RunPlan, read_plan
from picaflor.app.progress import Told, part, unheard
from picaflor.domain.events import Event, FeeKnown, Filled, MoneyMoved, OrderChanged, OrderClaimed, OrderState
from picaflor.domain.market import Market
from picaflor.engine.connector.statement import Seen
from picaflor.engine.instructions import Restored
from picaflor.engine.records import Kind, read_kept, read_markets, read_told
from picaflor.machines.orders.events import Intended, read_event
from picaflor.storage.recordings import Run, read_runs
from picaflor.storage.rows import fill_row, money_row, order_row
from picaflor.storage.tables import Batch, Database, Progress, Row

ROWS_A_BATCH = 5_000


class Projected(NamedTuple):
    runs: int
    records: int  # read by this projection, not by earlier ones
    orders: int
    fills: int


def project(directory: Path, database: Path, told: Told = unheard) -> Projected:
    """Everything that `directory` has recorded and `database` has not."""
    runs = read_runs(directory)
    tables = Database.open(database)
    try:
        fresh = [run for run in runs if run.number >= tables.progress().run]
        made = [_RunProjector(tables, run).go(part(told, n, len(fresh))) for n, run in enumerate(fresh)]
    finally:
        tables.close()
    return Projected(len(made), *(sum(numbers) for numbers in zip(*made, strict=True)) if made else (0, 0, 0))


class _RunProjector:
    def __init__(self, tables: Database, run: Run) -> None:
        self._tables = tables
        self._run = run
        self._plan: RunPlan = read_plan(run.header, runs=False)
        self._rows = {row.venue: _Row(row, run.number) for row in self._plan.connectors}
        done = tables.progress()
        self._skip = done.records if done.run == run.number else 0
        self._batch = Batch(done)
        self._records = self._waiting = self._fills = 0
        self._orders: set[str] = set()
        self._began_ns = self._ended_ns = 0

    def go(self, told: Told) -> tuple[int, int, int]:
        """Records read, orders and fills written of. Damage ends it after everything before the damage is stored."""
        try:
            for kind, at_ns, payload in self._run.records(told):
                self._records += 1
                self._began_ns = self._began_ns or at_ns
                self._ended_ns = at_ns
                for row, event in self._events(kind, at_ns, payload):
                    if self._records > self._skip:
                        self._write(row, event)
                if self._waiting >= ROWS_A_BATCH:
                    self._store()
        finally:
            if self._records > self._skip:
                self._store()
        return max(0, self._records - self._skip), len(self._orders), self._fills

    def _events(self, kind: int, at_ns: int, payload: bytes) -> Iterator[tuple[_Row, Event]]:
        if kind == Kind.TOLD:
            told = read_told(payload)
            if isinstance(told, Restored) and told.venue in self._rows:
                self._rows[told.venue].restore(told.keeper)
        elif kind in (Kind.KEPT, Kind.LISTED):
            venue, fact = read_kept(payload)
            row = self._rows[venue]
            for event in row.hear(kind, fact, at_ns):
                yield row, event
        elif kind == Kind.BILLS:
            venue, fact = read_kept(payload)
            bill = Seen().hear(fact)
            if bill is not None:
                yield self._rows[venue], bill

    def _write(self, row: _Row, event: Event) -> None:
        if isinstance(event, OrderChanged):
            self._batch.add("orders", row.order(event))
            self._orders.add(event.order.client_id or event.order.venue_id)
        elif isinstance(event, Filled | FeeKnown):
            self._batch.add("fills", row.fill(event))
            self._fills += isinstance(event, Filled)
        elif isinstance(event, OrderClaimed):
            self._batch.add("orders", row.order(event))
            for fill in event.fills:
                self._batch.add("fills", row.fill(Filled(fill)))
        elif isinstance(event, MoneyMoved):
            self._batch.add("ledger", row.money(event))
        else:
            return
        self._waiting += 1

    def _store(self) -> None:
        self._batch.upto = Progress(self._run.number, self._records)
        self._batch.add(
            "runs",
            {
                "run": self._run.number,
                "started_ns": self._began_ns,
                "ended_ns": self._ended_ns,
                "world": self._plan.world,
                "header": json.dumps(self._run.header, sort_keys=True),
            },
        )
        self._tables.write(self._batch)
        self._batch, self._waiting = Batch(self._batch.upto), 0


class _Grids(msgspec.Struct):
    """What a keeper's checkpoint says of markets."""

    markets: dict[str, Market]


class _Row:
    """One connector's order keeper, without its connector."""

    def __init__(self, plan: ConnectorPlan, run: int) -> None:
        self._keeper = build_connector(plan).keeper
        self._account = plan.account
        self._run = run
        self._markets: dict[str, Market] = {}

    def restore(self, dumped: bytes) -> None:
        self._keeper.load(dumped)
        self._learn(msgspec.json.decode(dumped, type=_Grids).markets)

    def hear(self, kind: int, fact: bytes, at_ns: int) -> Sequence[Event]:
        if kind == Kind.LISTED:
            self._learn(listed := {market.symbol: market for market in read_markets(fact)})
            return self._keeper.set_markets(listed, at_ns)
        told = read_event(fact)
        events = self._keeper.feed(told, at_ns)
        if isinstance(told, Intended):  # nothing has changed yet, and after a crash that may be all there is
            order = self._keeper.view(told.client_id)
            assert order is not None
            return [OrderChanged(order, OrderState.INTENDED), *events]
        return events

    def order(self, event: OrderChanged | OrderClaimed) -> Row:
        return order_row(event.order, self._markets[event.order.pair], self._account, self._run)

    def fill(self, event: Filled | FeeKnown) -> Row:
        return fill_row(event.fill, self._markets[event.fill.pair], self._run)

    def money(self, event: MoneyMoved) -> Row:
        return money_row(event, self._account, self._run)

    def _learn(self, markets: dict[str, Market]) -> None:
        """A market that is not listed any more keeps the grid that its orders were on."""
        self._markets |= {market.pair: market for market in markets.values()}
