"""A controller's own part of an account: its limits, what it holds, and what outlives a crash."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.events import MoneyMoved, Movement
from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Fill, Liquidity, OrderType, Side
from picaflor.engine.account import Account, AtLimit, SeatLimits, closing
from picaflor.engine.halting import share_out

SECOND = 1_000_000_000
SPOT = Market("v", "B-Q", "BQ", "B", "Q", Grid(0), Grid(1), min_lots=2)
CONTRACT = replace(SPOT, kind=MarketKind.LINEAR, settle="Q", max_lots=30)
PLACE = ("v", "B-Q")


def fill(side: Side, ticks: int, lots: int, fee: int = 0, asset: str = "Q") -> Fill:
    return Fill("v", "a", "B-Q", "t", "c", "o", side, ticks, lots, fee, asset, Liquidity.MAKER, 0)


def account(**limits: int) -> Account:
    return Account(SeatLimits(**{name: value * ONE for name, value in limits.items()}))


def look(at: Account, middle: int | None, now_ns: int = 0) -> bool:
    return at.look(lambda place: None if middle is None else 2 * middle, now_ns)


def test_a_drawdown_is_from_the_peak_and_is_told_once() -> None:
    own = account(drawdown_max=5)
    own.filled(fill(Side.BUY, 100, 10), SPOT)
    assert not look(own, 104)
    assert not look(own, 100)
    assert look(own, 99)
    assert own.halted == "5 below its peak, 5 allowed"
    assert not look(own, 50)


def test_a_loss_is_from_nothing_fees_told_late_included() -> None:
    own = account(loss_max=3)
    own.filled(fill(Side.BUY, 100, 10), SPOT)
    assert not look(own, 98)
    own.charged(fill(Side.BUY, 100, 10, fee=ONE), SPOT)
    assert look(own, 98)
    assert own.halted == "a loss of 3, 3 allowed"


def test_without_a_price_nothing_is_concluded() -> None:
    own = account(loss_max=1)
    own.filled(fill(Side.BUY, 100, 10), SPOT)
    assert not look(own, None)
    assert not own.halted


def test_it_is_looked_at_each_second_where_there_is_a_limit_or_a_halt() -> None:
    own, free = account(loss_max=1), account()
    assert (own.due(), free.due()) == (0, None)
    look(own, 1, SECOND)
    assert own.due() == 2 * SECOND
    free.halt("all together", AtLimit.CLOSE)
    assert (free.due(), free.then, free.halted) == (0, AtLimit.CLOSE, "all together")


def test_what_it_holds_is_whole_lots_towards_nothing() -> None:
    own = account()
    own.filled(fill(Side.BUY, 100, 10), SPOT)
    own.charged(fill(Side.BUY, 100, 10, fee=ONE // 20, asset="B"), SPOT)
    assert list(own.held()) == [(PLACE, 9)]
    own.filled(fill(Side.SELL, 100, 20), SPOT)
    assert list(own.held()) == [(PLACE, -10)]


def test_a_halt_outlives_a_crash_with_what_was_held_and_ends_with_the_run() -> None:
    own = account()
    assert own.record() is None
    own.filled(fill(Side.BUY, 100, 10), CONTRACT)
    own.halt("too much", AtLimit.CLOSE)
    record = own.record()
    assert record
    assert own.record() is None, "nothing new"
    again = account()
    again.restore(record, [PLACE])
    assert (again.halted, again.then, list(again.held())) == ("too much", AtLimit.CLOSE, [(PLACE, 10)])
    again.filled(fill(Side.SELL, 100, 4), CONTRACT)
    assert list(again.held()) == [(PLACE, 6)]
    again.release()
    assert again.record() == b""


@pytest.mark.parametrize("market", [SPOT, CONTRACT])
def test_what_it_has_made_and_how_far_that_had_risen_outlive_a_crash(market: Market) -> None:
    own = account(drawdown_max=5)
    own.filled(fill(Side.BUY, 100, 10, fee=ONE // 2), market)
    own.filled(fill(Side.SELL, 103, 3), market)
    assert own.changed
    assert not look(own, 104)
    record = own.record()
    assert record
    assert not own.changed
    assert own.record() is None
    again = account(drawdown_max=5)
    again.restore(record, [PLACE])
    assert again.record() is None, "as it was read back, it is written"
    assert (again.drawdown.peak, list(again.held())) == (own.drawdown.peak, list(own.held()))
    for each in (own, again):
        each.filled(fill(Side.SELL, 99, 2), market)
        each.paid(PLACE, -ONE, "bill")
        look(each, 90)
    assert again.value == own.value
    assert again.halted == own.halted
    assert "below its peak" in again.halted
    assert again.record() == own.record()


def test_what_it_made_where_it_does_not_trade_any_more_is_left() -> None:
    own, again = account(loss_max=5), account(loss_max=5)
    own.filled(fill(Side.BUY, 100, 10), SPOT)
    record = own.record()
    assert record
    again.restore(record, [("v", "C-Q")])
    assert list(again.held()) == []
    assert not look(again, 1), "it looks at what it knows a price of"


def test_a_payment_is_everybodys_by_what_he_holds() -> None:
    first, second, third = account(), account(), account()
    first.filled(fill(Side.BUY, 100, 30), CONTRACT)
    second.filled(fill(Side.SELL, 100, 10), CONTRACT)
    share_out(MoneyMoved("v", Movement.FUNDING, "Q", 4 * ONE, "bill", "B-Q"), [first, second, third])
    for each in (first, second, third):
        look(each, 100)
    assert [each.value for each in (first, second, third)] == [6 * ONE, -2 * ONE, 0]


@pytest.mark.parametrize(
    ("market", "lots", "expected"),
    [
        (SPOT, 5, (Side.SELL, 5, False)),
        (SPOT, -5, (Side.BUY, 5, False)),
        (SPOT, 1, None),
        (CONTRACT, 50, (Side.SELL, 30, True)),
    ],
)
def test_giving_up(market: Market, lots: int, expected: tuple[Side, int, bool] | None) -> None:
    wish = closing(market, lots, "why")
    told = None if wish is None else (wish.side, wish.lots, wish.reduce_only)
    assert told == expected
    assert wish is None or (wish.type, wish.why) == (OrderType.MARKET, "why")
