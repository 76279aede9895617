"""The evidence of a tongue against the code that cites it and the payloads that it cites."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from picaflor.venues import ROWS, load
from picaflor.wire.about import Evidence
from picaflor.wire.venue import Sure

ROOT = Path(__file__).parents[2]
TONGUES = sorted({load(name).tongue for name in ROWS if load(name).about.evidence})
CITED = re.compile(r"\b[Rr]ows? ((?:\d+(?:, | and | to )?)+)")


def evidence(tongue: str) -> tuple[Evidence, ...]:
    (found,) = {load(name).about.evidence for name in ROWS if load(name).tongue == tongue}
    return found


def cited_rows(source: str) -> set[int]:
    return {int(number) for found in CITED.findall(source) for number in re.findall(r"\d+", found)}


def test_how_code_cites() -> None:
    assert cited_rows('"""Row 14 and 16: odd."""  # rows 3, 4; row 21 to 23; the third row; narrow 9') == {
        *(14, 16, 3, 4),
        *(21, 23),
    }


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_row_that_the_code_cites_stands_in_the_table(tongue: str) -> None:
    known = {row.row for row in evidence(tongue)}
    code = [path for path in (ROOT / "src/picaflor/venues" / tongue).glob("*.py") if "evidence" not in path.name]
    cited = {path.name: cited_rows(path.read_text()) for path in code}
    assert len(set().union(*cited.values())) > 5
    assert {name: rows - known for name, rows in cited.items() if rows - known} == {}, "add them to its evidence.py"


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_payload_that_the_table_cites_is_there_and_says_where_it_is_from(tongue: str) -> None:
    home = ROOT / "tests/golden" / tongue
    files = {path.name.partition("-")[0] for path in home.glob("*.json")}
    with (home / "manifest.tsv").open() as manifest:
        sources = {row["file"].partition("-")[0]: row["source"] for row in csv.DictReader(manifest, delimiter="\t")}
    for row in evidence(tongue):
        assert set(row.golden) <= files, f"row {row.row} cites payloads that are not in {home.name}"
        assert all(sources[number] for number in row.golden), f"row {row.row}"


@pytest.mark.parametrize("tongue", TONGUES)
def test_a_row_says_who_says_so(tongue: str) -> None:
    for row in evidence(tongue):
        assert set(row.sure) <= set(Sure), f"row {row.row}: sure is one of {', '.join(Sure)}"
        assert row.where
        assert row.meaning
        assert row.source
