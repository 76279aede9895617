"""`./run prove storms [SEEDS] [FIRST]`: the storms of the suite with many more seeds, on each row of it in turn.

Now and then one with liquidations or with a hasty hand in it. A failure prints its seed.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections import Counter

from picaflor.domain.orders import PositionMode
from tests.storms.test_storms import SEEDS, by_hasty_hand, is_over, storm_on, taken_over_in_a_storm
from tests.worlds import World

ROWS = list(dict.fromkeys(venue for venue, _ in SEEDS))


def raised(seed: int) -> World:
    """One storm from trouble to rest."""
    match seed % 8:
        case 0:
            return taken_over_in_a_storm(seed)
        case 1:
            return by_hasty_hand(list(PositionMode)[seed // 8 % 2], seed)
    world = storm_on(ROWS[seed % len(ROWS)], seed)
    for _ in range(2):
        world.run(60)
        world.kill()
    world.run(60)
    is_over(world, seed)
    return world


def storm(seed: int) -> Counter[str]:
    """What it counted."""
    world = raised(seed)
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
