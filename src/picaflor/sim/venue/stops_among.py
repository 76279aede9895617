"""Stops that are orders: asked for, cancelled, amended and listed as these are, by one number before and after."""

from __future__ import annotations

from msgspec import structs

from picaflor.domain.orders import TriggerBy
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.waiting import VenueStop
from picaflor.wire.asks import (
    Amend,
    Amending,
    Answer,
    Ask,
    Cancel,
    CancelAll,
    Cancelling,
    Orders,
    Place,
    Placed,
    ReadOrder,
    Refused,
)
from picaflor.wire.reports import OrderReport
from picaflor.wire.stops import AmendStop, PlaceStop, StopReport, StopStatus


def answer(floor: Floor, account: VenueAccount, ask: Ask, now_ns: int) -> Answer | Refused | None:
    """None: it is none of them that is meant."""
    if not _are(floor):
        return None
    match ask:
        case Place(client_id=name) if name and floor.waiting.taken(account, name):
            return floor.refuse("duplicate")
        case PlaceStop():
            return _place(floor, account, ask, now_ns)
        case Cancel(_, client_id, venue_id):
            stop = _waits(floor, account, client_id, venue_id)
            return None if stop is None else _cancelled(floor, [stop], now_ns)
        case Amend() | AmendStop():
            return _amend(floor, account, ask, now_ns)
        case CancelAll(symbol, side):
            doomed = [stop for stop in floor.waiting.waiting(account, symbol) if side in (None, stop.ask.side)]
            orders = floor.cancel_all(account, symbol, now_ns, side).orders
            return Cancelling(orders=(*orders, *_cancelled(floor, doomed, now_ns).orders))
        case ReadOrder(_, client_id, venue_id) if account.find(client_id, venue_id) is None:
            found = floor.waiting.find(account, client_id, venue_id)
            told = found is not None and (found.waits or not ask.live)
            return Orders((found.among_orders(),)) if found is not None and told else None
        case _:
            return None


def _waits(floor: Floor, account: VenueAccount, client_id: str, venue_id: str) -> VenueStop | None:
    stop = floor.waiting.find(account, client_id, venue_id)
    return stop if stop is not None and stop.waits else None


def _place(floor: Floor, account: VenueAccount, ask: PlaceStop, now_ns: int) -> Placed | Refused:
    if ask.symbol not in floor.markets:
        return floor.refuse("symbol")
    if account.find(ask.client_id, "") is not None:
        return floor.refuse("duplicate")
    placed = floor.waiting.place(account, ask, floor.watched(ask.symbol, ask.by), now_ns)
    if isinstance(placed, Refused):
        return placed
    stop = floor.waiting.find(account, "", placed.venue_id)
    assert stop is not None, "it was placed just now"
    return structs.replace(placed, order=stop.among_orders())


def _cancelled(floor: Floor, stops: list[VenueStop], now_ns: int) -> Cancelling:
    for stop in stops:
        floor.waiting.end(stop, "", now_ns)
    only = stops[0] if len(stops) == 1 else None
    return Cancelling(
        only.ask.client_id if only else "",
        str(only.no) if only else "",
        tuple(stop.among_orders() for stop in stops),
    )


def _amend(floor: Floor, account: VenueAccount, ask: Amend | AmendStop, now_ns: int) -> Amending | Refused | None:
    """A trigger makes it an amendment of a stop, and without one it is that of whatever bears the name."""
    stop = _waits(floor, account, ask.client_id, ask.venue_id)
    if stop is None:
        return floor.refuse("not found") if isinstance(ask, AmendStop) else None
    if account.find(ask.new_client_id, "") is not None:
        return floor.refuse("duplicate")
    wanted = AmendStop(
        symbol=stop.market.symbol,
        trigger=ask.trigger if isinstance(ask, AmendStop) else stop.ask.trigger,
        venue_id=str(stop.no),
        price=ask.price or None,
        size=ask.size or None,
        new_client_id=ask.new_client_id or str(floor.next_no()),
    )
    amended = floor.waiting.amend(account, wanted, floor.watched(stop.market.symbol, TriggerBy.LAST), now_ns)
    return amended if isinstance(amended, Refused) else structs.replace(amended, order=stop.among_orders())


def waiting(floor: Floor, account: VenueAccount) -> list[OrderReport]:
    return [stop.among_orders() for stop in floor.waiting.waiting(account)] if _are(floor) else []


def ended(floor: Floor, account: VenueAccount) -> list[OrderReport]:
    """Whose price never came, or for whom nothing came of it. The others are orders by now."""
    over = (StopStatus.CANCELLED, StopStatus.FAILED)
    return [stop.among_orders() for stop in floor.waiting.past(account) if stop.status in over] if _are(floor) else []


def past(floor: Floor, account: VenueAccount) -> list[StopReport]:
    """Where all stops that wait no more are listed with the past orders, without being any."""
    listed = "stops_with_orders" in floor.venue.features
    return [stop.report() for stop in floor.waiting.past(account)] if listed else []


def _are(floor: Floor) -> bool:
    return "stops_among_orders" in floor.venue.features
