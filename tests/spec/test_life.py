"""Card B6: a venue that closes, or has closed, says so wherever it is chosen."""

from __future__ import annotations

import pytest

from picaflor.app import catalogue
from picaflor.app.connecting import life_words
from picaflor.venues import load
from picaflor.wire.venue import Life
from tests.spec.card import ALL as ROWS

rows = pytest.mark.parametrize("venue", ROWS)


@rows
def test_b6_the_list_the_page_and_connect_say_when_it_ends_and_who_says_so(venue: str) -> None:
    row = load(venue)
    listed = catalogue.record(venue)
    page = " ".join(line.strip() for line in catalogue.page(venue, 100))
    if row.life is Life.OPEN:
        assert (listed["life"], life_words(row)) == ("open", "")
        return
    assert row.life_note, "the source of it"
    assert str(listed["life"]) == f"{row.life} {row.life_date}".strip()
    assert row.life_date in page
    assert row.life_date in life_words(row)
    assert row.life_note in life_words(row)
    assert life_words(row).startswith(f"{venue} {'is closing' if row.life is Life.CLOSING else 'has closed'}")
