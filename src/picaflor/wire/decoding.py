"""What every tongue does with JSON before it trusts it: no duplicate keys, exact times, one list of what can go wrong."""

from __future__ import annotations

import json
from typing import Any, Final

from msgspec import MsgspecError

MS: Final = 1_000_000
MS_DIGITS_MAX: Final = 16


class BadMessage(ValueError):
    """A message that we refuse to interpret, with the reason."""


# Everything that reading bytes from outside may raise; BadNumber, BadMessage and bad UTF-8 are ValueErrors.
BAD: Final = (ValueError, MsgspecError, RecursionError)


def refuse_duplicates(data: bytes) -> None:
    """msgspec keeps the last of two equal keys, in silence. Where money is told of, two are refused."""
    json.loads(data, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> None:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise BadMessage(f"the key {twice[:40]!r} stands twice in one object")


def read_ms(text: str) -> int:
    """A time that was written in milliseconds, in nanoseconds."""
    if not (text.isascii() and text.isdecimal()) or len(text) > MS_DIGITS_MAX:
        raise BadMessage(f"not a time in milliseconds: {text[:40]!r}")
    return int(text) * MS


def write_ms(at_ns: int) -> str:
    return str(at_ns // MS)


def why(bad: BaseException) -> str:
    """One line for a counter, a log or a person, of bounded length."""
    return f"{type(bad).__name__}: {bad}".replace("\n", " ")[:200]
