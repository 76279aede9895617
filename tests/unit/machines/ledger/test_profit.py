"""What a run made: fees counted once, averages weighted, inventory at the marks that are named."""

import pytest

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Fill, Liquidity, PositionMode, Side
from picaflor.machines.ledger.profit import Run, Unmarked
from picaflor.machines.ledger.terms import Terms

SPOT = Terms(Market("v", "BTC-USDT", "B", "BTC", "USDT", Grid(2), Grid(4)))
PERP = Terms(Market("p", "BTC-USDT", "B", "BTC", "USDT", Grid(2), Grid(4), kind=MarketKind.LINEAR))


def A(text: str) -> int:  # noqa: N802
    return read_atoms(text, signed=True)


def fill(terms: Terms, side: Side, price: str, size: str, fee: str = "0", asset: str = "USDT") -> Fill:
    market = terms.market
    ticks, lots = market.tick.read(price), market.lot.read(size)
    return Fill(market.venue, "a", market.pair, "t", "c", "o", side, ticks, lots, A(fee), asset, Liquidity.MAKER, 0)


def test_a_round_trip_with_fees_in_both_assets():
    run = Run()
    run.add(fill(SPOT, Side.BUY, "50000", "0.1", "0.0001", "BTC"), SPOT)
    run.add(fill(SPOT, Side.BUY, "40000", "0.3", "0.0003", "BTC"), SPOT)
    run.add(fill(SPOT, Side.SELL, "45000", "0.2", "9"), SPOT)
    traded = run.spot("v", "BTC-USDT")
    assert (traded.position.lots, traded.average, traded.realised) == (2_000, A("42500"), A("500"))
    assert traded.fees == run.fees() == {"BTC": A("0.0004"), "USDT": A("9")}
    assert run.changes() == {"BTC": A("0.1996"), "USDT": A("-8009")}
    assert run.profit("USDT", {"BTC": A("45000")}) == A("8982") - A("8009")
    assert traded.fills == 3


def test_a_coin_that_was_there_before_and_is_sold_first():
    run = Run()
    run.add(fill(SPOT, Side.SELL, "50000", "0.1"), SPOT)
    run.add(fill(SPOT, Side.BUY, "49000", "0.1"), SPOT)
    assert run.spot("v", "BTC-USDT").realised == A("100")
    assert run.profit("USDT", {}) == A("100")


def test_a_rebate_is_a_negative_fee():
    run = Run()
    run.add(fill(SPOT, Side.BUY, "50000", "0.1", "-0.5"), SPOT)
    assert run.fees() == {"USDT": A("-0.5")}
    assert run.profit("USDT", {"BTC": A("50000")}) == A("0.5")


def test_a_price_of_twelve_decimals_is_not_lost():
    pepe = Terms(Market("v", "PEPE-USDT", "P", "PEPE", "USDT", Grid(12), Grid(0), quote_places=18))
    run = Run()
    run.add(fill(pepe, Side.BUY, "0.000000001234", "10"), pepe)
    assert run.changes() == {"PEPE": A("10"), "USDT": A("-0.00000001234")}
    assert run.spot("v", "PEPE-USDT").average == A("0.000000001234")


def test_a_maker_hedged_on_a_perpetual_with_funding():
    run = Run()
    run.add(fill(SPOT, Side.BUY, "50000", "0.1", "5"), SPOT)
    run.add(fill(PERP, Side.SELL, "50010", "0.1", "2"), PERP)
    assert run.add_funding(PERP, A("0.5"), "bill") is True
    assert run.add_funding(PERP, A("0.5"), "bill") is False
    for price in ("40000", "60000"):
        marks = {("p", "BTC-USDT"): A(price)}
        assert run.profit("USDT", {"BTC": A(price)}, marks) == A("1") - A("7") + A("0.5")
    assert run.fees() == {"USDT": A("7")}
    assert run.perpetual("p").position("BTC-USDT").lots == -1_000


def test_what_is_left_must_be_marked():
    run = Run(PositionMode.ONEWAY)
    run.add(fill(SPOT, Side.BUY, "50000", "0.1"), SPOT)
    with pytest.raises(Unmarked, match="no price for BTC"):
        run.profit("USDT", {})
    hedged = Run()
    hedged.add(fill(PERP, Side.SELL, "50010", "0.1"), PERP)
    with pytest.raises(Unmarked, match="no mark for BTC-USDT on p"):
        hedged.profit("USDT", {})
