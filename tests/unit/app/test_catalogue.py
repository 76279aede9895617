"""The venue table as people and programs read it."""

from __future__ import annotations

import json

import pytest

from picaflor.app.catalogue import explain, page, record, rows
from picaflor.app.problems import NotFound
from picaflor.venues import ROWS, load


def numbers(value: object) -> list[object]:
    if isinstance(value, dict):
        return [found for each in value.values() for found in numbers(each)]
    if isinstance(value, list):
        return [found for each in value for found in numbers(each)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def test_there_is_a_row_for_each_connector_with_the_same_keys() -> None:
    found = rows()
    assert [row["id"] for row in found] == sorted(ROWS)
    assert len({tuple(row) for row in found}) == 1
    assert all((row["spot"] in (True, "margin")) != row["perp"] for row in found)


@pytest.mark.parametrize("name", ROWS)
def test_a_record_holds_its_row_and_no_bare_number(name: str) -> None:
    found = record(name)
    (row,) = [row for row in rows() if row["id"] == name]
    assert {key: found[key] for key in row} == row
    assert numbers(found) == []
    assert json.loads(json.dumps(found)) == found


def test_twins_have_the_page_of_their_row() -> None:
    assert page("bitget_paper_trade", 80) == page("bitget_testnet", 80) == page("bitget", 80)


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("width", [60, 100])
def test_a_page_keeps_within_the_terminal_but_for_what_cannot_be_folded(name: str, width: int) -> None:
    lines = page(name, width)
    assert f"ID: {name}" in lines
    long = [line for line in lines if len(line) > width]
    assert all(max(map(len, line.split())) > width // 3 for line in long), long


def test_a_code_explained() -> None:
    assert explain("bitget", "43012") == {
        "id": "bitget",
        "code": "43012",
        "outcome": "refused (funds)",
        "sentence": load("bitget").outcomes["43012"][1],
    }
    assert explain("bitget", "40010")["outcome"] == "unknown"
    with pytest.raises(NotFound, match="no code '1'"):
        explain("bitget", "1")


def test_a_name_that_is_not_there() -> None:
    for look in (record, lambda name: page(name, 80), lambda name: explain(name, "1")):
        with pytest.raises(NotFound, match="there is no connector"):
            look("atlantis")
