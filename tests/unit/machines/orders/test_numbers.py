"""Atoms to ticks and lots: exactly, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.events import Origin
from picaflor.domain.market import Grid, Market, OffGrid
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Hold, Liquidity, OrderType, Side, Tif
from picaflor.machines.orders.numbers import Numbers, fill_of, newcomer, numbers_of, rewrite
from picaflor.machines.orders.record import Record
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

MARKET = Market("v", "BTC-USDT", "BTC", "BTC", "USDT", Grid(2), Grid(18))
FINE = Market("v", "BTC-USDT", "BTC", "BTC", "USDT", Grid(3), Grid(18))


def report(**fields: object) -> OrderReport:
    given = {"filled": 0, "price": 123 * ONE // 100, "size": ONE, "type": OrderType.LIMIT} | fields
    return OrderReport("BTC", "v1", "c", OrderStatus.OPEN, Side.BUY, **given)  # type: ignore[arg-type]


def record(**fields: object) -> Record:
    made = Record("c", "BTC", "BTC-USDT", Side.BUY, OrderType.LIMIT, Tif.GTC, 10, 123)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def test_eighteen_decimals_are_kept() -> None:
    size = ONE + ONE // 10**18
    assert numbers_of(report(size=size, filled=size), MARKET) == Numbers(10**18 + 1, 10**18 + 1, 123)


def test_off_the_grid_is_said_so() -> None:
    for fields in ({"price": ONE // 1000}, {"size": ONE // 10**19}, {"filled": 1}):
        with pytest.raises(OffGrid):
            numbers_of(report(**fields), MARKET)


def test_a_market_order_has_no_price_and_a_buy_by_money_no_size() -> None:
    assert numbers_of(report(type=OrderType.MARKET, price=7, size=None), MARKET) == Numbers(0, None, None)


def test_a_newcomer_is_as_old_as_the_venue_says_but_never_younger_than_now() -> None:
    told = report(created_ns=50, quote=3, tif=Tif.FOK)
    made = newcomer(told, MARKET, numbers_of(told, MARKET), Origin.EXTERNAL, 100)
    assert (made.created_ns, made.quote, made.tif, made.lots, made.ticks) == (50, 3, Tif.FOK, 10**18, 123)
    assert newcomer(report(created_ns=500), MARKET, Numbers(0, 1, 1), Origin.OURS, 100).created_ns == 100
    assert newcomer(report(), MARKET, Numbers(0, 1, 1), Origin.OURS, 100).created_ns == 100


@pytest.mark.parametrize(
    ("said", "known", "is_so"),
    [(Hold.NET, Hold.SHORT, Hold.SHORT), (Hold.LONG, Hold.NET, Hold.LONG), (Hold.NET, Hold.NET, Hold.NET)],
)
def test_a_fill_works_on_the_position_that_it_or_its_order_names(said: Hold, known: Hold, is_so: Hold) -> None:
    trade = FillReport("BTC", "t", "v1", Side.BUY, ONE, ONE, hold=said)
    assert fill_of(trade, record(hold=known), Numbers(1, None, 100), MARKET, "a").hold is is_so


def test_liquidity_that_is_not_stated_is_the_dearer_one() -> None:
    trade = FillReport("BTC", "t", "", Side.BUY, ONE, ONE, None, "BNB")
    taken = fill_of(trade, record(venue_id="v1"), Numbers(1, None, 100), MARKET, "a")
    assert (taken.liquidity, taken.fee, taken.fee_asset, taken.venue_id) == (Liquidity.TAKER, 0, "", "v1")
    made = fill_of(trade, record(type=OrderType.LIMIT_MAKER), Numbers(1, None, 100), MARKET, "a")
    assert made.liquidity is Liquidity.MAKER


def test_a_fee_whose_asset_only_the_market_names() -> None:
    quoted = replace(MARKET, fee_asset="USDT")
    for fee, told, asset in ((7, "", "USDT"), (7, "BNB", "BNB"), (None, "", ""), (0, "", "USDT")):
        trade = FillReport("BTC", "t", "", Side.BUY, ONE, ONE, fee, told)
        assert fill_of(trade, record(), Numbers(1, None, 100), quoted, "a").fee_asset == asset


def test_an_order_is_rewritten_on_a_finer_grid() -> None:
    order = record(told=3, booked=2, amend_ticks=124)
    rewrite(order, MARKET, FINE)
    assert (order.ticks, order.amend_ticks, order.lots, order.told) == (1230, 1240, 10, 3)


def test_an_order_that_does_not_lie_on_the_new_grid_is_left_alone() -> None:
    order = record(ticks=1234)
    with pytest.raises(OffGrid):
        rewrite(order, FINE, MARKET)
    assert order.ticks == 1234
