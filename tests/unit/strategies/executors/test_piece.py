"""What executors share: the smallest order, the largest, and how long a refusal is waited for."""

from dataclasses import replace

import pytest

from picaflor.domain.orders import Side
from picaflor.strategies.executors.piece import BACK_OFF_MAX, cut, tradable
from picaflor.strategies.executors.twap import TwapConfig, TwapExecutor
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from tests.unit.strategies.executors.stage import PAIR, SECOND, SPOT, Stage


@pytest.mark.parametrize(("lots", "least", "ticks", "ok"), [(1, 0, 10, False), (2, 0, 10, True), (2, 1, 10, False)])
def test_too_little_is_too_little_in_lots_or_in_money(lots: int, least: int, ticks: int, ok: bool) -> None:
    market = replace(SPOT, min_notional=least * (SPOT.notional(ticks, 2) + 1))
    assert tradable(market, lots, ticks) is ok


def test_an_order_is_no_larger_than_its_market_takes() -> None:
    market = replace(SPOT, max_lots=9, max_market_lots=4)
    assert [cut(market, 10, at_market=each) for each in (False, True)] == [9, 4]
    assert cut(SPOT, 10, at_market=True) == 10
    assert cut(replace(SPOT, max_lots=9), 10, at_market=True) == 9


def test_the_more_often_it_is_refused_the_longer_it_waits() -> None:
    stage = Stage(deny=lambda wish: True)
    work = TwapExecutor("x", TwapConfig(PAIR, Side.BUY, 10, 1, SECOND))
    stage.act(work)
    waits = []
    for _ in range(14):
        began = stage.now_ns
        while len(stage.wanted) == len(waits) + 1:
            stage.act(work, SECOND)
        waits.append((stage.now_ns - began) // SECOND)
    assert waits[1:4] == [1, 2, 3]
    assert waits[-1] == BACK_OFF_MAX


def test_refused_for_ever_it_has_failed() -> None:
    stage = Stage(deny=lambda wish: True)
    work = TwapExecutor("x", TwapConfig(PAIR, Side.BUY, 10, 1, SECOND))
    for _ in range(300):
        stage.act(work, SECOND)
    assert (work.phase, work.close_type, work.due()) == (Phase.ENDED, CloseType.FAILED, None)
    assert len(stage.wanted) == 20
