"""An order changed where it stands: it keeps its number, its name and its fills, and loses its place in the queue.

That it always loses its place is inferred. What is refused leaves it as it was.
"""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from picaflor.machines.matching import Incoming
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount, VenueOrder
from picaflor.sim.venue.steps import steps_of
from picaflor.wire.asks import Amend, Amending, Place, Refused


def change(floor: Floor, account: VenueAccount, ask: Amend, now_ns: int) -> Amending | Refused:
    order = account.find(ask.client_id, ask.venue_id)
    if order is None:
        return floor.refuse("not found")
    if not order.live:
        return floor.refuse("closed")
    if order.place.price is None or order.place.size is None:
        return floor.refuse("not amendable")
    new = structs.replace(order.place, price=ask.price or order.place.price, size=ask.size or order.place.size)
    if new == order.place:
        return floor.refuse("unchanged")
    refused = floor.refused_terms(order.market, new) or _tied(floor, order, new, now_ns)
    if refused is not None:
        return refused
    _put(floor, order, new, now_ns)
    return Amending(order.place.client_id, str(order.no), order=order.report())


def _tied(floor: Floor, order: VenueOrder, new: Place, now_ns: int) -> Refused | None:
    """Ties what is left of it as it is to be, in the place of what it tied; or says why not, and all is as before."""
    lots, ticks = steps_of(order.market, new)
    assert ticks is not None, "it has a price"
    if lots <= order.filled:
        return floor.refuse("not amendable")
    broken = floor.retie(order, replace(order, place=new, lots=lots - order.filled), ticks, now_ns)
    return floor.refuse(broken) if broken else None


def _put(floor: Floor, order: VenueOrder, new: Place, now_ns: int) -> None:
    """What the book says of the order's leaving is not told: it has not ended."""
    market, book = order.market, floor.books[order.market.symbol]
    book.cancel(order.no, now_ns)
    lots, ticks = steps_of(market, new)
    order.place, order.lots, order.changed_ns = new, lots, now_ns
    floor.tell(order)
    incoming = Incoming(
        order_id=order.no,
        owner=order.account.no,
        side=new.side,
        type=new.type,
        tif=new.tif,
        lots=lots - order.filled,
        ticks=ticks,
        quote=0,
        stp=new.self_trade,
    )
    floor.apply(market, book.submit(incoming, now_ns), now_ns)
