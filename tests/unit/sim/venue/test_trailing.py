from __future__ import annotations

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.machines.matching import PriceRule
from picaflor.sim.venue.trailing import Trails

LAST, MARK = PriceRule.LAST, PriceRule.MARK


def test_a_sell_follows_the_price_up_and_fires_when_it_has_turned_back_by_its_part() -> None:
    trails = Trails()
    trails.begin(7, "B", Side.SELL, ONE // 100, LAST, 10_000)
    assert [trails.passed("B", ticks, LAST) for ticks in (9_901, 11_000, 10_891)] == [[], [], []]
    assert trails.passed("B", 10_890, LAST) == [7]
    assert trails.passed("B", 1, LAST) == [], "once"


def test_a_buy_follows_it_down() -> None:
    trails = Trails()
    trails.begin(7, "B", Side.BUY, ONE // 10, LAST, 10_000)
    assert [trails.passed("B", ticks, LAST) for ticks in (10_999, 5_000, 5_499)] == [[], [], []]
    assert trails.passed("B", 5_500, LAST) == [7]


def test_another_market_another_price_and_one_that_was_dropped_are_no_reason() -> None:
    trails = Trails()
    trails.begin(1, "B", Side.SELL, ONE // 100, MARK, 10_000)
    trails.begin(2, "C", Side.SELL, ONE // 100, LAST, 10_000)
    trails.begin(3, "B", Side.SELL, ONE // 100, LAST, 10_000)
    trails.begin(4, "B", Side.SELL, ONE // 100, LAST, 10_000)
    trails.drop(4)
    trails.drop(5)
    assert trails.passed("B", 1, LAST) == [3]
    assert trails.passed("B", 1, MARK) == [1]
