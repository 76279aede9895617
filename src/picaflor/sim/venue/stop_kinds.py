"""Which of the stops that wait an ask means, by their kind."""

from __future__ import annotations

from picaflor.domain.orders import StopKind
from picaflor.wire.stops import CancelStop, PlaceStop


def listed(kind: StopKind) -> StopKind:
    """In whose list it stands: take-profits and stop-losses share one."""
    return StopKind.TAKE_PROFIT if kind.of_position else kind


def is_meant(stop: PlaceStop, ask: CancelStop) -> bool:
    return stop.kind in ask.among or (stop.kind, is_whole(stop), _trails(stop)) == (ask.kind, ask.whole, ask.trails)


def is_whole(ask: PlaceStop) -> bool:
    """Of all of a position: a kind of its own, and whoever cancels must name the kind (of these two apart: inferred)."""
    return ask.kind.of_position and ask.size is None


def _trails(ask: PlaceStop) -> bool:
    return ask.kind.of_position and bool(ask.trail)
