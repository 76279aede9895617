"""`./run prove cards [PYTEST ARGS]`: every card of tests/spec for every row, over real sockets, and a table of them.

For each kind of account and each family of contracts that a row has, too: these are counted below the table.
The same tests as in the suite, in worlds that travel otherwise (tests/sockets.py). Time is the loop's, so that the cards
that last an hour need no hour. S5 lasts one here and twenty minutes in the suite, A4 two minutes here and one there.
Exit code 1: a card failed.
"""

from __future__ import annotations

import os
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from picaflor.venues import ROWS, load
from tests.spec.cards import CARDS, GROUPS, Card
from tests.worlds import with_families, with_kinds

EVERY = with_families(with_kinds(ROWS))
ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"::test_((?:[a-z]\d+_)+)")
PAPER = "`./run prove paper` plays these"
ELSEWHERE = {"X3": "a lock between two processes, whatever the venue", **dict.fromkeys(("T1", "T2", "T3", "T4"), PAPER)}


class Table:
    """What became of each card at each row. A pytest plugin."""

    def __init__(self) -> None:
        self.passed: dict[tuple[str, str], int] = defaultdict(int)
        self.failed: dict[tuple[str, str], int] = defaultdict(int)
        self.lacks: dict[tuple[str, str], str] = {}
        self.others_failed: list[str] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        found = NAMED.search(report.nodeid)
        given = report.nodeid.partition("[")[2].rstrip("]").split("-")
        venue = next((name for name in EVERY if name in given), "bitget")  # as docs/cards.md counts it
        names = found[1].strip("_").upper().split("_") if found else []
        if report.failed and not names:
            self.others_failed.append(report.nodeid)
        for name in names:
            if report.failed:
                self.failed[name, venue] += 1
            elif report.skipped:
                self.lacks[name, venue] = report.longrepr[2].removeprefix("Skipped: ")
            elif report.when == "call":
                self.passed[name, venue] += 1

    def cell(self, card: Card, venue: str) -> str:
        key = (card.id, venue)
        if self.failed[key]:
            return f"FAILED ({self.failed[key]})"
        if self.passed[key]:
            return f"passed ({self.passed[key]})"
        reason = card.lacks(load(venue)) or ELSEWHERE.get(card.id) or self.lacks.get(key) or "no test plays it"
        return f"not played: {reason}"

    def show(self) -> None:
        rows = list(ROWS)
        lines = [[card.id, *(self.cell(card, row) for row in rows)] for group in GROUPS.values() for card in group]
        widths = [max(map(len, column)) + 2 for column in zip(["card", *rows], *lines, strict=True)]
        for line in (["card", *rows], *lines):
            print("".join(f"{word:{width}}" for word, width in zip(line, widths, strict=True)).rstrip())
        print("in brackets: tests that play the card")
        for name in EVERY:
            if name not in ROWS:
                print(self._counted(name))

    def _counted(self, name: str) -> str:
        """Of a further kind of account, or a further family of contracts."""
        passed = [card for card, where in self.passed if where == name and not self.failed[card, where]]
        failed = [card for card, where in self.failed if where == name and self.failed[card, where]]
        told = f"{name}: {len(passed)} cards passed, {len(failed)} failed"
        return f"{told}: {' '.join(failed)}" if failed else told


def main(args: list[str]) -> int:
    table = Table()
    os.chdir(ROOT)
    os.environ["PICAFLOR_CARDS"] = "all"  # see tests/spec/card.py
    workers = str(max(2, os.cpu_count() or 2))
    how = ["tests/spec", "-p", "tests.sockets", "--tb", "short"]
    how += ["--ignore", "tests/spec/test_over_sockets.py", "--ignore", "tests/spec/test_paper.py"]
    how += ["-n", workers, "--dist", "worksteal", *args]
    ended = pytest.main(how, plugins=[table])
    table.show()
    good = ended is pytest.ExitCode.OK and sum(table.passed.values()) >= len(CARDS)
    for name in table.others_failed:
        print(f"FAILED beside the cards: {name}")
    counts = f"{sum(map(bool, table.passed.values()))} cards passed over {len(EVERY)} rows, kinds and families"
    print(f"{'PASS' if good else 'FAIL'}: {counts}, {sum(map(bool, table.failed.values()))} failed")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
