"""Several strangers of one environment for the price of one start: ccxt is imported once, and each job is a fork of that.

Runs in the stranger's environment; argv holds a JSON list of jobs, each ["cases" | "random", an emulator's hello line, …].
Prints one JSON list: what each of them saw, in their order.
"""

from __future__ import annotations

import asyncio
import gc
import json
import multiprocessing
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import ccxt_cases
import ccxt_random

SEED, CALLS = 1, 300


def work(job: list[str]) -> dict[str, Any]:
    what, line = job
    hello = json.loads(line)
    if what == "cases":
        return ccxt_cases.told(hello)
    return asyncio.run(ccxt_random.main(hello, SEED, CALLS))


if __name__ == "__main__":
    jobs = json.loads(sys.argv[1])
    for package in ccxt_cases.SHIPPED:
        ccxt_cases.shipped(package)
    gc.freeze()
    with multiprocessing.get_context("fork").Pool(len(jobs)) as pool:
        said = pool.map(work, jobs, chunksize=1)
    sys.stdout.write("\n" + json.dumps(said))
