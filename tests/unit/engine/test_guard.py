"""The kill switch fires at the limit and not before, and is done when the venue has proven it, not when it was asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.events import MoneyMoved, Movement
from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Fill, Liquidity, Side
from picaflor.engine.guard import LOOK_EVERY_NS, Guard, Switch
from picaflor.engine.risk import Limits

MARKET = Market("v", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(0), Grid(0))


def fill(side: Side, price: int, lots: int, fee: int = 0, asset: str = "USDT") -> Fill:
    return Fill("v", "a", "BTC-USDT", "1", "c", "o", side, price, lots, fee * ONE, asset, Liquidity.MAKER, 0)


def at(price: int) -> int:
    return 2 * price * ONE


def test_without_limits_it_never_wakes_anybody() -> None:
    assert Guard(Limits()).due() is None


@pytest.mark.parametrize(
    ("limits", "prices", "says"),
    [
        (Limits(loss_max=50 * ONE), (100, 96), ""),
        (Limits(loss_max=50 * ONE), (100, 95), "kill switch: a loss of 50, 50 allowed"),
        (Limits(drawdown_max=30 * ONE), (100, 110, 108), ""),
        (Limits(drawdown_max=30 * ONE), (100, 110, 107), "kill switch: 30 below the peak, 30 allowed"),
        (Limits(gain_max=100 * ONE), (100, 109), ""),
        (Limits(gain_max=100 * ONE), (100, 110), "kill switch: the gain of 100 that was asked for is made"),
        (Limits(drawdown_part=ONE // 100, capital=1_000 * ONE), (100, 110, 109), ""),
        (
            Limits(drawdown_part=ONE // 100, capital=900 * ONE),
            (100, 110, 109),
            "kill switch: 10 below a peak of 1000, 1 % allowed",
        ),
        (Limits(drawdown_part=ONE // 40, capital=0), (100, 95), ""),
    ],
)
def test_each_limit_fires_at_its_number(limits: Limits, prices: tuple[int, ...], says: str) -> None:
    guard = Guard(limits)
    guard.filled(fill(Side.BUY, 100, 10), MARKET)
    said = [guard.look(lambda _place, price=price: at(price), n) for n, price in enumerate(prices)]
    assert said[-1] == says
    assert guard.switch is (Switch.FIRED if says else Switch.ARMED)


def test_fees_count_in_quote_and_base_and_a_third_asset_is_told_apart() -> None:
    guard = Guard(Limits(loss_max=1))
    guard.filled(fill(Side.BUY, 100, 10, fee=3), MARKET)
    guard.filled(fill(Side.SELL, 100, 8, fee=2, asset="BTC"), MARKET)
    guard.charged(fill(Side.SELL, 100, 8, fee=7, asset="BGB"), MARKET)
    guard.look(lambda _place: at(100), 0)
    assert guard.value == -(3 + 200) * ONE
    assert guard.unpriced == {"BGB": 7 * ONE}


def test_while_there_is_no_price_nothing_is_concluded() -> None:
    guard = Guard(Limits(loss_max=1))
    guard.filled(fill(Side.BUY, 100, 10), MARKET)
    assert guard.look(lambda _place: None, 5) == ""
    assert (guard.switch, guard.due()) == (Switch.ARMED, 5 + LOOK_EVERY_NS)


CONTRACT = Market("v", "BTC-USDT", "B", "BTC", "USDT", Grid(0), Grid(0), kind=MarketKind.LINEAR, settle="USDT")


def test_contracts_count_at_their_mark_with_fees_and_funding() -> None:
    """10 bought at 100 and 4 of them sold at 110: 40 won, and at a mark of 105 another 30; 3 of fees, 7 of funding."""
    guard = Guard(Limits(loss_max=1))
    guard.filled(fill(Side.BUY, 100, 10, fee=2), CONTRACT)
    guard.filled(fill(Side.SELL, 110, 4), CONTRACT)
    guard.charged(fill(Side.SELL, 110, 4, fee=1), CONTRACT)
    guard.charged(fill(Side.SELL, 110, 4, fee=9, asset="BGB"), CONTRACT)
    for _ in range(2):
        guard.paid(MoneyMoved("v", Movement.FUNDING, "USDT", -7 * ONE, "bill 1"))
    guard.paid(MoneyMoved("v", Movement.DEPOSIT, "USDT", 1_000 * ONE, "bill 2"))
    assert guard.look(lambda _place: None, 0) == ""
    assert guard.value == 0
    guard.look(lambda _place: at(105), 0)
    assert guard.value == (40 + 30 - 3 - 7) * ONE
    assert guard.unpriced == {"BGB": 9 * ONE}


def test_a_loss_that_is_not_booked_yet_fires_the_switch() -> None:
    guard = Guard(Limits(loss_max=50 * ONE))
    guard.filled(fill(Side.SELL, 100, 10), CONTRACT)
    assert guard.look(lambda _place: at(104), 0) == ""
    assert guard.look(lambda _place: at(105), 1) == "kill switch: a loss of 50, 50 allowed"


def test_it_is_done_when_nothing_is_live_and_not_before() -> None:
    guard = Guard(Limits(loss_max=1))
    guard.filled(fill(Side.BUY, 100, 10), MARKET)
    guard.look(lambda _place: at(1), 0)
    guard.settle(quiet=False)
    assert guard.switch is Switch.FIRED
    guard.settle(quiet=True)
    assert guard.switch is Switch.DONE


def test_what_it_counted_outlives_a_crash() -> None:
    """Half of a drawdown before it and half after it are a whole one."""
    limits = Limits(drawdown_part=ONE // 20, capital=800 * ONE)
    guard = Guard(limits)
    guard.filled(fill(Side.BUY, 100, 10, fee=1, asset="BGB"), MARKET)
    assert guard.look(lambda _place: at(120), 0) == ""
    record = guard.record(over=False)
    assert record is not None
    assert not guard.changed
    assert guard.record(over=False) is None, "nothing has changed"
    after = Guard(replace(limits, capital=1_000 * ONE))  # as the account looks by now
    after.restore(record, [("v", "BTC-USDT"), ("v", "ETH-USDT")])
    assert (after.peak, after.unpriced) == (200 * ONE, {"BGB": ONE})
    assert after.look(lambda _place: at(116), 0) == ""
    assert after.look(lambda _place: at(115), 0) == "kill switch: 50 below a peak of 1000, 5 % allowed"
    assert after.record(over=False) is None
    assert after.record(over=True) == b"", "the run ended in good order: the next one counts from nothing"
    assert after.record(over=True) is None


def test_contracts_and_their_funding_outlive_it_too() -> None:
    market = replace(MARKET, kind=MarketKind.LINEAR, settle="USDT")
    guard = Guard(Limits(loss_max=50 * ONE))
    guard.filled(fill(Side.BUY, 100, 10, fee=5), market)
    guard.filled(fill(Side.SELL, 99, 4), market)
    guard.paid(MoneyMoved("v", Movement.FUNDING, "USDT", -11 * ONE, "bill"))
    after = Guard(guard.limits)
    after.restore(guard.record(over=False) or b"", [("v", "BTC-USDT")])
    for each in (guard, after):
        assert each.look(lambda _place: at(96), 0) == ""
        assert each.value == (-5 - 4 - 11 - 24) * ONE
        assert each.look(lambda _place: at(95), 0).startswith("kill switch: a loss of 50")


def test_what_another_bot_counted_is_left_and_who_watches_nothing_records_nothing() -> None:
    guard = Guard(Limits(loss_max=50 * ONE))
    guard.filled(fill(Side.BUY, 100, 10), MARKET)
    record = guard.record(over=False) or b""
    stranger = Guard(guard.limits)
    stranger.restore(record, [("v", "ETH-USDT")])
    assert stranger.look(lambda _place: at(50), 0) == ""
    careless = Guard(Limits())
    careless.filled(fill(Side.BUY, 100, 10), MARKET)
    assert careless.record(over=False) is None
    careless.restore(record, [("v", "BTC-USDT")])
    assert careless.record(over=True) == b"", "what an earlier run left is not for a later one"
