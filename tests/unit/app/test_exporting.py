from __future__ import annotations

from pathlib import Path

import pytest

from picaflor.app.exporting import KINDS, export_to
from picaflor.app.problems import Usage


@pytest.mark.parametrize("what", KINDS)
def test_a_file_without_rows_still_names_its_columns(what: str, tmp_path: Path) -> None:
    assert export_to(tmp_path / "out.csv", what, []) == 0
    columns = (tmp_path / "out.csv").read_text().strip().split(",")
    assert columns[:4] == ["world", "bot", "run", "time"]
    assert tuple(columns) == KINDS[what][0]


def test_a_name_that_says_nothing_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(Usage, match=r"ends in \.csv, \.json, \.jsonl"):
        export_to(tmp_path / "out.txt", "fills", [])
