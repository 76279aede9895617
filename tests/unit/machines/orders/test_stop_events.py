"""What is written down is read back as it was."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import Side, StopKind
from picaflor.domain.stops import StopWish
from picaflor.machines.orders import stop_events as ev
from picaflor.wire.asks import Amending, Cancelling, Placed, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.stops import StopReport, StopStatus

ROW = StopReport("BTCUSDT", "7", "a1", StopStatus.WAITING, Side.BUY, 10**40, StopKind.TAKE_PROFIT, size=10**33)


@pytest.mark.parametrize(
    "event",
    [
        ev.StopIntended("a1", "BTCUSDT", StopWish("BTC-USDT", Side.SELL, 2, 3, quote=10**36)),
        ev.StopSent("a1"),
        *(ev.StopPlaceOutcome("a1", said) for said in (Placed("a1", "7"), Refused("1", "no"), NoAnswer("x"))),
        ev.StopCancelSent("a1"),
        *(ev.StopCancelOutcome("a1", said) for said in (Cancelling("a1"), Unclear("x"), NotSent("x"))),
        ev.StopAmendSent("a1", 5, None, 2),
        ev.StopAmendOutcome("a1", Amending("a1")),
        ev.StopReported(ROW),
        ev.StopsListed("BTCUSDT", StopKind.STOP_LOSS, True, 9, (ROW, ROW)),
        ev.StopPartition("away", requests=False),
    ],
)
def test_round_trip(event: ev.StopEvent) -> None:
    assert ev.read_stop_event(ev.write_stop_event(event)) == event
