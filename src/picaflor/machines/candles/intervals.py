"""How long a bar is and where it begins: whole units since 1970 in UTC, weeks from Monday, months by the calendar.

Bars of an interval are numbered, so that gaps, pages and windows are plain arithmetic on the numbers, months included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

SECOND: Final = 1_000_000_000
DAY: Final = 86_400 * SECOND
UNITS: Final = {"s": SECOND, "m": 60 * SECOND, "h": 3_600 * SECOND, "d": DAY, "w": 7 * DAY}
NESTS: Final = {"s": 60, "m": 60, "h": 24, "M": 12}  # a count must divide this, so that bars nest in the next unit
MOST: Final = {"d": 31, "w": 4}
MONDAY: Final = -3 * DAY  # the first week of 1970 began in 1969

_NAME = re.compile(r"([1-9][0-9]{0,2})([smhdwM])", re.ASCII)


class BadInterval(ValueError):
    """Not the name of an interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    count: int
    unit: str  # s m h d w, and M for months
    length_ns: int | None = field(init=False, repr=False, compare=False)  # None for months, which have no one length
    _origin: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length_ns", None if self.unit == "M" else self.count * UNITS[self.unit])
        object.__setattr__(self, "_origin", MONDAY if self.unit == "w" else 0)

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    def number(self, at_ns: int) -> int:
        """Of the bar that this instant is in."""
        length = self.length_ns
        if length is None:
            return _month(at_ns // DAY) // self.count
        return (at_ns - self._origin) // length

    def begins(self, number: int) -> int:
        """When bar `number` opens; it ends where the next begins."""
        length = self.length_ns
        if length is None:
            return _first_day(number * self.count) * DAY
        return number * length + self._origin

    def opens(self, at_ns: int) -> int:
        return self.begins(self.number(at_ns))


@lru_cache(64)
def parse_interval(name: str) -> Interval:
    """Our own spelling, as people type it: 1s 1m 15m 1h 1d 1w 1M. A venue's spelling is its codec's business."""
    shape = _NAME.fullmatch(name)
    if shape is None:
        raise BadInterval(f"not an interval: {name[:20]!r}; say 1m, 15m, 1h, 1d, 1w or 1M")
    count, unit = int(shape[1]), shape[2]
    if unit in NESTS and NESTS[unit] % count:
        raise BadInterval(f"{name}: {count} does not divide {NESTS[unit]}")
    if unit in MOST and count > MOST[unit]:
        raise BadInterval(f"{name}: at most {MOST[unit]}{unit}")
    return Interval(count, unit)


def _month(day: int) -> int:
    """Months since January of year 0 of the civil calendar, from days since 1970.

    Years are taken to begin in March, so that a leap day is the last of its year and months have an even pattern.
    """
    shifted = day + 719_468  # days since 1 March of year 0
    era, of_era = divmod(shifted, 146_097)
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    march_month = (5 * of_year + 2) // 153
    return (era * 400 + year) * 12 + march_month + 2


def _first_day(month: int) -> int:
    """Days since 1970 of the first of a month."""
    year, march_month = divmod(month - 2, 12)
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * march_month + 2) // 5 - 719_468
