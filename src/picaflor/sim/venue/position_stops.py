"""A position gets its take-profit and its stop-loss at once: all of them, or none.

One of all of the position takes the place of the one that there is, and keeps its number.
"""

from __future__ import annotations

from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.waiting import VenueStop
from picaflor.wire.asks import Amending, Placed, PlacedMany, Refused
from picaflor.wire.stops import AmendStop, PlaceStop, PlaceStops


def place_stops(floor: Floor, account: VenueAccount, ask: PlaceStops, now_ns: int) -> PlacedMany | Refused:
    rows: list[tuple[str, Placed | Refused]] = []
    made: list[VenueStop] = []
    for row in ask.rows:
        old = _there(floor, account, row)
        said = _place(floor, account, row, now_ns) if old is None else _replace(floor, account, old, row, now_ns)
        if isinstance(said, Refused):
            for stop in made:
                floor.waiting.end(stop, "", now_ns)
            return said
        rows.append((said.client_id, said))
        placed = floor.waiting.find(account, "", said.venue_id)
        made += [placed] if old is None and placed is not None else []
    return PlacedMany(tuple(rows))


def _there(floor: Floor, account: VenueAccount, row: PlaceStop) -> VenueStop | None:
    """The one that it replaces: those of a part of the position stand beside each other."""
    if row.size is not None:
        return None
    waiting = floor.waiting.waiting(account, row.symbol)
    mine = (stop for stop in waiting if (stop.ask.kind, stop.ask.hold, stop.ask.side) == (row.kind, row.hold, row.side))
    return next((stop for stop in mine if stop.ask.size is None), None)


def _place(floor: Floor, account: VenueAccount, row: PlaceStop, now_ns: int) -> Placed | Refused:
    return floor.waiting.place(account, row, floor.watched(row.symbol, row.by), now_ns)


def _replace(floor: Floor, account: VenueAccount, old: VenueStop, row: PlaceStop, now_ns: int) -> Placed | Refused:
    """What it watches stays; inferred, as is that a new name is taken."""
    change = AmendStop(
        symbol=row.symbol,
        trigger=row.trigger,
        venue_id=str(old.no),
        kind=row.kind,
        price=row.price,
        new_client_id="" if row.client_id == old.ask.client_id else row.client_id,
    )
    said = floor.waiting.amend(account, change, floor.watched(row.symbol, old.ask.by), now_ns)
    assert isinstance(said, Amending | Refused)
    return said if isinstance(said, Refused) else Placed(said.client_id, said.venue_id)
