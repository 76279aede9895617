"""A house where each isolated contract has an account of its own: opened, filled, emptied, closed, and lost."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import Cause, MarginMode, Side
from picaflor.sim.venue.news import OrderNews
from picaflor.venues import load
from picaflor.wire.asks import Answer, Ask, Closing, Refused
from picaflor.wire.contracts import ClosePosition, MarginSetup, Positions, ReadPositions, ReadSetup, SetLeverage, SetPot
from tests.unit.sim.venue.contracts import NOW, A, House

VENUE = load("hitbtc_perpetual")
BTC = "BTCUSDT_PERP"
ISOLATED = MarginMode.ISOLATED


@pytest.fixture
def house() -> House:
    return House(VENUE, 100_000_000)


def told(house: House, ask: Ask) -> Answer | Refused:
    return house.answers.private(house.one, ask, NOW)


def refused(house: House, ask: Ask) -> str:
    said = told(house, ask)
    assert isinstance(said, Refused), said
    return said.code


def pot(house: House) -> tuple[int, int, int]:
    (row,) = house.floor.pots(house.one, NOW)
    return row.balance, row.orders, row.positions


def opened(house: House, balance: str = "1000", leverage: int = 10) -> None:
    said = told(house, SetPot(BTC, A(balance), leverage))
    assert isinstance(said, MarginSetup), said
    assert said.pot is not None
    assert (said.pot.balance, said.leverage, said.margin_mode) == (A(balance), leverage, ISOLATED)


def trade(house: House, side: Side, size: str, price: str) -> None:
    house.put(house.two, side.other, size, price, symbol=BTC)
    house.put(house.one, side, size, price, symbol=BTC, margin_mode=ISOLATED)


def test_an_order_that_is_isolated_needs_the_account_of_its_contract(house: House) -> None:
    assert house.refused(house.one, Side.BUY, "0.1", "60000", symbol=BTC, margin_mode=ISOLATED) == "20032"
    assert refused(house, ReadSetup(BTC, ISOLATED)) == "20032"
    opened(house)
    house.put(house.one, Side.BUY, "0.1", "60000", symbol=BTC, margin_mode=ISOLATED)
    assert pot(house) == (A("1000"), A("600") + A("4.2"), 0)
    assert house.refused(house.one, Side.BUY, "0.1", "60000", symbol=BTC, margin_mode=ISOLATED) == "20001"
    assert house.refused(house.one, Side.BUY, "0.1", "60000", symbol=BTC, margin_mode=MarginMode.CROSS) == "20031"


def test_its_money_comes_out_of_the_purse_and_goes_back(house: House) -> None:
    opened(house)
    assert house.one.balance("USDT").free == A("9000")
    opened(house, "2500", 5)
    assert house.one.balance("USDT").free == A("7500")
    assert refused(house, SetPot(BTC, A("2500"), 5)) == "20033"
    assert refused(house, SetPot(BTC, A("10001"), 5)) == "20001"
    assert refused(house, SetPot(BTC, A("100"), 999)) == "10001"
    assert pot(house) == (A("2500"), 0, 0)
    told(house, SetPot(BTC, 0))
    assert house.floor.pots(house.one, NOW) == ()
    assert house.one.balance("USDT").free == A("10000")
    house.put(house.one, Side.BUY, "0.01", "60000", symbol=BTC, margin_mode=MarginMode.CROSS)


def test_what_is_won_stays_in_it_and_what_is_needed_cannot_be_taken(house: House) -> None:
    opened(house)
    trade(house, Side.BUY, "0.1", "60000")
    fee = A("6000") * 7 // 10_000
    house.mark("60000", BTC)
    assert pot(house) == (A("1000") - fee, 0, A("600"))
    assert refused(house, SetPot(BTC, A("500"))) == "20001"
    assert refused(house, SetPot(BTC, 0)) == "20031"
    opened(house, "900")
    trade(house, Side.SELL, "0.1", "61000")
    won = A("100") - A("6100") * 7 // 10_000
    assert pot(house) == (A("900") + won, 0, 0)
    assert house.one.balance("USDT").free == A("9000") + A("1000") - fee - A("900")


def test_it_is_lost_alone(house: House) -> None:
    opened(house, "650")
    trade(house, Side.BUY, "0.1", "60000")
    brink = house.ledger(house.one).liquidation_price("BTC-USDT")
    assert brink is not None
    assert A("50000") < brink < A("60000")
    house.floor.news.clear()
    house.mark("50000", BTC)
    assert house.lots(house.one, symbol=BTC) == 0
    (row,) = house.floor.pots(house.one, NOW)
    assert 0 <= row.balance < A("0.01")
    assert house.one.balance("USDT").free == A("9350")
    (news,) = [each for each in house.floor.news if isinstance(each, OrderNews) and each.report.fill is not None]
    assert news.report.cause is Cause.LIQUIDATION
    assert news.report.fill is not None
    assert news.report.fill.liquidates


def test_leverage_may_not_ask_for_more_than_is_there(house: House) -> None:
    opened(house)
    trade(house, Side.BUY, "0.1", "60000")
    assert refused(house, SetLeverage(BTC, 5)) == "20001"
    said = told(house, ReadSetup(BTC, ISOLATED))
    assert isinstance(said, MarginSetup)
    assert said.leverage == 10


def test_the_venue_closes_what_is_named_with_its_mode_and_tells_what_is_left(house: House) -> None:
    opened(house)
    trade(house, Side.BUY, "0.1", "60000")
    house.put(house.two, Side.BUY, "0.1", "59990", symbol=BTC)
    assert refused(house, ClosePosition(BTC, margin_mode=MarginMode.CROSS)) == "20032"
    said = told(house, ClosePosition(BTC, margin_mode=ISOLATED))
    assert isinstance(said, Closing)
    (left,) = said.positions
    assert (left.symbol, left.size, left.entry, left.margin_mode) == (BTC, 0, None, ISOLATED)
    assert left.realised == -A("1")
    positions = told(house, ReadPositions())
    assert isinstance(positions, Positions)
    assert (positions.rows, len(positions.pots)) == ((), 1)


def test_a_price_at_which_nobody_takes_it_leaves_the_position_there(house: House) -> None:
    opened(house)
    trade(house, Side.BUY, "0.1", "60000")
    house.put(house.two, Side.BUY, "0.1", "59000", symbol=BTC)
    said = told(house, ClosePosition(BTC, price=A("59500"), margin_mode=ISOLATED))
    assert isinstance(said, Closing)
    assert [row.size for row in said.positions] == [A("0.1")]
