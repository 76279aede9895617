"""Which fields of a configuration may change while its controller runs, and whether a change is only of those."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields
from typing import Any, Final, Protocol, TypeVar, runtime_checkable

import msgspec

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


class Unfit(ValueError):
    """Settings that a controller cannot take over while it runs, and why."""


def tune(controller: object, config: Mapping[str, Any]) -> str:
    """From here on it runs with these. Returns what is another now, in words; "": nothing is. All of it, or nothing."""
    if not isinstance(controller, Tunable):
        raise Unfit("it reads its settings once, when it starts")
    before = controller.config
    try:
        after = msgspec.convert(config, type(before))
    except ValueError as error:  # what cannot be read, and what the controller itself will not have
        raise Unfit(str(error)) from error
    if may_not := fixed(before, after):
        raise Unfit(
            f"{' and '.join(may_not)} may not change while it runs: what was changed counts from its next start"
        )
    told = [f"{name} is {getattr(after, name)}, was {getattr(before, name)}" for name in changed(before, after)]
    controller.config = after
    return ", ".join(told)
