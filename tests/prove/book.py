"""`./run prove book [LEVELS]`: the twins of the book over ten million seeded level operations, fair and hostile.

First a kernel is broken on purpose, in two ways, to see that the duel would notice.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from picaflor.kernels.ladder import ASK_LOTS, HEADER, SEQ
from picaflor.machines.book import fast, raw
from tests.laws._book_streams import Count, Difference, Duel

LEVELS = 10_000_000
FRAMES = 2000
FIRST_SEED = 1_000_000


def break_top(words: Any) -> None:
    words[ASK_LOTS] += 1


def break_depth(words: Any) -> None:
    words[HEADER] += 1 if words[0] > 3 else 0


def break_chain(words: Any) -> None:
    words[SEQ] += 1


def plant(kernel: Callable[..., int], harm: Callable[[Any], None]) -> Callable[..., int]:
    """The kernel, wrong once in five hundred calls."""
    calls = 0

    def wrong(*args: Any) -> int:
        nonlocal calls
        calls += 1
        code = kernel(*args)
        if calls % 500 == 0:
            harm(next(arg for arg in args if not isinstance(arg, (bytes, int))))
        return code

    return wrong


def notices(harm: Callable[[Any], None], *, of_messages: bool) -> bool:
    module, name = (raw, "apply_message") if of_messages else (fast, "apply_levels")
    kernel = getattr(module, name)
    setattr(module, name, plant(kernel, harm))
    try:
        for seed in range(20):
            Duel(seed, raw=of_messages).run(FRAMES, Count(trusts={}))
    except Difference:
        return True
    finally:
        setattr(module, name, kernel)
    return False


def campaign(levels: int) -> Count:
    count, trusts = Count(trusts={}), Counter[str]()
    seed = FIRST_SEED
    while count.levels < levels:
        Duel(seed, raw=seed % 2 == 1).run(FRAMES, count)
        seed += 1
        if seed % 100 == 0:
            print(f"  {count.levels:,} levels in {count.frames:,} frames of {seed - FIRST_SEED} streams", flush=True)
    trusts.update({str(trust): times for trust, times in (count.trusts or {}).items()})
    print("  trust after a frame: " + ", ".join(f"{trust} {times:,}" for trust, times in trusts.most_common()))
    print(f"  the kernel held the levels after {100 * count.kernel / count.frames:.0f} % of the frames")
    return count


def main(args: Sequence[str]) -> int:
    for harm in (break_top, break_depth, break_chain):
        for of_messages in (False, True):
            if not notices(harm, of_messages=of_messages):
                print(f"FAILED: {harm.__name__} was planted and nobody noticed")
                return 1
    print("Six planted faults, all noticed.")
    try:
        count = campaign(int(args[0]) if args else LEVELS)
    except Difference as difference:
        print(f"FAILED: {difference}")
        return 1
    print(f"Naive and compiled book agree on {count.levels:,} level operations in {count.frames:,} frames.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
