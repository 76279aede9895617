"""A ladder: which rungs rest, what follows a fill, what a fee takes, and how it ends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.events import OrderState
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side
from picaflor.domain.stops import StopState
from picaflor.strategies.executors.grid import GridConfig, GridExecutor
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, SECOND, SPOT, TERMS, Stage


def make(**given: Any) -> GridExecutor:
    fields: dict[str, Any] = {"side": Side.BUY, "low": 970, "high": 1_000, "rungs": 4, "lots": 10}
    return GridExecutor("x", GridConfig(PAIR, **{**fields, **given}))


def wanted(stage: Stage) -> list[tuple[str, int, int | None]]:
    return [(str(wish.side), wish.lots, wish.ticks) for wish in stage.wanted]


def test_the_nearest_rungs_rest_and_no_more_than_it_may() -> None:
    stage, work = Stage(), make(near=2)
    stage.act(work)
    stage.act(work)
    assert wanted(stage) == [("buy", 10, 1_000), ("buy", 10, 990)]
    assert {wish.type for wish in stage.wanted} == {OrderType.LIMIT_MAKER}


def test_a_rung_that_would_cross_the_market_waits() -> None:
    stage, work = Stage(), make()
    stage.there.bid, stage.there.ask = 984, 985
    stage.act(work)
    assert [ticks for _, _, ticks in wanted(stage)] == [980, 970]


def test_what_a_rung_bought_it_sells_a_step_higher_and_then_it_buys_again() -> None:
    stage, work = Stage(), make(near=1)
    stage.act(work)
    stage.fill("c0", 10)
    stage.act(work)
    assert wanted(stage)[1:] == [("sell", 10, 1_010), ("buy", 10, 990)]
    stage.fill("c1", 10)
    stage.end("c2")
    stage.act(work)
    assert wanted(stage)[3:] == [("buy", 10, 1_000)]
    assert work.tickets.money.net(SPOT, 0) == SPOT.notional(10, 10)


def test_a_short_grid_is_the_same_from_above() -> None:
    stage, work = Stage(listed=CONTRACT), make(side=Side.SELL, low=1_000, high=1_030, near=2, step=4)
    stage.act(work)
    assert wanted(stage) == [("sell", 10, 1_000), ("sell", 10, 1_010)]
    stage.fill("c0", 10)
    stage.act(work)
    assert wanted(stage)[2] == ("buy", 10, 996)
    assert [wish.reduce_only for wish in stage.wanted] == [False, False, True, False]


def test_part_of_a_rung_waits_for_its_order_and_is_sold_when_that_is_over() -> None:
    stage, work = Stage(), make(near=1)
    stage.act(work)
    stage.fill("c0", 4)
    stage.act(work)
    assert len(stage.wanted) == 1
    stage.end("c0")
    stage.act(work)
    assert ("sell", 4, 1_010) in wanted(stage)


def test_what_a_fee_took_is_not_offered_and_the_rung_trades_again() -> None:
    stage, work = Stage(), make(near=1, low=999, high=1_000, rungs=2)
    for cycle in range(3):
        stage.act(work)
        buy = stage.last()
        stage.fill(buy, 10, fee=ONE // 1_000, asset="BTC")
        stage.act(work)
        sells = [name for name, order in stage.orders_of.items() if order.side is Side.SELL]
        assert len(sells) == cycle + 1, "the rung has died"
        assert stage.orders_of[sells[-1]].lots == 9
        for name, order in list(stage.orders_of.items()):
            if order.side is Side.BUY and not order.state.final:
                stage.end(name)
        stage.fill(sells[-1], 9)


def test_it_does_not_trade_with_itself() -> None:
    """An exit waits for an entry at its price to be gone, and an entry keeps away from an exit that is on its way."""
    stage, work = Stage(), make(near=2)
    stage.act(work)
    stage.fill("c1", 10)  # the rung at 990, while that at 1000 still rests: the venue's tape jumped
    stage.act(work)
    assert stage.cancelled == ["c0"]
    assert ("sell", 10, 1_000) not in wanted(stage)
    stage.end("c0")
    stage.act(work)
    assert ("sell", 10, 1_000) in wanted(stage)
    stage.act(work)
    assert ("buy", 10, 1_000) not in wanted(stage)[2:], "it would buy from itself"


def test_a_refused_rung_comes_again_later_and_an_unknown_one_is_waited_for() -> None:
    stage, work = Stage(), make(near=1)
    stage.act(work)
    stage.end("c0", OrderState.REFUSED)
    stage.act(work)
    stage.act(work)
    assert len(stage.wanted) == 2, "once again, and then it waits"
    stage.change("c1", state=OrderState.UNKNOWN)
    for _ in range(5):
        stage.act(work, 10 * SECOND)
    assert len(stage.wanted) == 2


@pytest.mark.parametrize(
    ("side", "config", "price", "how"),
    [
        (Side.BUY, {"stop": 950}, 950, CloseType.STOP_LOSS),
        (Side.BUY, {"profit": 1_050}, 1_050, CloseType.TAKE_PROFIT),
        (Side.SELL, {"stop": 1_050}, 1_050, CloseType.STOP_LOSS),
        (Side.SELL, {"profit": 950}, 950, CloseType.TAKE_PROFIT),
        (Side.BUY, {"time_limit_ns": SECOND}, 990, CloseType.TIME_LIMIT),
    ],
)
def test_its_ends(side: Side, config: dict[str, Any], price: int, how: CloseType) -> None:
    stage = Stage(listed=CONTRACT)
    low, high = (970, 1_000) if side is Side.BUY else (1_000, 1_030)
    work = make(side=side, low=low, high=high, near=1, **config)
    stage.act(work)
    stage.fill("c0", 10)
    stage.act(work)
    stage.there.trust = Trust.GAP
    stage.there.bid = stage.there.ask = price
    if how is not CloseType.TIME_LIMIT:
        stage.act(work)
        assert work.phase is Phase.WORKING, "a book that is not trusted ends nothing"
    stage.there.trust = Trust.GOOD
    stage.act(work, SECOND)
    assert stage.wanted[-1].type is OrderType.MARKET
    assert stage.wanted[-1].reduce_only
    stage.fill(stage.last(), 10)
    for name, order in list(stage.orders_of.items()):
        if not order.state.final:
            stage.end(name)
    stage.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, how)


def test_on_a_spot_market_the_proof_comes_before_the_sale_and_what_may_be_kept_is_kept() -> None:
    for keep in (False, True):
        stage, work = Stage(), make(near=1, keep=keep)
        stage.act(work)
        stage.fill("c0", 10)
        stage.act(work)
        work.stop()
        stage.act(work)
        assert stage.cancelled == ["c1", "c2"]
        assert len(stage.wanted) == 3
        stage.end("c1")
        stage.end("c2")
        stage.act(work)
        assert wanted(stage)[3:] == ([] if keep else [("sell", 10, None)])


def test_a_close_is_no_larger_than_an_order_may_be() -> None:
    stage, work = Stage(listed=replace(CONTRACT, max_market_lots=6)), make(near=1)
    stage.act(work)
    stage.fill("c0", 10)
    work.stop()
    stage.act(work)
    assert wanted(stage)[-1] == ("sell", 6, None)


@pytest.mark.parametrize("wrong", [{"rungs": 1}, {"low": 0}, {"low": 1_000}])
def test_no_ladder_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="two rungs"):
        make(**wrong)


@pytest.mark.parametrize("market", [SPOT, CONTRACT], ids=["spot", "contract"])
@pytest.mark.parametrize("step", range(8))
def test_a_restart_at_every_point_changes_nothing(market: Any, step: int) -> None:
    def play(restart_at: int) -> tuple[Any, ...]:
        here, work = Stage(listed=market), make(near=2)
        story: list[Any] = [
            lambda: None,
            lambda: here.fill("c0", 4),
            lambda: here.fill("c0", 6),
            lambda: here.end("c1", OrderState.REFUSED),
            lambda: here.fill("c2", 3),
            lambda: here.change("c2", state=OrderState.UNKNOWN),
            work.stop,
            lambda: [here.end(name) for name, order in list(here.orders_of.items()) if not order.state.final],
        ]
        for n, happens in enumerate(story):
            happens() if n != 6 else work.stop()
            here.act(work, SECOND)
            if n == restart_at:
                work = GridExecutor.restore("x", work.dump())
                here.recall()
        here.act(work, SECOND)
        return here.wanted, here.cancelled, work.dump()

    assert play(step) == play(-1)


def test_its_stop_rests_at_the_venue_as_large_as_what_all_rungs_hold() -> None:
    stage, work = Stage(listed=CONTRACT, terms=TERMS), make(near=2, stop=960)
    stage.act(work)
    assert stage.stops_of == {}
    stage.fill("c0", 10)
    stage.act(work, SECOND)
    assert stage.waiting_stops() == [(10, 960)]
    stage.move_stop("s0", StopState.WAITING)
    stage.fill("c1", 10)
    stage.act(work, SECOND)
    assert stage.waiting_stops() == [(10, 960), (20, 960)], "the old one goes when the new one waits"
    stage.move_stop("s1", StopState.WAITING)
    stage.act(work, SECOND)
    assert stage.stops_of["s0"].cancelling
    stage.move_stop("s0", StopState.CANCELLED, cancelling=False)
    stage.there.bid, stage.there.ask = 959, 960
    stage.act(work, SECOND)
    assert work.phase is Phase.WORKING, "it is the venue's turn"
    stage.fire("s1")
    stage.fill("s1", 20)
    for name in [name for name, order in stage.orders_of.items() if not order.state.final]:
        stage.end(name)
    stage.act(work, SECOND)
    stage.act(work, SECOND)
    assert (work.phase, work.close_type, work.held(CONTRACT)) == (Phase.ENDED, CloseType.STOP_LOSS, 0)
    assert not [wish for wish in stage.wanted if wish.type is OrderType.MARKET]


@pytest.mark.parametrize("how", [{"stop_rests": False}, {"keep": True}, {"stop": 0}])
def test_where_none_is_wanted_there_none_rests(how: dict[str, Any]) -> None:
    stage, work = Stage(listed=CONTRACT, terms=TERMS), make(**{"stop": 960, **how})
    stage.act(work)
    stage.fill("c0", 10)
    stage.act(work, SECOND)
    assert stage.stops_of == {}
