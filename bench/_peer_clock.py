"""Runs in a peer's environment: the best of five rounds over a file of messages."""

import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter_ns
from typing import Any


def run(prepare: Callable[[list[bytes]], list[Any]], start: Callable[[], Callable[[Any], object]]) -> None:
    messages = prepare(Path(sys.argv[1]).read_bytes().splitlines())
    best = float("inf")
    for _ in range(5):
        feed = start()
        begun = perf_counter_ns()
        for message in messages:
            feed(message)
        best = min(best, (perf_counter_ns() - begun) / len(messages))
    print(best)
