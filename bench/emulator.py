"""`./run bench emulator [--minutes N]`: what an emulated house costs under load.

200 markets of both rows, at least five changes of a book a second each, and 50 clients in another process who hear 20
markets each. Printed: the share of a core that the house takes, the delay of a frame from the time that it says to its
arrival (a millisecond is as fine as frames tell), and by how much its memory grows, from the tenth minute on where the
run is long enough, in the second half otherwise. The bars: one core, and 1 MB an hour after ten minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SYMBOLS, CLIENTS, EACH = 200, 50, 20
BEAT_MS = 150
SETTLE_SECONDS = 600
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
WARM_SECONDS = 5
Line = dict[str, Any]  # of what the clients tell


def child(module: str, *args: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", f"bench.{module}", *args]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1e6


def slope(points: list[tuple[float, float]]) -> float:
    """Least squares, in megabytes an hour."""
    if len(points) < 2:
        return 0.0
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return 3_600 * sum((x - mean_x) * (y - mean_y) for x, y in points) / spread


def watch(
    venue: subprocess.Popen[str], lines: list[Line], clients: subprocess.Popen[str]
) -> list[tuple[float, float, float]]:
    """Seconds, processor seconds and megabytes of the house, once a second while its clients are there."""
    assert clients.stdout is not None
    reader = threading.Thread(
        target=lambda: lines.extend(json.loads(line) for line in clients.stdout or ()), daemon=True
    )
    reader.start()
    began, samples = time.monotonic(), []
    while clients.poll() is None:
        samples.append((time.monotonic() - began, cpu_seconds(venue.pid), memory_mb(venue.pid)))
        time.sleep(1)
    reader.join()
    return samples


def main(minutes: float, beat_ms: int) -> None:
    venue = child("_emulator_venue", str(SYMBOLS), str(beat_ms))
    assert venue.stdout is not None
    assert venue.stdin is not None
    hello = json.loads(venue.stdout.readline())
    clients = child("_emulator_clients")
    assert clients.stdin is not None
    asked = {
        "address": hello["ws"],
        "topics": hello["topics"],
        "clients": CLIENTS,
        "each": EACH,
        "seconds": minutes * 60,
    }
    clients.stdin.write(json.dumps(asked) + "\n")
    clients.stdin.flush()
    lines: list[Line] = []
    try:
        samples = watch(venue, lines, clients)
    finally:
        venue.stdin.close()
        venue.wait(10)
    tell(samples, lines)


def tell(samples: list[tuple[float, float, float]], lines: list[Line]) -> None:
    last, settled = lines[-1], [sample for sample in samples if sample[0] > WARM_SECONDS]
    first, final, seconds = settled[0], settled[-1], last["seconds"]
    print(
        f"{SYMBOLS} markets, {last['heard']} heard, {CLIENTS} clients on {EACH} each, {seconds:.0f} s; lost: {last['lost']}"
    )
    each = last["updates"] / last["heard"] / seconds
    print(f"changes of a book a second: {each:.1f} a market, {last['quietest'] / seconds:.1f} of the quietest one")
    print(f"frames a second: {last['frames'] / seconds:.0f}")
    print(f"share of a core: {(final[1] - first[1]) / (final[0] - first[0]):.2f} (bar: 1)")
    tell_delays([line["delays_ms"] for line in lines if line["delays_ms"]])
    begin = SETTLE_SECONDS if seconds > SETTLE_SECONDS + 60 else seconds / 2
    grows = slope([(at, mb) for at, _, mb in samples if at >= begin])
    bar = "bar: 1" if begin == SETTLE_SECONDS else "too early for the bar"
    print(f"memory: {first[2]:.0f} MB, {final[2]:.0f} at the end, {grows:+.1f} MB an hour after {begin:.0f} s ({bar})")


def tell_delays(rows: list[dict[str, int]]) -> None:
    """Of ten seconds each: a machine that is shared has bad ones."""
    ordered = sorted(rows, key=lambda row: row["990"])
    for words, row in (("the usual ten seconds", ordered[len(ordered) // 2]), ("the worst", ordered[-1])):
        print(f"delay of a frame in {words}, ms: p50 {row['500']}, p99 {row['990']}, p99.9 {row['999']}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="./run bench emulator")
    parser.add_argument("--minutes", type=float, default=0.5)
    parser.add_argument("--beat-ms", type=int, default=BEAT_MS)
    given = parser.parse_args()
    main(given.minutes, given.beat_ms)
