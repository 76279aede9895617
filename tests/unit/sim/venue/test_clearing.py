"""Marks, funding and liquidation, to the last digit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from picaflor.domain.numbers import ONE, write_atoms
from picaflor.domain.orders import Cause, Hold, Liquidity, OrderType, PositionMode, Side
from picaflor.machines.ledger.plain import PlainPerpetual
from picaflor.sim.venue.clearing import BEAT_NS, TELLS_NS, Clearing
from picaflor.sim.venue.contract_prices import INTERVAL_NS
from picaflor.sim.venue.crowd import Crowd, CrowdConfig
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.listing import spot_listing
from picaflor.sim.venue.news import OrderNews, PositionNews
from picaflor.sim.venue.orders import VenueAccount
from picaflor.venues import load
from picaflor.wire.asks import Place
from picaflor.wire.auth import PlainKeys
from picaflor.wire.contracts import BillKind
from picaflor.wire.reports import OrderStatus
from tests.unit.sim.venue.contracts import BTC, NOW, A, House


@pytest.fixture
def house() -> House:
    return House()


def wallet(house: House, who: VenueAccount) -> int:
    return house.ledger(who).wallet("USDT")


# marks


def test_the_index_is_the_middle_of_the_houses_own_spot_market_and_the_crowd_goes_there(house: House) -> None:
    venue = load("bitget")
    spot = Floor(venue, spot_listing(venue, 1), 1)
    seller = spot.open_account(PlainKeys("k", "s"), {"BTC": A("1"), "USDT": A("100000")})
    for side, price in ((Side.BUY, "61000"), (Side.SELL, "61100")):
        spot.place(seller, Place("BTCUSDT", f"{side}", side, OrderType.LIMIT, A("0.1"), A(price)), NOW)
    crowd = Crowd(600_000, 1, 1, CrowdConfig())
    clearing = Clearing(house.floor, spot, {BTC: crowd})
    clearing.tick(NOW)
    assert house.floor.prices.gauges[BTC].index == A("61050")
    assert crowd.anchor == 610_500
    # nobody quotes the contract: the median of index, last, last
    assert house.floor.marks[BTC] == A("61234.5")
    assert house.ledger(house.one).line("BTC-USDT").mark == A("61234.5")


def test_marks_come_on_a_beat_and_positions_are_told_less_often(house: House) -> None:
    house.trade(house.one, house.two, "0.1", "60000")
    told = []
    for beat in range(11):
        house.floor.news.clear()
        assert house.clearing.due() <= NOW + beat * BEAT_NS
        house.clearing.tick(NOW + beat * BEAT_NS)
        told.append(any(isinstance(item, PositionNews) for item in house.floor.news))
    every = TELLS_NS // BEAT_NS
    assert [n for n, yes in enumerate(told) if yes] == [0, every, 2 * every]


# funding


def test_funding_is_settled_at_its_hour_once_and_to_the_last_digit(house: House) -> None:
    house.trade(house.one, house.two, "0.3333", "60000.1")
    before = {who.no: wallet(house, who) for who in (house.one, house.two)}
    at_ns = (NOW // INTERVAL_NS + 1) * INTERVAL_NS
    house.clearing.tick(NOW)
    house.floor.set_mark(BTC, A("60123.4"))
    house.clearing.tick(at_ns - 1)
    rate = house.floor.prices.gauges[BTC].rate()
    house.floor.set_mark(BTC, A("60123.4"))
    house.clearing.tick(at_ns)
    house.clearing.tick(at_ns + 1)
    for who, sign in ((house.one, 1), (house.two, -1)):
        plain = PlainPerpetual(house.floor.terms[BTC])
        plain.fill(Hold.NET, Side.BUY if sign > 0 else Side.SELL, 600_001, 3_333, Fraction(0), "")
        plain.fund(Fraction(rate, ONE), Fraction(A("60123.4"), ONE), "once")
        paid = plain.wallets["USDT"] * ONE
        assert paid == wallet(house, who) - before[who.no]
        assert paid != 0
        (bill,) = (bill for bill in who.bills if bill.kind is BillKind.FUNDING)
        assert (bill.amount, bill.symbol, bill.balance) == (paid, BTC, wallet(house, who))
        assert house.floor.positions(who, at_ns)[0].funding == paid
    assert house.floor.prices.history(BTC, at_ns, 1)[0].at_ns == at_ns
    assert house.floor.prices.history(BTC, at_ns, 1)[0].rate == rate


def test_a_clock_that_jumps_settles_every_hour_that_it_passed(house: House) -> None:
    house.trade(house.one, house.two, "0.1", "60000")
    house.clearing.tick(NOW)
    house.clearing.tick(NOW + 3 * INTERVAL_NS)
    assert sum(bill.kind is BillKind.FUNDING for bill in house.one.bills) == 3
    assert house.clearing.due() > NOW + 3 * INTERVAL_NS


# liquidation


def brink(house: House, who: VenueAccount, hold: Hold = Hold.NET) -> str:
    """The last mark, in whole ticks, at which a long lives."""
    price = house.ledger(who).liquidation_price("BTC-USDT", hold)
    assert price is not None
    return write_atoms((price // A("0.1") + 1) * A("0.1"))


def test_an_isolated_position_is_taken_over_and_the_rest_of_the_account_is_left_alone(house: House) -> None:
    house.isolate(house.one, 100)
    house.trade(house.one, house.two, "0.2", "60000")
    before = wallet(house, house.one)
    mine = house.put(house.one, Side.SELL, "0.2", "61000")
    other = house.put(house.one, Side.BUY, "1", "2500", symbol="ETHUSDT")
    last = brink(house, house.one)
    house.mark(last)
    assert house.lots(house.one) == 2_000
    assert mine.live
    house.floor.news.clear()
    taken = write_atoms(A(last) - A("0.1"))
    house.mark(taken)
    assert house.lots(house.one) == 0
    assert (mine.status, mine.reason) == (OrderStatus.CANCELLED, "liquidation")
    assert other.live
    (report,) = (n.report for n in house.floor.news if isinstance(n, OrderNews) and n.report.cause is Cause.LIQUIDATION)
    fill = house.one.fills[-1]
    assert (report.status, report.filled, report.side, report.fill) == (OrderStatus.FILLED, A("0.2"), Side.SELL, fill)
    assert (fill.price, fill.liquidity) == (A(taken), Liquidity.TAKER)
    plain = PlainPerpetual(house.floor.terms[BTC])
    plain.fill(Hold.NET, Side.BUY, 600_000, 2_000, Fraction(0), "")
    assert plain.liquidated(Hold.NET, Fraction(A("120"), ONE), Fraction(A(taken), ONE))
    assert not plain.liquidated(Hold.NET, Fraction(A("120"), ONE), Fraction(A(last), ONE))
    plain.fill(Hold.NET, Side.SELL, A(taken) // A("0.1"), 2_000, Fraction(fill.fee or 0, ONE), "USDT")
    assert wallet(house, house.one) == before + plain.wallets["USDT"] * ONE
    kinds = [bill.kind for bill in house.one.bills]
    assert kinds[-1] is BillKind.LIQUIDATION
    assert house.one.accepted == 3  # nobody asked for the fourth
    assert sum(house.floor.held(BTC)) == 0
    house.trade(house.one, house.two, "0.1", write_atoms(A(last)))
    assert int(house.one.fills[-1].trade_id) == int(fill.trade_id) + 1, "no later trade has the number of this one"


def test_beyond_the_margin_the_house_bears_the_loss(house: House) -> None:
    house.isolate(house.one, 100)
    house.trade(house.one, house.two, "0.2", "60000")
    before = wallet(house, house.one)
    house.mark("58000")
    assert wallet(house, house.one) == before - A("120")  # the margin and not a digit more
    borne = house.clearing.insurance["USDT"]
    assert borne == A("400") + A("58000") * 2 // 10 * 6 // 10_000 - A("120")
    assert house.one.bills[-1].amount == borne


def test_crossed_positions_go_together_with_all_crossed_orders(house: House) -> None:
    house.ledger(house.one).set_leverage("BTC-USDT", 100)
    house.trade(house.one, house.two, "1", "60000")
    house.trade(house.one, house.two, "1", "2500", symbol="ETHUSDT")
    rests = house.put(house.one, Side.BUY, "0.01", "2400", symbol="ETHUSDT")
    house.mark("50600")
    assert house.lots(house.one) == 1_0000
    house.mark("50000")
    assert (house.lots(house.one), house.lots(house.one, symbol="ETHUSDT")) == (0, 0)
    assert rests.reason == "liquidation"
    assert wallet(house, house.one) >= 0
    house.mark("49000")  # and that was all
    assert sum(order.cause is Cause.LIQUIDATION for order in house.one.orders.values()) == 2


def test_each_side_of_an_isolated_hedge_stands_for_itself(house: House) -> None:
    for who in (house.one, house.two):
        house.ledger(who).set_mode(PositionMode.HEDGE)
        house.isolate(who, 50)
    for side, hold, others in ((Side.BUY, Hold.LONG, Hold.SHORT), (Side.SELL, Hold.SHORT, Hold.LONG)):
        house.put(house.two, side.other, "0.1", "60000", hold=others)
        house.put(house.one, side, "0.1", "60000", hold=hold)
    house.mark("57000")
    assert (house.lots(house.one, Hold.LONG), house.lots(house.one, Hold.SHORT)) == (0, -1_000)
    assert (house.lots(house.two, Hold.LONG), house.lots(house.two, Hold.SHORT)) == (0, -1_000)
    assert sum(house.floor.held(BTC)) == 0
