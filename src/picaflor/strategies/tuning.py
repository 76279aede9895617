"""Which fields of a configuration may change while its controller runs, and whether a change is only of those."""

from __future__ import annotations

from dataclasses import field, fields
from typing import Any, Final, Protocol, TypeVar, runtime_checkable

LIVE: Final = {"live": True}  # the metadata of a field that may change while its controller runs
T = TypeVar("T")
C = TypeVar("C")


def live(default: T, *, atoms: bool = False) -> T:
    """Such a field. `atoms`: an exact amount of a coin."""
    made: T = field(default=default, metadata={**LIVE, "atoms": atoms})
    return made


@runtime_checkable
class Tunable(Protocol):
    """A controller that reads its live fields anew at each call."""

    config: Any


def fixed(before: C, after: C) -> list[str]:
    """The fields that are not the same and may not change before a restart."""
    return [
        each.name
        for each in fields(before)  # type: ignore[arg-type]
        if not each.metadata.get("live") and getattr(before, each.name) != getattr(after, each.name)
    ]


def changed(before: C, after: C) -> list[str]:
    return [each.name for each in fields(before) if getattr(before, each.name) != getattr(after, each.name)]  # type: ignore[arg-type]
