"""Several orders or cancels in one call, each with a verdict of its own; and an order given up for another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec import structs

from picaflor.sim.venue.orders import VenueAccount, VenueOrder
from picaflor.wire.asks import (
    Amend,
    Amending,
    AmendingMany,
    AmendMany,
    Cancel,
    Cancelling,
    CancellingMany,
    CancelMany,
    Place,
    Placed,
    PlacedMany,
    PlaceMany,
    Refused,
)


class Counter(Protocol):
    """Where single orders are taken: a floor."""

    def refuse(self, rule: str) -> Refused: ...
    def refused_beside(self, account: VenueAccount, ask: Place, old: VenueOrder) -> Refused | None: ...
    def next_no(self) -> int: ...
    def place(self, account: VenueAccount, ask: Place, now_ns: int) -> Placed | Refused: ...
    def cancel(self, account: VenueAccount, client_id: str, venue_id: str, now_ns: int) -> Cancelling | Refused: ...


def place_many(counter: Counter, account: VenueAccount, ask: PlaceMany, most: int, now_ns: int) -> PlacedMany | Refused:
    """One after the other: what the first ties, the next one lacks."""
    if len(ask.rows) > most:
        return counter.refuse("batch")
    rows = []
    for place in ask.rows:
        named = place if place.client_id else structs.replace(place, client_id=str(counter.next_no()))
        rows.append((named.client_id, counter.place(account, named, now_ns)))
    return PlacedMany(tuple(rows))


def place_all(counter: Counter, account: VenueAccount, ask: PlaceMany, most: int, now_ns: int) -> PlacedMany | Refused:
    """All of them, or none: what was taken before one was refused is taken back."""
    answer = place_many(counter, account, ask, most, now_ns)
    if isinstance(answer, Refused):
        return answer
    refused = next((one for _, one in answer.rows if isinstance(one, Refused)), None)
    for _, one in answer.rows if refused else ():
        if isinstance(one, Placed):
            counter.cancel(account, "", one.venue_id, now_ns)
    return refused or answer


def cancel_many(
    counter: Counter, account: VenueAccount, ask: CancelMany, most: int, now_ns: int
) -> CancellingMany | Refused:
    if len(ask.rows) > most:
        return counter.refuse("batch")
    rows = []
    for row in ask.rows:
        verdict = _cancel(counter, account, row, now_ns)
        name = verdict.client_id if isinstance(verdict, Cancelling) else row.client_id or row.venue_id
        rows.append((name, verdict))
    return CancellingMany(tuple(rows))


def _cancel(counter: Counter, account: VenueAccount, row: Cancel, now_ns: int) -> Cancelling | Refused:
    return counter.cancel(account, row.client_id, row.venue_id, now_ns)


def amend(
    counter: Counter, account: VenueAccount, ask: Amend, now_ns: int, *, with_fills: bool = True, whole: bool = False
) -> Amending | Refused:
    """The old order is cancelled and a new one placed, behind all others of its price. What is refused at the door
    leaves the old one alone; what the rules or the wallet refuse afterwards leaves neither.

    `with_fills`: an order that was filled in part can be amended too; the new one is of the whole new size. `whole`: all
    of it is refused at the door.
    """
    old = account.find(ask.client_id, ask.venue_id)
    if old is None:
        return counter.refuse("not found")
    if not old.live:
        return counter.refuse("closed")
    if old.place.price is None or (old.filled and not with_fills):
        return counter.refuse("not amendable")
    if ask.new_client_id == old.place.client_id:
        return counter.refuse("duplicate")
    name = ask.new_client_id or str(counter.next_no())
    price, size = ask.price or old.place.price, ask.size or old.place.size
    if whole and (price, size) == (old.place.price, old.place.size):
        return counter.refuse("unchanged")
    new = structs.replace(old.place, client_id=name, price=price, size=size, quote=None)
    if ask.attached:
        new = structs.replace(new, attached=ask.attached)
    refused = counter.refused_beside(account, new, old) if whole else None
    if refused is not None:
        return refused
    gone = counter.cancel(account, "", str(old.no), now_ns)
    assert isinstance(gone, Cancelling), "an order that lives can be cancelled"
    made = counter.place(account, new, now_ns)
    if isinstance(made, Refused):
        return Amending(old.place.client_id, str(old.no), failed=made.words)
    return Amending(name, str(old.no), made.venue_id, made.order)


def amend_many(
    counter: Counter, ask: AmendMany, most: int, one: Callable[[Amend], Amending | Refused]
) -> AmendingMany | Refused:
    """One after the other, each as if it were alone. What failed is called as it was asked."""
    if len(ask.rows) > most:
        return counter.refuse("batch")
    rows: list[tuple[str, Amending | Refused]] = []
    for row in ask.rows:
        verdict = one(row)
        name = verdict.client_id if isinstance(verdict, Amending) and not verdict.failed else row.new_client_id
        rows.append((name or row.client_id or row.venue_id, verdict))
    return AmendingMany(tuple(rows))
