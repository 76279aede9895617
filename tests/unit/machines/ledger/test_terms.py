"""What contracts are worth in their three shapes, and which tier serves which notional."""

import pytest

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.machines.ledger.terms import Shape, Terms, Tier

A = read_atoms
LINEAR = Terms(Market("v", "BTC-USDT", "B", "BTC", "USDT", Grid(1), Grid(3), kind=MarketKind.LINEAR))
COINS = Terms(Market("v", "BTC-USD", "B", "BTC", "USD", Grid(1), Grid(3), kind=MarketKind.INVERSE))
MONEY = Terms(Market("v", "BTC-USD", "B", "BTC", "USD", Grid(1), Grid(0, 100), kind=MarketKind.INVERSE), (), True)


def signed(text: str) -> int:
    return read_atoms(text, signed=True)


def test_shape_and_settle_asset_follow_from_the_market():
    assert [t.shape for t in (LINEAR, COINS, MONEY)] == [Shape.LINEAR, Shape.COINS, Shape.MONEY]
    assert [t.settle for t in (LINEAR, COINS, MONEY)] == ["USDT", "BTC", "BTC"]
    usdc = Market("v", "BTC-USD", "B", "BTC", "USD", Grid(1), Grid(3), kind=MarketKind.LINEAR, settle="USDC")
    assert Terms(usdc).settle == "USDC"
    spot = Terms(Market("v", "BTC-USDT", "B", "BTC", "USDT", Grid(1), Grid(3), quote_places=2))
    assert (spot.shape, spot.places) == (Shape.LINEAR, 36)


def test_value_notional_and_cost():
    price = A("50000")
    assert (LINEAR.value(price, 20), LINEAR.notional(price, 20)) == (A("1000"), A("1000"))
    assert (COINS.value(price, 20), COINS.notional(price, 20)) == (A("0.02"), A("1000"))
    assert (MONEY.value(price, 20), MONEY.notional(price, 20)) == (A("0.04"), A("2000"))
    assert [t.cost(500_000, 20) for t in (LINEAR, COINS, MONEY)] == [A("1000"), A("1000"), A("0.04")]
    assert [t.cost_at(price, 20) for t in (LINEAR, COINS, MONEY)] == [A("1000"), A("1000"), A("0.04")]


@pytest.mark.parametrize(
    ("terms", "cost", "won", "lost"),
    [(LINEAR, "1000", "250", "-200"), (COINS, "1000", "0.004", "-0.005"), (MONEY, "0.04", "0.008", "-0.01")],
)
def test_gain_of_a_long_and_of_a_short_are_mirrored(terms: Terms, cost: str, won: str, lost: str):
    up, down = A("62500"), A("40000")
    assert terms.gain(20, A(cost), up) == -terms.gain(-20, A(cost), up) == signed(won)
    assert terms.gain(20, A(cost), down) == -terms.gain(-20, A(cost), down) == signed(lost)


def test_a_spot_fill_that_closes_and_opens_is_rounded_once():
    terms = Terms(Market("v", "P-U", "PU", "P", "U", Grid(3), Grid(0), quote_places=2))
    assert terms.split(5, 1, 1) == (A("0.005"), A("0.005"))
    assert sum(terms.split(7, 1, 2)) == A("0.02")
    assert LINEAR.split(10, 1, 2) == (LINEAR.cost(10, 1), LINEAR.cost(10, 2))


def test_tiers_are_bounded_by_notional_and_the_last_serves_the_rest():
    tiers = (Tier(A("1000"), 50, A("0.004")), Tier(A("5000"), 20, A("0.01")), Tier(A("9000"), 5, A("0.05")))
    terms = Terms(LINEAR.market, tiers)
    served = [terms.tier(A(n)).leverage_max for n in ("0", "1000", "1000.000000000000000001", "5000", "9000", "99999")]
    assert served == [50, 50, 20, 20, 5, 5]


@pytest.mark.parametrize(("lacks", "covered"), [("0", "0"), ("1.5", "1.5"), ("0.000000001", "0.00000001")])
def test_what_is_covered_is_booked_and_never_less(lacks: str, covered: str):
    assert LINEAR.cover(read_atoms(lacks)) == read_atoms(covered)
