"""A bot by its file alone: several controllers on one account, one of them changed while they run, and the run replayed."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path

from picaflor.app.bot import Status, run_bot
from picaflor.app.bot_files import open_bot
from picaflor.app.bot_plan import plan_bot
from picaflor.app.bot_record import status_record
from picaflor.app.emulate import hosts_of, make_exchange
from picaflor.app.replay import replay_directory
from picaflor.app.retuning import Files
from picaflor.emulator.pump import EmulatorPump
from picaflor.engine.audit import Seen, Step
from picaflor.engine.retuning import TAKEN
from picaflor.settings.config import load
from picaflor.settings.places import Places, World
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.transport.clock import Clock
from picaflor.venues import load as load_venue

ROW = load_venue("bitget")
BOT = """[strategy]
connector = "bitget"
controller = "simple_maker"
pair = "BTC-USDT"
refresh_ns = "100ms"

[strategy.controllers.far]
file = "far.toml"
pair = "ETH-USDT"
"""
FAR = '[strategy]\nconnector = "bitget"\ncontroller = "simple_maker"\npair = "BTC-USDT"\nspread_bps = 30\n'
ENOUGH = 2  # orders of each, before and after the change


async def run(folder: Path, placed: Counter[tuple[str, str]], said: list[Step]) -> Status:
    exchange, keys = make_exchange(ROW, 1, 2, CrowdConfig(beat_ns=40_000_000))
    pump = EmulatorPump(exchange, Clock())
    (folder / "hello.json").write_text(json.dumps(await pump.start(hosts_of(ROW), control=False)))
    (folder / "bot.toml").write_text(BOT)
    (folder / "far.toml").write_text(FAR)
    places, stop = Places(folder, folder / "data"), asyncio.Event()
    asyncio.get_running_loop().call_later(30, stop.set)
    plan = plan_bot(load([folder / "bot.toml"]), str(folder / "hello.json"))
    files = open_bot(places, World.EMULATED, "near")

    def hear(line: Step | Seen, _: Status) -> None:
        if isinstance(line, Step):
            said.append(line)
            if line.wish is not None:
                placed[line.who, line.wish.pair] += 1
            if len(placed) == 2 and min(placed.values()) >= ENOUGH and not any(step.what == TAKEN for step in said):
                (folder / "far.toml").write_text(FAR.replace("= 30", "= 300"))
            elif line.what == TAKEN:
                stop.set()

    try:
        config = Files(places, (folder / "bot.toml",))
        return await run_bot(plan, "near", files, keys, 0, stop, lambda _: None, hear, config=config)
    finally:
        files.lock.release()
        await pump.close()


def test_each_trades_what_its_file_says_and_a_change_of_it_is_taken_over_and_replayed(tmp_path: Path) -> None:
    placed: Counter[tuple[str, str]] = Counter()
    said: list[Step] = []
    status = asyncio.run(run(tmp_path, placed, said))
    assert status.proven
    assert set(placed) == {("near", "BTC-USDT"), ("far", "ETH-USDT")}
    assert [(step.who, step.why) for step in said if step.what == TAKEN] == [("far", "spread_bps is 300, was 30")]
    assert status_record(status)["pairs"] == ["BTC-USDT", "ETH-USDT"]
    owners = {who.owner for who in status.replica.tale.rows}
    assert owners == {"near", "far"}, "each is told of by itself"
    verdict = replay_directory(tmp_path / "data/emulated/near/journal")
    assert verdict.same, verdict.difference
    assert verdict.outputs > 10
