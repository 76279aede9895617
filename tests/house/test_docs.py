"""What the docs say about the code is drawn from the code, and what they run, runs."""

from __future__ import annotations

import re
from pathlib import Path

from picaflor.machines.orders import states

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(p.name for p in (ROOT / "src/picaflor").iterdir() if p.is_dir() and p.name != "__pycache__")


def test_the_diagram_of_an_order_is_drawn_from_its_table() -> None:
    page = (ROOT / "docs/orders.md").read_text()
    assert f"```mermaid\n{states.draw()}```" in page, "run: python -m tests.house.draw"


def test_the_map_has_a_line_for_each_folder_and_none_for_others() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text()
    told = re.findall(r"^\| [0-8] \| `([a-z]+)/`", page, re.MULTILINE)
    assert sorted(told) == FOLDERS


def test_every_page_that_the_readme_names_is_there() -> None:
    for page in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"):
        for name in re.findall(r"`((?:[a-z_]+/)*[A-Za-z_0-9]+\.(?:md|py))`", (ROOT / page).read_text()):
            there = [ROOT / name, ROOT / "src/picaflor" / name, ROOT / "docs" / name]
            assert any(path.exists() for path in there), f"{page} names {name}"
