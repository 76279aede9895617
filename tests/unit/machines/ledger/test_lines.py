"""What resting orders tie: only what they would open, whatever order they came in."""

import pytest

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, Side
from picaflor.machines.ledger.lines import PAYMENTS_KEPT, Line, MarginMode, Resting
from picaflor.machines.ledger.position import Position
from picaflor.machines.ledger.terms import Terms

A = read_atoms
N, B, S = Hold.NET, Side.BUY, Side.SELL


def line(lots: int = 0, fee: str = "0") -> Line:
    market = Market("v", "X-U", "XU", "X", "U", Grid(0), Grid(0), kind=MarketKind.LINEAR, taker_fee=A(fee))
    made = Line(Terms(market), mark=A("100"), leverage={N: 10})
    made.slot(N).position = Position(lots, abs(lots) * A("100"))
    return made


def test_an_order_ties_initial_margin_and_the_takers_fee():
    tied = line(fee="0.001")
    tied.add(1, Resting(N, B, 100, 5))
    assert tied.orders_margin() == A("50.5")


def test_what_the_position_closes_ties_nothing():
    tied = line(lots=4)
    tied.add(1, Resting(N, S, 100, 4))
    assert tied.orders_margin() == 0
    assert tied.order_margin(N, S, Resting(N, S, 200, 4)) == A("60")  # 4 of 8 lots open, half of 1200 over ten
    tied.add(2, Resting(N, B, 90, 1))
    assert tied.orders_margin() == A("9")


def test_fills_and_drops_give_it_back_exactly():
    tied = line()
    tied.add(1, Resting(N, B, 33, 7))
    tied.add(2, Resting(N, B, 37, 3))
    tied.shrink(1, 2)
    assert tied.orders_margin() == A("27.6")
    assert tied.orders[1].lots == 5
    tied.shrink(2)
    tied.shrink(2)
    tied.shrink("never seen")
    tied.shrink(1, 99)
    assert tied.orders == {}
    assert tied.orders_margin() == 0


def test_an_order_rests_once():
    tied = line()
    tied.add(1, Resting(N, B, 33, 7))
    with pytest.raises(ValueError, match="rests already"):
        tied.add(1, Resting(N, B, 33, 7))


@pytest.mark.parametrize(
    ("hold", "side", "reduce_only", "opens"),
    [
        (N, B, False, True),
        (N, S, True, False),
        (Hold.LONG, B, False, True),
        (Hold.LONG, S, False, False),
        (Hold.SHORT, S, False, True),
        (Hold.SHORT, B, False, False),
    ],
)
def test_which_orders_can_open(hold: Hold, side: Side, reduce_only: bool, opens: bool):
    assert Resting(hold, side, 1, 1, reduce_only).opens is opens


def test_orders_that_only_close_tie_nothing_and_are_counted():
    tied = line(lots=4)
    tied.add(1, Resting(N, S, 100, 3, reduce_only=True))
    assert (tied.orders_margin(), tied.closers[N, S]) == (0, 3)
    tied.shrink(1, 1)
    assert tied.closers[N, S] == 2


def test_a_payment_is_remembered_and_the_memory_is_bounded():
    tied = line()
    assert [tied.remember("p"), tied.remember("p")] == [True, False]
    for no in range(PAYMENTS_KEPT + 10):
        tied.remember(no)
    assert len(tied.payments) == PAYMENTS_KEPT


def test_an_isolated_position_ties_its_own_margin():
    tied = line(lots=4)
    assert tied.initial(N) == A("40")
    tied.mode = MarginMode.ISOLATED
    tied.slot(N).margin = 7
    assert (tied.initial(N), tied.cross_spare()) == (7, 0)
