"""Making here, hedging there: every fill is hedged once, whatever became of the order that it was a fill of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from picaflor.domain.events import OrderState, Pending
from picaflor.domain.market import Grid
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from picaflor.strategies.executors.xemm import XemmConfig, XemmExecutor
from tests.unit.strategies.executors.stage import PAIR, SECOND, SPOT, Book, Stage


def stages(**taker: Any) -> tuple[Stage, Stage, Stage]:
    """Home, the maker's venue, the taker's."""
    makers, takers = Stage(), Stage(listed=replace(SPOT, **taker), there=Book(size=100))
    return Stage(beside={"m": makers, "t": takers}), makers, takers


def make(**given: Any) -> XemmExecutor:
    fields: dict[str, Any] = {"side": Side.BUY, "lots": 10, "profit_bps": 100, **given}
    return XemmExecutor("x", XemmConfig("m", PAIR, "t", PAIR, **fields))


def wanted(stage: Stage) -> list[tuple[str, int, int | None]]:
    return [(str(wish.side), wish.lots, wish.ticks) for wish in stage.wanted]


@pytest.mark.parametrize(("side", "fee", "ticks"), [(Side.BUY, 0, 989), (Side.BUY, 1, 988), (Side.SELL, 0, 1_012)])
def test_its_price_leaves_the_profit_after_the_fees_of_both(side: Side, fee: int, ticks: int) -> None:
    home, makers, _ = stages(taker_fee=fee * ONE // 1_000)
    home.act(make(side=side))
    assert wanted(makers) == [(str(side), 10, ticks)]
    assert makers.wanted[0].type is OrderType.LIMIT_MAKER


def test_it_never_crosses_and_waits_where_the_other_book_has_not_so_much() -> None:
    home, makers, takers = stages()
    takers.there.bid = 1_100
    home.act(make())
    assert wanted(makers) == [("buy", 10, 1_000)]
    home, makers, takers = stages()
    takers.there.size = 9
    home.act(make())
    assert wanted(makers) == []


def test_every_fill_is_hedged_at_once_and_once() -> None:
    home, makers, takers = stages()
    work = make()
    home.act(work)
    makers.fill("c0", 4)
    home.act(work)
    home.act(work)
    assert wanted(takers) == [("sell", 4, None)]
    makers.fill("c0", 6)
    home.act(work)
    assert wanted(takers)[1:] == [("sell", 6, None)]
    for name in ("c0", "c1"):
        takers.fill(name, takers.orders_of[name].lots)
    home.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.COMPLETED)


def test_a_fill_while_it_is_cancelled_and_one_after_the_end_are_hedged_too() -> None:
    home, makers, takers = stages()
    work = make()
    home.act(work)
    work.stop()
    home.act(work)
    makers.fill("c0", 3)
    makers.change("c0", cancel=Pending.ASKED)
    home.act(work)
    assert wanted(takers) == [("sell", 3, None)]
    makers.end("c0")
    takers.fill("c0", 3)
    home.act(work)
    assert work.phase is Phase.ENDED
    makers.change("c0", filled=7)
    home.act(work)
    assert wanted(takers)[1:] == [("sell", 4, None)]
    takers.fill("c1", 4)
    home.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.EARLY_STOP)


def test_an_unknown_hedge_is_not_wanted_twice_and_a_refused_one_comes_again_within_a_second() -> None:
    home, makers, takers = stages()
    work = make()
    home.act(work)
    makers.fill("c0", 4)
    home.act(work)
    takers.change("c0", state=OrderState.UNKNOWN)
    home.act(work, 10 * SECOND)
    assert len(takers.wanted) == 1
    takers.end("c0", OrderState.REFUSED)
    home.act(work)
    for n in range(3):
        takers.end(takers.last(), OrderState.REFUSED)
        home.act(work, SECOND)
        assert len(takers.wanted) == n + 3


def test_a_hedge_that_fills_after_another_has_taken_its_place_is_traded_back() -> None:
    home, makers, takers = stages()
    work = make()
    home.act(work)
    makers.fill("c0", 10)
    home.act(work)
    takers.end("c0")
    home.act(work)
    takers.fill("c1", 10)
    home.act(work)
    home.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.COMPLETED)
    takers.change("c0", filled=4)
    home.act(work)
    assert wanted(takers)[2:] == [("buy", 4, None)]
    home.act(work)
    assert len(takers.wanted) == 3
    takers.fill("c2", 4)
    home.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.COMPLETED)


def test_dust_waits_for_more_and_two_grids_are_counted_in_coins() -> None:
    home, makers, takers = stages(lot=Grid(2), min_lots=1)
    work = make(lots=20)
    home.act(work)
    makers.fill("c0", 9)
    home.act(work)
    assert wanted(takers) == []
    makers.fill("c0", 9)
    home.act(work)
    assert wanted(takers) == [("sell", 1, None)]


def test_an_order_whose_profit_has_gone_is_taken_back_and_comes_again_at_its_new_price() -> None:
    home, makers, takers = stages()
    work = make()
    home.act(work)
    takers.there.bid = 900
    home.act(work)
    assert makers.cancelled == ["c0"]
    makers.end("c0")
    home.act(work)
    assert wanted(makers)[1:] == [("buy", 10, 891)]
    takers.open = False
    home.act(work)
    assert makers.cancelled == ["c0", "c1"], "what cannot be hedged is not offered"


def test_its_time_and_refusals_end_it() -> None:
    home, makers, _ = stages()
    work = make(time_limit_ns=SECOND)
    home.act(work)
    home.act(work, SECOND)
    makers.end("c0")
    home.act(work)
    assert (work.phase, work.close_type, work.due()) == (Phase.ENDED, CloseType.TIME_LIMIT, None)
    home, makers, _ = stages()
    makers.deny = lambda wish: True
    work = make()
    for _ in range(300):
        home.act(work, SECOND)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.FAILED)


@pytest.mark.parametrize("step", range(6))
def test_a_restart_at_every_point_changes_nothing(step: int) -> None:
    def play(restart_at: int) -> tuple[Any, ...]:
        home, makers, takers = stages()
        work = make()
        story: list[Any] = [
            lambda: None,
            lambda: makers.fill("c0", 4),
            lambda: takers.fill("c0", 2),
            lambda: takers.end("c0"),
            lambda: makers.fill("c0", 6),
            lambda: [
                takers.fill(name, order.left) for name, order in takers.orders_of.items() if not order.state.final
            ],
        ]
        for n, happens in enumerate(story):
            happens()
            home.act(work, SECOND)
            if n == restart_at:
                work = XemmExecutor.restore("x", work.dump())
                makers.recall()
                takers.recall()
        home.act(work, SECOND)
        return makers.wanted, takers.wanted, work.dump()

    assert play(step) == play(-1)
