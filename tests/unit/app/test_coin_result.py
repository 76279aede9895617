"""The result of contracts that win and lose their coin, against the numbers that a trader reckons by hand."""

from __future__ import annotations

from fractions import Fraction

from picaflor.app.coin_result import CoinResult, wins_coin
from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Hold, Side


def test_which_contracts_those_are() -> None:
    assert wins_coin("bitget_perpetual", "BTC-USD")
    assert not wins_coin("bitget_perpetual", "BTC-USDC")
    assert not wins_coin("bitget_perpetual", "BTC-USDT")
    assert not wins_coin("bitget", "BTC-USD")


def result(*fills: tuple[Side, str, str], at: str, hold: Hold = Hold.NET) -> str:
    made = CoinResult("BTC-USD")
    for side, amount, price in fills:
        made.add(side, hold, read_atoms(amount), read_atoms(price))
    return write_atoms(made.at(read_atoms(at)))


def test_a_long_that_was_closed_has_won_its_size_less_what_it_was_worth_at_the_entry() -> None:
    won = Fraction(2) * (1 - Fraction(50_000, 60_000))
    assert result((Side.BUY, "2", "50000"), (Side.SELL, "2", "60000"), at="1") == write_atoms(int(won * 10**8) * 10**28)


def test_what_is_open_counts_at_the_last_price() -> None:
    assert result((Side.SELL, "1", "60000"), at="50000") == "0.2"
    assert result((Side.BUY, "1", "60000"), at="50000") == "-0.2"
    assert result((Side.BUY, "1", "50000"), (Side.SELL, "3", "50000"), at="40000") == "0.5", "it has turned round"


def test_both_sides_of_a_hedge_are_apart() -> None:
    made = CoinResult("BTC-USD")
    made.add(Side.BUY, Hold.LONG, read_atoms("1"), read_atoms("50000"))
    made.add(Side.SELL, Hold.SHORT, read_atoms("1"), read_atoms("40000"))
    assert made.at(read_atoms("40000")) == -read_atoms("0.25")
    assert made.coin == "BTC"
