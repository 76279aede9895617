"""A house whose rows are listed together: questions about all markets are answered for all rows, others by one."""

from __future__ import annotations

import pytest

from picaflor.app.emulate import make_exchange
from picaflor.domain.orders import Side
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.one_listing import together
from picaflor.venues import load
from picaflor.wire.asks import Ask, Books, ReadBook, ReadBooks, ReadMarkets, ReadTickers, ReadTrades, Tickers, Trades
from picaflor.wire.reports import Listing, TradeReport

NOW = 1_700_000_000_000_000_000
SPOT, CONTRACT = "BTCUSDT", "BTCUSDT_PERP"


@pytest.fixture(scope="module")
def house() -> Exchange:
    exchange, _ = make_exchange(load("hitbtc"), 1, 3, others=[load("hitbtc_perpetual")])
    return exchange


def symbols(house: Exchange, ask: Ask) -> list[str]:
    answer = together([row.answers for row in house.rows], ask, NOW)
    match answer:
        case Listing(markets):
            return [market.symbol for market in markets]
        case Tickers(rows) | Books(rows):
            return [row.symbol for row in rows]
        case Trades(rows):
            return list(dict.fromkeys(row.symbol for row in rows))
    raise AssertionError(answer)


@pytest.mark.parametrize("kind", [ReadMarkets, ReadTickers, lambda: ReadBooks((), 5)])
def test_all_are_those_of_all_rows(house: Exchange, kind: type[ReadMarkets]) -> None:
    found = symbols(house, kind())
    assert {SPOT, CONTRACT} <= set(found)
    assert len(found) == len(set(found)) == sum(len(row.floor.markets) for row in house.rows)


def test_trades_are_told_of_all_that_traded(house: Exchange) -> None:
    for row, symbol in zip(house.rows, (SPOT, CONTRACT), strict=True):
        row.floor.tapes[symbol].trades.append(TradeReport(symbol, "1", Side.BUY, 1, 1, NOW))
    assert symbols(house, ReadTrades("", 5)) == [SPOT, CONTRACT]


@pytest.mark.parametrize("ask", [ReadMarkets(symbols=(SPOT, CONTRACT, "NO")), ReadBooks((SPOT, CONTRACT, "NO"), 5)])
def test_some_may_be_of_several_rows(house: Exchange, ask: Ask) -> None:
    assert symbols(house, ask) == [SPOT, CONTRACT]


@pytest.mark.parametrize("ask", [ReadMarkets(SPOT), ReadTickers(SPOT), ReadTrades(SPOT), ReadBook(SPOT)])
def test_one_is_the_business_of_its_row(house: Exchange, ask: Ask) -> None:
    assert together([row.answers for row in house.rows], ask, NOW) is None


def test_each_row_finds_its_own_in_the_answer(house: Exchange) -> None:
    for row in house.rows:
        reply = house.request(row.venue.rest.write_ask(ReadMarkets()), NOW).reply
        assert reply is not None
        listing = row.venue.rest.read_answer(ReadMarkets(), reply)
        assert isinstance(listing, Listing)
        assert [market.symbol for market in listing.markets] == list(row.floor.markets)
