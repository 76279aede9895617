"""Two positions against each other; how legs go in and out is told by test_two_legs, which plays them with this one."""

from __future__ import annotations

from picaflor.domain.orders import Side
from picaflor.strategies.executors.spread import SpreadConfig, SpreadExecutor
from picaflor.strategies.executors.two_legs import LegConfig
from picaflor.strategies.executors.vocabulary import Phase
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, SECOND, Book, Stage
from tests.unit.strategies.executors.test_two_legs import fill_all


def test_two_pairs_of_one_venue_are_told_apart() -> None:
    """Both legs at home, where a stage has one pair: each hears its own orders by their tags."""
    home = Stage(listed=CONTRACT, there=Book(size=100))
    legs = LegConfig("v", PAIR, Side.BUY, 10), LegConfig("v", PAIR, Side.SELL, 5)
    work = SpreadExecutor("x", SpreadConfig(long=legs[0], short=legs[1], enter_limit_ns=5 * SECOND))
    home.beside["v"] = both = Stage(listed=CONTRACT, there=Book(size=100))
    home.act(work)
    assert [(str(wish.side), wish.lots) for wish in both.wanted] == [("buy", 10), ("sell", 5)]
    fill_all(both)
    home.act(work, 10 * SECOND)
    assert work.phase is Phase.WORKING, "its time to enter was over after it had"
    work.stop()
    for _ in range(2):
        home.act(work)
        fill_all(both)
    assert [(str(wish.side), wish.lots) for wish in both.wanted[2:]] == [("sell", 10), ("buy", 5)]
