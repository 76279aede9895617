"""The evidence table against the code that cites it, and against the payloads that it cites."""

from __future__ import annotations

import re
from pathlib import Path

from picaflor.venues.bitget import rest

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs/venues/bitget.md").read_text()
ROWS = {
    int(cells[1]): cells
    for line in PAGE.splitlines()
    if len(cells := line.split("|")) == 8 and cells[1].strip().isdecimal()
}


def test_every_row_that_the_code_cites_stands_in_the_table() -> None:
    cited: set[int] = set()
    for path in (ROOT / "src/picaflor/venues/bitget").glob("*.py"):
        for found in re.findall(r"[Rr]ows? ((?:\d+(?:, | and | to )?)+)", path.read_text()):
            cited |= {int(number) for number in re.findall(r"\d+", found)}
    assert len(cited) > 15
    assert cited <= set(ROWS)


def test_every_endpoint_stands_in_the_table() -> None:
    said = " ".join(cells[2] for cells in ROWS.values())
    for row in rest.ENDPOINTS:
        assert row.path in said or row.path.rpartition("/")[2] in said


def test_every_payload_that_the_table_cites_is_there() -> None:
    numbers = {number for cells in ROWS.values() for number in re.findall(r"\b\d{3}\b", cells[6])}
    files = {path.name[:3] for path in (ROOT / "tests/golden/bitget").glob("*.json")}
    assert len(numbers) > 30
    assert numbers <= files
