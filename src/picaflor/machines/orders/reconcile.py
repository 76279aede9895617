"""What we believe and what the venue says, side by side: pure, and the same at start, after a reconnect and on a timer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from picaflor.machines.orders.events import FillReported, KeeperEvent, Missed, Reported, Source, Where
from picaflor.wire.reports import FillReport, OrderReport


@dataclass(frozen=True, slots=True)
class Belief:
    """An order that we think may be at the venue. `shown_ns`: from when on a list must show it."""

    client_id: str
    venue_id: str
    symbol: str
    created_ns: int
    shown_ns: int
    doubted: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """An answer of the venue. `seen`: ids in the pages of the same list before this one; `whole`: it was the last."""

    where: Where
    asked_ns: int  # when the first page of it was asked for; 0: not known, so nothing can be missed
    rows: tuple[OrderReport, ...] | tuple[FillReport, ...] = ()
    symbol: str = ""  # the list covers only this symbol
    since_ns: int = 0  # the list covers only what is younger
    whole: bool = True
    seen: frozenset[str] = frozenset()


def reconcile(believed: Iterable[Belief], said: Statement) -> list[KeeperEvent]:
    """The rows first, in the venue's order from oldest to newest as far as their times tell; then what is not there."""
    source = Source.QUERY if said.where is Where.QUERY else Source.PAGE
    events: list[KeeperEvent] = []
    for row in sorted(said.rows, key=_time):
        if isinstance(row, OrderReport):
            events.append(Reported(row, source, said.asked_ns))
        else:
            events.append(FillReported(row, source))
    if said.whole and said.asked_ns:
        seen = said.seen | ids(said.rows)
        events += [
            Missed(said.where, said.asked_ns, belief.client_id, belief.symbol, belief.venue_id)
            for belief in believed
            if _covers(said, belief) and belief.client_id not in seen and belief.venue_id not in seen
        ]
    return events


def ids(rows: Iterable[OrderReport | FillReport]) -> frozenset[str]:
    return frozenset(name for row in rows for name in (row.client_id, row.venue_id) if name)


def _time(row: OrderReport | FillReport) -> int:
    return row.at_ns


def _covers(said: Statement, belief: Belief) -> bool:
    """Would this list have had to show the order?"""
    if said.asked_ns < belief.shown_ns or said.symbol not in ("", belief.symbol):
        return False
    match said.where:
        case Where.QUERY:
            return True
        case Where.OPEN:
            return True
        case Where.CLOSED | Where.FILLS:
            return belief.doubted and said.since_ns <= belief.created_ns
