"""`./run prove paper [PYTEST ARGS]`: every card of an account, for every row and family of contracts, on its paper twin.

The same tests as in the suite, in worlds whose market is mirrored into a house of our own (tests/paper_worlds.py); the
suite plays some of them so in every run. Exit code 1: a card failed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = ("orders", "rarer_orders", "balances", "perpetuals", "restart", "account")


def main(args: list[str]) -> int:
    os.chdir(ROOT)
    os.environ["PICAFLOR_CARDS"] = "all"  # see tests/spec/card.py
    how = [f"tests/spec/test_{name}.py" for name in FILES] + ["tests/spec/test_paper.py"]
    how += ["-p", "tests.paper_worlds", "-q", "--tb", "short", "-n", str(max(2, os.cpu_count() or 2)), *args]
    ended = pytest.main(how)
    print("PASS" if ended is pytest.ExitCode.OK else "FAIL")
    return 0 if ended is pytest.ExitCode.OK else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
