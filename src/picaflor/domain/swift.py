"""The few nouns that are made between a frame and its order: structs, made in C, that are dataclasses to who asks.

A frozen dataclass sets each field through a call of its own. A struct is as frozen and is made in one; what it lacks is
`dataclasses.replace` and `fields`, which look for a list of fields on the class: here they find it.
"""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from msgspec import Struct

Noun = TypeVar("Noun", bound=type[Struct])


def noun(made: Noun) -> Noun:
    names, defaults = made.__struct_fields__, made.__struct_defaults__
    bare = len(names) - len(defaults)
    rows: list[Any] = [(name, Any) for name in names[:bare]]
    rows += [(name, Any, dataclasses.field(default=value)) for name, value in zip(names[bare:], defaults, strict=True)]
    made.__dataclass_fields__ = dataclasses.make_dataclass(made.__name__, rows).__dataclass_fields__  # type: ignore[attr-defined]
    return made
