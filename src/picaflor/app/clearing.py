"""No order of an account left: what is open is cancelled and read again until the venue itself has nothing more to show.

The proof is always the venue's list, read after the last cancel. A cancel's own answer proves nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from picaflor.app.flattening import closing_order
from picaflor.app.problems import Problem
from picaflor.app.stopping import seconds
from picaflor.app.visit import PAGES_MAX, Visit
from picaflor.domain.orders import StopKind
from picaflor.wire.asks import Ask, Cancel, CancelAll, Orders, ReadOpenOrders
from picaflor.wire.contracts import ClosePosition, Positions, ReadPositions
from picaflor.wire.reports import OrderReport, PositionReport
from picaflor.wire.stops import CancelStop, ReadStops, StopReport, Stops

SECOND: Final = 1_000_000_000
AGAIN_SECONDS: Final = 0.2
Open = OrderReport | StopReport


@dataclass(frozen=True, slots=True)
class Cleared:
    """`proven`: the venue's own list had nothing of it any more."""

    connector: str
    account: str
    world: str
    cancelled: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()  # positions
    still_held: tuple[str, ...] = ()
    proven: bool = False
    took_ns: int = 0
    note: str = ""

    def with_that(self, other: Cleared) -> Cleared:
        """Both as one."""
        return replace(
            self,
            cancelled=self.cancelled + other.cancelled,
            left=self.left + other.left,
            closed=self.closed + other.closed,
            still_held=self.still_held + other.still_held,
            proven=self.proven and other.proven,
            took_ns=self.took_ns + other.took_ns,
            note=self.note or other.note,
        )

    def record(self) -> dict[str, Any]:
        return {
            "connector": self.connector,
            "account": self.account,
            "world": self.world,
            "proven": self.proven,
            "cancelled": list(self.cancelled),
            "not_proven": list(self.left),
            "closed": list(self.closed),
            "still_held": list(self.still_held),
            "seconds": seconds(self.took_ns),
            "note": self.note or None,
        }

    def words(self) -> str:
        who = f"{self.connector}, account {self.account}"
        if self.note:
            return f"{who}: NOT proven: {self.note}"
        counted = f"{len(self.cancelled)} order{'' if len(self.cancelled) == 1 else 's'} cancelled"
        flat = f", closed {', '.join(self.closed)}" if self.closed else ""
        took = f"in {seconds(self.took_ns)} s"
        if self.proven:
            return f"{who}: {counted}{flat} {took}; none is open any more"
        left = [*self.left, *(f"a position in {pair}" for pair in self.still_held)]
        return f"{who}: {counted}{flat} {took}; NOT proven: {', '.join(left)}"


async def read_open(visit: Visit, symbol: str = "") -> list[Open]:
    """Every order and every stop that waits; of one market, or of all. What a stop becomes is among the orders, so those
    are read last.
    """
    await visit.settle()
    kinds = visit.spoken.stop_kinds if ReadStops in visit.spoken.costs else ()
    lists = {"position" if kind.of_position else kind: kind for kind in kinds}  # those of positions are one list
    found: list[Open] = []
    for stops in await asyncio.gather(*(_stops(visit, kind, symbol) for kind in lists.values())):
        found += stops
    before = ""
    for _ in range(PAGES_MAX):
        page = await visit.need(ReadOpenOrders(symbol, before), Orders)
        found += page.rows
        before = page.before
        if not before:
            break
    return found


async def _stops(visit: Visit, kind: StopKind, symbol: str) -> list[StopReport]:
    found: list[StopReport] = []
    before = ""
    for _ in range(PAGES_MAX):
        page = await visit.need(ReadStops(symbol, kind, before=before), Stops)
        found += page.rows
        before = page.before
        if not before:
            break
    return found


async def clear(visit: Visit, within_ns: int, only: str | None = None) -> tuple[list[Open], list[Open]]:
    """Those that were there, and those that nobody can prove gone within that time. `only`: the one with that id."""
    loop = asyncio.get_running_loop()
    end = loop.time() + within_ns / SECOND
    there: dict[tuple[str, str], Open] = {}
    first = True
    while True:
        left = [each for each in await read_open(visit) if only in (None, each.client_id, each.venue_id)]
        there |= {(each.symbol, each.venue_id): each for each in left}
        if not left or loop.time() >= end:
            return list(there.values()), left
        await _cancel(visit, left, at_once=first and only is None)
        first = False
        await asyncio.sleep(AGAIN_SECONDS if len(there) > len(left) else 0)


async def _cancel(visit: Visit, rows: Sequence[Open], *, at_once: bool) -> None:
    """What comes of it the next list tells: an order may have gone before we came."""
    asks: dict[Any, None] = {}
    for row in rows:
        if isinstance(row, StopReport):
            whole, trails = row.kind.of_position and row.size is None, row.kind.of_position and bool(row.trail)
            asks[CancelStop(row.symbol, row.client_id, row.venue_id, row.kind, whole, trails)] = None
        elif at_once and CancelAll in visit.spoken.costs:
            asks[CancelAll(row.symbol)] = None
        else:
            asks[Cancel(row.symbol, row.client_id, row.venue_id)] = None
    await asyncio.gather(*map(visit.ask, asks))


async def flatten(visit: Visit, within_ns: int) -> tuple[list[PositionReport], list[PositionReport]]:
    """Those that were held, and those that are still."""
    if visit.target.venue.kind == "spot":
        return [], []
    loop = asyncio.get_running_loop()
    end = loop.time() + within_ns / SECOND
    there: dict[tuple[str, str], PositionReport] = {}
    while True:
        left = [row for row in (await visit.need(ReadPositions(), Positions)).rows if row.size]
        there |= {(row.symbol, str(row.hold)): row for row in left}
        if not left or loop.time() >= end:
            return list(there.values()), left
        if ClosePosition in visit.spoken.costs:
            asks: dict[Ask, None] = {ClosePosition(row.symbol, margin_mode=row.margin_mode): None for row in left}
        else:
            asks = {await closing_order(visit, row): None for row in left}
        await asyncio.gather(*map(visit.ask, asks))
        await asyncio.sleep(AGAIN_SECONDS)


async def clear_account(
    visit: Visit, account: str, world: str, within_ns: int, *, flat: bool = False, only: str | None = None
) -> Cleared:
    """Never raises what a venue can cause: one venue that is down must not keep the others waiting."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    made = Cleared(visit.target.id, account, world)
    try:
        async with visit:
            there, left = await clear(visit, within_ns, only)
            held, still = await flatten(visit, within_ns) if flat else ([], [])
            names = {row.symbol: await visit.pair_of(row.symbol) for row in held}
    except Problem as problem:
        return replace(made, note=str(problem), took_ns=int((loop.time() - began) * SECOND))
    gone = {(each.symbol, each.venue_id) for each in there} - {(each.symbol, each.venue_id) for each in left}
    kept = {(row.symbol, row.hold) for row in still}
    return replace(
        made,
        cancelled=tuple(_name(each) for each in there if (each.symbol, each.venue_id) in gone),
        left=tuple(map(_name, left)),
        closed=tuple(names[row.symbol] for row in held if (row.symbol, row.hold) not in kept),
        still_held=tuple(names[row.symbol] for row in still),
        proven=not left and not still,
        took_ns=int((loop.time() - began) * SECOND),
    )


def _name(row: Open) -> str:
    return row.client_id or row.venue_id
