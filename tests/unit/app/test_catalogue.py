"""The venue table as people and programs read it."""

from __future__ import annotations

import json

import pytest

from picaflor.app.catalogue import page, rows
from picaflor.app.problems import NotFound
from picaflor.venues import ROWS


def test_there_is_a_row_for_each_connector_with_the_same_keys() -> None:
    found = rows()
    assert [row["id"] for row in found] == sorted(ROWS)
    assert len({tuple(row) for row in found}) == 1


@pytest.mark.parametrize("name", ROWS)
def test_a_page_holds_its_row_and_no_bare_number(name: str) -> None:
    found = page(name)
    (row,) = [row for row in rows() if row["id"] == name]
    assert {key: found[key] for key in row} == row
    assert not any(isinstance(value, int) and not isinstance(value, bool) for value in found.values())
    assert json.loads(json.dumps(found)) == found


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="there is no connector"):
        page("atlantis")
