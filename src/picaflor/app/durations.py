"""How people write a length of time: 20s, 5m, 1h, 250ms."""

from __future__ import annotations

import re

from picaflor.app.problems import Usage

_UNITS = {"ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000}
_SHAPE = re.compile(r"([0-9]{1,9})(ms|s|m|h)", re.ASCII)


def read_duration(text: str) -> int:
    """Nanoseconds."""
    shape = _SHAPE.fullmatch(text.strip())
    if shape is None or int(shape[1]) == 0:
        raise Usage(f"{text!r} is not a length of time: write it like 20s, 5m or 1h")
    return int(shape[1]) * _UNITS[shape[2]]
