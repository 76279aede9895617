"""Liquidation prices against the two formulas of the sheet, and by hand for the shapes that it has none for."""

from fractions import Fraction

import pytest

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import ONE, read_atoms
from picaflor.machines.ledger.brink import curve, initial_margin, maintenance_margin
from picaflor.machines.ledger.position import Position
from picaflor.machines.ledger.terms import Terms, Tier

A = read_atoms
M, T = Fraction(4, 1000), Fraction(6, 10000)


def terms(kind: MarketKind, lot: Grid, sized_in_money: bool = False, fee: str = "0.0006", rate: str = "0.004") -> Terms:
    market = Market("v", "BTC-USD", "B", "BTC", "USD", Grid(1), lot, kind=kind, taker_fee=A(fee))
    return Terms(market, (Tier(0, 100, A(rate)),), sized_in_money)


LINEAR = terms(MarketKind.LINEAR, Grid(3))
SIZE, ENTRY, MARGIN = Fraction(1, 100), Fraction(60_000), Fraction(30)  # 0.01 at 60 000, twenty times


def root(shape: Terms, lots: int, cost: str, margin: str) -> int | None:
    return curve(shape, [Position(lots, A(cost))], A("60000")).raised(A(margin)).root()


def test_the_published_formula_for_an_isolated_long():
    expected = (ENTRY - MARGIN / SIZE) / ((1 - M) * (1 - T))
    assert root(LINEAR, 10, "600", "30") == int(expected * ONE)


def test_the_published_formula_for_an_isolated_short():
    expected = (ENTRY + MARGIN / SIZE) * (1 - T) / (1 + M)
    assert root(LINEAR, -10, "600", "30") == -int(-expected * ONE // 1)


def test_a_long_that_is_paid_for_is_never_liquidated():
    assert root(LINEAR, 10, "600", "600") is None
    assert root(LINEAR, 10, "600", "700") is None


def test_inverse_by_coins_without_rates():
    free = terms(MarketKind.INVERSE, Grid(3), fee="0", rate="0")
    # 0.1 coin with 0.01 behind it: lost when 0.1 × (60000/P − 1) is 0.01
    assert root(free, 100, "6000", "0.01") == A("6000") * ONE // A("0.11")
    assert root(free, -100, "6000", "0.01") == -(-A("6000") * ONE // A("0.09"))
    assert root(free, -100, "6000", "0.1") is None  # a coin held against a short of one coin never loses it


def test_inverse_by_money_without_rates():
    free = terms(MarketKind.INVERSE, Grid(0, 100), True, fee="0", rate="0")
    # 6000 dollars' worth, 0.1 coin at entry
    assert root(free, 60, "0.1", "0.02") == A("50000")
    assert root(free, -60, "0.1", "0.02") == A("75000")
    assert root(free, -60, "0.1", "0.1") is None


def test_both_sides_of_a_hedge_stand_behind_each_other():
    free = terms(MarketKind.LINEAR, Grid(3), fee="0", rate="0")
    long, short = Position(20, A("1200")), Position(-10, A("650"))
    both = curve(free, [long, short], A("60000")).raised(A("100"))
    assert both.root() == A("45000")  # 100 + (20P/1000 − 1200) + (650 − 10P/1000) is zero
    even = curve(free, [Position(10, A("600")), short], A("60000")).raised(A("100"))
    assert even.root() is None
    assert even.spare(1) == even.spare(A("99999")) == A("150")


def test_spare_is_rounded_up_so_that_zero_means_zero():
    line = curve(LINEAR, [Position(10, A("600"))], A("60000")).raised(A("30"))
    price = line.root()
    assert price is not None
    assert line.spare(price) <= 0 < line.spare(price + 1)


@pytest.mark.parametrize(("value", "leverage", "margin"), [(100, 20, 5), (101, 20, 6), (1, 125, 1)])
def test_initial_margin_is_rounded_up(value: int, leverage: int, margin: int):
    assert initial_margin(value, leverage) == margin


def test_maintenance_is_the_tiers_rate_of_the_marks_notional():
    tiers = (Tier(A("1000"), 50, A("0.004")), Tier(0, 20, A("0.01")))
    tiered = Terms(LINEAR.market, tiers)
    assert maintenance_margin(tiered, 10, A("60000")) == A("2.4")
    assert maintenance_margin(tiered, -20, A("60000")) == A("12")
