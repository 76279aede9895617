"""Which page of history to ask for next: the newest stretch that is not known, as many bars as a page may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from picaflor.machines.candles.intervals import Interval


class Holdings(Protocol):
    """What a plan must know of what there is; `Series` is one."""

    interval: Interval
    keep: int  # it remembers at least so many bars

    def known(self, number: int, now_ns: int) -> bool: ...

    def beginning(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Page:
    """Bars that open at or after `since_ns` and before `until_ns`; there are at most `limit` of them.

    Where a venue leaves quiet bars out, ask without `since_ns`: it then fills the page with older ones, and an empty page
    proves that there are none.
    """

    since_ns: int
    until_ns: int
    limit: int
    forming: bool  # the bar that is not over is wanted too: many venues keep it apart from history


def next_page(have: Holdings, count: int, page_max: int, now_ns: int, solid: range = range(0)) -> Page | None:
    """None when the last `count` bars are known, or all that there are. `solid`: numbers that need no look.

    From the newest backwards, so that what matters most is there first. A page that brought less than it was asked for
    is no matter: what it left open is asked for again, and an empty page proves that there is nothing.
    """
    if count > have.keep:
        raise ValueError(f"{count} bars are wanted where only {have.keep} are kept")
    interval = have.interval
    newest = interval.number(now_ns)
    oldest = newest - count + 1
    beginning = have.beginning()
    if beginning is not None:
        oldest = max(oldest, beginning)
    last = newest
    while last >= oldest and (last in solid or have.known(last, now_ns)):
        last = solid.start - 1 if last in solid else last - 1
    if last < oldest:
        return None
    first = last
    while first > oldest and last - first + 1 < page_max and not have.known(first - 1, now_ns):
        first -= 1
    return Page(interval.begins(first), interval.begins(last + 1), last - first + 1, forming=last == newest)
