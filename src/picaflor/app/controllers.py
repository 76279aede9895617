"""What controllers there are, and what each is configured with."""

from __future__ import annotations

import sys
import typing
from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from picaflor.app.meant import unknown
from picaflor.app.own_controllers import add_own_controllers
from picaflor.app.problems import NotFound
from picaflor.domain.numbers import write_atoms
from picaflor.settings.places import Places
from picaflor.strategies.table import CONTROLLERS, OWN, config_class, controller_class, names

UNITS: Final = (("h", 3_600 * 10**9), ("min", 60 * 10**9), ("s", 10**9), ("ms", 10**6), ("ns", 1))


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    kind: str
    default: str | None  # None: it must be said
    live: bool  # may change while it runs


@dataclass(frozen=True, slots=True)
class About:
    name: str
    own: bool
    words: str
    settings: tuple[Setting, ...]


def about_all(places: Places) -> list[About]:
    add_own_controllers(places)
    return [_about(name) for name in names()]


def about_one(places: Places, name: str) -> About:
    add_own_controllers(places)
    if name not in names():
        raise NotFound(unknown("controller", name, names()))
    return _about(name)


def _about(name: str) -> About:
    doc = sys.modules[controller_class(name).__module__].__doc__ or ""
    words = " ".join(doc.partition("\n\n")[0].split())
    return About(name, name in OWN and name not in CONTROLLERS, words, tuple(_settings(config_class(name))))


def _settings(config: type[Any]) -> Iterator[Setting]:
    hints = typing.get_type_hints(config)
    for field in fields(config):
        live = bool(field.metadata.get("live"))
        yield Setting(field.name, _kind(field, hints[field.name]), _default(field), live)


def _kind(field: Field[Any], hint: Any) -> str:
    if field.metadata.get("atoms"):
        return "an exact amount"
    if field.name.endswith("_ns"):
        return "a time, as 500ms, 15s or 5min"
    if typing.get_origin(hint) is tuple:
        return f"a list: {_plain(typing.get_args(hint)[0])}"
    return _plain(hint)


def _plain(hint: Any) -> str:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return f"one of {', '.join(hint)}"
    return {int: "a whole number", bool: "true or false", str: "a text", Decimal: "a number"}.get(hint, str(hint))


def _default(field: Field[Any]) -> str | None:
    if field.default is MISSING:
        return None
    value = field.default
    if field.metadata.get("atoms"):
        return write_atoms(value)
    if field.name.endswith("_ns"):
        return next((f"{value // ns}{unit}" for unit, ns in UNITS if value and value % ns == 0), "0s")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(str(each) for each in value)}]"
    return str(value)


def json_schema(about: About) -> dict[str, Any]:
    """Of its table in the configuration."""
    properties = {each.name: {"description": each.kind, **_typed(each)} for each in about.settings}
    return {
        "title": about.name,
        "description": about.words,
        "type": "object",
        "properties": properties,
        "required": [each.name for each in about.settings if each.default is None],
        "additionalProperties": False,
    }


def _typed(setting: Setting) -> dict[str, Any]:
    kind = setting.kind
    said: dict[str, Any] = {} if setting.default is None else {"default": setting.default}
    if kind.startswith("one of "):
        said["enum"] = kind.removeprefix("one of ").split(", ")
    elif kind == "a whole number":
        said["type"] = "integer"
        said.update({"default": int(setting.default)} if setting.default is not None else {})
    elif kind == "true or false":
        said["type"] = "boolean"
        said.update({"default": setting.default == "true"} if setting.default is not None else {})
    elif kind.startswith("a list"):
        said = {"type": "array"}
    else:
        said["type"] = ["string", "number"] if "amount" in kind or kind == "a number" else "string"
    return said | {"x-live": setting.live}
