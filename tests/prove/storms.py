"""`./run prove storms [SEEDS] [FIRST]`: the storms of the suite with many more seeds. A failure prints its seed."""

from __future__ import annotations

import sys
import time
import traceback
from collections import Counter

from picaflor.sim.port import Wire
from tests.storms.test_storms import MAKER, STORM, check
from tests.worlds import make_world


def storm(seed: int) -> Counter[str]:
    """One storm with a kill in it, from trouble to rest; what it counted."""
    world = make_world(seed=seed, rates=STORM, maker=MAKER, wire=Wire(delay_ns=2_000_000, jitter_ns=20_000_000))
    for _ in range(2):
        world.run(60)
        world.kill()
    world.run(60)
    world.exchange.faults.on = False
    world.run(30)
    assert world.run_until_quiet(), f"storm {seed}: not quiet"
    world.run(90)
    check(world, seed)
    counts = Counter({f"fault: {kind}": number for kind, number in world.exchange.faults.counts.items()})
    counts["orders at the venue"] = world.account.accepted
    counts["fills"] = len(world.account.fills)
    counts["kills"] = len(world.runs) - 1
    counts["virtual seconds"] = (world.joint.now_ns - 1_785_500_000 * 10**9) // 10**9
    return counts


def main(seeds: int, first: int) -> int:
    begun, total, failed = time.perf_counter(), Counter[str](), []
    for seed in range(first, first + seeds):
        try:
            total += storm(seed)
        except AssertionError:
            failed.append(seed)
            traceback.print_exc(limit=2)
        if (seed - first) % 25 == 24:
            print(f"  {seed - first + 1:5d} storms, {len(failed)} failed", flush=True)
    for name, number in sorted(total.items()):
        print(f"{name:32}{number:10d}")
    print(
        f"{seeds} storms in {time.perf_counter() - begun:.0f} s; orders lost: 0, doubled: 0"
        if not failed
        else f"FAILED: {failed}"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    sys.exit(main(words[0] if words else 500, words[1] if len(words) > 1 else 1_000))
