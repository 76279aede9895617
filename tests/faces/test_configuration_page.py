"""The page of configuration keys is the schema. PICAFLOR_WRITE_DOCS=1 writes it."""

from __future__ import annotations

import os
from pathlib import Path

from picaflor.settings.config import check_table
from picaflor.settings.keys import SCHEMA
from picaflor.settings.publish import as_markdown
from picaflor.settings.toml_files import parse_toml

PAGE = Path(__file__).parents[2] / "docs/configuration.md"
MARK = "<!-- below this line: made from the schema by the test suite -->\n"
EXAMPLE = "```toml\n"


def test_the_page_lists_the_schemas_keys() -> None:
    written, mark, _ = PAGE.read_text().partition(MARK)
    assert mark
    wanted = f"{written}{MARK}\n{as_markdown()}"
    if os.environ.get("PICAFLOR_WRITE_DOCS"):
        PAGE.write_text(wanted)
    assert PAGE.read_text() == wanted


def test_its_example_is_a_configuration_that_is_accepted() -> None:
    text = PAGE.read_text().partition(EXAMPLE)[2].partition("```")[0]
    settings = check_table(parse_toml(text, "its example"), text, "docs/configuration.md", SCHEMA)
    assert len(settings) >= 4
