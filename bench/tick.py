"""`./run bench tick`: from a book frame on a socket to the signed order it causes on another, through the whole product.

A venue process sends a frame and stops its watch when the order's bytes arrive. The product, in this process, does all
that it does in a live run: websocket, journal on the disk, decoding, book, step, strategy, risk, order keeper, signature,
HTTP. Between two ticks the same two processes bounce the same frame over a bare TCP socket on uvloop, which is the limit.

Where the two processes run decides more than anything else, and a scheduler left alone changes its mind between runs. So
both ways are run and told: each on a core of its own, as a venue never is on its client's machine, which the bar is held
against; and both on one, where an echo costs half and the venue's program empties the caches between two ticks.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import uvloop

from bench._tick_venue import FRAME_BYTES
from picaflor.app.build import build_engine
from picaflor.app.plan import ConnectorPlan, RunPlan, write_plan
from picaflor.domain.commands import Command, PlaceOrder
from picaflor.domain.orders import OrderType, Side, Tif, Wish
from picaflor.engine.loop import Seat
from picaflor.engine.risk import Limits
from picaflor.engine.view import ConnectorView
from picaflor.kernels.compiled import load as load_kernels
from picaflor.live.pump import Outside, Pump
from picaflor.machines.throttle import Throttle
from picaflor.storage.journal import JournalWriter
from picaflor.strategies.protocols import View, Wake, Wakes
from picaflor.transport.clock import Clock
from picaflor.transport.hosts import Hosts
from picaflor.venues import load
from picaflor.wire.venue import PlainKeys

BAR = 2.0
PAIR = "BTC-USDT"
LIMIT, IOC = OrderType.LIMIT, Tif.IOC


class Taker:
    """Places one order at each change of the top: nothing to think about, so that the way is what is measured."""

    pairs = (PAIR,)
    wakes = Wakes(fill=False, top=True)

    def decide(self, view: View, wake: Wake) -> list[Command]:
        if not view.open or wake is not Wake.TOP:
            return []
        bid, _ = view.book(PAIR).best()
        return [PlaceOrder(Wish(PAIR, Side.BUY, 1_000, bid - 10_000, LIMIT, IOC))]


class Echo(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)  # type: ignore[attr-defined]


def stay_apart(venue_pid: int) -> None:
    """A core for each, as two machines would have: left alone, the kernel moves both to one, and nothing wakes up."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) >= 2:
        os.sched_setaffinity(venue_pid, {cores[-1]})
        os.sched_setaffinity(0, {cores[0]})


def place(pid: int, cores: list[int], *, apart: bool) -> None:
    if not cores:
        return  # a system that does not say which cores there are
    os.sched_setaffinity(0, {cores[-1]})
    os.sched_setaffinity(pid, {cores[0] if apart else cores[-1]})


async def main(rounds: int, cores: list[int], *, apart: bool) -> float:
    venue_process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        f"from bench._tick_venue import main; main({rounds})",
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 24,
        env={**os.environ, "PYTHONPATH": f"src{os.pathsep}."},
    )
    assert venue_process.stdout is not None
    place(venue_process.pid, cores, apart=apart)
    stay_apart(venue_process.pid)
    hello = json.loads(await venue_process.stdout.readline())
    with tempfile.TemporaryDirectory() as folder:
        plan = RunPlan(
            (ConnectorPlan("bitget", (PAIR,), 1, 0, 10_000_000),),
            (),
            Limits(open_orders_max=0, orders_per_second_max=0),
        )
        journal = JournalWriter(Path(folder) / "journal", write_plan(plan))
        load_kernels()
        engine = build_engine(plan, journal, fast_books=True)
        venue = load("bitget")
        # The same throttle with room for a thousand times the orders: what is measured is the way, not the waiting.
        roomy = tuple(replace(limit, count=limit.count * 1_000) for limit in venue.limits)
        engine.connectors["bitget"]._desk._throttle = Throttle(roomy, venue.costs)
        engine.seats.append(Seat("taker", "bitget", Taker(), ConnectorView(engine.connectors["bitget"])))
        keys = PlainKeys(*hello["keys"])
        pump = Pump(engine, {"bitget": Outside(load("bitget"), keys, Hosts(hello["hosts"]))}, Clock(), journal)
        pump.start()
        await asyncio.get_running_loop().create_connection(Echo, "127.0.0.1", hello["echo"])
        said = json.loads(await venue_process.stdout.readline())
        await pump.close()
        journal.close()
        await venue_process.wait()
    return report(said, "each on a core of its own" if apart else "both on one core" if cores else "cores unknown")


def report(said: dict[str, list[float]], where: str) -> float:
    """The ratio of the two medians."""
    counts = f"{len(said['tick'])} ticks of {FRAME_BYTES} bytes, in turn with {len(said['echo'])} echoes"
    print(f"{counts}, {where}; microseconds")
    print(f"{'':28}{'p50':>8}{'p90':>8}{'p99':>8}{'× echo':>8}")
    rows = {name: sorted(values) for name, values in said.items()}
    base = rows["echo"][len(rows["echo"]) // 2]
    for name, words in (("echo", "bare TCP echo on uvloop"), ("tick", "tick to order, picaflor")):
        row = rows[name]
        p50, p90, p99 = (row[int(len(row) * p)] for p in (0.5, 0.9, 0.99))
        print(f"{words:28}{p50:8.0f}{p90:8.0f}{p99:8.0f}{p50 / base:8.2f}")
    return rows["tick"][len(rows["tick"]) // 2] / base


def run(rounds: int) -> int:
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    ratios = {}
    for apart in (True, False) if len(cores) > 1 else (False,):
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            ratios[apart] = runner.run(main(rounds, cores, apart=apart))
    ratio = ratios.get(True, ratios[False])
    print(f"{'PASS' if ratio <= BAR else 'FAIL'}: tick to order is {ratio:.2f} × a bare echo (bar: {BAR})")
    return 0 if ratio <= BAR else 1


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000))
