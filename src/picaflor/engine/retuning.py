"""New settings for a controller that runs: taken over between two of its calls, or not at all and with a reason."""

from __future__ import annotations

from collections.abc import Iterable

from picaflor.engine.audit import Audit, Step
from picaflor.engine.instructions import Retuned
from picaflor.engine.seat import Seat
from picaflor.strategies.protocols import Wake
from picaflor.strategies.tuning import Unfit, tune

TAKEN, KEPT = "settings changed", "settings kept as they were"


def retune(told: Retuned, seats: Iterable[Seat], audit: Audit, now_ns: int) -> None:
    for seat in seats:
        if seat.name == told.seat:
            try:
                changes = tune(seat.controller, told.config)
            except Unfit as why:
                audit.did(Step(now_ns, seat.name, KEPT, str(why)))
                return
            if changes:
                audit.did(Step(now_ns, seat.name, TAKEN, changes))
                seat.pending = seat.pending or Wake.TIMER
            return
    audit.did(Step(now_ns, told.seat, KEPT, "this run has no controller of that name"))
