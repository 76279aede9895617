"""Replays every run of a journal in whatever interpreter this is, and prints what it found. Needs little but msgspec."""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path

from picaflor.app.replay import replay_directory
from picaflor.storage.recordings import read_runs


def main(directory: Path) -> None:
    runs = []
    for n in range(len(read_runs(directory))):
        verdict = replay_directory(directory, n)
        runs.append({"same": verdict.same, "why": verdict.difference, **verdict.counts, "outputs": verdict.outputs})
    print(json.dumps({"python": platform.python_version(), "runs": runs}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
