"""One side of the fast book by itself: keys, rungs and what it remembers of changes."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import SelfTrade, Side
from picaflor.machines.matching.ladder import Ladder, Order, Rung, free_lots
from picaflor.machines.matching.orders import Incoming


def order(ladder: Ladder, order_id: int, lots: int, ticks: int, owner: int = 1) -> Order:
    side = Side.BUY if ladder.sign == 1 else Side.SELL
    made = Order(Incoming(order_id, owner, side, lots, ticks), lots, ticks * ladder.sign, 0)
    ladder.put(made)
    return made


@pytest.mark.parametrize(
    ("sign", "best_first"), [(1, [(103, 4), (101, 5), (99, 1)]), (-1, [(99, 1), (101, 5), (103, 4)])]
)
def test_the_best_price_is_first(sign: int, best_first: list[tuple[int, int]]) -> None:
    ladder = Ladder(sign)
    for order_id, (lots, ticks) in enumerate([(2, 101), (1, 99), (4, 103), (3, 101)]):
        order(ladder, order_id, lots, ticks)
    assert ladder.top(9) == best_first
    assert ladder.top(2) == best_first[:2]
    assert ladder.top(0) == []
    assert ladder.best() == best_first[0]


def test_a_price_leaves_with_its_last_order() -> None:
    ladder = Ladder(1)
    first, second = order(ladder, 1, 2, 100), order(ladder, 2, 3, 100)
    ladder.pull(first)
    assert ladder.top(9) == [(100, 3)]
    ladder.pull(second)
    assert (ladder.top(9), ladder.keys, ladder.rungs, ladder.best()) == ([], [], {}, (0, 0))


def test_changes_are_remembered_once_somebody_asks() -> None:
    ladder = Ladder(-1)
    first, second = order(ladder, 1, 2, 100), order(ladder, 2, 3, 101)
    assert ladder.touched is None
    assert ladder.tell_touched() == [(100, 2), (101, 3)]
    ladder.shrink(first, 2)
    assert ladder.tell_touched() == []
    ladder.shrink(first, 1)
    ladder.pull(second)
    order(ladder, 3, 7, 99)
    assert ladder.tell_touched() == [(99, 7), (100, 1), (101, 0)]


def test_an_order_is_shown_as_it_stands_now() -> None:
    ladder = Ladder(-1)
    made = order(ladder, 1, 9, 100)
    ladder.shrink(made, 4)
    shown = made.shown()
    assert (shown.ticks, shown.lots, shown.side) == (100, 4, Side.SELL)


@pytest.mark.parametrize(
    ("rule", "free"),
    [
        (SelfTrade.NONE, (9, False)),
        (SelfTrade.CANCEL_TAKER, (2, True)),
        (SelfTrade.CANCEL_BOTH, (2, True)),
        (SelfTrade.CANCEL_MAKER, (6, False)),
    ],
)
def test_what_an_owner_could_take_of_a_rung(rule: SelfTrade, free: tuple[int, bool]) -> None:
    ladder = Ladder(1)
    for order_id, lots, owner in ((1, 2, 5), (2, 3, 1), (3, 4, 5)):
        order(ladder, order_id, lots, 100, owner)
    rung: Rung = ladder.rungs[100]
    assert free_lots(rung, 1, rule) == free
    assert free_lots(rung, 8, rule) == (9, False)
