"""`./run prove replay [PYTEST ARGS]`: the sessions of tests/replay with 100 000 frames. Exit code 1: a byte differed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FRAMES = 100_000


def main() -> int:
    words = ["-m", "pytest", "--timeout", "3600", "--durations", "5", *(sys.argv[1:] or ["tests/replay"])]
    environment = os.environ | {"PICAFLOR_FRAMES": str(FRAMES)}
    return subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
