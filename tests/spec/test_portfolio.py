"""Several controllers on one account: each has its own ledger and its own limit, and what happens there is configured."""

from __future__ import annotations

from collections import Counter

import pytest

from picaflor.analytics.ledger import Ledger
from picaflor.app.plan import SeatPlan
from picaflor.app.recovery import resumed_from
from picaflor.app.replay import replay
from picaflor.app.replica import Replica
from picaflor.domain.events import OrderChanged
from picaflor.domain.numbers import ONE
from picaflor.engine.account import AtLimit, SeatLimits
from picaflor.engine.guard_record import GUARD
from picaflor.engine.instructions import Resumed
from picaflor.engine.records import Kind, read_told
from picaflor.engine.risk import Limits
from tests.worlds import World, make_world

PAIR = "BTC-USDT"
QUICK = {"pair": PAIR, "refresh_ns": 250_000_000, "order_age_ns": 2_000_000_000}
OTHER = SeatPlan("other", "bitget", "simple_maker", {**QUICK, "spread_bps": 6})
DEAR = {**QUICK, "spread_bps": 1, "inventory_max": 600 * ONE}  # fees of 0.1 % cost more than it earns


def world(then: AtLimit, venue: str = "bitget", limits: Limits | None = None, drawdown: int = ONE // 4) -> World:
    other = SeatPlan("other", venue, "simple_maker", OTHER.config)
    own = SeatLimits(drawdown_max=drawdown, then=then)
    return make_world(venue, seed=3, symbols=1, maker=DEAR, beside=(other,), seat_limits=own, limits=limits)


def orders_of(played: World, owner: str) -> int:
    return sum(order.owner == owner for order in played.connector.live_orders())


def accounts(played: World) -> dict[str, str]:
    return {seat.name: seat.account.halted for seat in played.engine.seats}


def test_their_ledgers_are_their_own_and_together_they_are_the_accounts() -> None:
    played = world(AtLimit.PAUSE, drawdown=0)
    screen = Replica()
    played.drain = lambda: screen.catch_up(played.engine.audit) and None  # type: ignore[method-assign]
    played.run(10)
    rows = {who.owner: row for who, row in screen.tale.rows.items() if not who.piece}
    assert set(rows) == {"maker", "other"}
    assert all(row.bought + row.sold > 3 for row in rows.values())
    whole = Ledger(played.connector.markets[PAIR])
    for fill in screen.fills:
        whole.add(fill)
    assert whole.lots == sum(row.ledger.lots for row in rows.values()), "netted, it is what the account holds"
    assert whole.value(10**7) == sum(row.ledger.value(10**7) for row in rows.values())


@pytest.mark.parametrize(("then", "venue"), [(AtLimit.PAUSE, "bitget"), (AtLimit.CLOSE, "bitget_perpetual")])
def test_one_that_has_lost_too_much_is_halted_and_the_other_goes_on(then: AtLimit, venue: str) -> None:
    played = world(then, venue)
    played.run(8)
    halted = accounts(played)
    assert "below its peak" in halted["maker"]
    assert halted["other"] == ""
    assert orders_of(played, "maker") == 0
    calls = [seat.calls for seat in played.engine.seats]
    placed = len(played.steps)
    held = dict(played.engine.seats[0].account.held())
    played.run(5)
    now = [seat.calls for seat in played.engine.seats]
    assert now[0] == calls[0]
    assert now[1] > calls[1]
    assert any(step.client_id and step.who == "other" for step in played.steps[placed:])
    assert not any(step.client_id and step.who == "maker" for step in played.steps[placed:])
    assert held == dict(played.engine.seats[0].account.held())
    if then is AtLimit.CLOSE:
        assert held == {}
        closed = [step for step in played.steps if step.who == "maker" and "MARKET" in step.what]
        assert closed
        assert all("below its peak" in step.why for step in closed)
    assert [step.what for step in played.steps if step.what.startswith("halted")] == [f"halted: {then}"]


def test_a_crash_does_not_set_it_free_and_an_end_in_good_order_does() -> None:
    played = world(AtLimit.PAUSE)
    played.run(8)
    assert accounts(played)["maker"]
    played.kill()
    played.run(4)
    assert accounts(played)["maker"], "the other process knows it, too"
    assert played.engine.seats[0].calls == 0
    assert played.engine.seats[1].calls > 0
    assert played.run_until_quiet()
    played.kill()
    played.run(3)
    assert played.engine.seats[0].calls > 0
    for plan, journal in played.runs:
        verdict = replay(plan, journal.lines)
        assert verdict.same, verdict.difference


def test_what_each_has_made_goes_on_after_a_crash_on_the_screen_too() -> None:
    played = world(AtLimit.PAUSE, drawdown=10**9 * ONE)
    played.run(6)
    before = [seat.account for seat in played.engine.seats]
    played.kill()
    after = [seat.account for seat in played.engine.seats]
    assert [dict(each.held()) for each in after] == [dict(each.held()) for each in before]
    assert any(dict(each.held()) for each in before)
    assert after[0].drawdown.peak == before[0].drawdown.peak
    screen = Replica()
    for _, _, payload in [line for line in played.journal.lines if line[0] == Kind.TOLD]:
        if isinstance(told := read_told(payload), Resumed):
            screen.carry(told)
    rows = {who.owner: row.ledger for who, row in screen.tale.rows.items()}
    middle = 10**7
    assert {owner: ledger.value(middle) for owner, ledger in rows.items()} == {
        seat.name: ledger.value(middle) for seat in played.engine.seats for ledger in seat.account._ledgers.values()
    }
    assert set(rows) == {"maker", "other"}
    played.run(3)
    assert played.run_until_quiet()
    played.kill()
    assert [dict(seat.account.held()) for seat in played.engine.seats] == [{}, {}], "an end in good order is an end"
    for plan, journal in played.runs:
        verdict = replay(plan, journal.lines)
        assert verdict.same, verdict.difference


@pytest.mark.parametrize("then", [AtLimit.STOP, AtLimit.PANIC])
def test_one_may_end_the_run_of_all(then: AtLimit) -> None:
    played = world(then)
    played.run(8)
    assert played.engine.stopping.startswith("maker: ")
    assert played.engine.panicking is (then is AtLimit.PANIC)
    assert played.engine.quiet


@pytest.mark.parametrize("then", [AtLimit.PAUSE, AtLimit.STOP])
def test_a_limit_of_all_together_halts_all_or_ends_the_run(then: AtLimit) -> None:
    played = world(AtLimit.PAUSE, limits=Limits(drawdown_max=ONE // 2, then=then), drawdown=0)
    played.run(8)
    assert bool(played.engine.stopping) is (then is AtLimit.STOP)
    assert all("kill switch" in why for why in accounts(played).values()) is (then is AtLimit.PAUSE)
    assert played.connector.live_orders() == []
    after = Counter(type(event) for event in played.seen)[OrderChanged]
    played.run(5)
    assert Counter(type(event) for event in played.seen)[OrderChanged] == after


def test_a_loss_before_a_crash_and_one_after_it_are_one_loss() -> None:
    """Neither of them alone is as much as is allowed."""
    limits = Limits(loss_max=6 * ONE)
    played = world(AtLimit.PAUSE, limits=limits, drawdown=0)
    while played.engine.guard.value > -3 * ONE:
        played.run(0.5)
    before = played.engine.guard.value
    assert not played.engine.stopping
    played.kill()
    assert played.engine.guard.value == 0, "it has not looked yet"
    played.run(1.5)
    assert played.engine.guard.value < before // 2, "it does not begin at nothing"
    while not played.engine.stopping:
        played.run(0.5)
    assert played.engine.stopping.startswith("kill switch: a loss of ")
    assert played.run_until_quiet()
    assert resumed_from(GUARD, played.journal.lines) is None, "whoever is started again begins anew"
    for plan, journal in played.runs:
        verdict = replay(plan, journal.lines)
        assert verdict.same, verdict.difference
