"""Programs measured side by side: block by block, in turn, so that a busy minute of the machine falls on all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter_ns

Program = Callable[[Sequence[bytes]], None]


def measure(
    programs: dict[str, Program], messages: Sequence[bytes], *, rounds: int, block: int = 1000
) -> dict[str, float]:
    """Nanoseconds a message by program: the sum of each block's best time over all rounds."""
    blocks = [messages[start : start + block] for start in range(0, len(messages), block)]
    best = {name: [float("inf")] * len(blocks) for name in programs}
    for _ in range(rounds):
        for number, part in enumerate(blocks):
            for name, run in programs.items():
                begun = perf_counter_ns()
                run(part)
                best[name][number] = min(best[name][number], perf_counter_ns() - begun)
    return {name: sum(times) / len(messages) for name, times in best.items()}
