"""The venue side of `bench emulator`: a house with both rows, served as `picaflor emulate` serves it."""

from __future__ import annotations

import asyncio
import json
import sys

import uvloop

from picaflor.app.emulate import hosts_of, make_exchange, rows_of
from picaflor.emulator.pump import EmulatorPump
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.transport.clock import Clock


async def main(symbols: int, beat_ms: int) -> None:
    rows = [row for row in rows_of("bitget") if not row.family]  # further families have a few markets only
    each = symbols // len(rows)
    exchange, _ = make_exchange(rows[0], 1, each, CrowdConfig(beat_ns=beat_ms * 1_000_000), rows[1:])
    pump = EmulatorPump(exchange, Clock())
    hosts = await pump.start(hosts_of(*rows))
    topics = [(row.product or "SPOT", symbol) for row in rows for symbol in exchange.floors[row.id].markets]
    print(json.dumps({"ws": hosts["ws.bitget.com"], "topics": topics}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await pump.close()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2])))
