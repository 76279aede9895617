"""Every event of the keeper survives the journal."""

from __future__ import annotations

from typing import get_args

import pytest

from picaflor.domain.orders import Liquidity, OrderType, Side, Wish
from picaflor.machines.orders import events as ev
from picaflor.machines.orders.events import KeeperEvent, Source, Where, read_event, write_event
from picaflor.wire.asks import Cancelling, Placed, Refusal, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

FILL = FillReport("BTCUSDT", "t", "v", Side.SELL, 10**50, 3 * 10**20, -(10**30), "BNB", Liquidity.MAKER, "c", 5)
REPORT = OrderReport(
    "BTCUSDT", "v", "c", OrderStatus.PARTIAL, Side.SELL, OrderType.LIMIT_MAKER, 10**40, 10**50, 10**41, fill=FILL
)
EVENTS: list[KeeperEvent] = [
    ev.Intended("c", "BTCUSDT", Wish("BTC-USDT", Side.BUY, 0, None, OrderType.MARKET, quote=10**40, why="because"), 7),
    ev.Sent("c"),
    ev.PlaceOutcome("c", Placed("c", "v")),
    ev.PlaceOutcome("c", Refused("1", "no", Refusal.DUPLICATE, 10)),
    ev.CancelSent("c"),
    ev.CancelOutcome("c", Cancelling("c", "v")),
    ev.CancelOutcome("c", Unclear("what", "9")),
    ev.AmendSent("c", 2**70, 2**70),
    ev.AmendOutcome("c", NotSent("refused")),
    ev.AmendOutcome("c", NoAnswer("time-out")),
    ev.Reported(REPORT, Source.PAGE, 2**62),
    ev.FillReported(FILL, Source.QUERY),
    ev.FillVoided("BTCUSDT", "t"),
    ev.Missed(Where.CLOSED, 8, "c", "BTCUSDT", "v"),
    ev.Garbled("a word", "c"),
    ev.Partition("crash"),
    ev.Walked(Where.FILLS, "BTCUSDT", 9, 8),
    ev.CameOfStop("c", "BTCUSDT", "v", "seat", "p0.s1"),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_it_comes_back_equal(event: KeeperEvent) -> None:
    assert read_event(write_event(event)) == event


def test_none_was_left_out() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(KeeperEvent))
