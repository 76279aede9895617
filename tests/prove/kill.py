"""`./run prove kill`: kill −9 at random instants under hundreds of orders a second; nothing that was promised is missing.

The child trades in memory against an emulated venue as fast as it can, with the real journal on the real disk, and prints
an order's id after the journal write that holds its intent has returned. The parent kills it, recovers the keeper from
the journal, and counts the printed ids that are not in it. Then the next child goes on from there.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from picaflor.app.build import build_connector
from picaflor.app.plan import read_plan
from picaflor.app.recovery import recover
from picaflor.machines.orders import OrderKeeper
from picaflor.storage.recordings import read_runs

ROUNDS = 200
RATE_MIN = 500


def main(rounds: int) -> int:
    dice = random.Random(20261121)
    print(f"{rounds} rounds of kill −9", flush=True)
    missing = printed_in_all = twice = 0
    recoveries: list[float] = []
    rates: list[float] = []
    ever: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for n in range(rounds):
            printed, rate = one_life(home, n, dice.uniform(0.25, 0.9))
            begun = time.perf_counter()
            keeper = next_start(home)
            recoveries.append(time.perf_counter() - begun)
            rates.append(rate)
            lost = [name for name in printed if keeper.view(name) is None]
            missing += len(lost)
            twice += len([name for name in printed if name in ever])
            ever.update(printed)
            printed_in_all += len(printed)
            if n % 20 == 19:
                print(f"  {n + 1:4d} rounds, {printed_in_all} ids printed, {missing} missing", flush=True)
    recoveries.sort()
    rates.sort()
    print(f"orders per second: median {rates[len(rates) // 2]:.0f}, lowest {rates[0]:.0f}")
    p50, p99 = recoveries[len(recoveries) // 2], recoveries[int(len(recoveries) * 0.99)]
    print(f"recovery: p50 {p50 * 1e3:.0f} ms, p99 {p99 * 1e3:.0f} ms, max {recoveries[-1] * 1e3:.0f} ms")
    print(f"printed ids: {printed_in_all}; missing after restart: {missing}; used twice: {twice}")
    good = missing == 0 and twice == 0 and printed_in_all > 0 and rates[len(rates) // 2] >= RATE_MIN
    print("PASS" if good else "FAIL")
    return 0 if good else 1


def one_life(home: Path, n: int, seconds: float) -> tuple[list[str], float]:
    process = subprocess.Popen(
        [sys.executable, __file__, "--child", str(home), str(n)], stdout=subprocess.PIPE, text=True, env=child_env()
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    assert first, "the child said nothing"
    begun = time.perf_counter()
    time.sleep(seconds)
    process.kill()
    printed = [line.strip() for line in [first, *process.stdout] if line.endswith("\n")]
    lived = time.perf_counter() - begun
    process.wait()
    process.stdout.close()
    return printed, len(printed) / lived


def child_env() -> dict[str, str]:
    root = Path(__file__).parents[2]
    return {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}", "PYTHONUNBUFFERED": ""}


def next_start(home: Path) -> OrderKeeper:
    """The keeper as the next start has it, from the journal alone."""
    directory = home / "journal"
    state = recover(directory, "bitget")
    keeper = build_connector(read_plan(read_runs(directory)[-1].header).connectors[0]).keeper
    assert state is not None
    keeper.load(state.keeper)
    return keeper


def run(words: list[str]) -> Any:
    if words[:1] == ["--child"]:
        from tests.prove._kill_child import trade

        return trade(Path(words[1]), int(words[2]))
    return main(int(words[0]) if words else ROUNDS)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
