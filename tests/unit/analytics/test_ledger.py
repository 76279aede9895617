"""A part of an account: what its fills are worth, fees and funding included, on coins and on contracts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.analytics.ledger import Ledger
from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Fill, Liquidity, Side

SPOT = Market("v", "B-Q", "BQ", "B", "Q", Grid(0), Grid(0))
LINEAR = replace(SPOT, kind=MarketKind.LINEAR, settle="Q")
INVERSE = replace(SPOT, kind=MarketKind.INVERSE, settle="B")


def fill(side: Side, ticks: int, lots: int, fee: int = 0, asset: str = "Q") -> Fill:
    return Fill("v", "a", "B-Q", "t", "c", "o", side, ticks, lots, fee, asset, Liquidity.MAKER, 0)


@pytest.mark.parametrize("market", [SPOT, LINEAR])
def test_what_was_bought_and_sold_and_what_is_left_at_the_middle(market: Market) -> None:
    ledger = Ledger(market)
    ledger.add(fill(Side.BUY, 100, 3, fee=ONE))
    ledger.add(fill(Side.SELL, 110, 2))
    assert ledger.asset == "Q"
    assert ledger.value(2 * 105) == (-300 + 220 + 105 - 1) * ONE
    assert (ledger.lots, ledger.held, ledger.fees) == (1, ONE, {"Q": ONE})


def test_a_fee_in_coins_is_less_of_them_and_one_told_late_counts_the_same() -> None:
    ledger = Ledger(SPOT)
    ledger.add(fill(Side.BUY, 100, 2))
    ledger.charge(fill(Side.BUY, 100, 2, fee=ONE // 10, asset="B"))
    assert ledger.held == 2 * ONE - ONE // 10
    assert ledger.value(200) == -10 * ONE
    contract = Ledger(LINEAR)
    contract.add(fill(Side.BUY, 100, 2))
    contract.charge(fill(Side.BUY, 100, 2, fee=ONE))
    assert contract.value(200) == -ONE


def test_a_fee_that_nothing_prices_is_told_and_not_guessed() -> None:
    ledger = Ledger(SPOT)
    ledger.add(fill(Side.BUY, 100, 1, fee=5, asset="X"))
    assert ledger.value(200) == 0
    assert ledger.fees == {"X": 5}


def test_funding_counts_once_a_bill() -> None:
    ledger = Ledger(LINEAR)
    for _ in range(2):
        ledger.pay(-ONE, "7")
    assert (ledger.funding, ledger.value(200)) == (-ONE, -ONE)


def test_an_inverse_contract_gains_coins() -> None:
    ledger = Ledger(INVERSE)
    ledger.add(fill(Side.BUY, 100, 2))
    assert ledger.asset == "B"
    assert ledger.value(2 * 200) == ONE, "two coins' worth of money won, at twice the price"


def test_one_fill_alone_against_a_middle() -> None:
    ledger = Ledger(SPOT)
    bought, sold = fill(Side.BUY, 100, 2), fill(Side.SELL, 100, 2)
    assert (ledger.gain(bought, 203), ledger.gain(sold, 203)) == (3 * ONE, -3 * ONE)
    assert ledger.worth(bought) == 200 * ONE
    assert ledger.price(203) == 203 * ONE // 2
