"""The victim of `prove kill`: trades as fast as it can, and prints an order's id once its intent is in the journal."""

from __future__ import annotations

import os
from pathlib import Path

from picaflor.app.build import build_engine
from picaflor.app.emulate import make_exchange
from picaflor.app.plan import ConnectorPlan, RunPlan, SeatPlan, write_plan
from picaflor.app.recovery import recover
from picaflor.engine.instructions import Restored
from picaflor.engine.loop import Engine, Outs
from picaflor.engine.records import Kind, read_kept
from picaflor.engine.risk import Limits
from picaflor.machines.orders.events import Intended, read_event
from picaflor.sim.port import Joint, Wire
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.storage.ids import IdBlocks
from picaflor.storage.journal import JournalWriter
from picaflor.venues import load
from picaflor.wire.port import Inward

SECOND = 1_000_000_000
MAKER = {"pair": "BTC-USDT", "refresh_ns": 20_000_000, "order_age_ns": 10_000_000}


class Promising:
    """An engine whose every turn is flushed before anything leaves, and which then says what it has promised."""

    def __init__(self, engine: Engine, journal: JournalWriter, promised: list[str]) -> None:
        self._engine, self._journal, self._promised = engine, journal, promised

    def feed(self, venue: str, inward: Inward, now_ns: int) -> Outs:
        return self._keep(self._engine.feed(venue, inward, now_ns))

    def tick(self, now_ns: int) -> Outs:
        return self._keep(self._engine.tick(now_ns))

    def tell(self, told: Restored, now_ns: int) -> Outs:
        return self._keep(self._engine.tell(told, now_ns))

    def due(self) -> int | None:
        return self._engine.due()

    def _keep(self, outs: Outs) -> Outs:
        self._journal.flush()
        if self._promised:
            os.write(1, "".join(f"{name}\n" for name in self._promised).encode())
            self._promised.clear()
        return outs


class Noting:
    """The journal, with an ear for intents."""

    def __init__(self, journal: JournalWriter, promised: list[str]) -> None:
        self._journal, self._promised = journal, promised

    def add(self, entry: tuple[int, int, bytes]) -> None:
        self._journal.add(entry)
        kind, _, payload = entry
        if kind == Kind.KEPT:
            event = read_event(read_kept(payload)[1])
            if isinstance(event, Intended):
                self._promised.append(event.client_id)


def trade(home: Path, seed: int) -> None:
    directory = home / "journal"
    restored = recover(directory, "bitget")
    block = IdBlocks(home / "bitget.ids").reserve(100_000)
    row = ConnectorPlan("bitget", ("BTC-USDT",), seed, block.start, block.stop)
    plan = RunPlan((row,), (SeatPlan("maker", "bitget", "simple_maker", MAKER),), Limits(orders_per_second_max=0))
    journal, promised = JournalWriter(directory, write_plan(plan)), []
    engine = build_engine(plan, Noting(journal, promised))
    exchange, keys = make_exchange(load("bitget"), seed, 1, CrowdConfig(levels=3, beat_ns=1_000_000_000))
    start_ns = 1_785_500_000 * SECOND + seed * 3_600 * SECOND
    joint = Joint(
        Promising(engine, journal, promised), {"bitget": exchange}, {"bitget": keys}, Wire(100_000), seed, start_ns
    )
    if restored is not None:
        joint.carry(joint.engine.tell(restored, start_ns))  # type: ignore[attr-defined]
    joint.run(start_ns + 3_600 * SECOND)
