"""One bar, in ticks and lots. A bar knows whether it is over, and whether it was built here from trades."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    open_ns: int
    open: int
    high: int
    low: int
    close: int
    volume: int  # lots
    money: int  # quote atoms
    trades: int = 0  # 0 also where the venue does not count them
    finished: bool = True
    built: bool = False

    @property
    def empty(self) -> bool:
        return self.volume == 0
