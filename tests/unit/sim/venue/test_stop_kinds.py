from __future__ import annotations

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side, StopKind
from picaflor.sim.venue.stop_kinds import is_meant, is_whole, listed
from picaflor.wire.stops import CancelStop, PlaceStop

STOP = PlaceStop("B", "x", Side.SELL, ONE, size=ONE)
LOSS = PlaceStop("B", "x", Side.SELL, ONE, StopKind.STOP_LOSS)
PART = PlaceStop("B", "x", Side.SELL, ONE, StopKind.STOP_LOSS, size=ONE)
FOLLOWS = PlaceStop("B", "x", Side.SELL, ONE, StopKind.STOP_LOSS, trail=ONE // 100)


@pytest.mark.parametrize(
    ("stop", "ask", "meant"),
    [
        (STOP, CancelStop("B"), True),
        (STOP, CancelStop("B", kind=StopKind.TRAILING), False),
        (LOSS, CancelStop("B", kind=StopKind.STOP_LOSS), False),
        (LOSS, CancelStop("B", kind=StopKind.STOP_LOSS, whole=True), True),
        (PART, CancelStop("B", kind=StopKind.STOP_LOSS), True),
        (FOLLOWS, CancelStop("B", kind=StopKind.STOP_LOSS, whole=True), False),
        (LOSS, CancelStop("B", among=(StopKind.STOP, StopKind.STOP_LOSS)), True),
        (LOSS, CancelStop("B", among=(StopKind.STOP,)), False),
    ],
)
def test_a_cancel_names_a_kind_or_several(stop: PlaceStop, ask: CancelStop, meant: bool) -> None:
    assert is_meant(stop, ask) is meant


def test_of_all_of_a_position_and_whose_list() -> None:
    assert [is_whole(stop) for stop in (STOP, LOSS, PART)] == [False, True, False]
    assert listed(StopKind.STOP_LOSS) is listed(StopKind.TAKE_PROFIT)
    assert listed(StopKind.STOP) is not listed(StopKind.TRAILING)
