"""Two legs: slices, bounds, what one got and the other did not, and a restart at every point."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.events import OrderState, Pending
from picaflor.domain.market import Grid
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.strategies.executors.spread import SpreadConfig, SpreadExecutor
from picaflor.strategies.executors.two_legs import LegConfig
from picaflor.strategies.executors.vocabulary import CloseType, Phase
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, SECOND, SPOT, Book, Stage


def stages(**short: Any) -> tuple[Stage, Stage, Stage]:
    """Home, the long's venue, the short's."""
    long, other = Stage(there=Book(size=100)), Stage(listed=replace(CONTRACT, **short), there=Book(size=100))
    return Stage(beside={"l": long, "s": other}), long, other


def make(short_lots: int = 10, **given: Any) -> SpreadExecutor:
    legs = LegConfig("l", PAIR, Side.BUY, 10), LegConfig("s", PAIR, Side.SELL, short_lots)
    return SpreadExecutor("x", SpreadConfig(long=legs[0], short=legs[1], **given))


def wanted(stage: Stage) -> list[tuple[str, int, int | None]]:
    return [(str(wish.side), wish.lots, wish.ticks) for wish in stage.wanted]


def fill_all(*stages: Stage) -> None:
    for stage in stages:
        for name, order in list(stage.orders_of.items()):
            if not order.state.final:
                stage.fill(name, order.left)


def test_both_legs_go_in_by_slices_within_a_bound_and_out_by_slices_at_market() -> None:
    home, long, short = stages()
    work = make(slices=2, slip_bps=20)
    home.act(work)
    assert wanted(long) == [("buy", 5, 1_003)]
    assert wanted(short) == [("sell", 5, 998)]
    assert {wish.tif for wish in long.wanted + short.wanted} == {Tif.IOC}
    home.act(work)
    assert len(long.wanted) == 1, "one slice at a time"
    fill_all(long, short)
    home.act(work)
    fill_all(long, short)
    home.act(work)
    assert wanted(long)[1:] == [("buy", 5, 1_003)]
    work.stop()
    for _ in range(3):
        home.act(work)
        fill_all(long, short)
    assert wanted(long)[2:] == [("sell", 5, None)] * 2
    assert [wish.reduce_only for wish in short.wanted] == [False, False, True, True]
    home.act(work)
    assert (work.phase, work.close_type, work.due()) == (Phase.ENDED, CloseType.EARLY_STOP, None)
    assert not any(wish.reduce_only for wish in long.wanted), "coins have no such thing"


def test_what_one_leg_did_not_get_it_takes_at_market() -> None:
    home, long, short = stages()
    work = make()
    home.act(work)
    long.fill("c0", 10)
    short.fill("c0", 4)
    short.end("c0")
    home.act(work)
    assert wanted(short)[1:] == [("sell", 6, None)]
    assert len(long.wanted) == 1


def test_what_neither_got_is_not_wanted_any_more() -> None:
    home, long, short = stages()
    work = make()
    home.act(work)
    for stage, lots in ((long, 6), (short, 3)):
        stage.fill("c0", lots)
        stage.end("c0")
    home.act(work)
    assert wanted(short)[1:] == [("sell", 3, None)], "as much as the long has, and no more"
    assert len(long.wanted) == 1
    fill_all(short)
    home.act(work)
    assert wanted(long)[1:] == [("buy", 4, 1_003)], "the next slice goes on from there"


@pytest.mark.parametrize("how", ["denied", "refused", "missed"])
def test_a_leg_whose_other_takes_nothing_is_given_back(how: str) -> None:
    home, long, short = stages()
    work = make()
    if how == "denied":
        short.deny = lambda wish: True
    home.act(work)
    fill_all(long)
    for _ in range(5):
        for name, order in list(short.orders_of.items()):
            if not order.state.final:
                short.end(name, OrderState.REFUSED if how == "refused" else OrderState.CANCELLED)
        home.act(work, SECOND)
    assert wanted(long)[1:] == [("sell", 10, None)]
    assert len(short.wanted) == 4, "once in its bound, then at market"
    fill_all(long)
    short.deny = lambda wish: False
    home.act(work, 10 * SECOND)
    home.act(work, 10 * SECOND)
    assert len(long.wanted) == 3, "later it is tried again"


def test_an_unknown_order_is_waited_for_and_one_that_rests_is_taken_back() -> None:
    home, long, short = stages(only_gtc=True)
    work = make()
    home.act(work)
    assert short.wanted[0].tif is Tif.GTC
    long.change("c0", state=OrderState.UNKNOWN)
    home.act(work, 2 * SECOND)
    assert (long.cancelled, short.cancelled) == ([], ["c0"])
    short.fill("c0", 2)
    short.end("c0")
    home.act(work, 10 * SECOND)
    assert (len(long.wanted), len(short.wanted)) == (1, 1), "nobody knows what the long has"
    long.end("c0", OrderState.ABSENT)
    home.act(work)
    assert wanted(long)[1:] == [("buy", 2, None)]


def test_late_fills_are_undone_even_after_the_end() -> None:
    home, long, short = stages()
    work = make()
    home.act(work)
    for stage in (long, short):
        stage.change("c0", cancel=Pending.ASKED)
        stage.end("c0")
    work.stop()
    home.act(work)
    home.act(work)
    assert work.phase is Phase.ENDED
    long.change("c0", filled=3)
    home.act(work)
    assert (work.phase, wanted(long)[1:]) == (Phase.CLOSING, [("sell", 3, None)])
    fill_all(long)
    home.act(work)
    assert (work.phase, work.close_type) == (Phase.ENDED, CloseType.EARLY_STOP)


def test_two_grids_two_amounts_and_dust() -> None:
    home, long, short = stages(lot=Grid(2), min_lots=1)
    work = make(short_lots=1)
    home.act(work)
    assert (wanted(long)[0][1], wanted(short)[0][1]) == (10, 1)
    fill_all(long, short)
    long.charge("c0", 10**32 * 8)
    home.act(work)
    work.stop()
    home.act(work)
    fill_all(long, short)
    home.act(work)
    assert work.phase is Phase.ENDED


def test_a_fee_in_coins_is_bought_again_where_it_is_more_than_dust() -> None:
    home, long, short = stages()
    work = make()
    home.act(work)
    long.fill("c0", 10, fee=3 * SPOT.lot.atoms, asset="BTC")
    short.fill("c0", 10)
    home.act(work)
    assert wanted(long)[1:] == [("buy", 3, None)]


@pytest.mark.parametrize("wrong", ["shut", "no book"])
def test_nothing_begins_where_a_venue_is_not_there(wrong: str) -> None:
    home, long, short = stages()
    short.open = wrong != "shut"
    short.there.trust = Trust.GAP if wrong == "no book" else Trust.GOOD
    home.act(make())
    assert not long.wanted + short.wanted


@pytest.mark.parametrize(
    ("given", "bid", "after", "close"),
    [
        ({"take_profit_bps": 40}, 1_015, 1, CloseType.TAKE_PROFIT),
        ({"stop_loss_bps": 40}, 985, 1, CloseType.STOP_LOSS),
        ({"time_limit_ns": 5 * SECOND}, 999, 5, CloseType.TIME_LIMIT),
    ],
)
def test_its_barriers(given: dict[str, Any], bid: int, after: int, close: CloseType) -> None:
    home, long, short = stages()
    work = make(slip_bps=0, **given)
    home.act(work)
    fill_all(long, short)
    home.act(work)
    assert work.profit(home) == -4 * SPOT.notional(1, 10), "two ticks a leg, in and out"
    long.there.bid, long.there.ask = bid, bid + 2
    home.act(work, after * SECOND)
    assert wanted(long)[1:] == [("sell", 10, None)]
    fill_all(long, short)
    home.act(work)
    assert work.close_type is close
    assert {wish.type for wish in long.wanted[1:]} == {OrderType.MARKET}


def test_it_does_not_begin_for_ever() -> None:
    home, long, short = stages()
    short.open = False
    work = make(enter_limit_ns=5 * SECOND)
    home.act(work)
    home.act(work, 5 * SECOND)
    assert (work.phase, work.close_type, long.wanted) == (Phase.ENDED, CloseType.FAILED, [])


@pytest.mark.parametrize("step", range(9))
def test_a_restart_at_every_point_changes_nothing(step: int) -> None:
    def play(restart_at: int) -> tuple[Any, ...]:
        home, long, short = stages()
        work = make(slices=2)

        def stop() -> None:
            work.stop()

        story: list[Any] = [
            lambda: None,
            lambda: long.fill("c0", 5),
            lambda: short.fill("c0", 2),
            lambda: short.end("c0"),
            lambda: short.change(short.last(), state=OrderState.UNKNOWN),
            lambda: fill_all(short),
            lambda: fill_all(long, short),
            stop,
            lambda: fill_all(long),
        ]
        for n, happens in enumerate(story):
            happens()
            home.act(work, SECOND)
            if n == restart_at:
                work = SpreadExecutor.restore("x", work.dump())
                long.recall()
                short.recall()
        for _ in range(4):
            fill_all(long, short)
            home.act(work, SECOND)
        assert work.phase is Phase.ENDED
        return long.wanted, short.wanted, work.dump()

    assert play(step) == play(-1)
