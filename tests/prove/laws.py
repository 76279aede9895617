"""`./run prove laws [PYTEST ARGS]`: every law of tests/laws with twenty times the stories. Exit code 1: one was broken."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TIMES = 20


def main() -> int:
    # A law that is told twenty times the stories may take its time.
    words = ["-m", "pytest", "-n", str(os.cpu_count() or 2), "--timeout", "3600", *(sys.argv[1:] or ["tests/laws"])]
    environment = os.environ | {"PICAFLOR_STORIES": str(TIMES)}
    return subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
