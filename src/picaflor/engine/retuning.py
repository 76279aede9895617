"""Other settings or another program for a controller that runs: taken over between two calls, or refused with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from picaflor.engine.audit import Audit, Step
from picaflor.engine.connector.connector import Connector
from picaflor.engine.instructions import Reloaded, Retuned
from picaflor.engine.seat import Seat
from picaflor.strategies.protocols import Controller, Follows, Travels, Wake
from picaflor.strategies.table import UnknownController, make
from picaflor.strategies.tuning import Unfit, tune

TAKEN: Final = "settings changed"
KEPT: Final = "settings kept as they were"
RELOADED: Final = "reloaded"
ADOPTS: Final = "adopts_orders"  # a controller that has this set goes on with the orders of the one before it
Connectors = Mapping[str, Connector]


def retune(told: Retuned | Reloaded, seats: Sequence[Seat], connectors: Connectors, audit: Audit, now_ns: int) -> None:
    seat = next((seat for seat in seats if seat.name == told.seat), None)
    if seat is None:
        audit.did(Step(now_ns, told.seat, KEPT, "this run has no controller of that name"))
        return
    try:
        if isinstance(told, Reloaded):
            what, why = RELOADED, _reload(seat, told, connectors)
        else:
            what, why = TAKEN, tune(seat.controller, told.config)
    except Unfit as no:
        audit.did(Step(now_ns, seat.name, KEPT, str(no)))
        return
    if why:
        audit.did(Step(now_ns, seat.name, what, why))
        seat.pending = seat.pending or Wake.TIMER


def _reload(seat: Seat, told: Reloaded, connectors: Connectors) -> str:
    try:
        fresh = make(told.controller, told.config, told.digest)
    except UnknownController:
        raise
    except ValueError as error:
        raise Unfit(str(error)) from error
    if _world_of(fresh) != _world_of(seat.controller):
        raise Unfit("the file has changed and looks at other pairs, venues or bars: that counts from its next start")
    mine = [order for venue in seat.views for order in connectors[venue].live_orders() if order.owner == seat.name]
    if mine and not getattr(fresh, ADOPTS, False):
        raise Unfit(
            f"the file has changed, and {len(mine)} of its orders are open: it counts from its next start, or sets"
            f" {ADOPTS} = True and goes on with them"
        )
    seat.take(fresh)
    seat.restore(seat.records)
    return f"version {told.digest[:12]}"


def _world_of(controller: Controller) -> tuple[object, ...]:
    """What of the world it has asked to see: that is begun and subscribed to once."""
    follows = tuple(controller.follows) if isinstance(controller, Follows) else ()
    elsewhere = dict(controller.elsewhere) if isinstance(controller, Travels) else {}
    return tuple(controller.pairs), follows, elsewhere
