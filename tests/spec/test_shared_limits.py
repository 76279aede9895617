"""Several processes on one key: what they send together stays within the venue's limits, as the venue counts."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from picaflor.app.bot import Status, run_bot
from picaflor.app.bot_files import open_bot
from picaflor.app.bot_plan import plan_bot
from picaflor.app.emulate import hosts_of, make_exchange
from picaflor.app.visit import Visit
from picaflor.emulator.pump import EmulatorPump
from picaflor.engine.audit import Seen, Step
from picaflor.settings.config import load
from picaflor.settings.places import Places, World
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.transport.clock import Clock
from picaflor.venues import load as load_venue
from picaflor.wire.asks import Orders, ReadOpenOrders

ROW = load_venue("bitget")
# Quotes that are never where they should be: each bot alone would use all that the key may.
RESTLESS = """[strategy]
connector = "bitget"
controller = "simple_maker"
pair = "BTC-USDT"
tolerance_bps = 0
order_age_ns = 50000000
"""


ENOUGH = 12  # orders of each


async def _crowded(folder: Path, refusals: list[str]) -> list[Status]:
    """Two bots, and two shells in which somebody looks at their orders again and again."""
    exchange, keys = make_exchange(ROW, 1, 1, CrowdConfig(beat_ns=40_000_000))
    limited = exchange._limited

    def count(*asked: object) -> object:
        found = limited(*asked)  # type: ignore[arg-type]
        if found is not None:
            refusals.append(found.code)
        return found

    exchange._limited = count  # type: ignore[method-assign, assignment]
    pump = EmulatorPump(exchange, Clock())
    addresses = await pump.start(hosts_of(ROW), control=False)
    (folder / "bot.toml").write_text(RESTLESS)
    (folder / "hello.json").write_text(json.dumps(addresses))
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(30, stop.set)
    ordered = {"one": 0, "two": 0}
    places = Places(folder, folder / "data")

    async def one(name: str) -> Status:
        plan = plan_bot(load([folder / "bot.toml"]), str(folder / "hello.json"))
        files = open_bot(places, World.EMULATED, name)

        def hear(line: Step | Seen, _: Status) -> None:
            ordered[name] += isinstance(line, Step) and line.who == name
            if min(ordered.values()) >= ENOUGH:
                stop.set()

        try:
            return await run_bot(plan, name, files, keys, 0, stop, lambda _: None, hear)
        finally:
            files.lock.release()

    async def look() -> None:
        plan = plan_bot(load([folder / "bot.toml"]), str(folder / "hello.json"))
        async with Visit(plan.target, plan.reach, keys) as visit:
            while not stop.is_set():
                await visit.need(ReadOpenOrders(), Orders)

    try:
        first, second, *_ = await asyncio.gather(one("one"), one("two"), look(), look())
    finally:
        await pump.close()
    assert min(ordered.values()) >= ENOUGH, f"one had nothing of it: {ordered}"
    return [first, second]


def test_two_bots_and_a_shell_never_exceed_the_limits_of_their_key(tmp_path: Path) -> None:
    refusals: list[str] = []
    statuses = asyncio.run(_crowded(tmp_path, refusals))
    assert refusals == []
    assert all(status.proven for status in statuses)
