"""The referee itself, by hand: a twin that was wrong the same way would referee nothing."""

from fractions import Fraction

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, Side
from picaflor.machines.ledger.plain import PlainPerpetual, PlainSpot, cut, down
from picaflor.machines.ledger.terms import Terms, Tier

F = Fraction
SPOT = Market("v", "BTC-USDT", "B", "BTC", "USDT", Grid(2), Grid(4), quote_places=1)


def test_rounding_rules():
    assert (cut(F(199, 100), 1), cut(F(-199, 100), 1)) == (F(19, 10), F(-19, 10))
    assert down(F(-1, 3)) == F(-(10**36) // 3, 10**36)


def test_a_buy_pays_from_its_hold_and_the_fee_from_what_is_free():
    plain = PlainSpot()
    plain.totals["USDT"] = F(100)
    plain.holds[1] = ("USDT", F(60))
    plain.fill(1, SPOT, Side.BUY, 1_055, 30_000, F(1), "USDT")
    assert (plain.totals["USDT"], plain.free("USDT"), plain.held("USDT")) == (F("67.4"), F(39), F("28.4"))
    assert plain.totals["BTC"] == 3


def test_a_fee_that_is_not_free_comes_from_the_hold():
    plain = PlainSpot()
    plain.totals["USDT"] = F(60)
    plain.holds[1] = ("USDT", F(60))
    plain.fill(1, SPOT, Side.BUY, 1_000, 30_000, F(2), "USDT")
    assert (plain.free("USDT"), plain.held("USDT")) == (0, 28)


def test_a_position_through_zero_with_funding_and_liquidation():
    market = Market("v", "X-U", "X", "X", "U", Grid(0), Grid(0), kind=MarketKind.LINEAR, taker_fee=read_atoms("0.001"))
    plain = PlainPerpetual(Terms(market, (Tier(0, 10, read_atoms("0.01")),)))
    plain.fill(Hold.NET, Side.BUY, 100, 2, F(1), "U")
    plain.fill(Hold.NET, Side.SELL, 110, 5, F(-1), "BGB")
    assert (plain.sizes[Hold.NET], plain.costs[Hold.NET]) == (-3, 330)
    assert (plain.wallets["U"], plain.wallets["BGB"]) == (19, 1)
    plain.fund(F(1, 100), F(100), 1)
    plain.fund(F(1, 100), F(100), 1)
    assert plain.wallets["U"] == 22
    assert plain.equity(F(120)) == 22 - 30
    at = (F(110) + F(30, 3)) * F("0.999") / F("1.01")
    assert [plain.liquidated(Hold.NET, F(30), mark) for mark in (at, at - F(1, 10**9))] == [True, False]


def test_inverse_contracts():
    def of(money: bool, lots: Grid) -> PlainPerpetual:
        market = Market("v", "X-U", "X", "X", "U", Grid(0), lots, kind=MarketKind.INVERSE)
        return PlainPerpetual(Terms(market, (Tier(0, 1, 0),), money))

    for plain, lots in ((of(False, Grid(0)), 2), (of(True, Grid(0, 100)), 2)):
        plain.fill(Hold.NET, Side.BUY, 100, lots, F(), "")
        plain.fill(Hold.NET, Side.SELL, 125, lots, F(), "")
        assert plain.wallets["X"] == F("0.4")
        plain.fill(Hold.NET, Side.SELL, 100, lots, F(), "")
        assert plain.equity(F(125)) == 0
