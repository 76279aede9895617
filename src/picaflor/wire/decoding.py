"""What every tongue does with JSON before it trusts it: no duplicate keys, exact times, one list of what can go wrong."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from msgspec import MsgspecError

MS: Final = 1_000_000
MS_DIGITS_MAX: Final = 16
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ISO: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?Z", re.ASCII)


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


def read_iso(text: str) -> int:
    """A time in UTC as 2023-11-14T22:13:20.1Z, in nanoseconds: at most nine digits of a second, or none."""
    shape = _ISO.fullmatch(text)
    if shape is None:
        raise BadMessage(f"not a time in UTC: {text[:40]!r}")
    whole, fraction = shape.groups("")
    days = datetime.fromisoformat(f"{whole}+00:00") - _EPOCH
    seconds = days.days * 86_400 + days.seconds
    if seconds < 0:
        raise BadMessage(f"before 1970: {text[:40]!r}")
    return seconds * 1_000 * MS + int(fraction.ljust(9, "0"))


def write_iso(at_ns: int) -> str:
    """To the millisecond."""
    seconds, rest = divmod(at_ns, 1_000 * MS)
    return f"{(_EPOCH + timedelta(seconds=seconds)):%Y-%m-%dT%H:%M:%S}.{rest // MS:03d}Z"


def why(bad: BaseException) -> str:
    """One line for a counter, a log or a person, of bounded length."""
    return f"{type(bad).__name__}: {bad}".replace("\n", " ")[:200]
