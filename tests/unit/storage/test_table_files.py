from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from picaflor.storage.problems import StorageProblem
from picaflor.storage.table_files import write_rows

COLUMNS = ("pair", "amount", "at_ns", "reason")
ROWS = [
    {
        "pair": "BTC-USDT",
        "amount": "-0.000000000000000001",
        "at_ns": 1795261740722622857,
        "reason": '=1+1,"x"',
        "more": 1,
    },
    {"pair": "A,B\nC", "amount": "1", "at_ns": 2, "reason": None, "more": 2},
]
TEXTS = [
    {"pair": "BTC-USDT", "amount": "-0.000000000000000001", "at_ns": "1795261740722622857", "reason": '=1+1,"x"'},
    {"pair": "A,B\nC", "amount": "1", "at_ns": "2", "reason": None},
]


def test_json_keeps_every_digit(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.json", COLUMNS, ROWS)
    assert json.loads((tmp_path / "a.json").read_text()) == TEXTS
    write_rows(tmp_path / "a.jsonl", COLUMNS, ROWS)
    assert [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()] == TEXTS
    write_rows(tmp_path / "a.json", COLUMNS, [])
    assert (tmp_path / "a.json").read_text() == "[]\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "a.jsonl"]


def test_csv_is_read_back_and_runs_nothing_in_a_spreadsheet(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.csv", COLUMNS, ROWS)
    with (tmp_path / "a.csv").open(newline="") as file:
        read = list(csv.DictReader(file))
    assert read == [{**TEXTS[0], "reason": '\'=1+1,"x"'}, {**TEXTS[1], "reason": ""}]


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageProblem, match="cannot be written: No such file"):
        write_rows(tmp_path / "nowhere/a.csv", COLUMNS, ROWS)
    with pytest.raises(ValueError, match=r"\.csv, \.json, \.jsonl"):
        write_rows(tmp_path / "a.txt", COLUMNS, ROWS)
