"""The published schema says what the program does."""

from __future__ import annotations

import json
import re
from typing import Any

from picaflor.settings.keys import SCHEMA
from picaflor.settings.publish import as_json_schema, as_markdown


def leaves(schema: dict[str, Any], prefix: str = "") -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    below = dict(schema.get("properties", {}))
    if isinstance(schema.get("additionalProperties"), dict):
        below["*"] = schema["additionalProperties"]
    if schema.get("additionalProperties") is True:
        below["**"] = {}
    for name, child in below.items():
        if child.get("type") == "object":
            found |= leaves(child, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = child
    return found


def test_the_json_schema_has_every_key_and_no_other() -> None:
    published = as_json_schema()
    assert json.loads(json.dumps(published)) == published
    found = leaves(published)
    assert set(found) == {key.name for key in SCHEMA.keys}
    assert found["rate.share"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 100,
        "default": 100,
        "description": "How much of each venue's rate limit to use, in percent.",
    }
    assert found["log.level"]["enum"] == ["debug", "info", "warning", "error"]
    assert found["notifications.webhook"]["writeOnly"] is True
    for key in SCHEMA.keys:
        if key.shape and isinstance(key.default, str):
            assert re.search(found[key.name]["pattern"], key.default)


def test_unknown_keys_are_refused_by_the_json_schema_too() -> None:
    published = as_json_schema()
    assert published["additionalProperties"] is False
    assert published["properties"]["rate"]["additionalProperties"] is False


def test_the_page_has_a_row_for_every_key() -> None:
    page = as_markdown()
    rows = page.splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == [key.name for key in SCHEMA.keys]
    assert (
        "| `rate.share` | a whole number from 1 to 100 | `100` | How much of each venue's rate limit to use, in percent."
        " | `PICAFLOR_RATE_SHARE` |"
    ) in page
    assert "BTC 1, ETH 20, USDT 100000" in page
