"""What an order was held against before it was let pass: in words, in order, and only where there is a limit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.app.looked_at import TellingRisk
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side, Wish
from picaflor.engine.risk import Account, Approved, Denied, Limits, Risk
from tests.worlds import make_world

LIMITS = Limits(order_notional_max=500 * ONE, position_notional_max=1_000 * ONE)
BUY = Wish("BTC-USDT", Side.BUY, 1_000, 5_900_000)


@pytest.fixture(scope="module")
def account() -> Account:
    world = make_world("bitget", seed=3, symbols=1)
    world.run(4)
    found: Account = world.connector
    return found


def test_each_limit_with_how_near_it_came(account: Account) -> None:
    risk = TellingRisk(LIMITS)
    assert isinstance(risk.check("bitget", BUY, account, 5), Approved)
    size, position, count, rate, beyond, free = risk.taken(BUY)
    assert size.endswith(" USDT of 500 USDT")
    assert position.startswith("position at worst ")
    assert position.endswith(" USDT of 1000 USDT")
    assert count == f"open orders {account.live_count('BTC-USDT') + 1} of 50"
    assert rate == "orders in a second 1 of 20"
    assert beyond.startswith("beyond the other side -")
    assert beyond.endswith(" bps of 1000")
    assert free.endswith(" USDT")


def test_without_limits_only_what_is_free_is_told(account: Account) -> None:
    risk = TellingRisk(Limits(open_orders_max=0, orders_per_second_max=0, band_bps=0))
    sell = replace(BUY, side=Side.SELL, ticks=None, type=OrderType.MARKET)
    assert isinstance(risk.check("bitget", sell, account, 5), Approved)
    (free,) = risk.taken(sell)
    assert free.startswith("free ")
    assert free.endswith(" BTC")


def test_it_decides_as_the_other_does_and_tells_nothing_of_what_it_denied(account: Account) -> None:
    risk, plain, large = TellingRisk(LIMITS), Risk(LIMITS), replace(BUY, lots=10**6)
    told, expected = (each.check("bitget", large, account, 5) for each in (risk, plain))
    assert isinstance(told, Denied)
    assert told == expected
    assert risk.taken(large) == ()


def test_they_are_asked_for_in_order_and_what_was_never_placed_is_passed_over(account: Account) -> None:
    risk = TellingRisk(LIMITS)
    wishes = [replace(BUY, ticks=5_900_000 + n) for n in range(4)]
    for n, wish in enumerate(wishes):
        risk.check("bitget", wish, account, n)
    assert "orders in a second 2 of 20" in risk.taken(wishes[1])
    assert risk.taken(wishes[0]) == ()
    assert risk.taken(replace(BUY, ticks=1)) == ()
    assert "orders in a second 4 of 20" in risk.taken(wishes[3])
