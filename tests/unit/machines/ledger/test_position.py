"""Opening, adding, closing and flipping, with numbers that can be checked by hand."""

import pytest

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Side
from picaflor.machines.ledger.position import FLAT, Position, closing, entry, step, unrealised
from picaflor.machines.ledger.terms import Terms

B, S = Side.BUY, Side.SELL
LINEAR = Terms(Market("v", "BTC-USDT", "B", "BTC", "USDT", Grid(0), Grid(0), kind=MarketKind.LINEAR))
COINS = Terms(Market("v", "BTC-USD", "B", "BTC", "USD", Grid(0), Grid(0), kind=MarketKind.INVERSE))
MONEY = Terms(Market("v", "BTC-USD", "B", "BTC", "USD", Grid(0), Grid(0, 100), kind=MarketKind.INVERSE), (), True)


def A(text: str) -> int:  # noqa: N802
    return read_atoms(text, signed=True)


def run(terms: Terms, *fills: tuple[Side, int, int]) -> tuple[Position, int]:
    position, profit = FLAT, 0
    for side, ticks, lots in fills:
        done = step(position, terms, side, ticks, lots)
        position, profit = done.after, profit + done.profit
    return position, profit


@pytest.mark.parametrize(
    ("terms", "fills", "lots", "average", "profit"),
    [
        (LINEAR, [(B, 100, 2), (B, 130, 1)], 3, "110", "0"),
        (LINEAR, [(B, 100, 2), (B, 130, 1), (S, 120, 1)], 2, "110", "10"),
        (LINEAR, [(S, 100, 2), (B, 90, 1)], -1, "100", "10"),
        (LINEAR, [(B, 100, 2), (S, 90, 5)], -3, "90", "-20"),
        (LINEAR, [(S, 100, 2), (B, 90, 5)], 3, "90", "20"),
        (LINEAR, [(B, 100, 2), (S, 90, 2)], 0, "0", "-20"),
        (COINS, [(B, 100, 2), (S, 125, 2)], 0, "0", "0.4"),
        (COINS, [(S, 100, 2), (B, 125, 1)], -1, "100", "-0.2"),
        (MONEY, [(B, 100, 2), (S, 125, 2)], 0, "0", "0.4"),
        (MONEY, [(B, 100, 1), (B, 50, 1)], 2, "66.666666666666666666666666666666666666", "0"),
        (MONEY, [(S, 100, 2), (B, 125, 1)], -1, "100", "-0.2"),
    ],
)
def test_histories(terms: Terms, fills: list[tuple[Side, int, int]], lots: int, average: str, profit: str):
    position, made = run(terms, *fills)
    whole, _, rest = average.partition(".")
    assert position.lots == lots
    assert entry(position, terms) == int(whole + rest.ljust(36, "0"))
    assert made == A(profit)


def test_a_flip_is_a_close_and_an_opening():
    done = step(Position(2, A("200")), LINEAR, S, 90, 5)
    assert (done.closed, done.opened, done.profit, done.after) == (2, 3, A("-20"), Position(-3, A("270")))


def test_a_cost_that_does_not_divide_loses_nothing_over_the_positions_life():
    position, profit = run(LINEAR, (B, 100, 2), (B, 101, 1), (S, 50, 1), (S, 50, 1))
    assert position == Position(1, A("301") - 2 * (A("301") // 3))
    position, profit = run(LINEAR, (B, 100, 2), (B, 101, 1), (S, 50, 1), (S, 50, 1), (S, 50, 1))
    assert position == FLAT
    assert A("-151") <= profit <= A("-150.99999997")  # each booking is cut at the eighth decimal


def test_unrealised_profit_at_a_mark():
    assert unrealised(Position(-3, A("270")), LINEAR, A("80.5")) == A("28.5")
    assert unrealised(FLAT, LINEAR, A("80.5")) == 0


def test_what_an_order_would_close():
    assert [closing(Position(3, 1), S, 2), closing(Position(3, 1), S, 9), closing(Position(3, 1), B, 9)] == [2, 3, 0]


@pytest.mark.parametrize(("ticks", "lots"), [(0, 1), (1, 0), (1, -1)])
def test_a_fill_has_a_size_and_a_price(ticks: int, lots: int):
    with pytest.raises(ValueError, match="not a fill"):
        step(FLAT, LINEAR, B, ticks, lots)
