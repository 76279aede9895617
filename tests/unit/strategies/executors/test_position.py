"""Three barriers: each closes what is held and no more, whatever the venue makes of entries, cancels and closes."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.events import OrderState, Pending
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side
from picaflor.strategies.executors.position import (
    DENIALS_MAX,
    Barriers,
    Entry,
    PositionConfig,
    PositionExecutor,
)
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, SECOND, SPOT, Stage

ALL = Barriers(take_profit_bps=100, stop_loss_bps=50, time_limit_ns=60 * SECOND)


def make(side: Side = Side.BUY, barriers: Barriers = ALL, **fields: Any) -> PositionExecutor:
    given: dict[str, Any] = {"lots": 10, "ticks": 1_000} | fields
    return PositionExecutor("x", PositionConfig(PAIR, side, given.pop("lots"), barriers, **given))


def entered(stage: Stage, work: PositionExecutor, lots: int = 10) -> None:
    stage.act(work)
    stage.fill("c0", lots, 1_000)
    stage.act(work)


def move(stage: Stage, middle: int) -> None:
    stage.there.bid, stage.there.ask = middle - 1, middle + 1


@pytest.fixture(params=[SPOT, CONTRACT], ids=["spot", "contract"])
def stage(request: pytest.FixtureRequest) -> Stage:
    return Stage(listed=request.param)


@pytest.mark.parametrize(("side", "profit"), [(Side.BUY, 1_010), (Side.SELL, 990)])
def test_what_is_filled_rests_for_its_profit(stage: Stage, side: Side, profit: int) -> None:
    work = make(side)
    entered(stage, work, 4)
    wish = stage.wanted[1]
    assert (wish.side, wish.lots, wish.ticks, wish.type) == (side.other, 4, profit, OrderType.LIMIT)
    assert wish.reduce_only is (stage.listed is CONTRACT)
    stage.fill("c0", 6, 1_000)
    stage.act(work)
    assert [wish.lots for wish in stage.wanted] == [10, 4, 6]
    stage.fill("c1", 4)
    stage.fill("c2", 6)
    stage.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.TAKE_PROFIT)
    gain = work.tickets.money.net(stage.listed, 1)
    assert gain == 10 * 10 * ONE // 1_000


def test_the_profit_counts_from_the_average_and_rounds_to_the_safe_side(stage: Stage) -> None:
    work = make(ticks=1_003)
    stage.act(work)
    stage.fill("c0", 5, 1_003)
    stage.fill("c0", 5, 1_002)
    stage.act(work)
    assert stage.wanted[1].ticks == 1_013  # 1002.5 and one in a hundred: 1012.525


@pytest.mark.parametrize(("side", "good", "bad"), [(Side.BUY, 996, 995), (Side.SELL, 1_004, 1_005)])
def test_a_loss_is_stopped_at_market_once_nothing_else_can_sell(stage: Stage, side: Side, good: int, bad: int) -> None:
    work = make(side)
    entered(stage, work)
    stage.there.bid = stage.there.ask = good
    stage.act(work)
    assert work.phase is Phase.WORKING
    stage.there.bid = stage.there.ask = bad
    stage.act(work)
    assert (work.phase, stage.cancelled) == (Phase.CLOSING, ["c1"])
    if stage.listed is SPOT:
        assert len(stage.wanted) == 2, "its coins are still held by the order that rests"
        stage.end("c1")
        stage.act(work)
    close = stage.wanted[2]
    assert (close.type, close.side, close.lots, close.why) == (OrderType.MARKET, side.other, 10, "stop_loss")
    if stage.listed is CONTRACT:
        stage.end("c1")
    stage.fill("c2", 10)
    stage.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.STOP_LOSS)
    assert work.due() is None


def test_a_loss_of_the_part_that_is_filled_is_stopped_while_the_rest_still_rests(stage: Stage) -> None:
    work = make(Side.BUY)
    stage.act(work)
    stage.fill("c0", 4)
    stage.act(work)
    stage.there.bid = stage.there.ask = 990
    stage.act(work)
    assert work.phase is Phase.CLOSING
    assert "c0" in stage.cancelled
    for name in stage.cancelled:
        stage.end(name)
    stage.act(work, SECOND)
    close = stage.wanted[-1]
    assert (close.type, close.side, close.lots, close.why) == (OrderType.MARKET, Side.SELL, 4, "stop_loss")
    assert close.reduce_only is (stage.listed is CONTRACT)


def test_a_profit_that_is_filled_while_it_is_taken_back_is_not_closed_again(stage: Stage) -> None:
    work = make()
    entered(stage, work)
    move(stage, 900)
    stage.act(work)
    stage.fill("c1", 7)
    stage.end("c1")
    stage.act(work)
    if stage.listed is SPOT:
        assert stage.wanted[2].lots == 3
        stage.fill("c2", 3)
    else:
        assert stage.wanted[2].reduce_only
        stage.end("c2", OrderState.CANCELLED)  # the venue cut it down: there was less to close
        stage.change("c2", filled=3)
    stage.act(work)
    assert (work.phase, work.held(stage.listed)) == (Phase.ENDED, 0)


def test_a_profit_that_is_watched_here_is_taken_at_market(stage: Stage) -> None:
    work = make(barriers=Barriers(take_profit_bps=100, profit_rests=False))
    entered(stage, work)
    assert len(stage.wanted) == 1
    move(stage, 1_012)
    stage.act(work)
    assert (stage.wanted[1].type, stage.wanted[1].why) == (OrderType.MARKET, "take_profit")


def test_its_time_runs_from_the_first_fill(stage: Stage) -> None:
    work = make()
    stage.act(work)
    stage.act(work, 100 * SECOND)
    stage.fill("c0", 10, 1_000)
    stage.act(work)
    assert work.due() == stage.now_ns + 60 * SECOND
    stage.act(work, 59 * SECOND)
    assert work.phase is Phase.WORKING
    stage.act(work, SECOND)
    assert (work.phase, stage.cancelled) == (Phase.CLOSING, ["c1"])
    stage.end("c1")
    stage.act(work)
    assert stage.wanted[2].why == "time_limit"


@pytest.mark.parametrize("side", list(Side))
def test_a_trailing_stop_follows_the_best_price_and_closes_behind_it(stage: Stage, side: Side) -> None:
    sign = 1 if side is Side.BUY else -1
    work = make(side, Barriers(trailing_from_bps=100, trailing_bps=50))
    entered(stage, work)
    for away in (5, -8, 12, 20, 17):  # never as far back as fifty from its best, once it counts
        stage.there.bid = stage.there.ask = 1_000 + sign * away
        stage.act(work)
        assert work.phase is Phase.WORKING, away
    stage.there.bid = stage.there.ask = 1_000 + sign * 14
    stage.act(work)
    assert (work.phase, stage.wanted[1].why) == (Phase.CLOSING, "trailing_stop")


def test_a_book_that_is_not_to_be_trusted_closes_nothing(stage: Stage) -> None:
    work = make()
    entered(stage, work)
    move(stage, 500)
    stage.there.trust = Trust.GAP
    stage.act(work)
    assert work.phase is Phase.WORKING
    stage.there.trust = Trust.GOOD
    stage.there.bid = 0
    stage.act(work)
    assert work.phase is Phase.WORKING, "an empty side is no price"


def test_an_entry_may_be_given_up_with_what_was_had(stage: Stage) -> None:
    work = make(entry_limit_ns=10 * SECOND)
    entered(stage, work, 4)
    assert work.due() is not None
    stage.act(work, 10 * SECOND)
    assert stage.cancelled == ["c0"]
    stage.act(work)
    assert stage.cancelled == ["c0"], "once"
    stage.end("c0")
    stage.act(work)
    stage.fill("c1", 4)
    stage.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.TAKE_PROFIT)


def test_an_entry_that_is_never_filled_ends_with_its_time(stage: Stage) -> None:
    work = make(entry_limit_ns=10 * SECOND)
    stage.act(work)
    stage.act(work, 10 * SECOND)
    stage.end("c0")
    stage.act(work)
    stage.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.TIME_LIMIT)


def test_an_entry_that_is_always_refused_fails(stage: Stage) -> None:
    work = make()
    for _ in range(200):
        before = len(stage.wanted)
        stage.act(work, SECOND)
        if len(stage.wanted) > before:
            stage.end(stage.last(), OrderState.REFUSED, "no")
    assert len(stage.wanted) == DENIALS_MAX
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.FAILED)


def test_a_close_that_is_refused_is_tried_until_it_is_done(stage: Stage) -> None:
    work = make(barriers=Barriers(stop_loss_bps=50))
    entered(stage, work)
    move(stage, 900)
    for _ in range(300):
        before = len(stage.wanted)
        stage.act(work, SECOND)
        if len(stage.wanted) > before:
            stage.end(stage.last(), OrderState.REFUSED, "closed for today")
    assert len(stage.wanted) > 20
    assert work.phase is Phase.CLOSING
    stage.act(work, 100 * SECOND)
    stage.fill(stage.last(), 10)
    stage.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.STOP_LOSS)


def test_a_close_of_which_nobody_knows_is_not_sent_twice(stage: Stage) -> None:
    work = make(barriers=Barriers(stop_loss_bps=50))
    entered(stage, work)
    move(stage, 900)
    stage.act(work)
    stage.change("c1", state=OrderState.UNKNOWN)
    for _ in range(50):
        stage.act(work, SECOND)
    assert len(stage.wanted) == 2
    assert stage.cancelled == []
    stage.fill("c1", 10)
    stage.act(work)
    assert work.phase is Phase.ENDED


def test_a_fee_in_the_coin_leaves_less_to_sell_and_dust_is_left() -> None:
    stage, work = Stage(), make(barriers=Barriers(stop_loss_bps=50))
    stage.act(work)
    stage.fill("c0", 10, 1_000, fee=ONE // 1_000 * 2 + 1, asset="BTC")  # two lots and a little
    stage.act(work)
    assert work.held(SPOT) == 7
    move(stage, 900)
    stage.act(work)
    assert stage.wanted[1].lots == 7
    stage.fill("c1", 6)
    stage.end("c1")
    stage.act(work)
    assert (work.phase, work.held(SPOT)) == (Phase.ENDED, 1), "one lot is less than the venue takes"


def test_stopped_it_gives_up_what_it_holds(stage: Stage) -> None:
    work = make()
    entered(stage, work, 6)
    work.stop()
    stage.act(work)
    assert sorted(stage.cancelled) == ["c0", "c1"]
    stage.end("c1")
    stage.fill("c0", 4, 1_000)  # faster than its cancel
    stage.act(work)
    stage.act(work, SECOND)
    closes = [wish for wish in stage.wanted if wish.type is OrderType.MARKET]
    for n, order in enumerate(list(stage.orders_of.values())):
        if order.type is OrderType.MARKET and not order.state.final:
            stage.fill(f"c{n}", order.left)
    stage.act(work, 2 * SECOND)
    closes = [wish for wish in stage.wanted if wish.type is OrderType.MARKET]
    while work.phase is not Phase.ENDED:
        name = stage.last()
        stage.fill(name, stage.orders_of[name].left)
        stage.act(work, 2 * SECOND)
    assert sum(wish.lots for wish in closes) == 10
    assert work.close_type is CloseType.EARLY_STOP


def test_a_lost_order_that_is_filled_after_the_end_is_closed(stage: Stage) -> None:
    work = make(barriers=Barriers())
    stage.act(work)
    work.stop()
    stage.act(work)
    stage.end("c0", OrderState.ABSENT)
    stage.act(work)
    assert work.phase is Phase.ENDED
    stage.fill("c0", 10, 1_000)
    stage.act(work)
    assert (work.phase, stage.wanted[-1].type, stage.wanted[-1].lots) == (Phase.CLOSING, OrderType.MARKET, 10)
    stage.fill(stage.last(), 10)
    stage.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.EARLY_STOP)


def test_while_the_gate_is_shut_cancels_go_and_closes_wait(stage: Stage) -> None:
    work = make()
    entered(stage, work)
    move(stage, 900)
    stage.open = False
    stage.act(work)
    stage.end("c1")
    stage.act(work, 60 * SECOND)
    assert (stage.cancelled, len(stage.wanted)) == (["c1"], 2)
    stage.open = True
    stage.act(work)
    assert stage.wanted[2].lots == 10


@pytest.mark.parametrize("entry", list(Entry))
def test_ways_to_enter(stage: Stage, entry: Entry) -> None:
    stage.act(make(entry=entry))
    kinds = {
        Entry.LIMIT: (OrderType.LIMIT, 1_000),
        Entry.POST_ONLY: (OrderType.LIMIT_MAKER, 1_000),
        Entry.MARKET: (OrderType.MARKET, None),
    }
    assert (stage.wanted[0].type, stage.wanted[0].ticks) == kinds[entry]


@pytest.mark.parametrize("step", range(9))
def test_a_restart_at_every_point_changes_nothing(stage: Stage, step: int) -> None:
    def play(restart_at: int) -> tuple[Any, ...]:
        here, work = Stage(listed=stage.listed), make()
        story: list[Any] = [
            lambda: None,
            lambda: here.fill("c0", 4, 1_000),
            lambda: here.fill("c0", 6, 1_000),
            lambda: here.fill("c1", 2),
            lambda: move(here, 900),
            lambda: here.change("c2", cancel=Pending.UNKNOWN),
            lambda: here.end("c1"),
            lambda: here.end("c2"),
            lambda: here.fill(here.last(), here.orders_of[here.last()].left),
        ]
        for n, happens in enumerate(story):
            happens()
            here.act(work, SECOND)
            if n == restart_at:
                work = PositionExecutor.restore("x", work.dump())
                here.recall()
        return here.wanted, here.cancelled, work.phase, work.close_type, work.dump()

    assert play(step) == play(-1)
    assert play(-1)[2] is Phase.ENDED
