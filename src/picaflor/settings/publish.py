"""The schema in two forms for others: JSON Schema for editors, Markdown for people."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from picaflor.settings.keys import SCHEMA
from picaflor.settings.schema import Key, Kind, Leaf, Schema

NUMBER_TEXT = r"^-?[0-9]+(\.[0-9]+)?$"


def as_json_schema(schema: Schema = SCHEMA) -> dict[str, Any]:
    root: dict[str, Any] = _object()
    root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    root["title"] = "Picaflor configuration"
    for key in schema.keys:
        place = root
        *tables, last = key.path
        for part in tables:
            place = _below(place, part)
        if last == "**":
            place["additionalProperties"] = True
            place["description"] = key.help
        elif last == "*":
            place["additionalProperties"] = _leaf(key)
        else:
            place["properties"][last] = _leaf(key)
    return root


def _object() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "additionalProperties": False}


def _below(place: dict[str, Any], part: str) -> dict[str, Any]:
    if part == "*":
        if not isinstance(place["additionalProperties"], dict):
            place["additionalProperties"] = _object()
        found: dict[str, Any] = place["additionalProperties"]
    else:
        found = place["properties"].setdefault(part, _object())
    return found


def _leaf(key: Key) -> dict[str, Any]:
    leaf: dict[str, Any] = {"description": key.help, **_type(key)}
    if key.least is not None:
        leaf["minimum"] = key.least
    if key.most is not None:
        leaf["maximum"] = key.most
    if key.default is not None:
        leaf["default"] = _json(key.default)
    if key.secret:
        leaf["writeOnly"] = True
    return leaf


def _type(key: Key) -> dict[str, Any]:
    shape = {"pattern": f"^({key.shape})$"} if key.shape else {}
    match key.kind:
        case Kind.TEXT:
            return {"type": "string", **shape}
        case Kind.SWITCH:
            return {"type": "boolean"}
        case Kind.WHOLE:
            return {"type": "integer"}
        case Kind.NUMBER:
            return {"type": ["number", "string"], "pattern": NUMBER_TEXT}
        case Kind.CHOICE:
            return {"enum": list(key.choices)}
        case Kind.LIST:
            return {"type": "array", "items": {"type": "string", **shape}}
        case Kind.ANY:
            return {}


def _json(value: Leaf) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, Decimal) else value


def as_markdown(schema: Schema = SCHEMA) -> str:
    """The table of docs/configuration.md."""
    rows = ["| key | must be | default | what it does | environment |", "|---|---|---|---|---|"]
    for key in schema.keys:
        variable = "" if key.free else f"`{key.variable}`"
        must = key.allowed() + (", kept out of sight" if key.secret else "")
        cells = [f"`{key.name}`", must, _shown(key, schema), key.help, variable]
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows) + "\n"


def _shown(key: Key, schema: Schema) -> str:
    table = schema.tables.get(key.name.removesuffix(".*"))
    if table:
        return ", ".join(f"{name} {value}" for name, value in table.items())
    match key.default:
        case None:
            return ""
        case "":
            return "empty"
        case tuple():
            return ", ".join(key.default)
        case bool():
            return f"`{str(key.default).lower()}`"
        case default:
            return f"`{default}`"
