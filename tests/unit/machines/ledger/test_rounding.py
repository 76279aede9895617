"""Money is rounded in one place, towards zero, and a hold is never less than what its fills cost."""

from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import read_atoms
from picaflor.machines.ledger.rounding import booked, cover, fee_on, share, worth

PEPE = Market("v", "PEPE-USDT", "PEPEUSDT", "PEPE", "USDT", Grid(12), Grid(0))


def test_money_has_no_more_decimals_than_the_market_says():
    assert worth(PEPE, 12_345_678, 1) == read_atoms("0.00001234")
    assert worth(PEPE, 12_345_678, 10_000) == read_atoms("0.12345678")


def test_a_hold_covers_its_fills_however_they_come():
    assert cover(PEPE, 12_345_678, 1) == read_atoms("0.00001235")
    assert cover(PEPE, 12_345_678, 10_000) == read_atoms("0.12345678")
    assert cover(PEPE, 12_345_678, 10_000, read_atoms("0.001")) == read_atoms("0.12358024")
    assert cover(PEPE, 12_345_678, 10_000, -(10**33)) == read_atoms("0.12345678")


def test_fees_and_rebates_round_towards_zero():
    assert fee_on(read_atoms("1"), read_atoms("0.001")) == read_atoms("0.001")
    assert fee_on(10**18 + 1, 10**34) == 0
    assert fee_on(read_atoms("0.000000000000001999"), -(10**33)) == -read_atoms("0.000000000000000001")
    assert booked(-19 * 10**27, 8) == -(10**28)


def test_shares_go_towards_zero_whatever_the_signs():
    assert [share(7, 1, 2), share(-7, 1, 2), share(7, -1, 2), share(7, 1, -2), share(-7, 1, -2)] == [3, -3, -3, -3, 3]
