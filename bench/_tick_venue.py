"""The venue side of `bench tick`: the emulated exchange without a crowd, frames sent by hand, and a stop-watch."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import uvloop

from picaflor.app.emulate import FUNDS, emulated_keys, hosts_of
from picaflor.domain.numbers import read_atoms
from picaflor.emulator.pump import EmulatorPump
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.exchange import Exchange, ExchangeConfig
from picaflor.sim.venue.listing import spot_listing
from picaflor.transport import server
from picaflor.transport.clock import Clock
from picaflor.transport.ws_rules import TEXT, write_frame
from picaflor.venues import load
from picaflor.wire.reports import BookFrame
from picaflor.wire.stream import Channel, Topic

SYMBOL = "BTCUSDT"
QUIET = CrowdConfig(levels=1, take_percent=0, beat_ns=3_600 * 1_000_000_000)
MIDDLE = 6_123_450
BLOCK = 25  # echoes, then as many ticks: each comes a rest after one of its own kind, so that caches are alike
FIRST = 3  # of a block, not counted: they find what the other kind left in the caches
WARM = 8  # blocks that are not counted
BETWEEN = 0.02  # blocks: whatever the last order's answers made of work is done


def levels(first: int, step: int, count: int) -> bytes:
    rows = (f'["{(first + n * step) // 100}.{(first + n * step) % 100:02d}","0.{500 + n:06d}"]' for n in range(count))
    return ("[" + ",".join(rows) + "]").encode()


def update(seq: int) -> BookFrame:
    """About twenty levels, as a busy market sends them; the best bid moves each time."""
    low = MIDDLE - 50 - (seq % 2)
    gone = MIDDLE - 50 - (1 - seq % 2)
    bids = levels(low, -3, 10)[:-1] + f',["{gone // 100}.{gone % 100:02d}","0"]]'.encode()
    return BookFrame(SYMBOL, False, bids, levels(MIDDLE + 900, 3, 10), seq, seq - 1, None, time.time_ns())


FRAME_BYTES = len(load("bitget").stream.write_venue(update(100), time.time_ns())[0])


class Watch(asyncio.Protocol):
    """The bare echo's other end."""

    def __init__(self) -> None:
        self.heard = asyncio.Event()
        self.at = 0.0
        self.got = 0
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.heard.set()

    def data_received(self, data: bytes) -> None:
        self.got += len(data)
        if self.got >= FRAME_BYTES:
            self.at = time.perf_counter()
            self.heard.set()


async def bounce(watch: Watch, data: bytes) -> float:
    data = data[:FRAME_BYTES].ljust(FRAME_BYTES)
    watch.heard.clear()
    watch.got = 0
    begun = time.perf_counter()
    watch.transport.write(data)
    await watch.heard.wait()
    return watch.at - begun


class StopWatch:
    """Stops when an order's first bytes come off the socket, before anybody reads them: as the echo's end does. It is there
    before any connection, since a loop remembers whom to hand bytes to."""

    def __init__(self) -> None:
        self.at = 0.0
        self.ordered = asyncio.Event()
        received = server._Connection.data_received

        def data_received(connection: Any, data: bytes) -> None:
            at = time.perf_counter()
            if data.startswith(b"POST /api/v2/spot/trade/place-order "):
                self.at = at
                self.ordered.set()
            received(connection, data)

        server._Connection.data_received = data_received  # type: ignore[method-assign]


async def ticks(
    rounds: int, rest: float, exchange: Exchange, pump: EmulatorPump, stop_watch: StopWatch, watch: Watch | None
) -> dict[str, list[float]]:
    """`rest`, in seconds, before each echo and each tick: both find the other process asleep, and equally long.
    Without a watch there is nobody to echo: ticks alone, with the same rests between them.
    """
    venue = exchange.venue
    topic = Topic(Channel.BOOK, SYMBOL)
    while not any(topic in conn.topics for conn in exchange.sockets.conns.values()):
        await asyncio.sleep(0.05)
    await asyncio.sleep(2)
    said: dict[str, list[float]] = {"echo": [], "tick": []}
    seq = 1_000
    (conn,) = [conn for conn in exchange.sockets.conns.values() if topic in conn.topics]
    socket = pump._sockets[conn.no]
    first = BookFrame(SYMBOL, True, levels(MIDDLE - 200, -3, 100), levels(MIDDLE + 900, 3, 100), seq, 0)
    socket.send(venue.stream.write_venue(first, time.time_ns())[0])
    await asyncio.sleep(0.3)
    transport = socket._transport  # as the echo's: what is timed is the client
    for block in range(WARM + -(-rounds // (BLOCK - FIRST))):
        for n in range(BLOCK if watch is not None else 0):
            await asyncio.sleep(rest)
            took = await bounce(watch, venue.stream.write_venue(update(seq), time.time_ns())[0])
            if block >= WARM and n >= FIRST:
                said["echo"].append(took * 1e6)
        for n in range(BLOCK):
            seq += 1
            framed = write_frame(TEXT, venue.stream.write_venue(update(seq), time.time_ns())[0])
            await asyncio.sleep(rest)
            stop_watch.ordered.clear()
            begun = time.perf_counter()
            transport.write(framed)
            await asyncio.wait_for(stop_watch.ordered.wait(), 5)
            if block >= WARM and n >= FIRST:
                said["tick"].append((stop_watch.at - begun) * 1e6)
        await asyncio.sleep(BETWEEN)
    return said


async def serve(rounds: int, rest: float, *, echoes: bool) -> None:
    venue = load("bitget")
    exchange = Exchange(venue, spot_listing(venue, 1), ExchangeConfig(crowd=QUIET, enforce_limits=False))
    keys = emulated_keys(1)
    exchange.open_account(keys, {asset: read_atoms(amount) for asset, amount in FUNDS.items()})
    pump, stop_watch = EmulatorPump(exchange, Clock()), StopWatch()
    hosts = await pump.start(hosts_of(venue))
    hosts.pop("control")
    watch = Watch()
    echo = await asyncio.get_running_loop().create_server(lambda: watch, "127.0.0.1", 0)
    port = echo.sockets[0].getsockname()[1]
    print(json.dumps({"hosts": hosts, "echo": port, "keys": [keys.api_key, keys.secret, keys.passphrase]}), flush=True)
    if echoes:
        await watch.heard.wait()
    print(json.dumps(await ticks(rounds, rest, exchange, pump, stop_watch, watch if echoes else None)), flush=True)
    echo.close()
    await pump.close()


def main(rounds: int, rest: float, *, echoes: bool = True) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(rounds, rest, echoes=echoes))
