"""What a kill switch is told before a bot begins, and that one which could not be obeyed is refused."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from picaflor.app.endpoints import Reach
from picaflor.app.stakes import EVEN, BadSwitch, Stakes, all_stakes, look_at_stakes
from picaflor.app.targets import find_target
from picaflor.app.visit import Visit
from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import ONE
from picaflor.transport.hosts import Hosts
from picaflor.wire.asks import Tickers
from picaflor.wire.reports import BalanceReport, BalancesReport, Listing, TickerReport

BTC = Market("bitget", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(2), Grid(6))
EUR = Market("bitget", "USDT-EUR", "USDTEUR", "USDT", "EUR", Grid(2), Grid(6))
SWAP = Market(
    "bitget_perpetual", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(2), Grid(6), kind=MarketKind.LINEAR, settle="USDT"
)
NOTHING: dict[str, Any] = {"max_loss": None, "max_gain": None, "max_drawdown": None}


class Told(Visit):
    def __init__(self, row: str, **held: int) -> None:
        super().__init__(find_target(row), Reach(Hosts()))
        rows = tuple(BalanceReport(coin, amount * ONE, 0) for coin, amount in held.items())
        prices = {"BTCUSDT": 50_000 * ONE, "USDTEUR": ONE // 2}
        tickers = tuple(TickerReport(symbol, 0, at, ONE, at, ONE, *([0] * 6)) for symbol, at in prices.items())
        self.answers = (BalancesReport(rows, whole=True), Listing((BTC, EUR)), Tickers(tickers))
        self.asked = 0

    async def need(self, ask: Any, kind: type[Any]) -> Any:
        self.asked += 1
        return next(answer for answer in self.answers if isinstance(answer, kind))


def stakes(visit: Visit, market: Market = BTC, token: str = "USDT", **kill: Any) -> Stakes:
    return asyncio.run(look_at_stakes(visit, market, {**NOTHING, **kill}, token))


def test_nothing_is_asked_that_is_not_needed() -> None:
    visit = Told("bitget")
    assert stakes(visit) is EVEN
    assert stakes(visit, max_loss=5, max_gain=5) is EVEN
    assert visit.asked == 0


def test_a_limit_in_another_coin_is_one_at_its_price_and_none_without() -> None:
    assert stakes(Told("bitget"), token="EUR", max_loss=5) == Stakes(Fraction(2))
    with pytest.raises(
        BadSwitch, match=r"kill_switch.max_gain is in GBP, BTC-USDT counts in USDT.*set global_token to USDT"
    ):
        stakes(Told("bitget"), token="GBP", max_gain=5)


def test_a_drawdown_is_a_part_of_what_the_coins_of_the_pair_are_worth() -> None:
    held = {"BTC": 2, "USDT": 30, "ETH": 1_000}
    assert stakes(Told("bitget", **held), max_drawdown=1) == Stakes(capital=100_030 * ONE)
    assert stakes(Told("bitget", **held), SWAP, max_drawdown=1) == Stakes(capital=30 * ONE)
    with pytest.raises(BadSwitch, match="holds no BTC and no USDT"):
        stakes(Told("bitget", ETH=1), max_drawdown=1)


def test_on_several_venues_all_of_it_is_at_stake_in_one_money() -> None:
    here, there = Stakes(Fraction(2), 5), Stakes(Fraction(1), 7)
    other = replace(BTC, quote="USDC")
    assert all_stakes({"max_loss": 1}, [(BTC, here), (BTC, there)]) == Stakes(Fraction(2), 12)
    assert all_stakes({"max_loss": None}, [(BTC, here), (other, there)]).capital == 12
    with pytest.raises(BadSwitch, match="count in USDC and USDT"):
        all_stakes({"max_loss": 1}, [(BTC, here), (other, there)])
