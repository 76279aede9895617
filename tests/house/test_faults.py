"""Each fault of others that a page says we do not have is held by tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`")


def test_each_line_names_tests_that_there_are() -> None:
    lines = [line for line in (ROOT / "docs/faults-of-others.md").read_text().splitlines() if line.startswith("| ")]
    assert len(lines) == 9
    for line in lines[1:]:
        named = NAMED.findall(line)
        assert named, line
        assert len(named) == line.count("::")
        for path, name in named:
            assert f"def {name}(" in (ROOT / path).read_text(), f"{path} has no {name}"
