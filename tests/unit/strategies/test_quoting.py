"""A ladder of quotes by slots: what is kept, what goes, what comes; and what is leaned against."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.commands import CancelOrder, PlaceOrder
from picaflor.domain.events import OrderState, OrderView, Pending
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side, Tif, Wish
from picaflor.strategies.orchestra import Orchestra
from picaflor.strategies.quoting import (
    BPS,
    Inventory,
    Patience,
    quote,
    share,
    slots,
    towards,
    trusted_best,
    withdraw,
)
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, SECOND, SPOT, Stage

PATIENCE = Patience(tolerance_bps=10, age_ns=5 * SECOND)


def wish(side: Side, ticks: int) -> Wish:
    return Wish(PAIR, side, 5, ticks, OrderType.LIMIT_MAKER)


def order(slot: str, side: Side, ticks: int, name: str = "") -> OrderView:
    state = OrderState.OPEN
    return OrderView(name or slot, "1", PAIR, side, OrderType.LIMIT_MAKER, Tif.GTC, 5, ticks, 0, 0, state, tag=slot)


def test_an_empty_slot_is_filled_and_the_order_bears_its_name() -> None:
    wanted = {"b0": wish(Side.BUY, 1_000)}
    assert towards(wanted, [], PATIENCE, 0) == [PlaceOrder(replace(wanted["b0"], tag="b0"))]


@pytest.mark.parametrize(("ticks", "age_ns", "stays"), [(999, 0, True), (998, 0, False), (1_000, 5 * SECOND, False)])
def test_what_rests_near_enough_and_is_young_stays_and_nothing_else(ticks: int, age_ns: int, stays: bool) -> None:
    told = towards({"b0": wish(Side.BUY, 1_000)}, [order("b0", Side.BUY, ticks)], PATIENCE, age_ns)
    assert told == ([] if stays else [CancelOrder("b0", "off its place")]), "and nothing comes before it is gone"


def test_what_nobody_wants_goes_and_what_is_going_or_unknown_keeps_its_slot() -> None:
    going = replace(order("s0", Side.SELL, 1_010), cancel=Pending.ASKED)
    lost = replace(order("b0", Side.BUY, 1_000), state=OrderState.UNKNOWN)
    twice, odd = order("b0", Side.BUY, 1_000, "again"), order("s5", Side.SELL, 1_010, "odd")
    wanted = {"b0": wish(Side.BUY, 1_000), "s0": wish(Side.SELL, 2_000)}
    told = towards(wanted, [lost, twice, going, odd], PATIENCE, 0)
    assert told == [CancelOrder("again", "off its place"), CancelOrder("odd", "off its place")]
    assert withdraw([lost, going], "over") == [CancelOrder("b0", "over")]


def test_a_quote_never_crosses_and_is_nothing_where_its_money_is_less_than_a_lot() -> None:
    bought, sold = (quote(SPOT, side, 1_000, 100 * ONE, (999, 1_000), "why") for side in Side)
    assert bought is not None
    assert sold is not None
    assert (bought.ticks, bought.lots, bought.type) == (999, 100, OrderType.LIMIT_MAKER)
    assert (sold.ticks, sold.lots) == (1_000, 100)
    assert quote(SPOT, Side.BUY, 1_000, ONE, (999, 1_000), "why") is None, "two lots are the least"
    assert quote(SPOT, Side.BUY, 0, 100 * ONE, (999, 1_000), "why") is None


def test_coins_beyond_the_first_look_are_inventory_and_a_restart_does_not_begin_anew() -> None:
    stage, work = Stage(coins=ONE), Orchestra()
    assert Inventory(work).atoms(stage, SPOT) == 0
    stage.coins = 2 * ONE
    assert Inventory(work).atoms(stage, SPOT) == ONE
    again = Orchestra()
    again.restore(dict(work.changes()))
    assert Inventory(again).atoms(stage, SPOT) == ONE
    assert Inventory(again).worth(stage, SPOT, 2_000) == 1_000 * ONE


def test_of_a_contract_all_of_the_position_is() -> None:
    assert Inventory(Orchestra()).atoms(Stage(listed=CONTRACT, lots=-3), CONTRACT) == -3 * CONTRACT.lot.atoms


def test_small_words() -> None:
    assert list(slots(Side.SELL, 2)) == [(0, "s0"), (1, "s1")]
    assert [share(part, 4) for part in (0, 1, 4, 9, -9)] == [0, BPS // 4, BPS, BPS, -BPS]
    assert share(5, 0) == 0
    stage = Stage()
    assert trusted_best(stage, PAIR) == (999, 1_001)
    stage.there.trust = Trust.GAP
    assert trusted_best(stage, PAIR) is None
    stage.there.trust, stage.there.ask = Trust.GOOD, 0
    assert trusted_best(stage, PAIR) is None
