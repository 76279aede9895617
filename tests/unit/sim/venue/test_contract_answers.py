"""Questions and settings of contracts, and who is told no by which rule."""

from __future__ import annotations

import pytest
from msgspec import structs

from picaflor.domain.orders import Hold, MarginMode, OrderType, PositionMode, Side
from picaflor.sim.venue.contract_answers import ContractAnswers, sided, tiers
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.contract_prices import INTERVAL_NS
from picaflor.sim.venue.listing import contract_listing
from picaflor.venues import load
from picaflor.wire.asks import (
    Answer,
    Ask,
    Place,
    ReadBalances,
    ReadMarkets,
    ReadTickers,
    ReadTrades,
    Refused,
    Tickers,
    Trades,
)
from picaflor.wire.contracts import (
    AddMargin,
    Agreed,
    BillKind,
    FundingHistory,
    FundingReport,
    MarginSetup,
    MarkReport,
    Positions,
    ReadFunding,
    ReadFundingHistory,
    ReadMark,
    ReadPositions,
    ReadSetup,
    ReadTiers,
    SetLeverage,
    SetMarginMode,
    SetPositionMode,
    Tiers,
)
from picaflor.wire.reports import BalancesReport, Listing
from tests.unit.sim.venue.contracts import BTC, NOW, A, House, code


@pytest.fixture
def house() -> House:
    return House()


def told(house: House, ask: Ask) -> Answer | Refused | None:
    return house.answers.public(ask, NOW) or house.answers.private(house.one, ask, NOW)


def refused(house: House, ask: Ask) -> str:
    said = told(house, ask)
    assert isinstance(said, Refused), said
    return said.code


# prices


def test_mark_index_and_funding(house: House) -> None:
    house.clearing.tick(NOW)
    assert told(house, ReadMark(BTC)) == MarkReport(
        BTC, A("61234.5"), house.floor.prices.gauges[BTC].index, A("61234.5"), NOW
    )
    said = told(house, ReadFunding(BTC))
    assert isinstance(said, FundingReport)
    assert (said.next_ns % INTERVAL_NS, said.next_ns - NOW <= INTERVAL_NS, said.interval_ns) == (0, True, INTERVAL_NS)
    page = told(house, ReadFundingHistory(BTC, 7))
    assert isinstance(page, FundingHistory)
    assert len(page.rows) == 7
    assert page == told(house, ReadFundingHistory(BTC, 7))


def test_a_ticker_shows_them_and_how_much_is_open(house: House) -> None:
    house.trade(house.one, house.two, "0.1", "60000")
    page = told(house, ReadTickers(BTC))
    assert isinstance(page, Tickers)
    (row,) = page.rows
    assert (row.mark, row.open_interest) == (A("61234.5"), A("0.1"))
    assert row.funding_next_ns > NOW


def test_the_ladder_has_no_holes(house: House) -> None:
    said = told(house, ReadTiers(BTC))
    assert isinstance(said, Tiers)
    assert said == tiers(house.floor, BTC)
    assert [row.notional_min for row in said.rows[1:]] == [row.notional_max for row in said.rows[:-1]]
    assert (said.rows[0].notional_min, said.rows[0].leverage_max, said.rows[-1].notional_max) == (0, 125, 0)
    assert all(a.maintenance < b.maintenance for a, b in zip(said.rows, said.rows[1:], strict=False))


@pytest.mark.parametrize(
    "ask",
    [
        ReadMark("NO"),
        ReadFunding("NO"),
        ReadFundingHistory("NO"),
        ReadTiers("NO"),
        ReadSetup("NO"),
        ReadPositions("NO"),
        SetLeverage("NO", 3),
        SetMarginMode("NO", MarginMode.CROSS),
        AddMargin("NO", 1),
    ],
)
def test_what_is_not_listed(house: House, ask: Ask) -> None:
    assert refused(house, ask) == code("symbol")


# the account


def test_positions_are_told_and_gone_when_they_are_closed(house: House) -> None:
    assert told(house, ReadPositions()) == Positions(())
    house.trade(house.one, house.two, "0.1", "60000")
    house.put(house.one, Side.SELL, "0.04", "65000", reduce_only=True)
    house.mark("60500")
    page = told(house, ReadPositions(BTC))
    assert isinstance(page, Positions)
    assert not page.whole
    (row,) = page.rows
    assert (row.size, row.entry, row.mark, row.unrealised) == (A("0.1"), A("60000"), A("60500"), A("50"))
    assert (row.closing, row.fees, row.margin, row.leverage) == (A("0.04"), A("3.6"), A("302.5"), 20)
    assert row.created_ns == NOW
    house.trade(house.two, house.one, "0.1", "60000")
    assert told(house, ReadPositions()) == Positions(())


def test_money_is_equity_and_what_is_left_of_it(house: House) -> None:
    house.trade(house.one, house.two, "0.1", "60000")
    house.mark("60500")
    said = told(house, ReadBalances())
    assert isinstance(said, BalancesReport)
    (row,) = said.rows
    assert (row.total, row.free) == (A("10000") - A("3.6") + A("50"), A("10000") - A("3.6") + A("50") - A("302.5"))
    assert said.product == house.floor.venue.product


def test_leverage_is_set_within_bounds_and_told(house: House) -> None:
    said = told(house, SetLeverage(BTC, 50))
    assert isinstance(said, MarginSetup)
    assert (said.leverage, said.leverage_long, said.leverage_short) == (50, 50, 50)
    again = told(house, ReadSetup(BTC))
    assert isinstance(again, MarginSetup)
    assert structs.replace(again, at_ns=0) == said
    assert refused(house, SetLeverage(BTC, 126)) == code("leverage")
    assert refused(house, SetLeverage(BTC, 0)) == code("leverage")


def test_less_leverage_than_the_money_is_for_is_refused(house: House) -> None:
    house.trade(house.one, house.two, "3", "60000")
    assert refused(house, SetLeverage(BTC, 2)) == code("funds")
    setup = told(house, ReadSetup(BTC))
    assert isinstance(setup, MarginSetup)
    assert setup.leverage == 20


def test_an_isolated_hedge_has_two_leverages(house: House) -> None:
    assert told(house, SetPositionMode(PositionMode.HEDGE)) == Agreed()
    told(house, SetMarginMode(BTC, MarginMode.ISOLATED))
    said = told(house, SetLeverage(BTC, 7, Hold.SHORT))
    assert isinstance(said, MarginSetup)
    assert (said.leverage_long, said.leverage_short) == (20, 7)
    said = told(house, SetLeverage(BTC, 9))
    assert isinstance(said, MarginSetup)
    assert (said.leverage_long, said.leverage_short) == (9, 9)


def test_modes_are_set_while_nothing_is_there_and_not_afterwards(house: House) -> None:
    said = told(house, SetMarginMode(BTC, MarginMode.ISOLATED))
    assert isinstance(said, MarginSetup)
    assert said.margin_mode is MarginMode.ISOLATED
    house.put(house.one, Side.BUY, "0.1", "60000")
    assert refused(house, SetMarginMode(BTC, MarginMode.CROSS)) == code("margin mode busy")
    assert refused(house, SetPositionMode(PositionMode.HEDGE)) == code("position mode busy")


def test_margin_is_put_to_an_isolated_position_and_taken_from_it(house: House) -> None:
    assert refused(house, AddMargin(BTC, A("5"))) == code("no position")
    house.isolate(house.one, 20)
    house.trade(house.one, house.two, "0.1", "60000")
    house.mark("60000")
    assert told(house, AddMargin(BTC, A("5"))) == Agreed()
    assert house.floor.positions(house.one, NOW)[0].margin == A("305")
    assert house.one.bills[-1].kind is BillKind.OTHER
    assert told(house, AddMargin(BTC, -A("5"))) == Agreed()
    assert refused(house, AddMargin(BTC, -A("5"))) == code("margin")
    assert refused(house, AddMargin(BTC, A("100000"))) == code("margin")


# where an order names no position, and a setting brings another


def bitmart() -> House:
    house, row = House(), load("bitmart_perpetual")
    house.floor = ContractFloor(row, contract_listing(row, 3), 1_000)
    house.answers = ContractAnswers(house.floor)
    house.one, house.two = house.customer("one"), house.customer("two")
    return house


def place(side: Side, reduces: bool = False) -> Place:
    return Place(BTC, "", side, OrderType.LIMIT, A("100"), A("60000"), reduce_only=reduces)


@pytest.mark.parametrize(
    ("side", "reduces", "hold"),
    [
        (Side.BUY, False, Hold.LONG),
        (Side.BUY, True, Hold.SHORT),
        (Side.SELL, True, Hold.LONG),
        (Side.SELL, False, Hold.SHORT),
    ],
)
def test_the_side_says_the_position_of_a_hedge(side: Side, reduces: bool, hold: Hold) -> None:
    order = place(side, reduces)
    assert sided(order, PositionMode.HEDGE).hold is hold
    assert sided(order, PositionMode.ONEWAY) == order


def test_orders_of_a_hedge_arrive_at_their_position() -> None:
    house = bitmart()
    told(house, SetPositionMode(PositionMode.HEDGE))
    told(house, place(Side.BUY))
    told(house, place(Side.SELL))
    assert [order.place.hold for order in house.one.orders.values()] == [Hold.LONG, Hold.SHORT]


def test_the_leverage_brings_the_margin_mode_unless_something_stands_in_its_way() -> None:
    house = bitmart()
    said = told(house, SetLeverage(BTC, 7, margin_mode=MarginMode.ISOLATED))
    assert isinstance(said, MarginSetup)
    assert (said.leverage, said.margin_mode) == (7, MarginMode.ISOLATED)
    told(house, place(Side.BUY))
    busy = house.floor.venue.refusals["margin mode busy"][0]
    assert refused(house, SetLeverage(BTC, 7, margin_mode=MarginMode.CROSS)) == busy


def test_a_setup_tells_what_is_held_there_and_one_of_no_contract_the_accounts_mode() -> None:
    house = bitmart()
    house.trade(house.one, house.two, "100", "60000")
    said = told(house, ReadSetup(BTC))
    assert isinstance(said, MarginSetup)
    assert [position.size for position in said.positions] == [A("100")]
    assert told(house, ReadSetup("")) == MarginSetup("", PositionMode.ONEWAY)


def test_the_listing_says_how_contracts_stand_and_public_trades_are_in_coin() -> None:
    house = bitmart()
    house.trade(house.one, house.two, "100", "60000")
    listed, trades = told(house, ReadMarkets(BTC)), told(house, ReadTrades(BTC))
    assert isinstance(listed, Listing)
    assert [ticker.last for ticker in listed.tickers] == [A("60000")]
    assert isinstance(trades, Trades)
    assert trades.rows[0].size == A("0.01")
