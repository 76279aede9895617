"""`./run bench tick`: from a book frame on a socket to the signed order it causes on another, through the whole product.

A venue process sends a frame and stops its watch when the order's bytes arrive. The product, in this process, does all
that it does in a live run: websocket, journal on the disk, decoding, book, step, strategy, risk, order keeper, signature,
HTTP. In turn with the ticks the same two processes bounce the same frame over a bare TCP socket on uvloop, which is the
limit. Each tick comes as long after the last tick as each echo after the last echo: a millisecond, as in a busy market,
which the bar is held against, and twenty, as in a quiet one. A processor forgets in that time: everything is slower then.

Where the two processes run decides more than anything else, and a scheduler left alone changes its mind between runs. So
both ways are run and told: each on a core of its own, as a venue never is on its client's machine, which the bar is held
against; and both on one, where an echo costs half and the venue's program empties the caches between two ticks.

A bot may be told to stay awake (`awake` in its configuration): that is told too, beside an echo on a loop that stays awake.

How much of it is the product's own is told by the barest stack of the same parts (_bare_tick), and by peers:
those that `./run peers` has installed do the same as their users' programs would, against the same venue process.
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

from bench._bare_tick import open_bare
from bench._peers import installed
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
from picaflor.wire.auth import PlainKeys

BAR = 2.0
ECHO, TICK, BAREST = "bare TCP echo on uvloop", "tick to order, picaflor", "the same parts and no safety"
BUSY, CALM = 0.001, 0.02  # seconds between two of a kind
PEERS = {"ccxt": ("tick to order, ccxt.pro", "_peer_tick_ccxt.py")}
PEER_ROUNDS = 500
PEER_SECONDS = 120
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


def place(pid: int, cores: list[int], *, apart: bool) -> None:
    if not cores:
        return  # a system that does not say which cores there are
    os.sched_setaffinity(0, {cores[-1]})
    os.sched_setaffinity(pid, {cores[0] if apart else cores[-1]})


async def open_venue(
    rounds: int, rest: float, *, echoes: bool
) -> tuple[asyncio.subprocess.Process, asyncio.StreamReader]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        f"from bench._tick_venue import main; main({rounds}, {rest}, echoes={echoes})",
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 24,
        env={**os.environ, "PYTHONPATH": f"src{os.pathsep}."},
    )
    assert process.stdout is not None
    return process, process.stdout


async def measure_peer(rounds: int, cores: list[int], python: Path, script: str) -> list[float]:
    """Ticks of somebody else's program, in the same place and with the same rests; nothing where it fails."""
    venue_process, told = await open_venue(rounds, BUSY, echoes=False)
    place(venue_process.pid, cores, apart=True)
    hello = await told.readline()
    peer = await asyncio.create_subprocess_exec(
        python, Path(__file__).with_name(script), hello.decode(), stderr=asyncio.subprocess.PIPE
    )
    said, failed = asyncio.ensure_future(told.readline()), asyncio.ensure_future(peer.communicate())
    await asyncio.wait((said, failed), return_when=asyncio.FIRST_COMPLETED, timeout=PEER_SECONDS)
    if said.done() and said.result():
        times: list[float] = json.loads(said.result())["tick"]
    else:
        times = []
        print(f"{script} failed: {failed.result()[1].decode()[-300:] if failed.done() else 'no order in time'}")
    for process in (peer, venue_process):
        if process.returncode is None:
            process.terminate()
        await process.wait()
    await asyncio.gather(said, failed)
    return times


async def main(
    rounds: int, cores: list[int], rest: float = BUSY, *, apart: bool = True, awake: bool = False
) -> dict[str, list[float]]:
    venue_process, told = await open_venue(rounds, rest, echoes=True)
    place(venue_process.pid, cores, apart=apart)
    hello = json.loads(await told.readline())
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
        view = ConnectorView(engine.connectors["bitget"], "taker")
        engine.seats.append(Seat("taker", "bitget", Taker(), view, {"bitget": view}))
        keys = PlainKeys(*hello["keys"])
        outside = Outside(load("bitget"), keys, Hosts(hello["hosts"]))
        pump = Pump(engine, {"bitget": outside}, Clock(), journal, awake=awake)
        pump.start()
        await asyncio.get_running_loop().create_connection(Echo, "127.0.0.1", hello["echo"])
        said: dict[str, list[float]] = json.loads(await told.readline())
        await pump.close()
        journal.close()
        await venue_process.wait()
    return said


async def measure_bare(rounds: int, cores: list[int]) -> dict[str, list[float]]:
    """What is left of it when everything is left out that a trader needs: see _bare_tick."""
    venue_process, told = await open_venue(rounds, BUSY, echoes=True)
    place(venue_process.pid, cores, apart=True)
    hello = json.loads(await told.readline())
    load_kernels()
    await asyncio.get_running_loop().create_connection(Echo, "127.0.0.1", hello["echo"])
    transport = await open_bare(hello)
    said: dict[str, list[float]] = json.loads(await told.readline())
    transport.disconnect(False)
    await venue_process.wait()
    return said


def report(said: dict[str, list[float]], where: str) -> float:
    """The ratio of the medians of the first two."""
    rows = {{"echo": ECHO, "tick": TICK}.get(name, name): sorted(times) for name, times in said.items() if times}
    (echoes, ticks, *_) = rows.values()
    print(f"{len(ticks)} ticks of {FRAME_BYTES} bytes, in turn with {len(echoes)} echoes, {where}; microseconds")
    print(f"{'':28}{'p50':>8}{'p90':>8}{'p99':>8}{'× echo':>8}")
    base = echoes[len(echoes) // 2]
    for words, row in rows.items():
        p50, p90, p99 = (row[int(len(row) * p)] for p in (0.5, 0.9, 0.99))
        print(f"{words:28}{p50:8.0f}{p90:8.0f}{p99:8.0f}{p50 / base:8.2f}")
    return ticks[len(ticks) // 2] / base


def run(rounds: int) -> int:
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    pythons = installed()
    alone = "each on a core of its own" if len(cores) > 1 else "on one core" if cores else "cores unknown"
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        said = runner.run(main(rounds, cores))
        for peer, (name, script) in PEERS.items():
            if peer in pythons:
                said[name] = runner.run(measure_peer(min(rounds, PEER_ROUNDS), cores, pythons[peer], script))
            else:
                print(f"peer {peer}: not installed (./run peers)")
        ratio = report(said, f"{alone}, a rest of 1 ms before each")
        bare = runner.run(measure_bare(rounds, cores))
        report({"echo": bare["echo"], BAREST: bare["tick"]}, f"{alone}, a rest of 1 ms before each")
        report(runner.run(main(rounds // 4, cores, CALM)), f"{alone}, a rest of 20 ms before each")
        kept = f"{alone}, the client's loop kept awake"
        report(runner.run(main(rounds, cores, awake=True)), f"{kept}, a rest of 1 ms before each")
        report(runner.run(main(rounds // 4, cores, CALM, awake=True)), f"{kept}, a rest of 20 ms before each")
        if len(cores) > 1:
            report(runner.run(main(rounds, cores, apart=False)), "both on one core, a rest of 1 ms before each")
    print(f"{'PASS' if ratio <= BAR else 'FAIL'}: tick to order is {ratio:.2f} × a bare echo (bar: {BAR})")
    return 0 if ratio <= BAR else 1


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000))
