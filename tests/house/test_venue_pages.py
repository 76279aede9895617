"""docs/venues/ is what the records say, and the records claim nothing that is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from picaflor.app.pages import as_markdown
from picaflor.app.venue_page import TIERS, make_page
from picaflor.venues import ROWS, load
from picaflor.wire.venue import Venue

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/venues"
MEND = "PICAFLOR_WRITE_DOCS=1 ./run test tests/house"
NOTE = f"<!-- Made from the records in src/picaflor/venues/: change those, then: {MEND} -->\n\n"
RECORDS = [load(name) for name in ROWS]
TONGUES = sorted({record.tongue for record in RECORDS})


def rows(tongue: str) -> list[Venue]:
    return [record for record in RECORDS if record.tongue == tongue]


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_page_of_a_tongue_is_its_records(tongue: str) -> None:
    page = FOLDER / f"{tongue}.md"
    wanted = NOTE + as_markdown(make_page(rows(tongue)))
    if os.environ.get("PICAFLOR_WRITE_DOCS"):
        page.write_text(wanted)
    assert page.exists(), MEND
    assert page.read_text() == wanted, f"the record has changed; write the page anew: {MEND}"


def test_there_is_a_page_for_each_tongue_and_no_other() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.md")) == TONGUES


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.id)
def test_a_tier_is_earned(record: Venue) -> None:
    assert record.tier in ("", *TIERS)
    if record.tier in ("gold", "silver"):
        assert (ROOT / "tests/golden" / record.tongue / "manifest.tsv").exists()
    if record.tier == "gold":
        strangers = "".join(path.read_text() for path in (ROOT / "tests/foreign").glob("test_*.py"))
        assert record.tongue in strangers


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_rows_of_a_house_agree_on_what_is_the_houses(tongue: str) -> None:
    first, *others = rows(tongue)
    house = {(row.outcomes is first.outcomes, row.name.split()[0]) for row in (first, *others) if not row.twin_of}
    assert len(house) == 1
