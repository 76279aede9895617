from __future__ import annotations

import pytest

from picaflor.app.families import asked_of_each, asks_of, together
from picaflor.domain.market import Grid, Market
from picaflor.domain.orders import Hold, StopKind
from picaflor.wire.asks import (
    Ask,
    Orders,
    Placed,
    ReadBalances,
    ReadBook,
    ReadMarkets,
    ReadOpenOrders,
    ReadTickers,
    Refused,
    Tickers,
)
from picaflor.wire.contracts import Positions, ReadPositions
from picaflor.wire.reports import BalanceReport, BalancesReport, Listing, PositionReport, TickerReport
from picaflor.wire.stops import ReadStops, Stops

MARKETS = [Market("v", f"{n}-U", n, n, "U", Grid(0), Grid(0)) for n in "ABC"]


@pytest.mark.parametrize(
    ("ask", "each"),
    [
        (ReadMarkets(), True),
        (ReadBalances(), True),
        (ReadTickers(), True),
        (ReadTickers("A"), False),
        (ReadPositions(), True),
        (ReadOpenOrders("A"), False),
        (ReadStops("", StopKind.STOP), True),
        (ReadBook("A"), False),
    ],
)
def test_what_names_no_market_is_asked_of_each(ask: Ask, each: bool) -> None:
    assert asked_of_each(ask) is each


def test_lists_are_one_list() -> None:
    assert together([Listing((MARKETS[0],)), Listing((MARKETS[1],), (("x", "odd"),))]) == Listing(
        (MARKETS[0], MARKETS[1]), (("x", "odd"),)
    )
    rows = [PositionReport(n, Hold.NET, 1, None, None, None, 1, None, 0) for n in "AB"]
    assert together([Positions((rows[0],)), Positions((rows[1],))]) == Positions(tuple(rows))
    told = [TickerReport(n, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0) for n in "AB"]
    assert together([Tickers((told[0],)), Tickers((told[1],))]) == Tickers(tuple(told))


def test_a_coin_that_two_families_tell_of_counts_once() -> None:
    """All families of an account with one wallet tell of all of it."""
    one = BalancesReport((BalanceReport("USDT", 1, 0), BalanceReport("BTC", 2, 0)), whole=True, at_ns=1)
    both = together([one, BalancesReport((BalanceReport("USDT", 1, 0),), whole=True, at_ns=2)])
    assert isinstance(both, BalancesReport)
    assert sorted(row.asset for row in both.rows) == ["BTC", "USDT"]


def test_a_refusal_of_one_is_told_of_all() -> None:
    no = Refused("1", "no")
    assert together([Positions(()), no, Positions(())]) is no


def test_each_list_is_followed_to_its_own_end() -> None:
    first = together([Orders((), "7"), Orders((), ""), Orders((), "9")])
    assert isinstance(first, Orders)
    assert asks_of(ReadOpenOrders(), 3) == [ReadOpenOrders()] * 3
    following = asks_of(ReadOpenOrders("", first.before), 3)
    assert following == [ReadOpenOrders("", "7"), None, ReadOpenOrders("", "9")]
    last = together([Orders((), ""), None, Orders((), "")])
    assert isinstance(last, Orders)
    assert last.before == ""
    stops = together([Stops((), ""), Stops((), "3")])
    assert isinstance(stops, Stops)
    assert asks_of(ReadStops("", StopKind.STOP, before=stops.before), 2) == [
        None,
        ReadStops("", StopKind.STOP, before="3"),
    ]


def test_an_answer_of_no_list_is_not_made_one() -> None:
    assert together([Refused("1", "no"), Placed("a", "1")]) == Refused("1", "no")
