"""Bought here, sold there: the books are looked at as deep as it goes, and a lone leg ends where that costs least."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from picaflor.domain.events import OrderState
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.strategies.executors.arbitrage import ArbitrageConfig, ArbitrageExecutor
from picaflor.strategies.executors.two_legs import LegConfig
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from tests.unit.strategies.executors.stage import PAIR, SECOND, SPOT, Book, Stage
from tests.unit.strategies.executors.test_two_legs import fill_all, wanted


def stages(bid_there: int = 1_011, fee: int = 0) -> tuple[Stage, Stage, Stage]:
    """Home; where it is bought, at 1001; where it is sold."""
    market = replace(SPOT, taker_fee=fee)
    long = Stage(listed=market, there=Book(size=10))
    short = Stage(listed=market, there=Book(bid_there, bid_there + 2, size=10))
    return Stage(beside={"l": long, "s": short}), long, short


def make(lots: int = 10, **given: Any) -> ArbitrageExecutor:
    legs = LegConfig("l", PAIR, Side.BUY, lots), LegConfig("s", PAIR, Side.SELL, lots)
    return ArbitrageExecutor("x", ArbitrageConfig(long=legs[0], short=legs[1], **{"profit_bps": 90, **given}))


def test_both_at_once_each_bound_by_the_worst_that_was_counted_with() -> None:
    home, long, short = stages()
    work = make()
    home.act(work)
    assert (wanted(long), wanted(short)) == ([("buy", 10, 1_001)], [("sell", 10, 1_011)])
    fill_all(long, short)
    home.act(work)
    assert (work.phase, work.close_type) == (Phase.CLOSING, None) or work.close_type is CloseType.COMPLETED
    home.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.COMPLETED)
    assert work.profit(home) == SPOT.notional(10, 10)


@pytest.mark.parametrize(
    ("given", "fee", "lots"),
    [({"profit_bps": 100}, 0, 10), ({}, ONE // 1_000, 10), ({"lots": 11}, 0, 11)],
)
def test_no_profit_after_the_fees_of_both_or_no_depth_for_it_and_nothing_begins(
    given: dict[str, Any], fee: int, lots: int
) -> None:
    home, long, short = stages(fee=fee)
    work = make(**{"lots": lots, **given})
    home.act(work)
    assert not long.wanted + short.wanted
    assert work.phase is Phase.WAITING
    short.there.bid, long.there.size, short.there.size = 1_050, 11, 11
    home.act(work)
    assert len(long.wanted + short.wanted) == 2


def test_its_time_ends_it_without_a_trade() -> None:
    home, _, _ = stages(bid_there=999)
    work = make(time_limit_ns=5 * SECOND)
    home.act(work)
    home.act(work, 5 * SECOND)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.TIME_LIMIT)


@pytest.mark.parametrize(("bid_there", "completed"), [(1_011, True), (990, False)])
def test_a_lone_leg_ends_where_that_costs_least(bid_there: int, completed: bool) -> None:
    home, long, short = stages()
    work = make()
    home.act(work)
    fill_all(long)
    short.end("c0")
    short.there.bid = bid_there
    home.act(work)
    assert wanted(short)[1:] == ([("sell", 10, None)] if completed else [])
    assert wanted(long)[1:] == ([] if completed else [("sell", 10, None)])
    fill_all(long, short)
    for _ in range(3):
        home.act(work, 20 * SECOND)
    assert (work.phase is Phase.ENDED) is completed, "what was given back may be tried again"


def test_the_fee_of_each_venue_counts_where_it_ends() -> None:
    home, long, short = stages()
    short.listed = replace(SPOT, taker_fee=ONE // 50)
    work = make(profit_bps=-500)
    home.act(work)
    fill_all(long)
    short.end("c0")
    home.act(work)
    assert wanted(long)[1:] == [("sell", 10, None)], "999 without a fee is more than 1011 with two percent"


def test_balanced_parts_are_kept_and_a_stop_only_ends_what_is_lone() -> None:
    home, long, short = stages()
    work = make(time_limit_ns=60 * SECOND)
    home.act(work)
    for stage in (long, short):
        stage.fill("c0", 6)
        stage.end("c0")
    short.there.bid = 990
    home.act(work)
    assert len(long.wanted + short.wanted) == 2, "six of each, and the rest is not worth it any more"
    work.stop()
    home.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.EARLY_STOP)


@pytest.mark.parametrize("step", range(6))
def test_a_restart_at_every_point_changes_nothing(step: int) -> None:
    def play(restart_at: int) -> tuple[Any, ...]:
        home, long, short = stages()
        work = make()
        story: list[Any] = [
            lambda: None,
            lambda: long.fill("c0", 6),
            lambda: short.change("c0", state=OrderState.UNKNOWN),
            lambda: long.end("c0"),
            lambda: short.end("c0", OrderState.ABSENT),
            lambda: fill_all(long, short),
        ]
        for n, happens in enumerate(story):
            happens()
            home.act(work, SECOND)
            if n == restart_at:
                work = ArbitrageExecutor.restore("x", work.dump())
                long.recall()
                short.recall()
        home.act(work, SECOND)
        return long.wanted, short.wanted, work.dump()

    assert play(step) == play(-1)
